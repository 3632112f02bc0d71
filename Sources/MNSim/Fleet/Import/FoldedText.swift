import MNCore

/// A text as names are compared: its letters and digits alone, small and without accents.
///
/// Where its words begin is known, since a short name counts only as a word of its own.
struct FoldedText: Hashable, Sendable {
    enum Start: Hashable, Sendable {
        /// In the middle of something.
        case no
        /// Of a part of a word: `Pad` of `ThinkPad`, `4090` of `RTX4090`.
        case part
        case word
    }

    private(set) var bytes: [UInt8] = []
    /// Of each byte, whether something begins with it.
    private(set) var starts: [Start] = []
    /// Of each byte, the place in UTF-8 of what it stands for.
    private(set) var places: [Range<Int>] = []

    init(_ text: String) {
        var place = 0
        var before = Kind.gap
        for scalar in text.unicodeScalars {
            let range = place..<(place + UTF8.width(scalar))
            place = range.upperBound
            // An accent that stands alone belongs to the letter before it.
            if (0x300...0x36F).contains(scalar.value) { continue }
            let (folded, kind) = Self.folded(scalar)
            for (index, byte) in folded.enumerated() {
                starts.append(index == 0 ? Self.start(kind, after: before) : .no)
                bytes.append(byte)
                places.append(range)
            }
            before = kind
        }
    }

    /// The letters and digits of a text alone, in less time.
    static func bytes(of text: String) -> [UInt8] {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return FoldedText(text).bytes }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 where byte.isASCIILetter || byte.isASCIIDigit {
            bytes.append(byte.lowercasedASCII)
        }
        return bytes
    }

    /// Whether nothing goes on over a place, which may be the end.
    func isBound(_ place: Int, word: Bool) -> Bool {
        place == bytes.count || (word ? starts[place] == .word : starts[place] != .no)
    }

    /// The words that a range is in, as a whole.
    func words(around range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start > 0, starts[start] != .word { start -= 1 }
        while end < bytes.count, starts[end] != .word { end += 1 }
        return start..<end
    }

    /// The same in the UTF-8 of the text.
    func source(of range: Range<Int>) -> Range<Int> {
        places[range.lowerBound].lowerBound..<places[range.upperBound - 1].upperBound
    }

    // MARK: - One scalar

    private enum Kind { case gap, small, large, digit }

    private static func start(_ kind: Kind, after before: Kind) -> Start {
        switch (before, kind) {
        case (.gap, _): .word
        case (.small, .large), (.digit, .small), (.digit, .large), (.small, .digit),
            (.large, .digit):
            .part
        default: .no
        }
    }

    /// Latin letters from U+00C0 on, without their accents.
    private static let plain = Array(
        """
        aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty\
        aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll\
        lllnnnnnnnnnoooooooorrrrrrsssssssstttttuuuuuuuuuuuuwwyyyzzzzzzs
        """.utf8)

    private static func folded(_ scalar: Unicode.Scalar) -> (bytes: [UInt8], kind: Kind) {
        switch scalar.value {
        case 0..<0x80:
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            if byte.isASCIIDigit { return ([byte], .digit) }
            guard byte.isASCIILetter else { return ([], .gap) }
            return ([byte.lowercasedASCII], byte == byte.lowercasedASCII ? .small : .large)
        case 0xDF: return (Array("ss".utf8), .small)
        case 0xC6, 0xE6: return (Array("ae".utf8), scalar == "\u{E6}" ? .small : .large)
        case 0x152, 0x153: return (Array("oe".utf8), scalar == "\u{153}" ? .small : .large)
        case 0xC0..<0xC0 + UInt32(plain.count):
            let byte = plain[Int(scalar.value) - 0xC0]
            if byte == 0x20 { return ([], .gap) }
            return ([byte], scalar.properties.isUppercase ? .large : .small)
        case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
            // Letters as wide as ideographs.
            return Unicode.Scalar(scalar.value - 0xFEE0).map(folded) ?? ([], .gap)
        default:
            let properties = scalar.properties
            guard properties.isAlphabetic || properties.numericType != nil else {
                return ([], .gap)
            }
            return (
                Array(properties.lowercaseMapping.utf8),
                properties.isUppercase ? .large : .small
            )
        }
    }
}
