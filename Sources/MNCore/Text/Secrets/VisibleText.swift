/// A text without what leaves no ink, which can take apart a word that is read as one.
enum VisibleText {
    /// The bytes without control sequences, control characters and zero-width characters, and where each
    /// stood; nil if there are none.
    static func of(_ text: [UInt8]) -> (bytes: [UInt8], places: [Int])? {
        let mayHide = text.contains { byte in
            byte < 32 && byte != 9 && byte != 10 && byte != 13 || byte == 127 || byte == 0xE2
                || byte == 0xC2 || byte == 0xEF
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
        if byte == 0x1B { return sequence(text, place) }
        if byte < 32 { return byte == 9 || byte == 10 || byte == 13 ? 0 : 1 }
        if byte == 127 { return 1 }
        let rest = text[place...].prefix(3)
        // Soft hyphen; zero-width and direction characters; the byte-order mark.
        if rest.starts(with: [0xC2, 0xAD]) { return 2 }
        guard rest.count == 3, let last = rest.last else { return 0 }
        if rest.starts(with: [0xE2, 0x80]),
            (0x8B...0x8F).contains(last) || (0xAA...0xAE).contains(last)
        {
            return 3
        }
        if rest.starts(with: [0xE2, 0x81]), (0xA0...0xAF).contains(last) { return 3 }
        return rest.elementsEqual([0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// ESC and what belongs to it: `ESC [ … letter`, or one byte more.
    private static func sequence(_ text: [UInt8], _ place: Int) -> Int {
        guard place + 1 < text.count, text[place + 1] == UInt8(ascii: "[") else {
            return min(2, text.count - place)
        }
        var end = place + 2
        while end < text.count, (0x20...0x3F).contains(text[end]) { end += 1 }
        return min(end + 1, text.count) - place
    }
}
