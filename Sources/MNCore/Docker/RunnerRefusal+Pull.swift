// What the words and the status of a failed pull mean: the runner tells most kinds apart in words alone.
extension RunnerRefusal {
    /// What a failed pull means; 200 stands for an error inside of the stream.
    static func pull(status: Int, words: String) -> RunnerRefusal {
        let beginning = Excerpt.beginning(words)
        let text = beginning.lowercased()
        let hadBegun = status == 200
        let reason =
            missingHelper(beginning).map { .loginHelperMissing($0) } ?? failedHelper(text)
            ?? store(text) ?? policy(text) ?? network(text, hadBegun: hadBegun) ?? registry(
                text, status)
            ?? (hadBegun
                ? words.isEmpty ? .endedWithoutSuccess : .other(status: 200)
                : [502, 503, 504].contains(status)
                    ? .gateway(status: status) : .other(status: status))
        var refusal = RunnerRefusal(reason, detail: words)
        refusal.hadBegun = hadBegun
        return refusal
    }

    /// The name in `exec: "docker-credential-desktop": executable file not found in $PATH`, which the client
    /// says where the configuration names a helper that is not there (docker/docker-credential-helpers#149).
    private static func missingHelper(_ text: String) -> String? {
        for line in text.split(separator: "\n") {
            // Its name stays as it is: what it holds is known by its capitals too.
            let lowered = line.lowercased()
            guard let mark = line.firstRange(of: "docker-credential-"),
                [
                    "executable file not found", "command not found",
                    "not installed or not available",
                ]
                .contains(where: lowered.contains)
            else { continue }
            return String(
                line[mark.lowerBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" })
        }
        return nil
    }

    /// What the client says where the helper is there (docker/cli, `config/credentials`).
    private static func failedHelper(_ text: String) -> Reason? {
        text.contains("error getting credentials") ? .loginHelperFailed : nil
    }

    /// What is forbidden by those who administer a registry (Harbor, `src/lib/errors/const.go`; JFrog Xray,
    /// "Block download"; Sonatype, "Firewall"; Azure, "Configure rules to access a registry"; GitHub, "Managing
    /// allowed IP addresses") or Docker for an organization (docs.docker.com, "Registry Access Management",
    /// "Image Access Management").
    private static func policy(_ text: String) -> Reason? {
        let isForbidden =
            [
                "registry access management", "image access management",
                "cannot be pulled due to configured policy", "download blocking policy",
                "requested item is quarantined", "ip allow list",
            ].contains(where: text.contains) || hasWord("projectpolicyviolation", in: text)
            || hasLine(text, "client with ip '", with: "is not allowed access")
        return isForbidden ? .policyRefused : nil
    }

    /// What the registry said.
    private static func registry(_ text: String, _ status: Int) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        // The last ones are Hugging Face's and Google's.
        if hasWord("toomanyrequests", in: text) || hasStatus([429], in: text)
            || says("too many requests", "rate limited", "had to rate limit your ip")
            || says("quota exceeded for quota metric")
        {
            return .rateLimited
        }
        // Another pull is given another link (Amazon S3, "Sharing objects with presigned URLs").
        if hasLine(text, "request has expired", with: "403", "accessdenied", "access denied") {
            return .interruptedDownload
        }
        // Docker Hub's words for countries under embargo, and Amazon CloudFront's.
        if says("block all ip addresses", "configured to block access from your country") {
            return .regionRefused
        }
        // The files lie with others, which know of no login: what stands between refuses (docs.docker.com,
        // "Allowlist").
        if says("production.cloudflare.docker.com", "r2.cloudflarestorage.com"),
            says("403 forbidden", "status 403")
        {
            return .registryBlocked
        }
        if says("not a valid quantization scheme", "the specified tag is not available") {
            return .notInRegistry
        }
        if says("authentication required", "access is denied", "sign in required")
            // GitLab's, Google's and Hugging Face's.
            || says("access forbidden", "denied: unauthenticated request", "invalid credentials in")
            || says("access to the resource is denied", "requested access", "403 forbidden")
            || says("is restricted", "status 403", "no basic auth credentials", "denied: denied")
            || says("authorization token has expired", "denied: permission \"")
            || hasWord("gated", "unauthorized", "insufficient_scope", in: text) || status == 401
        {
            return .loginNeeded
        }
        if let format = ForeignFormat(text) { return .notAModel(format) }
        if says("unsupported model config", "try upgrading") || status == 422 {
            return .runnerTooOld
        }
        if says("exceeds total system memory") || status == 507 { return .tooLarge }
        if says("invalid model reference", "invalid reference format", "could not parse reference")
        {
            return .badReference
        }
        if says("500 internal server error", "502 bad gateway", "503 service", "504 gateway")
            // Cloudflare's own statuses, and the code of a registry (distribution, `registry/api/errcode`).
            || hasStatus([520, 521, 522, 523, 524, 525, 526, 527, 530], in: text)
            || hasLine(text, "\"unavailable\"", with: "service unavailable")
        {
            return .registryDown
        }
        if says("not found", "name unknown", "manifest unknown")
            || hasWord("name_unknown", "manifest_unknown", in: text) || status == 404
        {
            return .notInRegistry
        }
        return nil
    }
}
