/// Puts an HTTP/1.1 response together from pieces as they come (RFC 9112).
///
/// Bodies end by `Content-Length`, by chunks, or with the connection.
public struct HTTPResponseParser: Sendable {
    /// The most bytes of a head that are read.
    private static let headLimit = 64 << 10

    private var buffer: [UInt8] = []
    /// The head, once it has come.
    public private(set) var head: HTTPResponseHead?
    private var body: [UInt8] = []
    private var state = State.head
    private let hasBody: Bool
    private let bodyLimit: Int

    private enum State: Hashable, Sendable {
        case head
        case sized(left: Int)
        case chunkSize, chunk(left: Int), chunkEnd, trailers
        case untilClose
        case done
    }

    /// - Parameters:
    ///   - method: the method of the request; an answer to HEAD has no body.
    ///   - bodyLimit: the most bytes of body that are kept at once.
    public init(method: String, bodyLimit: Int = HTTPResponse.bodyLimit) {
        hasBody = method != "HEAD"
        self.bodyLimit = bodyLimit
    }

    /// Whether the response has come to its end.
    public var isDone: Bool { state == .done }

    /// Gives away the bytes of the body that have come since the last time.
    public mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    /// The response, once it is whole.
    public var response: HTTPResponse? {
        guard state == .done, let head else { return nil }
        return HTTPResponse(head, body: body)
    }

    /// Takes in the next bytes; what follows the response is dropped.
    public mutating func append(_ bytes: some Sequence<UInt8>) throws(HTTPFault) {
        buffer += bytes
        while state != .done, try step() {}
    }

    /// Takes in the end of the connection.
    public mutating func finish() throws(HTTPFault) {
        if state == .untilClose { state = .done }
        if state != .done { throw .endedEarly }
    }

    /// Reads one part if enough has come; says whether it made progress.
    private mutating func step() throws(HTTPFault) -> Bool {
        switch state {
        case .head:
            guard let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else {
                if buffer.count > Self.headLimit { throw .malformed("a head without end") }
                if !"HTTP/".utf8.starts(with: buffer.prefix(5)) { throw .malformed("not HTTP") }
                return false
            }
            let text = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
            buffer.removeSubrange(..<end.upperBound)
            try read(head: text)
            return true
        case .sized(let left):
            let taken = take(left)
            state = taken == left ? .done : .sized(left: left - taken)
            return taken > 0
        case .chunkSize:
            guard let line = line() else { return false }
            guard let size = Int(line.prefix { $0 != ";" }.trimmed, radix: 16), size >= 0 else {
                throw .malformed("a chunk without size")
            }
            state = size == 0 ? .trailers : .chunk(left: size)
            return true
        case .chunk(let left):
            let taken = take(left)
            state = taken == left ? .chunkEnd : .chunk(left: left - taken)
            if body.count > bodyLimit { throw .tooLarge }
            return taken > 0
        case .chunkEnd:
            guard let line = line() else { return false }
            guard line.isEmpty else { throw .malformed("a chunk longer than its size") }
            state = .chunkSize
            return true
        case .trailers:
            guard let line = line() else { return false }
            if line.isEmpty { state = .done }
            return true
        case .untilClose:
            let taken = take(buffer.count)
            if body.count > bodyLimit { throw .tooLarge }
            return taken > 0
        case .done: return false
        }
    }

    private mutating func read(head text: String) throws(HTTPFault) {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = (lines.first ?? "").split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]),
            (100...999).contains(status)
        else { throw .malformed("the status line '\(lines.first ?? "")'") }
        if status < 200 { return }  // An interim response; the real one follows.
        var fields: [(String, String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else {
                throw .malformed("a header without ':'")
            }
            fields.append((String(line[..<colon]), line[line.index(after: colon)...].trimmed))
        }
        let head = HTTPResponseHead(status: status, headers: HTTPHeaders(fields))
        self.head = head
        if !hasBody || status == 204 || status == 304 {
            state = .done
        } else if head.headers["Transfer-Encoding"]?.lowercased().hasSuffix("chunked") == true {
            state = .chunkSize
        } else if let length = head.headers["Content-Length"] {
            guard let count = Int(length), count >= 0 else {
                throw .malformed("Content-Length \(length)")
            }
            if count > bodyLimit { throw .tooLarge }
            state = count == 0 ? .done : .sized(left: count)
        } else {
            state = .untilClose
        }
    }

    /// The next line without its end, or nil if it has not come whole.
    private mutating func line() -> String? {
        guard let end = buffer.firstRange(of: Array("\r\n".utf8)) else { return nil }
        let text = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
        buffer.removeSubrange(..<end.upperBound)
        return text
    }

    /// Moves at most so many bytes into the body; says how many.
    private mutating func take(_ limit: Int) -> Int {
        let count = min(limit, buffer.count)
        body += buffer.prefix(count)
        buffer.removeFirst(count)
        return count
    }
}

/// What is wrong with an HTTP message.
public enum HTTPFault: Error, Hashable, Sendable {
    case malformed(String)
    case endedEarly
    /// Larger than `HTTPResponse.bodyLimit`.
    case tooLarge
}

extension HTTPFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let problem): problem
        case .endedEarly: "the end came too early"
        case .tooLarge: "a body over \(ByteCount(HTTPResponse.bodyLimit))"
        }
    }
}
