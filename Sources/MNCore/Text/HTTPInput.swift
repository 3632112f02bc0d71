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
