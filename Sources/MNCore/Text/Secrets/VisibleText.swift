/// A text without what leaves no ink, which can take apart a word that is read as one.
enum VisibleText {
    /// The bytes without control sequences, control characters and zero-width characters, and where each
    /// stood; nil if there are none.
    static func of(_ text: [UInt8]) -> (bytes: [UInt8], places: [Int])? {
        let mayHide = text.contains { byte in
            byte < 32 && byte != 9 && byte != 10 && byte != 13 || byte == 127 || byte == 0xE2
                || byte == 0xC2 || byte == 0xEF || byte == 0xE1 || byte == 0xF3
        }
        guard mayHide else { return nil }
        var bytes: [UInt8] = []
        var places: [Int] = []
        var place = 0
        while place < text.count {
            let hidden = hiddenCount(text, place)
            if hidden == 0 {
                bytes.append(text[place])
                places.append(place)
            }
            place += max(1, hidden)
        }
        return bytes.count == text.count ? nil : (bytes, places)
    }

    /// How many bytes from here on leave no ink.
    private static func hiddenCount(_ text: [UInt8], _ place: Int) -> Int {
        let byte = text[place]
        if byte == 0x1B {
            return place + 1 < text.count
                ? 1 + sequence(text, place + 1, kind: text[place + 1]) : 1
        }
        if byte < 32 { return byte == 9 || byte == 10 || byte == 13 ? 0 : 1 }
        if byte == 127 { return 1 }
        let rest = text[place...].prefix(3)
        // Soft hyphen; zero-width and direction characters; the byte-order mark.
        if rest.starts(with: [0xC2, 0xAD]) { return 2 }
        // A control of eight bits: U+009B begins a sequence as ESC and [ do, and of some a text goes with it.
        if rest.count > 1, byte == 0xC2, (0x80...0x9F).contains(text[place + 1]),
            text[place + 1] != 0x85
        {
            return 1 + sequence(text, place + 1, kind: text[place + 1] - 0x40)
        }
        guard rest.count == 3, let last = rest.last else { return 0 }
        if rest.starts(with: [0xE2, 0x80]),
            (0x8B...0x8F).contains(last) || (0xAA...0xAE).contains(last)
        {
            return 3
        }
        if rest.starts(with: [0xE2, 0x81]), (0xA0...0xAF).contains(last) { return 3 }
        // Variation selectors, a filler of Hangul, tags.
        if rest.starts(with: [0xEF, 0xB8]), (0x80...0x8F).contains(last) { return 3 }
        if rest.elementsEqual([0xE1, 0x85, 0x9F]) { return 3 }
        if rest.starts(with: [0xF3, 0xA0]) { return min(4, text.count - place) }
        return rest.elementsEqual([0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The most bytes of a text that goes with a sequence.
    private static let longest = 4096

    /// How many bytes belong to a sequence from the one on that tells its kind (ECMA-48, section 5.4 and 8.3).
    private static func sequence(_ text: [UInt8], _ place: Int, kind: UInt8) -> Int {
        var end = place + 1
        switch kind {
        case UInt8(ascii: "["):
            while end < text.count, (0x20...0x3F).contains(text[end]) { end += 1 }
            end += 1
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
            UInt8(ascii: "_"):
            // A text, up to a bell or a string terminator.
            let limit = min(text.count, end + longest)
            while end < limit, text[end] != 7, text[end] != 10, text[end] != 0x1B,
                text[end] != 0x9C
            { end += 1 }
            guard end < limit, text[end] != 10 else { return 1 }
            end += text[end] == 0x1B ? 2 : 1
        case 0x20...0x2F:
            while end < text.count, (0x20...0x2F).contains(text[end]) { end += 1 }
            end += 1
        default: break
        }
        return min(end, text.count) - place
    }
}
