/// Letters and blanks of other widths than those of ASCII, which a name is written in too.
enum WideForm {
    /// The blanks that keep a line together, and the one of full width: U+00A0, U+202F, U+3000.
    private static let blanks: [[UInt8]] = [
        [0xC2, 0xA0], [0xE2, 0x80, 0xAF], [0xE3, 0x80, 0x80],
    ]

    /// How many bytes a blank has that begins here; 0 if none does.
    static func blankCount(from place: Int, in text: [UInt8]) -> Int {
        guard text[place] >= 0xC2 else { return 0 }
        return blanks.first { text[place...].starts(with: $0) }?.count ?? 0
    }

    /// How many bytes a blank has that ends here; 0 if none does.
    static func blankCount(endingAt end: Int, in text: ArraySlice<UInt8>) -> Int {
        guard let last = text[..<end].last, last >= 0x80 else { return 0 }
        return blanks.first { text[..<end].suffix($0.count).elementsEqual($0) }?.count ?? 0
    }

    /// Where letters of full width begin that end at a place, and what they are (U+FF01 to U+FF5E); nil if
    /// none end there.
    static func word(endingAt end: Int, in text: ArraySlice<UInt8>) -> (start: Int, word: String)? {
        var start = end
        var letters: [UInt8] = []
        letters: while start - text.startIndex >= 3, letters.count < 64, text[start - 3] == 0xEF {
            let (middle, last) = (text[start - 2], text[start - 1])
            guard (0x80...0xBF).contains(last) else { break }
            switch middle {
            case 0xBC where last > 0x80: letters.append(last - 0x60)
            case 0xBD where last < 0x9F: letters.append(last - 0x20)
            default: break letters
            }
            start -= 3
        }
        return letters.isEmpty ? nil : (start, String(decoding: letters.reversed(), as: UTF8.self))
    }
}
