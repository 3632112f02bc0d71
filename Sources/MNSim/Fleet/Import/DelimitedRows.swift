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
        var bytes = head
        head = []
        let named = Self.named(by: bytes)
        if let named { bytes.removeFirst(named.length) }
        let found = named?.separator ?? Self.told(by: bytes)
        separator = found
        return try parse(bytes, found, body)
    }

    /// The separator that the first line names, as tables for Excel do: `sep=;`, perhaps quoted.
    private static func named(by bytes: [UInt8]) -> (separator: UInt8, length: Int)? {
        guard let end = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return nil }
        let line = bytes[..<end].filter { $0 != UInt8(ascii: "\"") }
        guard line.count == 5, String(decoding: line[..<4], as: UTF8.self).lowercased() == "sep=",
            let mark = line.last, !Character(Unicode.Scalar(mark)).isLetter, !mark.isASCIIDigit
        else { return nil }
        return (mark, end)
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
        var index = 0
        while index < bytes.count {
            if isAtQuote {
                isAtQuote = false
                if bytes[index] == quote {
                    row.bytes.append(quote)
                    index += 1
                    continue
                }
                isQuoted = false
            }
            // What has no meaning here is taken in at once.
            let start = index
            if isQuoted {
                while index < bytes.count, bytes[index] != quote { index += 1 }
            } else {
                while index < bytes.count, !Self.isMark(bytes[index], separator) { index += 1 }
            }
            if start < index { row.bytes += bytes[start..<index] }
            if index < bytes.count {
                let byte = bytes[index]
                index += 1
                switch byte {
                case quote where isQuoted: isAtQuote = true
                case quote where row.bytes.count == row.ends.last ?? 0: isQuoted = true
                case separator: endField()
                // Lines of the first Macs end with a return alone, and behind one an empty line is none.
                case 0x0A, 0x0D:
                    if row.bytes.isEmpty, row.ends.isEmpty { continue }
                    endField()
                    try body(row)
                    row.removeAll()
                default: row.bytes.append(byte)
                }
            }
            if row.bytes.count > Self.rowLimit || row.ends.count > Self.fieldLimit {
                isTooLong = true
                return false
            }
        }
        return true
    }

    /// Whether a byte outside of quotes may end a field or a row, or begin quotes.
    private static func isMark(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == separator || byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "\"")
    }

    private mutating func endField() { row.ends.append(row.bytes.count) }
}
