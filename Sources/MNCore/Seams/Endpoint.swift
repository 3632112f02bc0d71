/// Where a Model Runner may answer: `http://localhost:12434`, or `unix:///var/run/docker.sock:/exp/vDD4.40`.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    package enum Address: Hashable, Sendable {
        case tcp(host: String, port: Int)
        /// A unix socket, by its absolute path.
        case socket(String)
    }

    /// Where a Model Runner on this machine listens for programs of the host (dmr-contract §5).
    package static let modelRunner = Endpoint(host: "localhost", port: 12434)

    package var address: Address
    /// What stands before every path, such as `/exp/vDD4.40`; mostly nothing.
    package var prefix: String

    package init(_ address: Address, prefix: String = "") {
        self.address = address
        self.prefix = prefix
    }

    package init(host: String, port: Int) { self.init(.tcp(host: host, port: port)) }

    /// Reads `http://localhost:12434`, `127.0.0.1:12434` or `unix://PATH`; nil for anything else.
    ///
    /// A path stays as the prefix, without an ending `/v1` or `/engines/…/v1`: what is given to an
    /// OpenAI client names the same runner. User information is passed over. `https` is not spoken.
    package init?(_ text: String) {
        var rest = Substring(text.trimmed).utf8
        if let scheme = Substring(rest).firstRange(of: "://") {
            let name = Substring(rest[..<scheme.lowerBound])
            rest = rest[scheme.upperBound...]
            if name.equalsASCII("unix") {
                self.init(socket: Substring(rest))
                return
            }
            guard name.equalsASCII("http") else { return nil }
        }
        // A query would be lost on every request.
        if rest.contains(where: "?#".utf8.contains) { return nil }
        var authority = rest.prefix { $0 != UInt8(ascii: "/") }
        guard let prefix = Self.prefix(Substring(rest[authority.endIndex...])) else { return nil }
        if let at = authority.firstIndex(of: UInt8(ascii: "@")) {
            guard at > authority.startIndex, Self.isUser(authority[..<at]) else { return nil }
            authority = authority[authority.index(after: at)...]
        }
        guard let place = HTTPAuthority(Substring(authority)) else { return nil }
        self.init(.tcp(host: place.host, port: place.port ?? 80), prefix: prefix)
    }

    /// Whether it may stand before the `@` (RFC 3986 §3.2.1); an `@` there would hide the host.
    private static func isUser(_ text: Substring.UTF8View) -> Bool {
        text.allSatisfy { $0.isUnreserved || "%!$&'()*+,;=:".utf8.contains($0) }
    }

    /// Reads `/path/to.sock` or `/path/to.sock:/prefix`.
    private init?(socket text: Substring) {
        guard text.hasPrefix("/") else { return nil }
        let end = text.firstRange(of: ":/")?.lowerBound ?? text.endIndex
        guard let prefix = Self.prefix(text[end...].dropFirst()) else { return nil }
        self.init(.socket(String(text[..<end])), prefix: prefix)
    }

    /// A path without what OpenAI clients add to it, and without a slash at its end; nil for one that a
    /// request cannot have before its own.
    private static func prefix(_ path: Substring) -> String? {
        var parts = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        guard parts.allSatisfy(Self.isPathPart) else { return nil }
        // Until none is left, so that an endpoint is read as it is written.
        while parts.last == "v1" {
            parts.removeLast()
            if parts.last == "engines" {
                parts.removeLast()
            } else if parts.dropLast().last == "engines" {
                parts.removeLast(2)
            }
        }
        return parts.map { "/\($0)" }.joined()
    }

    /// Whether it is a part of a path that stands for itself (RFC 3986 §3.3).
    private static func isPathPart(_ part: Substring) -> Bool {
        part != "." && part != ".."
            && part.utf8.allSatisfy { $0.isUnreserved || "!$&'()*+,;=:@".utf8.contains($0) }
    }

    package var description: String {
        switch address {
        case .tcp(let host, let port):
            (host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)") + prefix
        case .socket(let path): "unix://\(path)" + (prefix.isEmpty ? "" : ":\(prefix)")
        }
    }

    /// What the `Host` header says.
    package var hostHeader: String {
        switch address {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket: "localhost"
        }
    }

    /// Whether it is a socket, which programs that speak HTTP to hosts do not reach.
    package var isSocket: Bool { if case .socket = address { true } else { false } }

    /// Whether it is on the machine that asks, as far as its name tells.
    package var isLocal: Bool {
        switch address {
        case .tcp(let host, _):
            ["localhost", "model-runner.docker.internal"].contains(where: host.equalsASCII)
                || HTTPAuthority.isLoopback(host)
        case .socket: true
        }
    }
}
