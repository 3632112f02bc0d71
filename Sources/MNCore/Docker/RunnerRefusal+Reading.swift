// What the words and the status of a refusal mean: the runner tells most kinds apart in words alone.
extension RunnerRefusal {
    /// What a failed pull means; 200 stands for an error inside of the stream.
    static func pull(status: Int, words: String) -> RunnerRefusal {
        let text = Excerpt.beginning(words).lowercased()
        func says(_ parts: String...) -> Bool { parts.contains { text.contains($0) } }
        let reason: Reason =
            if says("no space left on device") {
                .diskFull
            } else if says("rename blob file", "rename manifest", "rename index") {
                .storeCollision
            } else if says("blob digest mismatch", "incomplete: no such file") {
                .corruptDownload
            } else if says("proxyconnect", "proxy authentication required", "407 proxy") {
                .proxyFailed
            } else if says("toomanyrequests", "too many requests", "rate limited") {
                .rateLimited
            } else if says("authentication required", "insufficient_scope", "access is denied")
                || says("access to the resource is denied", "unauthorized") || status == 401
            {
                .loginNeeded
            } else if let format = ForeignFormat(text) {
                .notAModel(format)
            } else if says("unsupported model config", "try upgrading") || status == 422 {
                .runnerTooOld
            } else if says("exceeds total system memory") || status == 507 {
                .tooLarge
            } else if says("invalid model reference") {
                .badReference
            } else if says("x509:", "certificate") {
                .untrustedCertificate
            } else if says("parsing manifest: invalid character '<'") {
                .notARegistry
            } else if says("no such host", "server misbehaving")
                || says("lookup ") && says("i/o timeout")
            {
                .registryUnreachable
            } else if says("tls handshake timeout", "i/o timeout", "connection timed out")
                || says("client.timeout exceeded", "network is unreachable")
                || says("connection refused", "connection reset by peer")
            {
                .registryBlocked
            } else if says("dial tcp") {
                .registryUnreachable
            } else if says("unexpected eof") {
                .interruptedDownload
            } else if says("model not found", "not found") || status == 404 {
                .notInRegistry
            } else if status == 200 {
                words.isEmpty ? .endedWithoutSuccess : .other(status: 200)
            } else if [502, 503, 504].contains(status) {
                .gateway(status: status)
            } else {
                .other(status: status)
            }
        var refusal = RunnerRefusal(reason, detail: words)
        refusal.hadBegun = status == 200
        return refusal
    }
}
