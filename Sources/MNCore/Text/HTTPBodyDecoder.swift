/// Takes the body of an HTTP message out of its framing (RFC 9112 §6, §7): of a request and of a response.
struct HTTPBodyDecoder: Sendable {
    /// How the end of a body is told.
    enum Framing: Hashable, Sendable {
        /// So many bytes follow the head.
        case sized(Int)
        case chunked
        /// The end of the connection is that of the body.
        case untilClose
    }

    /// The most bytes of a line that gives the size of a chunk, with its extensions.
    private static let chunkLineLimit = 4096
    /// The most bytes of all trailers.
    private static let trailerLimit = 4096
    /// The most bytes of chunk lines beyond what honest chunks need, as Go counts them
    /// (net/http/internal/chunked.go): 16 a chunk and twice its size are free.
    private static let overheadLimit = 16 << 10

    private enum State: Hashable, Sendable {
        case sized(left: Int)
        case chunkSize, chunk(left: Int), chunkEnd
        case trailers(left: Int)
        case untilClose
        case done
    }

    private var state: State
    /// How many bytes of body may still be announced.
    private var room: Int
    private var overhead = 0

    /// - Parameter limit: the most bytes of the body.
    init(_ framing: Framing, limit: Int) throws(HTTPFault) {
        room = limit
        switch framing {
        case .sized(let count):
            if count > limit { throw .tooLarge }
            state = count == 0 ? .done : .sized(left: count)
        case .chunked: state = .chunkSize
        case .untilClose: state = .untilClose
        }
    }

    /// Whether the body has come whole.
    var isDone: Bool { state == .done }

    /// Moves what has come of the body to the end of `body`.
    mutating func read(
        _ input: inout HTTPInput, into body: inout [UInt8]
    ) throws(HTTPFault) {
        while state != .done, try step(&input, &body) {}
    }

    /// Takes in the end of the connection.
    mutating func end() throws(HTTPFault) {
        if state == .untilClose { state = .done }
        if state != .done { throw .endedEarly }
    }

    /// Reads one part if it has come; says whether there may be more.
    private mutating func step(
        _ input: inout HTTPInput, _ body: inout [UInt8]
    ) throws(HTTPFault) -> Bool {
        switch state {
        case .sized(let left):
            let taken = input.move(left, to: &body)
            state = taken == left ? .done : .sized(left: left - taken)
            return false
        case .chunkSize:
            guard let line = try chunkLine(&input, limit: Self.chunkLineLimit) else { return false }
            let size = try Self.size(of: line)
            if size > room { throw .tooLarge }
            room -= size
            try count(line, size)
            state = size == 0 ? .trailers(left: Self.trailerLimit) : .chunk(left: size)
            return true
        case .chunk(let left):
            let taken = input.move(left, to: &body)
            state = taken == left ? .chunkEnd : .chunk(left: left - taken)
            return taken == left
        case .chunkEnd:
            // Two bytes, and nothing else.
            guard let line = try chunkLine(&input, limit: 1) else { return false }
            guard line.isEmpty else { throw Self.overfull }
            state = .chunkSize
            return true
        case .trailers(let left):
            guard let line = try trailer(&input, limit: left) else { return false }
            if line.isEmpty {
                state = .done
                return false
            }
            guard HTTPHeaders.Field(line) != nil else { throw .malformed("a trailer without ':'") }
            state = .trailers(left: max(0, left - line.count - 2))
            return true
        case .untilClose:
            room -= input.move(room, to: &body)
            if input.unread > 0 { throw .tooLarge }
            return false
        case .done: return false
        }
    }

    private static let overfull = HTTPFault.malformed("a chunk longer than its size")

    /// The next line between chunks, which ends with CR LF: whoever took less would see other chunks
    /// than those before it (RFC 9112 §7.1).
    private func chunkLine(
        _ input: inout HTTPInput, limit: Int
    ) throws(HTTPFault) -> ArraySlice<UInt8>? {
        let line: HTTPInput.Line?
        do throws(HTTPInput.Overlong) { line = try input.line(limit: limit) } catch {
            throw state == .chunkEnd ? Self.overfull : .malformed("a chunk line without end")
        }
        guard let line else { return nil }
        guard line.hasReturn else {
            throw state == .chunkEnd ? Self.overfull : .malformed("a chunk line that ends with LF")
        }
        return line.bytes
    }

    private func trailer(
        _ input: inout HTTPInput, limit: Int
    ) throws(HTTPFault) -> ArraySlice<UInt8>? {
        do throws(HTTPInput.Overlong) { return try input.line(limit: limit)?.bytes } catch {
            throw .malformed("trailers over \(ByteCount(Self.trailerLimit))")
        }
    }

    /// Reads 1 to 15 hexadecimal digits; an extension may follow, and says nothing.
    private static func size(of line: ArraySlice<UInt8>) throws(HTTPFault) -> Int {
        let digits = line.prefix { $0.isHexDigit }
        let rest = line[digits.endIndex...].drop { $0.isBlank }
        guard (1...15).contains(digits.count), rest.isEmpty || rest.first == UInt8(ascii: ";"),
            !rest.contains(where: { $0.isControl && $0 != 9 }),
            let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw .malformed("a chunk without size") }
        return size
    }

    /// Counts what chunks of a byte with long extensions cost, which is bounded.
    private mutating func count(_ line: ArraySlice<UInt8>, _ size: Int) throws(HTTPFault) {
        let free = min(size, Self.chunkLineLimit) * 2 + 16
        overhead = max(0, overhead + line.count + 2 - free)
        if overhead > Self.overheadLimit {
            throw .malformed("chunks with more around them than in them")
        }
    }
}
