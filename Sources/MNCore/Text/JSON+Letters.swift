extension JSON {
    /// The offset of a letter of a string, as it is written in JSON text.
    ///
    /// - Parameters:
    ///   - letter: counted in Unicode scalars, from 0.
    ///   - start: the offset of the quote with which the string begins.
    static func offset(ofLetter letter: Int, inStringAt start: Int, in bytes: [UInt8]) -> Int {
        var offset = start + 1
        for _ in 0..<max(letter, 0) {
            guard offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") else { break }
            offset += length(ofLetterAt: offset, in: bytes)
        }
        return min(offset, bytes.count)
    }

    /// How many bytes a letter of a string takes: its own, or those of an escape.
    private static func length(ofLetterAt offset: Int, in bytes: [UInt8]) -> Int {
        guard bytes[offset] == UInt8(ascii: "\\") else {
            return bytes[offset...].dropFirst().prefix { $0 & 0xC0 == 0x80 }.count + 1
        }
        guard bytes[offset...].dropFirst().first == UInt8(ascii: "u") else { return 2 }
        // Of a letter beyond 16 bits two escapes make one.
        let digits = bytes[offset...].dropFirst(2).prefix(4)
        let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
        return (0xD800..<0xDC00).contains(unit) ? 12 : 6
    }
}
