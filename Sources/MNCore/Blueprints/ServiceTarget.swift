/// Where a service is asked: an endpoint, and a path for HTTP.
struct ServiceTarget: Sendable {
    var endpoint: Endpoint
    var path: String
    /// Whether only TCP can be spoken to it.
    var isEncrypted: Bool

    /// Ports that go without saying.
    private static let ports = ["http": 80, "ws": 80, "https": 443, "wss": 443, "grpcs": 443]

    /// Reads `scheme://host:port/path`; nil if it is none, or has no port and its scheme neither.
    init?(url: String) {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let name = url[..<scheme.lowerBound].lowercased()
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last.map(String.init) ?? ""
        let afterBracket = host.lastIndex(of: "]").map { host[$0...] } ?? host[...]
        let hasPort = afterBracket.contains(":")
        guard let port = Self.ports[name] ?? (hasPort ? 0 : nil),
            let endpoint = Endpoint(hasPort ? host : "\(host):\(port)")
        else { return nil }
        self.endpoint = endpoint
        let path = rest[authority.endIndex...].prefix { $0 != "#" }
        self.path = path.hasPrefix("/") ? String(path) : "/\(path)"
        isEncrypted = ["https", "wss", "grpcs"].contains(name)
    }

    /// Takes an address and a port that are apart; the address may have a scheme.
    init?(address: String, port: String, path: String) {
        let bare =
            address.firstRange(of: "://").map { String(address[$0.upperBound...]) } ?? address
        let host = bare.contains(":") && !bare.hasPrefix("[") ? "[\(bare)]" : bare
        guard let number = Int(port), (1...65535).contains(number), !host.contains("/"),
            let endpoint = Endpoint("\(host):\(number)")
        else { return nil }
        self.endpoint = endpoint
        self.path = path.hasPrefix("/") ? path : "/\(path)"
        isEncrypted = address.hasPrefix("https:")
    }
}
