/// The head of an HTTP request, read from its lines.
struct HTTPRequestHead: Sendable {
    /// Without its body.
    var request: HTTPRequest
    /// Whether it is of HTTP/1.0.
    var isOld: Bool
    /// Whether the connection ends with the answer.
    var isLast: Bool
    /// The bytes of the body; nil if it comes in chunks.
    var bodySize: Int?
    /// Whether the client waits for a word before it sends the body.
    var expectsContinue: Bool

    /// - Parameter lines: the request line and the headers; at least one.
    init(_ lines: [String]) throws(HTTPRefusal) {
        let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, Self.isToken(words[0]), Self.isTarget(words[1]),
            let version = Self.version(words[2])
        else { throw HTTPRefusal(400) }
        guard version.major == 1 else { throw HTTPRefusal(505, "unsupported protocol version") }
        isOld = version.minor == 0

        var fields: [(String, String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), Self.isToken(line[..<colon]) else {
                throw HTTPRefusal(400)
            }
            let value = line[line.index(after: colon)...].trimmed
            // A tab is the one control character that may stand in a value (RFC 9110 §5.5).
            guard
                value.unicodeScalars.allSatisfy({ $0 == "\t" || $0.value >= 32 && $0.value != 127 })
            else { throw HTTPRefusal(400, "invalid header value") }
            fields.append((String(line[..<colon]), String(value)))
        }
        let headers = HTTPHeaders(fields)
        request = HTTPRequest(String(words[0]), Self.path(of: words[1]), headers: headers)

        let hosts = headers.values("Host")
        if hosts.count > 1 { throw HTTPRefusal(400, "too many Host headers") }
        if hosts.isEmpty, !isOld { throw HTTPRefusal(400, "missing required Host header") }
        bodySize = try Self.bodySize(headers, isOld: isOld)
        switch headers["Expect"]?.lowercased() {
        case nil, "": expectsContinue = false
        case "100-continue": expectsContinue = !isOld
        default: throw HTTPRefusal(417)
        }
        let connection = headers.values("Connection").joined(separator: ",").lowercased()
        isLast =
            isOld || connection.split(separator: ",").contains { $0.trimmed == "close" }
    }

    /// The target without the scheme and host that a client of a proxy puts before it.
    private static func path(of target: Substring) -> String {
        guard !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") else {
            return String(target)
        }
        let rest = target[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }

    /// How many bytes follow the head; nil if chunks do (RFC 9112 §6.3).
    private static func bodySize(
        _ headers: HTTPHeaders, isOld: Bool
    ) throws(HTTPRefusal) -> Int? {
        let codings = headers.values("Transfer-Encoding")
        if !codings.isEmpty, !isOld {
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw HTTPRefusal(501, "Unsupported transfer encoding")
            }
            return nil
        }
        let lengths = Set(headers.values("Content-Length"))
        guard let length = lengths.first else { return 0 }
        guard lengths.count == 1, (1...18).contains(length.utf8.count),
            length.utf8.allSatisfy({ (48...57).contains($0) }), let size = Int(length)
        else { throw HTTPRefusal(400, "bad Content-Length") }
        return size
    }

    /// `HTTP/1.1`: one digit, a point, one digit.
    private static func version(_ word: Substring) -> (major: Int, minor: Int)? {
        let digits = word.utf8.dropFirst(5)
        guard word.hasPrefix("HTTP/"), digits.count == 3,
            let major = word.dropFirst(5).first?.wholeNumberValue,
            word.dropFirst(6).first == ".", let minor = word.last?.wholeNumberValue
        else { return nil }
        return (major, minor)
    }

    /// Whether it is one word of the letters that RFC 9110 §5.6.2 allows.
    private static func isToken(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Whether it is a path, an absolute address or `*`, without control characters.
    private static func isTarget(_ text: Substring) -> Bool {
        guard text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return false }
        return text.hasPrefix("/") || text == "*" || text.contains("://")
    }
}

extension HTTPHeaders {
    /// The values of all fields of this name, compared without case.
    func values(_ name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name.lowercased() == name }.map(\.value)
    }
}
