/// The lines of an answer, decoded as real tools write them.
///
/// UTF-8, or UTF-16 with a byte order mark or zero bytes; LF or CRLF; NUL padding as sysfs and the
/// device tree leave it is cut off. Bytes that fit no encoding become U+FFFD.
package struct TextLines: Sendable {
    package let lines: [String]

    package init(_ bytes: [UInt8]) {
        let text = Self.decode(bytes).utf8
        let end = text.firstIndex(of: 0) ?? text.endIndex
        lines = text[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0)) }
    }

    /// Whether it is UTF-16: with its mark, or, little-endian, by the zero bytes of its first letters.
    package static func isUTF16(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
            || bytes.count >= 4 && bytes[1] == 0 && bytes[3] == 0 && bytes[0] != 0
    }

    private static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// UTF-16, and UTF-8 with a byte order mark, as UTF-8 without one; other bytes as they are.
    package static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        isUTF16(bytes) || bytes.starts(with: utf8Mark) ? Array(decode(bytes).utf8) : bytes
    }

    package static func decode(_ bytes: [UInt8]) -> String {
        if bytes.starts(with: utf8Mark) {
            return String(decoding: bytes.dropFirst(3), as: UTF8.self)
        }
        guard isUTF16(bytes) else { return String(decoding: bytes, as: UTF8.self) }
        let isBigEndian = bytes.starts(with: [0xFE, 0xFF])
        let units = bytes.dropFirst(isBigEndian || bytes.starts(with: [0xFF, 0xFE]) ? 2 : 0)
        let pairs = stride(from: units.startIndex, to: units.endIndex - 1, by: 2).map { index in
            let (first, second) = (UInt16(units[index]), UInt16(units[index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        return String(decoding: pairs, as: UTF16.self)
    }

    /// Whether there are lines, and the last one is ended.
    ///
    /// The kernel ends every line of its text files; an answer without the last end was cut.
    package var isWhole: Bool { lines.count > 1 && lines.last?.isEmpty == true }

    /// The value after a key and separator, such as `MemTotal:`, with the number of its line from 1.
    package func value(of key: String, separator: Character = ":") -> (value: String, line: Int)? {
        for (index, line) in lines.enumerated() where line.hasPrefix(key) {
            let parts = line.split(separator: separator, maxSplits: 1)
            if parts.count == 2, parts[0].trimmed == key { return (parts[1].trimmed, index + 1) }
        }
        return nil
    }
}

extension StringProtocol {
    /// The text without white space at both ends.
    package var trimmed: String {
        if !hasBlankEnds { return String(self) }
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// Whether there may be white space at its beginning or its end, by two of its scalars.
    private var hasBlankEnds: Bool {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
        return first <= " " || last <= " " || first.value >= 0x80 || last.value >= 0x80
    }

    /// Whether there is nothing but white space.
    package var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

extension Array where Element: Hashable {
    /// The elements in order, each once.
    package func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
