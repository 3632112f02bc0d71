// What the words and the status of a failed pull mean: the runner tells most kinds apart in words alone.
extension RunnerRefusal {
    /// What a failed pull means; 200 stands for an error inside of the stream.
    static func pull(status: Int, words: String) -> RunnerRefusal {
        let text = Excerpt.beginning(words).lowercased()
        let hadBegun = status == 200
        let reason =
            store(text) ?? network(text, hadBegun: hadBegun) ?? registry(text, status)
            ?? (hadBegun
                ? words.isEmpty ? .endedWithoutSuccess : .other(status: 200)
                : [502, 503, 504].contains(status)
                    ? .gateway(status: status) : .other(status: status))
        var refusal = RunnerRefusal(reason, detail: words)
        refusal.hadBegun = hadBegun
        return refusal
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
        if says("blob digest mismatch", "incomplete: no such file") { return .corruptDownload }
        let isOfFile = says("open /", "mkdir /", "rename /", "write /", "open c:", "mkdir c:")
        if says("read-only file system")
            || isOfFile && says("permission denied", "access is denied", "operation not permitted")
        {
            return .storeDenied
        }
        return nil
    }

    /// What was wrong between the runner and the registry.
    ///
    /// - Parameter hadBegun: whether the way was open a moment before.
    private static func network(_ text: String, hadBegun: Bool) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        if says("proxyconnect", "proxy authentication required", "407 proxy") {
            return .proxyFailed
        }
        if says("has expired or is not yet valid") { return .certificateExpired }
        if says("x509:", "certificate") { return .untrustedCertificate }
        if says("invalid character '<'") { return .notARegistry }
        if says("no such host", "server misbehaving", "temporary failure in name resolution")
            || says("lookup ")
                && says("i/o timeout", "connection refused", "no servers could be reached")
        {
            return .registryUnreachable
        }
        if says("unexpected eof", "stream error", "internal_error", "http2: client connection lost")
        {
            return .interruptedDownload
        }
        // Go's words, and those of Windows' sockets (WSAETIMEDOUT, WSAECONNRESET, WSAECONNREFUSED).
        let isBlocked =
            says(
                "tls handshake timeout", "tls: handshake failure", "i/o timeout",
                "connection timed out", "no route to host")
            || says(
                "client.timeout exceeded", "network is unreachable", "context deadline exceeded")
            || says("connection refused", "connection reset by peer", "actively refused it")
            || says("did not properly respond", "forcibly closed", ": eof")
        if isBlocked { return hadBegun ? .interruptedDownload : .registryBlocked }
        return says("dial tcp") ? .registryUnreachable : nil
    }

    /// What the registry said.
    private static func registry(_ text: String, _ status: Int) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        if says("toomanyrequests", "too many requests", "rate limited") { return .rateLimited }
        if says("authentication required", "insufficient_scope", "access is denied", "unauthorized")
            || says("access to the resource is denied", "requested access", "403 forbidden")
            || says("is restricted", "gated", "status 403") || status == 401
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
}
