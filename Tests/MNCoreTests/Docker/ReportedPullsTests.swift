import Testing

@testable import MNCore

/// What runners said of pulls to people who reported it, beside what looks like it and is another thing.
@Suite struct `Words of pulls that people reported` {
    @Test(arguments: [
        // go-containerregistry, `internal/verify/verify.go`; containerd, `content/local/writer.go`.
        (
            "writing blob: error verifying sha256 checksum after reading 4336347424 bytes; got \"sha256:aa\", want "
                + "\"sha256:bb\"", RunnerRefusal.Reason.corruptDownload
        ),
        ("writing blob: unexpected commit digest sha256:aa, expected sha256:bb", .corruptDownload),
        ("failed to verify blob: digest mismatch: expected sha256:aa", .corruptDownload),
        // containerd#1893, #4908
        ("failed commit on ref: unexpected commit size 12, expected 34", .corruptDownload),
        ("failed size validation: 12 != 34: failed precondition", .corruptDownload),
        ("write /models/blobs/sha256/aa: structure needs cleaning", .storeFailed),
        (
            "denied: Permission \"artifactregistry.repositories.downloadArtifacts\" denied on resource",
            .loginNeeded
        ),
        ("error verifying the login: 401 Unauthorized", .loginNeeded),
        ("acme/checksum-bot:latest: not found", .notInRegistry),
        // The connection stood, and broke.
        (
            "Get \"https://registry-1.docker.io/v2/\": local error: tls: bad record MAC",
            .interruptedDownload
        ),
        (
            "read tcp 10.0.0.5:53111->104.16.98.215:443: read: operation timed out",
            .interruptedDownload
        ),
        ("dial tcp 44.1.2.3:443: connect: operation timed out", .registryBlocked),
        (
            "net/http: request canceled (Client.Timeout or context cancellation while reading body)",
            .interruptedDownload
        ),
        (
            "net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
            .registryBlocked
        ),
        ("write tcp 10.0.0.2:5000->1.1.1.1:443: write: broken pipe", .interruptedDownload),
        ("write |1: broken pipe", .other(status: 500)),
        ("Get \"https://x/v2/\": remote error: tls: internal error", .registryBlocked),
        ("Get \"https://x/v2/\": remote error: tls: bad certificate", .untrustedCertificate),
        // A signed link is good for an hour.
        (
            "unexpected status code 403 Forbidden: AccessDenied Request has expired",
            .interruptedDownload
        ),
        ("unexpected status code 403 Forbidden: AccessDenied", .loginNeeded),
        (
            "DENIED: Your authorization token has expired. Reauthenticate and try again.",
            .loginNeeded
        ),
        // Files of the runner's own.
        ("write /models/blobs/sha256/aa.incomplete: input/output error", .storeFailed),
        ("write /models/blobs/sha256/aa: transport endpoint is not connected", .storeFailed),
        ("read tcp 10.0.0.2:5000->1.1.1.1:443: input/output error", .other(status: 500)),
        ("open /models/blobs/sha256/aa.incomplete: too many open files", .tooManyFiles),
        ("dial tcp 1.1.1.1:443: socket: too many open files", .tooManyFiles),
        ("open /models/x: too many open files in system", .other(status: 500)),
        (
            "open /models/blobs/sha256/aa\ndial tcp 1.1.1.1:443: permission denied",
            .registryUnreachable
        ),
        // Harbor, `src/lib/errors/const.go`; docs.docker.com, "Registry Access Management".
        (
            "PROJECTPOLICYVIOLATION: current image with \"Pending\" status of vulnerability scanning cannot be pulled",
            .policyRefused
        ),
        (
            "403 Forbidden: Registry Access Management: access to registry is not allowed",
            .policyRefused
        ),
        ("denied: restricted access to this image via Image Access Management", .policyRefused),
        ("acme/projectpolicyviolation-bot:latest: not found", .notInRegistry),
        // Docker Desktop's proxy, and golang.org/x/net/internal/socks.
        (
            "unable to connect to proxy: dial tcp: lookup http.docker.internal on 127.0.0.11:53: no such host",
            .proxyFailed
        ),
        (
            "socks connect tcp 127.0.0.1:1080->registry-1.docker.io:443: unknown error host unreachable",
            .proxyFailed
        ),
        ("dial tcp: lookup socks.example.com: no such host", .registryUnreachable),
        // docker/model-runner#337
        (
            "Get \"http://localhost:5000/v2/\": dial tcp [::1]:5000: connect: connection refused",
            .registryAtLocalhost
        ),
        (
            "Get \"https://127.0.0.1:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused",
            .registryAtLocalhost
        ),
        (
            "Get \"https://index.docker.io/v2/\": dial tcp 127.0.0.1:443: connect: connection refused",
            .registryBlocked
        ),
        (
            "proxyconnect tcp: dial tcp 127.0.0.1:3128: connect: connection refused", .proxyFailed
        ),
        (
            "Get \"http://localhost:5000/v2/\": read tcp [::1]:5000: connection reset by peer",
            .registryBlocked
        ),
        // huggingface.co's words where a repository has no GGUF.
        (
            "UNKNOWN - {\"error\":\"Repository is not GGUF or is not compatible with llama.cpp\"}",
            .notAModel(.noGGUF)
        ),
        // One line names the helper, and says that it is not there.
        ("docker-credential-pass: gone\nx is not installed or not available", .other(status: 500)),
        // Windows' words (winerror.h: 23, 1392, 1117, 225), and errno EFBIG, EBADMSG, EHOSTDOWN.
        (
            "read C:\\models\\blobs\\sha256\\ab: Data error (cyclic redundancy check).",
            .storeFailed
        ),
        (
            "open C:\\models\\ab: The file or directory is corrupted and unreadable.", .storeFailed
        ),
        (
            "write C:\\models\\ab: The request could not be performed because of an I/O device error.",
            .storeFailed
        ),
        (
            "open C:\\models\\ab: Operation did not complete successfully because the file contains a virus",
            .storeDenied
        ),
        ("acme/contains-a-virus:latest: not found", .notInRegistry),
        ("write /models/blobs/sha256/ab.incomplete: file too large", .storeFailed),
        ("unexpected status: 413 file too large", .other(status: 500)),
        ("open /models/blobs/sha256/ab: bad message", .storeFailed),
        ("open /models/blobs/sha256/ab: host is down", .storeFailed),
        ("dial tcp 10.0.0.7:443: connect: host is down", .registryUnreachable),
    ])
    func `are told apart`(words: String, reason: RunnerRefusal.Reason) {
        let refusal = RunnerRefusal.pull(status: 500, words: "error while pulling model: \(words)")
        #expect(refusal.reason == reason, "\(words)")
    }

    @Test(arguments: [
        ("artifactory.corp/ml/qwen3:4b", "docker login artifactory.corp"),
        ("localhost:5000/qwen:4b", "docker login localhost:5000"),
        ("ghcr.io/org/model:4b", "docker login ghcr.io"),
        (
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/qwen:4b",
            "aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin "
                + "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
        ),
        ("ai/gemma4:E2B", "docker login"), ("gemma4", "docker login"),
        ("docker.io/acme/private:1", "docker login"),
        ("registry-1.docker.io/acme/private:1", "docker login"),
    ])
    func `name the registry to log in to`(reference: String, fix: String) {
        for reason in [RunnerRefusal.Reason.loginNeeded, .rateLimited] {
            var refusal = RunnerRefusal(reason)
            refusal.circumstances.reference = reference
            #expect(refusal.fixes.prefix(2) == [fix, "docker model pull \(reference)"])
        }
    }

    @Test func `name no login of Docker for Hugging Face`() {
        var refusal = RunnerRefusal(.loginHelperFailed)
        refusal.isOfHuggingFace = true
        refusal.circumstances.reference = "hf.co/acme/x"
        #expect(!refusal.fixes.joined().contains("docker login"))
    }

    /// On Docker Desktop the runner is a program of the machine itself.
    @Test func `name the machine as the runner's container sees it`() {
        var refusal = RunnerRefusal(.registryAtLocalhost)
        refusal.circumstances.reference = "localhost:5000/qwen:4b"
        #expect(refusal.fixes.first?.hasPrefix("docker network inspect bridge") == true)
        refusal.circumstances.isOnDesktop = true
        #expect(refusal.fixes == ["See what is there: curl -i http://localhost:5000/v2/"])
    }
}
