/// Takes HTTP/1.1 requests, one after another, out of the bytes of a connection (RFC 9112).
///
/// As strict as Go's server, whose refusals a Model Runner gives, but for a blank line before a request
/// (RFC 9112 §2.2), which is passed over, and folded headers, which are refused (§5.2).
package struct HTTPRequestParser: Sendable {
    /// The most bytes of a head: 1 MiB, and 4 KiB that Go reads beyond it.
    package static let headLimit = (1 << 20) + 4096

    /// A request that has come whole.
    package struct Arrival: Hashable, Sendable {
        package var request: HTTPRequest
        /// The host that the client wants, with a port perhaps; nil if it names none.
        package var host: String?
        /// Whether it is of HTTP/1.0, which knows no chunks.
        package var isOld: Bool
        /// Whether the client wants no more answers on this connection than this.
        package var isLast: Bool
    }

    /// A request whose body is coming.
    private struct Incoming: Sendable {
        var arrival: Arrival
        var body: HTTPBodyDecoder
    }

    private let bodyLimit: Int
    private var input = HTTPInput()
    private var lines = HTTPHeadLines(limit: headLimit)
    private var current: Incoming?
    private var needsContinue = false

    /// - Parameter bodyLimit: the most bytes of a body.
    package init(bodyLimit: Int = 64 << 20) { self.bodyLimit = bodyLimit }

    /// Whether nothing of the next request has come.
    package var isBetweenRequests: Bool {
        current == nil && lines.lines.isEmpty && input.unread == 0
    }

    /// Whether a head, or a part of one, is still to come.
    package var isInHead: Bool { current == nil }

    /// The bytes that have come and are not read.
    package var unread: Int { input.unread }

    /// The bytes that are held: unread, and of the body that is coming.
    package var held: Int { unread + (current?.arrival.request.body.count ?? 0) }

    /// Whether the client waits to be told to send its body; true once for each request.
    package mutating func takeContinue() -> Bool {
        defer { needsContinue = false }
        return needsContinue && unread == 0
    }

    /// Takes in the next bytes.
    package mutating func append(_ bytes: some Sequence<UInt8>) { input.append(bytes) }

    /// The next request, or nil if it has not come whole.
    ///
    /// - Throws: what to refuse it with; after that there is no next one.
    package mutating func next() throws(HTTPRefusal) -> Arrival? {
        if current == nil { current = try head() }
        // It is held once, here or there, so that its body grows in place.
        guard var incoming = current.take() else { return nil }
        do throws(HTTPFault) {
            try incoming.body.read(&input, into: &incoming.arrival.request.body)
        } catch {
            throw error == .tooLarge
                ? HTTPRefusal(413) : HTTPRefusal(400, "malformed chunked encoding")
        }
        guard incoming.body.isDone else {
            current = incoming
            return nil
        }
        needsContinue = false
        return incoming.arrival
    }

    /// Reads the head, if it has come, and sees how the body comes.
    private mutating func head() throws(HTTPRefusal) -> Incoming? {
        do throws(HTTPInput.Overlong) {
            guard try lines.read(&input, skipsBlank: true) else { return nil }
        } catch {
            throw HTTPRefusal(431)
        }
        let head = try HTTPRequestHead(lines.lines)
        lines = HTTPHeadLines(limit: Self.headLimit)
        needsContinue = head.expectsContinue && head.framing != .sized(0)
        let arrival = Arrival(
            request: head.request, host: head.host, isOld: head.isOld, isLast: head.isLast)
        do throws(HTTPFault) {
            let body = try HTTPBodyDecoder(head.framing, limit: bodyLimit)
            return Incoming(arrival: arrival, body: body)
        } catch {
            throw HTTPRefusal(413)
        }
    }
}

/// Why a server does not take a request: the status it answers with, and perhaps what was wrong.
package struct HTTPRefusal: Error, Hashable, Sendable {
    package var status: Int
    package var detail: String?

    package init(_ status: Int, _ detail: String? = nil) {
        self.status = status
        self.detail = detail
    }
}

/// The head of an HTTP request, read from its lines.
private struct HTTPRequestHead: Sendable {
    /// Without its body.
    var request: HTTPRequest
    /// The host that the client wants, with a port perhaps; nil if it names none (RFC 9112 §3.3).
    var host: String?
    /// Whether it is of HTTP/1.0.
    var isOld: Bool
    /// Whether the connection ends with the answer.
    var isLast: Bool
    /// How the body comes.
    var framing: HTTPBodyDecoder.Framing
    /// Whether the client waits for a word before it sends the body.
    var expectsContinue: Bool

    /// - Parameter lines: the request line and the headers; at least one.
    init(_ lines: [ArraySlice<UInt8>]) throws(HTTPRefusal) {
        let words = (lines.first ?? []).split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(\.isTokenByte),
            let version = HTTPVersion(words[2])
        else { throw HTTPRefusal(400) }
        let target = String(decoding: words[1], as: UTF8.self)
        guard Self.isTarget(target) else { throw HTTPRefusal(400) }
        guard version.major == 1 else { throw HTTPRefusal(505, "unsupported protocol version") }
        isOld = version.minor == 0

        var fields: [(String, String)] = []
        for line in lines.dropFirst() {
            guard let field = HTTPHeaders.Field(line) else { throw HTTPRefusal(400) }
            fields.append((field.name, field.value))
        }
        let headers = HTTPHeaders(fields)
        let (authority, path) = Self.parts(of: target)
        request = HTTPRequest(String(decoding: words[0], as: UTF8.self), path, headers: headers)

        let hosts = headers.values("Host")
        if hosts.count > 1 { throw HTTPRefusal(400, "too many Host headers") }
        if hosts.isEmpty, !isOld { throw HTTPRefusal(400, "missing required Host header") }
        guard hosts.allSatisfy(Self.isHost) else { throw HTTPRefusal(400, "malformed Host header") }
        host = authority ?? hosts.first

        let hasCodings = !headers.values("Transfer-Encoding").isEmpty
        let hasLength = !headers.values("Content-Length").isEmpty
        framing = try Self.framing(headers, isOld: isOld)
        switch headers["Expect"] {
        case nil, ""?: expectsContinue = false
        case let value? where value.equalsASCII("100-continue"): expectsContinue = !isOld
        default: throw HTTPRefusal(417)
        }
        isLast =
            headers.list("Connection", has: "close")
            || isOld && !headers.list("Connection", has: "keep-alive")
            // Whoever stands between may see another end of the body (RFC 9112 §6.1, §6.3).
            || hasCodings && (hasLength || isOld)
    }

    /// A server of HTTP/1.0 knows no chunks, and Go's passes over what is said of them.
    private static func framing(
        _ headers: HTTPHeaders, isOld: Bool
    ) throws(HTTPRefusal) -> HTTPBodyDecoder.Framing {
        do throws(HTTPFault) {
            if isOld { return .sized(try headers.contentLength() ?? 0) }
            return try headers.framing() ?? .sized(0)
        } catch {
            if case .unknownCoding = error {
                throw HTTPRefusal(501, "Unsupported transfer encoding")
            }
            throw HTTPRefusal(400, "bad Content-Length")
        }
    }

    /// The target without the scheme and host that a client of a proxy puts before it, and that host.
    private static func parts(of target: String) -> (authority: String?, path: String) {
        guard !target.utf8.starts(with: "/".utf8), let scheme = target.firstRange(of: "://") else {
            return (nil, target)
        }
        let rest = target[scheme.upperBound...].utf8
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        let path = String(Substring(rest[authority.endIndex...]))
        return (
            String(Substring(authority)),
            path.utf8.starts(with: "/".utf8) ? path : "/" + path
        )
    }

    /// Whether it is a path, an absolute address or `*`, without blanks and control characters.
    private static func isTarget(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ !$0.isControl && $0 != 0x20 }) else { return false }
        return text.utf8.starts(with: "/".utf8) || text == "*" || text.contains("://")
    }

    /// Whether a `Host` header holds what a host may be made of, as Go sees it
    /// (golang.org/x/net/http/httpguts, ValidHostHeader).
    private static func isHost(_ text: String) -> Bool {
        text.utf8.allSatisfy {
            $0.isASCIILetter || $0.isASCIIDigit || "!$%&'()*+,-.:;=[]_~".utf8.contains($0)
        }
    }
}

/// The version of an HTTP message: `HTTP/1.1`, one digit, a point, one digit (RFC 9112 §2.3).
struct HTTPVersion: Hashable, Sendable {
    var major: Int
    var minor: Int

    init?(_ word: ArraySlice<UInt8>) {
        let digits = Array(word.dropFirst(5))
        guard word.starts(with: "HTTP/".utf8), digits.count == 3, digits[0].isASCIIDigit,
            digits[1] == UInt8(ascii: "."), digits[2].isASCIIDigit
        else { return nil }
        major = Int(digits[0]) - 0x30
        minor = Int(digits[2]) - 0x30
    }
}
