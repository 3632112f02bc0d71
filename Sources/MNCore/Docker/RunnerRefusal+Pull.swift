// What the words and the status of a failed pull mean: the runner tells most kinds apart in words alone.
extension RunnerRefusal {
    /// What a failed pull means; 200 stands for an error inside of the stream.
    static func pull(status: Int, words: String) -> RunnerRefusal {
        let text = Excerpt.beginning(words).lowercased()
        let hadBegun = status == 200
        let reason =
            missingHelper(Excerpt.beginning(words)).map { .loginHelperMissing($0) } ?? failedHelper(
                text) ?? store(text)
            ?? policy(text) ?? network(text, hadBegun: hadBegun) ?? registry(text, status)
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

    /// What was wrong on the runner's own disk; Windows' words too (winerror.h: 5, 32, 112).
    private static func store(_ text: String) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        if says("no space left on device", "not enough space on the disk", "disk quota exceeded") {
            return .diskFull
        }
        if says("rename blob file", "rename manifest", "rename index")
            || says("being used by another process")
        {
            return .storeCollision
        }
        // go-containerregistry's words, `internal/verify`, and containerd's, `content/local/writer.go`.
        if says("digest mismatch", "unexpected commit digest", "incomplete: no such file")
            || says("unexpected commit size", "failed size validation")
            || saysTogether(text, "error verifying", with: "checksum")
        {
            return .corruptDownload
        }
        // More of a layer is kept than the registry has (docker-agent#3262).
        if says("range not satisfiable") { return .keptTooMuch }
        if says("read-only file system")
            || ofFile(text, "permission denied", "access is denied", "operation not permitted")
        {
            return .storeDenied
        }
        // Of a disk, and of one that is mounted from elsewhere (errno: EIO, ENOTCONN, ESTALE).
        if ofFile(
            text, "input/output error", "transport endpoint is not connected", "stale file handle",
            "stale nfs file handle", "structure needs cleaning")
        {
            return .storeFailed
        }
        // Those of the whole system are told by other words.
        if says("too many open files"), !says("too many open files in system") {
            return .tooManyFiles
        }
        return nil
    }

    /// Whether a line says one of these of what was to be done with a file.
    private static func ofFile(_ text: String, _ words: String...) -> Bool {
        let verbs = [
            "open ", "mkdir ", "rename ", "read ", "write ", "stat ", "chmod ", "remove ", "sync ",
        ]
        return text.split(separator: "\n").contains { line in
            words.contains(where: line.contains)
                && verbs.contains { verb in
                    line.ranges(of: verb).contains { isPath(line[$0.upperBound...]) }
                }
        }
    }

    /// Whether a whole path begins here, of Windows' on any drive.
    private static func isPath(_ text: Substring) -> Bool {
        if text.hasPrefix("/") { return true }
        let bytes = Array(text.utf8.prefix(3))
        return bytes.count == 3 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[0])
            && bytes[1] == UInt8(ascii: ":")
            && (bytes[2] == UInt8(ascii: "\\") || bytes[2] == UInt8(ascii: "/"))
    }

    /// What is forbidden by those who administer a registry (Harbor, `src/lib/errors/const.go`) or Docker for an
    /// organization (docs.docker.com, "Registry Access Management", "Image Access Management").
    private static func policy(_ text: String) -> Reason? {
        let isForbidden =
            ["registry access management", "image access management"].contains(
                where: text.contains) || hasWord("projectpolicyviolation", text)
        return isForbidden ? .policyRefused : nil
    }

    /// What was wrong between the runner and the registry.
    ///
    /// - Parameter hadBegun: whether the way was open a moment before.
    private static func network(_ text: String, hadBegun: Bool) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        // Of a proxy that refuses to connect, Go tells the words of the status alone.
        let isRefusedByProxy = ["forbidden", "bad gateway", "service unavailable"].contains {
            word in
            ["\": \(word)", "/v2/: \(word)"].contains(where: text.contains)
        }
        // Then Go's words for proxies of SOCKS, and the name of Docker Desktop's own proxy.
        if isRefusedByProxy || says("proxyconnect", "proxy authentication required", "407 proxy")
            || says(
                "unable to connect to proxy", "socks connect tcp", "lookup http.docker.internal")
        {
            return .proxyFailed
        }
        // Go's words (distribution/distribution#1929).
        if says("server gave http response to https client", "does not look like a tls handshake") {
            return .unencryptedRegistry
        }
        if says("has expired or is not yet valid") { return .certificateExpired }
        // The certificate of somebody else: another machine answers under the registry's name.
        if says("x509: certificate is valid for", "x509: certificate is not valid for any names") {
            return .notARegistry
        }
        if says("x509:") || hasWord("certificate", text) { return .untrustedCertificate }
        if says("invalid character '<'") { return .notARegistry }
        if says("no such host", "server misbehaving", "temporary failure in name resolution")
            || says("lookup ")
                && says("i/o timeout", "connection refused", "no servers could be reached")
        {
            return .registryUnreachable
        }
        if says("unexpected eof", "stream error", "internal_error", "http2: client connection lost")
            || says("http2: server sent goaway", "use of closed network connection")
            // The connection stood before it failed.
            || says("while reading body", "tls: bad record mac", "read: operation timed out")
            || saysTogether(text, "broken pipe", with: "write tcp")
        {
            return .interruptedDownload
        }
        if !hadBegun, isOfLocalhost(text) { return .registryAtLocalhost }
        // An address of IPv6 on a network without it: the DNS gave no other.
        if !hadBegun, says("dial tcp ["), says("network is unreachable", "assign requested address")
        {
            return .registryUnreachable
        }
        // Go's words, and those of Windows' sockets (WSAETIMEDOUT, WSAECONNRESET, WSAECONNREFUSED).
        let isBlocked =
            says(
                "tls handshake timeout", "tls: handshake failure", "remote error: tls:",
                "i/o timeout", "connection timed out", "operation timed out", "no route to host",
                "timeout awaiting response headers")
            || says(
                "client.timeout exceeded", "network is unreachable", "context deadline exceeded")
            || says("connection refused", "connection reset by peer", "actively refused it")
            || says("did not properly respond", "forcibly closed", ": eof")
        if isBlocked { return hadBegun ? .interruptedDownload : .registryBlocked }
        return says("dial tcp") ? .registryUnreachable : nil
    }

    /// Whether nobody listens at the address of a registry that is the runner's own machine
    /// (docker/model-runner#337).
    private static func isOfLocalhost(_ text: String) -> Bool {
        ["//localhost:", "//localhost/", "//127.0.0.1:", "//127.0.0.1/", "//[::1]"].contains {
            saysTogether(text, $0, with: "connection refused", "actively refused it")
        }
    }

    /// What the registry said.
    private static func registry(_ text: String, _ status: Int) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        if says("toomanyrequests", "too many requests", "rate limited") { return .rateLimited }
        // Another pull is given another link (Amazon S3, "Sharing objects with presigned URLs").
        if saysTogether(text, "request has expired", with: "403", "accessdenied", "access denied") {
            return .interruptedDownload
        }
        // Docker Hub's words for countries under embargo.
        if says("block all ip addresses") { return .regionRefused }
        // The files lie with others, which know of no login: what stands between refuses (docs.docker.com,
        // "Allowlist").
        if says("production.cloudflare.docker.com", "r2.cloudflarestorage.com"),
            says("403 forbidden", "status 403")
        {
            return .registryBlocked
        }
        if says("not a valid quantization scheme") { return .notInRegistry }
        if says("authentication required", "insufficient_scope", "access is denied", "unauthorized")
            || says("access to the resource is denied", "requested access", "403 forbidden")
            || says("is restricted", "status 403", "no basic auth credentials", "denied: denied")
            || says("authorization token has expired", "denied: permission \"")
            || hasWord("gated", text) || status == 401
        {
            return .loginNeeded
        }
        if let format = ForeignFormat(text) { return .notAModel(format) }
        if says("unsupported model config", "try upgrading") || status == 422 {
            return .runnerTooOld
        }
        if says("exceeds total system memory") || status == 507 { return .tooLarge }
        if says("invalid model reference", "invalid reference format") { return .badReference }
        if says("500 internal server error", "502 bad gateway", "503 service", "504 gateway") {
            return .registryDown
        }
        if says("not found", "name_unknown", "manifest_unknown", "name unknown", "manifest unknown")
            || status == 404
        {
            return .notInRegistry
        }
        return nil
    }

    /// Whether a line has these words, and one of some others.
    private static func saysTogether(_ text: String, _ words: String, with others: String...)
        -> Bool
    {
        text.split(separator: "\n").contains { line in
            line.contains(words) && others.contains(where: line.contains)
        }
    }

    /// Whether a word stands in a text by itself, and not in the name of a model.
    private static func hasWord(_ word: String, _ text: String) -> Bool {
        func isOfName(_ character: Character) -> Bool {
            character.isLetter || character.isNumber || "-_/".contains(character)
        }
        return text.ranges(of: word).contains { range in
            let isBegun = text[..<range.lowerBound].last.map(isOfName) ?? false
            return !isBegun && !(text[range.upperBound...].first.map(isOfName) ?? false)
        }
    }
}
