/// The UTF-8 of a text that comes in pieces: a byte order mark is taken off, and UTF-16 with one is read.
struct TextPieces {
    enum Encoding { case utf8, utf16LittleEndian, utf16BigEndian }

    /// Nil until two bytes have come.
    private(set) var encoding: Encoding?
    private var isMarkOpen = true
    /// What is no whole unit yet.
    private var pending: [UInt8] = []
    private var high: UInt16?

    /// The next bytes as UTF-8; what fits no encoding is U+FFFD.
    mutating func read(_ piece: [UInt8]) -> [UInt8] {
        var bytes = pending + piece
        pending = []
        if isMarkOpen {
            guard bytes.count >= 3 else {
                pending = bytes
                return []
            }
            bytes = unmarked(bytes)
        }
        return encoding == .utf8 ? bytes : decoded(bytes)
    }

    /// What is left at the end.
    mutating func finish() -> [UInt8] {
        let bytes = isMarkOpen ? unmarked(pending) : []
        pending = []
        var rest = encoding == .utf8 || encoding == nil ? bytes : decoded(bytes)
        if high != nil { rest += Array("\u{FFFD}".utf8) }
        high = nil
        return rest
    }

    private mutating func unmarked(_ bytes: [UInt8]) -> [UInt8] {
        isMarkOpen = false
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.count > 1 && bytes[1] == 0 && bytes[0] != 0 {
            encoding = .utf16LittleEndian
            return Array(bytes.dropFirst(bytes[0] == 0xFF ? 2 : 0))
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            encoding = .utf16BigEndian
            return Array(bytes.dropFirst(2))
        }
        encoding = .utf8
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    private mutating func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var units: [UInt16] = high.map { [$0] } ?? []
        high = nil
        units.reserveCapacity(bytes.count / 2 + 1)
        var index = 0
        while index + 1 < bytes.count {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(encoding == .utf16BigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        if index < bytes.count { pending = [bytes[index]] }
        // Its other half is in the next piece.
        if let last = units.last, 0xD800...0xDBFF ~= last { high = units.removeLast() }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
