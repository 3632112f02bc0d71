/// Where a Model Runner may answer: `http://localhost:12434`, or `unix:///var/run/docker.sock:/exp/vDD4.40`.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    public enum Address: Hashable, Sendable {
        case tcp(host: String, port: Int)
        /// A unix socket, by its absolute path.
        case socket(String)
    }

    public var address: Address
    /// What stands before every path, such as `/exp/vDD4.40`; mostly nothing.
    public var prefix: String

    public init(_ address: Address, prefix: String = "") {
        self.address = address
        self.prefix = prefix
    }

    public init(host: String, port: Int) { self.init(.tcp(host: host, port: port)) }

    /// Reads `http://localhost:12434`, `127.0.0.1:12434` or `unix://PATH`; nil for anything else.
    ///
    /// A path stays as the prefix, without an ending `/v1` or `/engines/…/v1`: what is given to an
    /// OpenAI client names the same runner. `https` is not spoken.
    public init?(_ text: String) {
        var rest = Substring(text.trimmed)
        if let scheme = rest.firstRange(of: "://") {
            let name = rest[..<scheme.lowerBound].lowercased()
            rest = rest[scheme.upperBound...]
            if name == "unix" {
                self.init(socket: rest)
                return
            }
            guard name == "http" else { return nil }
        }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        let pathStart = rest.firstIndex(of: "/") ?? rest.endIndex
        let prefix = Self.prefix(rest[pathStart...])
        rest = rest[..<pathStart]
        if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
        let colon = rest.lastIndex(of: ":")
        let isBracketed = rest.hasPrefix("[")
        let hostEnd = isBracketed ? rest.firstIndex(of: "]") : colon
        let host =
            isBracketed
            ? rest.dropFirst().prefix { $0 != "]" } : rest[..<(hostEnd ?? rest.endIndex)]
        guard !host.isEmpty, host.allSatisfy({ $0.isASCII && !$0.isWhitespace }) else { return nil }
        guard prefix.allSatisfy({ $0.isASCII && !$0.isWhitespace }) else { return nil }
        var port = 80
        if let colon, let hostEnd, !isBracketed || colon > hostEnd {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65535).contains(number)
            else { return nil }
            port = number
        }
        self.init(.tcp(host: String(host), port: port), prefix: prefix)
    }

    /// Reads `/path/to.sock` or `/path/to.sock:/prefix`.
    private init?(socket text: Substring) {
        guard text.hasPrefix("/") else { return nil }
        let end = text.firstRange(of: ":/")?.lowerBound ?? text.endIndex
        let prefix = text[end...].dropFirst()
        guard prefix.allSatisfy({ $0.isASCII && !$0.isWhitespace }) else { return nil }
        self.init(.socket(String(text[..<end])), prefix: Self.prefix(prefix))
    }

    /// A path without what OpenAI clients add to it, and without a slash at its end.
    private static func prefix(_ path: Substring) -> String {
        var parts = path.split(separator: "/")
        if parts.last == "v1" {
            parts.removeLast()
            if parts.last == "engines" {
                parts.removeLast()
            } else if parts.dropLast().last == "engines" {
                parts.removeLast(2)
            }
        }
        return parts.map { "/\($0)" }.joined()
    }

    public var description: String {
        switch address {
        case .tcp(let host, let port):
            (host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)") + prefix
        case .socket(let path): "unix://\(path)" + (prefix.isEmpty ? "" : ":\(prefix)")
        }
    }

    /// What the `Host` header says.
    public var hostHeader: String {
        switch address {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket: "localhost"
        }
    }

    /// Whether it is on the machine that asks, as far as its name tells.
    public var isLocal: Bool {
        switch address {
        case .tcp(let host, _):
            ["localhost", "::1", "model-runner.docker.internal"].contains(host.lowercased())
                || host.hasPrefix("127.")
        case .socket: true
        }
    }
}
