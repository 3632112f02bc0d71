/// Puts an HTTP/1.1 response together from pieces as they come (RFC 9112).
///
/// Bodies end by `Content-Length`, by chunks, or with the connection. What precedes them is bounded:
/// the head, with all that came before it, in bytes and in lines.
package struct HTTPResponseParser: Sendable {
    /// The most bytes of a head, together with the interim responses before it.
    package static let headLimit = 64 << 10
    /// The most interim responses (1xx) before the real one.
    package static let interimLimit = 20

    private var input = HTTPInput()
    private var lines = HTTPHeadLines(limit: headLimit)
    private var interims = 0
    /// The head, once it has come.
    package private(set) var head: HTTPResponseHead?
    private var body: [UInt8] = []
    private var decoder: HTTPBodyDecoder?
    private let hasBody: Bool
    private let bodyLimit: Int

    /// - Parameters:
    ///   - method: the method of the request; an answer to HEAD has no body.
    ///   - bodyLimit: the most bytes of the body.
    package init(method: String, bodyLimit: Int = HTTPResponse.bodyLimit) {
        hasBody = method != "HEAD"
        self.bodyLimit = bodyLimit
    }

    /// Whether the response has come to its end.
    package var isDone: Bool { decoder?.isDone ?? false }

    /// Gives away the bytes of the body that have come since the last time.
    package mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    /// The response, once it is whole.
    package var response: HTTPResponse? {
        guard isDone, let head else { return nil }
        return HTTPResponse(head, body: body)
    }

    /// Takes in the next bytes; what follows the response is dropped.
    package mutating func append(_ bytes: some Sequence<UInt8>) throws(HTTPFault) {
        if isDone { return }
        input.append(bytes)
        if decoder == nil { try readHeads() }
        try decoder?.read(&input, into: &body)
    }

    /// Takes in the end of the connection.
    package mutating func finish() throws(HTTPFault) {
        guard decoder != nil else { throw .endedEarly }
        try decoder?.end()
    }

    /// Reads heads until the real one.
    private mutating func readHeads() throws(HTTPFault) {
        repeat {
            let start = input.peek(5)
            if lines.lines.isEmpty, !"HTTP/".utf8.starts(with: start) {
                throw .malformed("not HTTP")
            }
            do throws(HTTPInput.Overlong) {
                guard try lines.read(&input, skipsBlank: false) else { return }
            } catch {
                throw .malformed("a head without end")
            }
            try read(lines.lines)
            lines.beginAnother()
        } while decoder == nil
    }

    private mutating func read(_ lines: [ArraySlice<UInt8>]) throws(HTTPFault) {
        let (version, status) = try Self.statusLine(lines.first ?? [])
        var fields: [(String, String)] = []
        for line in lines.dropFirst() {
            guard let field = HTTPHeaders.Field(line) else {
                throw .malformed("the header '\(Excerpt.line(line))'")
            }
            fields.append((field.name, field.value))
        }
        if status < 200 {
            // Another protocol was not asked for.
            guard status != 101 else { throw .malformed("status 101") }
            interims += 1
            guard interims <= Self.interimLimit else {
                throw .malformed("over \(Self.interimLimit) interim answers")
            }
            return
        }
        let head = HTTPResponseHead(status: status, headers: HTTPHeaders(fields))
        if !hasBody || status == 204 || status == 304 {
            decoder = try HTTPBodyDecoder(.sized(0), limit: bodyLimit)
        } else {
            // HTTP/1.0 has no chunks, and what is said of them is wrong (RFC 9112 §6.1).
            guard version.minor > 0 || head.headers["Transfer-Encoding"] == nil else {
                throw .malformed("Transfer-Encoding in HTTP/1.0")
            }
            decoder = try HTTPBodyDecoder(
                try head.headers.framing() ?? .untilClose, limit: bodyLimit)
        }
        self.head = head
    }

    /// Reads `HTTP/1.1 200 OK`, the reason perhaps missing (RFC 9112 §4).
    private static func statusLine(
        _ line: ArraySlice<UInt8>
    ) throws(HTTPFault) -> (version: HTTPVersion, status: Int) {
        let words = line.split(
            separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, let version = HTTPVersion(words[0]), version.major == 1,
            words[1].count == 3, words[1].allSatisfy(\.isASCIIDigit),
            let status = Int(String(decoding: words[1], as: UTF8.self)), status >= 100,
            !line.contains(where: { $0.isControl && $0 != 9 })
        else { throw .malformed("the status line '\(Excerpt.line(line))'") }
        return (version, status)
    }
}

/// The bytes of a connection that have come and are not yet read.
///
/// Whatever the sizes of the pieces, each byte is looked at and moved a bounded number of times.
struct HTTPInput: Sendable {
    /// A line without its end.
    struct Line {
        var bytes: ArraySlice<UInt8>
        /// Whether it ended with CR LF; else with LF alone.
        var hasReturn: Bool
    }

    /// A line is longer than it may be, or there are more of them.
    struct Overlong: Error {}

    private var bytes: [UInt8] = []
    /// Where what is not yet read begins.
    private var position = 0
    /// Up to where a line's end has been looked for.
    private var searched = 0

    /// How many bytes have come and are not read.
    var unread: Int { bytes.count - position }

    /// The next bytes, as far as they have come.
    func peek(_ count: Int) -> ArraySlice<UInt8> { bytes[position...].prefix(count) }

    mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

    /// The next line, or nil if it has not come whole.
    ///
    /// - Parameter limit: the most bytes of it, its line feed not counted.
    mutating func line(limit: Int) throws(Overlong) -> Line? {
        while searched < bytes.count, searched - position <= limit,
            bytes[searched] != UInt8(ascii: "\n")
        {
            searched += 1
        }
        if searched - position > limit { throw Overlong() }
        guard searched < bytes.count else { return nil }
        let end = searched
        let hasReturn = end > position && bytes[end - 1] == UInt8(ascii: "\r")
        let line = bytes[position..<(hasReturn ? end - 1 : end)]
        advance(to: end + 1)
        return Line(bytes: line, hasReturn: hasReturn)
    }

    /// Moves at most so many bytes to the end of `body`; says how many.
    mutating func move(_ limit: Int, to body: inout [UInt8]) -> Int {
        let count = min(limit, unread)
        body += bytes[position..<(position + count)]
        advance(to: position + count)
        return count
    }

    private mutating func advance(to index: Int) {
        position = index
        // What is read is dropped when it is half of all: each byte is moved once, on the average.
        if position == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.count <= 64 << 10)
            position = 0
        } else if position > 64 << 10, position > bytes.count / 2 {
            bytes.removeFirst(position)
            position = 0
        }
        searched = position
    }
}

/// The lines of a head as they come, bounded together.
struct HTTPHeadLines: Sendable {
    /// The most headers of a head; real ones have some thirty.
    private static let fieldLimit = 1000

    private(set) var lines: [ArraySlice<UInt8>] = []
    /// How many bytes more may come.
    private(set) var room: Int

    /// - Parameter limit: the most bytes of all lines with their ends.
    init(limit: Int) { room = limit }

    /// Reads lines until the empty one; says whether it has come.
    ///
    /// - Parameter skipsBlank: whether empty lines before the first are passed over (RFC 9112 §2.2).
    mutating func read(_ input: inout HTTPInput, skipsBlank: Bool) throws(HTTPInput.Overlong)
        -> Bool
    {
        while true {
            guard let line = try input.line(limit: room) else { return false }
            room = max(0, room - line.bytes.count - 2)
            if line.bytes.isEmpty {
                if lines.isEmpty, skipsBlank { continue }
                return true
            }
            guard lines.count <= Self.fieldLimit else { throw HTTPInput.Overlong() }
            // A copy of its own: a slice would keep all that came with it.
            lines.append(Array(line.bytes)[...])
        }
    }

    /// Begins another head within the same bounds.
    mutating func beginAnother() { lines = [] }
}
