// What stood between the runner and the registry.
extension RunnerRefusal {
    /// What a pull says of the way.
    ///
    /// - Parameter hadBegun: whether the way was open a moment before.
    static func network(_ text: String, hadBegun: Bool) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        // A network that wants a sign-in first (RFC 6585 §6).
        if says("network authentication required") { return .notARegistry }
        // Then Go's words for proxies of SOCKS, and the name of Docker Desktop's own proxy.
        if isRefusedByProxy(text) || hasWord("proxyconnect", in: text)
            || says("proxy authentication required", "407 proxy")
            || says(
                "unable to connect to proxy", "socks connect tcp", "lookup http.docker.internal")
        {
            return .proxyFailed
        }
        // Go's words (distribution/distribution#1929).
        if says("server gave http response to https client", "does not look like a tls handshake") {
            return .unencryptedRegistry
        }
        // The mirror of it: nginx's words, Go's, and Go's for an alert of TLS that it took for HTTP.
        if says(
            "plain http request was sent to https port",
            "client sent an http request to an https server")
            || hasLine(
                text, "malformed http response", with: "\\x15\\x03", "\\x15\\\\x03")
        {
            return .encryptedRegistry
        }
        // Amazon S3, "Error responses".
        if says("requesttimetooskewed", "difference between the request time and the current time")
        {
            return .clockWrong
        }
        if says("has expired or is not yet valid") { return .certificateExpired }
        // The certificate of somebody else: another machine answers under the registry's name.
        if says("x509: certificate is valid for", "x509: certificate is not valid for any names") {
            return .notARegistry
        }
        if says("x509:") || hasWord("certificate", in: text) { return .untrustedCertificate }
        if says("invalid character '<'")
            || hasLine(text, "text/html", with: "media type", "content type")
        {
            return .notARegistry
        }
        if says("no such host", "server misbehaving", "temporary failure in name resolution")
            || says("lookup ")
                && says("i/o timeout", "connection refused", "no servers could be reached")
        {
            return .registryUnreachable
        }
        if says("unexpected eof", "stream error", "http2: client connection lost")
            || hasWord("internal_error", in: text)
            || says("http2: server sent goaway", "use of closed network connection")
            // The connection stood before it failed.
            || says("while reading body", "tls: bad record mac", "read: operation timed out")
            || hasLine(text, "broken pipe", with: "write tcp")
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

    /// Whether a proxy does not connect: then Go tells the words of its status alone, behind the address
    /// (net/http, `transport.go`).
    private static func isRefusedByProxy(_ text: String) -> Bool {
        let words = [
            "forbidden", "bad gateway", "service unavailable", "gateway timeout",
            "authenticationrequired", "method not allowed", "host not found",
        ]
        return text.split(separator: "\n").contains { line in
            words.contains { word in
                line.ranges(of: ": " + word).contains { range in
                    line[..<range.lowerBound].split { " \"\\".contains($0) }.last?
                        .hasPrefix("https://") == true
                }
            }
        }
    }

    /// Whether nobody listens at the address of a registry that is the runner's own machine
    /// (docker/model-runner#337).
    private static func isOfLocalhost(_ text: String) -> Bool {
        ["//localhost:", "//localhost/", "//127.0.0.1:", "//127.0.0.1/", "//[::1]"].contains {
            hasLine(text, $0, with: "connection refused", "actively refused it")
        }
    }
}
