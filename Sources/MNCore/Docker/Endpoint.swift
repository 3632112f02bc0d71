/// Where a Model Runner may answer, as `host:port`.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `http://localhost:12434`, `127.0.0.1:12434`, with or without a path; nil for anything else.
    ///
    /// `https` and unix sockets are not spoken directly.
    public init?(_ text: String) {
        var rest = Substring(text.trimmed)
        if let scheme = rest.firstRange(of: "://") {
            guard rest[..<scheme.lowerBound].lowercased() == "http" else { return nil }
            rest = rest[scheme.upperBound...]
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
        let colon = rest.lastIndex(of: ":")
        let isBracketed = rest.hasPrefix("[")
        let hostEnd = isBracketed ? rest.firstIndex(of: "]") : colon
        let host =
            isBracketed
            ? rest.dropFirst().prefix { $0 != "]" } : rest[..<(hostEnd ?? rest.endIndex)]
        guard !host.isEmpty, host.allSatisfy({ $0.isASCII && !$0.isWhitespace }) else { return nil }
        var port = 80
        if let colon, let hostEnd, !isBracketed || colon > hostEnd {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65535).contains(number)
            else { return nil }
            port = number
        }
        self.init(host: String(host), port: port)
    }

    public var description: String {
        host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }
}
