/// Takes HTTP/1.1 requests, one after another, out of the bytes of a connection (RFC 9112).
///
/// As strict as Go's server, whose refusals a Model Runner gives, but for a blank line before a request
/// (RFC 9112 §2.2), which is passed over, and folded headers, which are refused (§5.2).
public struct HTTPRequestParser: Sendable {
    /// The most bytes of a head: 1 MiB, and 4 KiB that Go reads beyond it.
    public static let headLimit = (1 << 20) + 4096
    /// The most bytes of a line that gives the size of a chunk, and of all trailers.
    private static let chunkLineLimit = 4096

    /// A request that has come whole.
    public struct Arrival: Hashable, Sendable {
        public var request: HTTPRequest
        /// Whether it is of HTTP/1.0, which knows no chunks.
        public var isOld: Bool
        /// Whether the client wants no more answers on this connection than this.
        public var isLast: Bool
    }

    private enum State: Hashable, Sendable {
        case head
        case sized(left: Int)
        case chunkSize, chunk(left: Int), chunkEnd
        case trailers(left: Int)
    }

    private let bodyLimit: Int
    private var buffer: [UInt8] = []
    /// Where what is not yet read begins.
    private var position = 0
    /// Up to where a line's end has been looked for.
    private var searched = 0
    private var state = State.head
    private var lines: [String] = []
    private var headSize = 0
    /// The request whose body is coming.
    private var current: Arrival?
    private var needsContinue = false

    /// - Parameter bodyLimit: the most bytes of a body.
    public init(bodyLimit: Int = 64 << 20) { self.bodyLimit = bodyLimit }

    /// Whether nothing of the next request has come.
    public var isBetweenRequests: Bool {
        state == .head && lines.isEmpty && position == buffer.count
    }

    /// Whether a head, or a part of one, is still to come.
    public var isInHead: Bool { state == .head }

    /// The bytes that have come and are not read.
    public var unread: Int { buffer.count - position }

    /// Whether the client waits to be told to send its body; true once for each request.
    public mutating func takeContinue() -> Bool {
        defer { needsContinue = false }
        return needsContinue && unread == 0
    }

    /// Takes in the next bytes.
    public mutating func append(_ bytes: some Sequence<UInt8>) { buffer += bytes }

    /// The next request, or nil if it has not come whole.
    ///
    /// - Throws: what to refuse it with; after that there is no next one.
    public mutating func next() throws(HTTPRefusal) -> Arrival? {
        while true {
            switch state {
            case .head:
                guard let line = try line(limit: Self.headLimit - headSize, status: 431) else {
                    return nil
                }
                headSize += line.utf8.count + 2
                if !line.isEmpty {
                    lines.append(line)
                } else if !lines.isEmpty {
                    try finishHead()
                }
            case .sized(let left):
                let taken = take(left)
                guard taken == left else {
                    state = .sized(left: left - taken)
                    return nil
                }
                return finish()
            case .chunkSize:
                guard let line = try line(limit: Self.chunkLineLimit, status: 400) else {
                    return nil
                }
                let digits = line.prefix { $0 != ";" }.trimmed
                guard (1...15).contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit),
                    let size = Int(digits, radix: 16)
                else { throw HTTPRefusal(400, "malformed chunked encoding") }
                if (current?.request.body.count ?? 0) + size > bodyLimit { throw HTTPRefusal(413) }
                state = size == 0 ? .trailers(left: Self.chunkLineLimit) : .chunk(left: size)
            case .chunk(let left):
                let taken = take(left)
                state = taken == left ? .chunkEnd : .chunk(left: left - taken)
                if taken < left { return nil }
            case .chunkEnd:
                guard let line = try line(limit: 2, status: 400) else { return nil }
                guard line.isEmpty else { throw HTTPRefusal(400, "malformed chunked encoding") }
                state = .chunkSize
            case .trailers(let left):
                guard let line = try line(limit: left, status: 431) else { return nil }
                if line.isEmpty { return finish() }
                state = .trailers(left: left - line.utf8.count)
            }
        }
    }

    /// Reads the head that has come and sees how the body comes.
    private mutating func finishHead() throws(HTTPRefusal) {
        let head = try HTTPRequestHead(lines)
        lines = []
        headSize = 0
        if head.bodySize ?? 0 > bodyLimit { throw HTTPRefusal(413) }
        current = Arrival(request: head.request, isOld: head.isOld, isLast: head.isLast)
        state = head.bodySize.map { .sized(left: $0) } ?? .chunkSize
        needsContinue = head.expectsContinue && head.bodySize != 0
    }

    private mutating func finish() -> Arrival? {
        defer {
            state = .head
            current = nil
            needsContinue = false
        }
        return current
    }

    /// The next line without its end, or nil if it has not come whole.
    private mutating func line(limit: Int, status: Int) throws(HTTPRefusal) -> String? {
        while searched < buffer.count, buffer[searched] != UInt8(ascii: "\n") { searched += 1 }
        if searched - position > limit { throw HTTPRefusal(status) }
        guard searched < buffer.count else { return nil }
        let end = searched
        let hasReturn = end > position && buffer[end - 1] == UInt8(ascii: "\r")
        let text = String(
            decoding: buffer[position..<(hasReturn ? end - 1 : end)], as: UTF8.self)
        advance(to: end + 1)
        return text
    }

    /// Moves at most so many bytes into the body; says how many.
    private mutating func take(_ limit: Int) -> Int {
        let count = min(limit, unread)
        current?.request.body += buffer[position..<(position + count)]
        advance(to: position + count)
        return count
    }

    private mutating func advance(to index: Int) {
        position = index
        // What is read is dropped in large pieces, so that many small requests cost no more.
        if position == buffer.count || position > 64 << 10 {
            buffer.removeFirst(position)
            position = 0
        }
        searched = position
    }
}

/// Why a server does not take a request: the status it answers with, and perhaps what was wrong.
public struct HTTPRefusal: Error, Hashable, Sendable {
    public var status: Int
    public var detail: String?

    public init(_ status: Int, _ detail: String? = nil) {
        self.status = status
        self.detail = detail
    }
}
