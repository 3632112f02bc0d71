import MNCore

/// The rows of a text with a separator between its fields, as RFC 4180 writes them, in pieces.
///
/// Fields may be quoted, a quote in one is written twice, and lines end with LF or CRLF. The separator is
/// told by the first line, unless it is given.
struct DelimitedRows {
    /// The fields of one row, of which only those are made texts that are asked for.
    struct Row {
        fileprivate var bytes: [UInt8] = []
        /// Where each field ends.
        fileprivate var ends: [Int] = []

        var count: Int { ends.count }

        func bytes(_ index: Int) -> ArraySlice<UInt8> {
            guard ends.indices.contains(index) else { return [] }
            return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
        }

        subscript(index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

        fileprivate mutating func removeAll() {
            bytes.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
        }
    }

    /// The most bytes of a row.
    static let rowLimit = 1 << 20
    /// The most fields of a row.
    static let fieldLimit = 4096
    private static let separators = Array(",;\t|".utf8)

    private(set) var separator: UInt8?
    private var head: [UInt8] = []
    private var row = Row()
    private var isQuoted = false
    /// Whether the last byte was a quote inside of quotes: the end of them, or the first of two.
    private var isAtQuote = false
    private(set) var isTooLong = false
    /// Whether the text ends within quotes.
    private(set) var isOpen = false

    init(separator: UInt8? = nil) { self.separator = separator }

    /// Takes in the next bytes; false where a row is longer than any should be.
    mutating func read(_ piece: [UInt8], _ body: (Row) throws -> Void) rethrows -> Bool {
        if let separator { return try parse(piece, separator, body) }
        head += piece
        guard head.contains(0x0A) || head.count > Self.rowLimit else { return true }
        return try begin(body)
    }

    /// The row behind which there is no line end.
    mutating func finish(_ body: (Row) throws -> Void) rethrows -> Bool {
        if separator == nil, !head.isEmpty { guard try begin(body) else { return false } }
        // A quote without its end has swallowed what stands behind it.
        if isQuoted, !isAtQuote {
            isOpen = true
            return false
        }
        if !row.bytes.isEmpty || !row.ends.isEmpty {
            endField()
            try body(row)
            row.removeAll()
        }
        return !isTooLong
    }

    private mutating func begin(_ body: (Row) throws -> Void) rethrows -> Bool {
        let bytes = head
        head = []
        let found = Self.told(by: bytes)
        separator = found
        return try parse(bytes, found, body)
    }

    /// The separator that stands most often in the first line, outside of quotes.
    private static func told(by bytes: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A { break }
            if separators.contains(byte) { counts[byte, default: 0] += 1 }
        }
        return separators.max { counts[$0] ?? 0 < counts[$1] ?? 0 } ?? separators[0]
    }

    private mutating func parse(
        _ bytes: [UInt8], _ separator: UInt8, _ body: (Row) throws -> Void
    ) rethrows -> Bool {
        let quote = UInt8(ascii: "\"")
        for byte in bytes {
            if isQuoted {
                if isAtQuote {
                    isAtQuote = false
                    if byte == quote {
                        row.bytes.append(byte)
                        continue
                    }
                    isQuoted = false
                } else if byte == quote {
                    isAtQuote = true
                    continue
                } else {
                    row.bytes.append(byte)
                    continue
                }
            }
            switch byte {
            case separator: endField()
            // Lines of the first Macs end with a return alone, and behind one an empty line is none.
            case 0x0A, 0x0D:
                if row.bytes.isEmpty, row.ends.isEmpty { continue }
                endField()
                try body(row)
                row.removeAll()
            case quote where row.bytes.count == row.ends.last ?? 0: isQuoted = true
            default: row.bytes.append(byte)
            }
            if row.bytes.count > Self.rowLimit || row.ends.count > Self.fieldLimit {
                isTooLong = true
                return false
            }
        }
        if row.bytes.count > Self.rowLimit { isTooLong = true }
        return !isTooLong
    }

    private mutating func endField() { row.ends.append(row.bytes.count) }
}
