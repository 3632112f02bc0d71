import Testing

@testable import MNCore

/// What stands before a registry, or the registry itself, said of a pull, beside what looks like it.
@Suite struct `Words of registries` {
    private func reason(_ words: String, status: Int = 500) -> RunnerRefusal.Reason {
        RunnerRefusal.pull(status: status, words: "error while pulling model: \(words)").reason
    }

    /// Of 403 and of "authentication required", the words beside them.
    @Test(arguments: [
        // RFC 6585 §6
        (
            "unexpected status: 511 Network Authentication Required",
            RunnerRefusal.Reason.notARegistry
        ),
        ("unauthorized: authentication required", .loginNeeded),
        // docs.aws.amazon.com/AmazonCloudFront, "HTTP 403 status code"
        (
            "403 Forbidden: The Amazon CloudFront distribution is configured to block access from your country.",
            .regionRefused
        ),
        (
            "unexpected status from HEAD request to https://ghcr.io/v2/x: 403 Forbidden",
            .loginNeeded
        ),
        (
            "403 Forbidden: x was not downloaded due to the download blocking policy configured in Xray",
            .policyRefused
        ),
        (
            "current image with 12 vulnerabilities cannot be pulled due to configured policy in 'Prevent images'",
            .policyRefused
        ),
        ("403 REQUESTED ITEM IS QUARANTINED -- FOR DETAILS SEE http://nexus.corp", .policyRefused),
        ("acme/quarantined-llama:latest: not found", .notInRegistry),
        (
            "denied: client with IP '203.0.113.9' is not allowed access. Refer https://aka.ms/acr/firewall",
            .policyRefused
        ),
        ("403 Forbidden: denied by the organization's IP allow list", .policyRefused),
        // docs.aws.amazon.com/AmazonS3, "Error responses"
        (
            "403 Forbidden - <Error><Code>RequestTimeTooSkewed</Code><Message>The difference</Message></Error>",
            .clockWrong
        ),
        ("x509: certificate has expired or is not yet valid", .certificateExpired),
        // GitLab, Google, Hugging Face, Docker Desktop
        ("denied: access forbidden", .loginNeeded),
        (
            "denied: Unauthenticated request. Unauthenticated requests do not have permission",
            .loginNeeded
        ),
        (
            "https://huggingface.co/api/models/x: 401 : Invalid credentials in Authorization header",
            .loginNeeded
        ),
        ("Sign-in enforcement is enabled. Sign in required!", .loginNeeded),
    ])
    func `that forbid`(words: String, reason: RunnerRefusal.Reason) {
        #expect(self.reason(words) == reason, "\(words)")
    }

    @Test(arguments: [
        ("We had to rate limit your IP (192.0.2.7). To continue", RunnerRefusal.Reason.rateLimited),
        ("unexpected status code https://huggingface.co/v2/x/manifests/latest: 429", .rateLimited),
        ("{\"message\":\"response status code 429: slow down\"}", .rateLimited),
        ("layer 3: 429", .other(status: 500)), ("unexpected status: 4290", .other(status: 500)),
        (
            "denied: Quota exceeded for quota metric 'Requests per project per user' and limit 'Requests per minute'",
            .rateLimited
        ),
        ("write /models/x: disk quota exceeded", .diskFull),
        ("received unexpected HTTP status: 522 <none>", .registryDown),
        ("layer 522 is 520 bytes", .other(status: 500)),
        ("{\"code\":\"UNAVAILABLE\",\"message\":\"service unavailable\"}", .registryDown),
        ("unsupported manifest media type and no default available: text/html", .notARegistry),
        ("unsupported media type application/x", .other(status: 500)),
        ("400 Bad Request: The plain HTTP request was sent to HTTPS port", .encryptedRegistry),
        ("400 Bad Request: Client sent an HTTP request to an HTTPS server.", .encryptedRegistry),
        (
            "net/http: HTTP/1.x transport connection broken: malformed HTTP response \"\\x15\\x03\\x01\\x00\"",
            .encryptedRegistry
        ),
        ("malformed HTTP response \"SSH-2.0-OpenSSH_9\"", .other(status: 500)),
        ("http: server gave HTTP response to HTTPS client", .unencryptedRegistry),
        ("The specified tag is not available in the repository.", .notInRegistry),
        ("could not parse reference: docker.io/AI/Gemma4:E2B", .badReference),
    ])
    func `that do not answer as they should`(words: String, reason: RunnerRefusal.Reason) {
        #expect(self.reason(words) == reason, "\(words)")
    }

    /// Behind an address Go tells the words of a proxy's status alone (net/http, `transport.go`).
    @Test(arguments: [
        "Gateway Timeout", "authenticationrequired", "Method Not Allowed", "Host Not Found",
        "Forbidden", "Bad Gateway", "Service Unavailable",
    ])
    func `of a proxy that does not connect`(word: String) {
        #expect(reason("Get \"https://registry-1.docker.io/v2/\": \(word)") == .proxyFailed)
        #expect(reason("Head https://ghcr.io/v2/x/manifests/1: \(word)") == .proxyFailed)
        #expect(reason("proxyconnect tcp: \(word)") == .proxyFailed)
        #expect(reason("\"acme/x:latest\": \(word)") != .proxyFailed)
    }

    /// What a model is called is no word of the registry's.
    @Test(arguments: [
        "unauthorized-llama", "rate-limited", "toomanyrequests", "denied-denied", "gated-7b",
        "forbidden", "timeout", "certificate", "insufficient_scope", "internal_error",
        "proxyconnect",
        "kitfile", "manifest_unknown", "401-unauthorized.v2", "policy-quarantined",
    ])
    func `are not the name of a model`(name: String) {
        for reference in ["hf.co/acme/\(name):latest", "acme/\(name)", "acme/llama:\(name)"] {
            for words in ["\"\(reference)\": not found", "\(reference): not found"] {
                #expect(reason(words) == .notInRegistry, "\(words)")
            }
            #expect(reason("\(reference): unauthorized: sign in") == .loginNeeded)
            #expect(reason("\(reference): 500 Internal Server Error") == .registryDown)
        }
        #expect(reason("{\"code\":\"UNAUTHORIZED\",\"message\":\"x\"}") == .loginNeeded)
        #expect(reason("{\"message\":\"acme/\(name)\\nunauthorized\"}") == .loginNeeded)
    }
}
