/// The Docker seam: one HTTP request to a Model Runner.
///
/// An implementation follows no redirect, adds nothing but `Host` and `Content-Length`, and keeps to
/// the endpoint's time limit.
public protocol Docker: Sendable {
    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(TransportFault) -> HTTPResponse
}

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

/// A request to which no whole response came.
public enum TransportFault: Error, Hashable, Sendable {
    /// Nothing listens there.
    case refused
    /// The name of the host has no address.
    case unknownHost
    case timedOut
    /// The connection ended before the response did.
    case cut
    /// What came is not HTTP; the words say what is wrong with it.
    case garbled(String)
    /// HTTP, but a status that no Model Runner in good health gives here.
    case status(Int)
    /// Any other error, in the system's words.
    case failed(String)
}

extension TransportFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused: "nothing listens there"
        case .unknownHost: "the host is not known"
        case .timedOut: "no answer in time"
        case .cut: "the connection was cut"
        case .garbled(let problem): "not an HTTP answer (\(Printable.line(problem)))"
        case .status(let status): "it answers with status \(status)"
        case .failed(let error): Printable.line(error)
        }
    }
}
