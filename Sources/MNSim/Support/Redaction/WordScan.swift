import MNCore

/// Takes a text apart into words and what stands between them.
///
/// A word is what would be looked up as one: letters, digits, `_`, dashes between them, letters that are not
/// of ASCII, and every way in which a letter can be written as another (`%43`, `\u0063`, `\x63`, `&#99;`), so
/// that nothing hides in a spelling.
struct WordScan: Sequence, IteratorProtocol {
    private let text: [UInt8]
    private var place: Int
    /// Whether its letters have two bytes each, of which one is empty.
    private let isWide: Bool

    init(_ text: [UInt8]) {
        self.text = text
        place = 0
        isWide = text.count { $0 == 0 } > text.count / 4
    }

    /// Goes on from a place.
    mutating func skip(to place: Int) { self.place = place }

    /// Where the next word stands.
    mutating func next() -> Range<Int>? {
        while place < text.count {
            let first = unit(text, place)
            if first == 0 {
                place += Self.separator(text, place)
                continue
            }
            if isPointerSign(place) {
                place += 1
                continue
            }
            let start = place
            place += first
            while place < text.count {
                var unit = self.unit(text, place)
                if unit == 0, text[place] == UInt8(ascii: "-") {
                    // Two stand in a host's name of other letters: `xn--zrblatt-p2a`.
                    let end = text[place...].prefix { $0 == UInt8(ascii: "-") }.endIndex
                    unit = end < text.count ? self.unit(text, end) : 0
                    if unit > 0 { unit += end - place }
                }
                if unit == 0 { break }
                place += unit
            }
            return start..<place
        }
        return nil
    }

    /// Whether it is the digit of a `~1`, which stands for a slash in a JSON Pointer, before a word.
    private func isPointerSign(_ place: Int) -> Bool {
        place > 0 && text[place - 1] == UInt8(ascii: "~") && place + 1 < text.count
            && (text[place] == UInt8(ascii: "0") || text[place] == UInt8(ascii: "1"))
            && unit(text, place + 1) > 0
    }

    /// How many bytes from here on are one letter of a word; 0 if none are.
    private func unit(_ text: [UInt8], _ place: Int) -> Int {
        let byte = text[place]
        switch byte {
        case _ where byte.isASCIILetter || byte.isASCIIDigit, UInt8(ascii: "_"): return 1
        case 0x09, 0x0A, 0x0D: return 0
        // Between texts in a list, as device trees have them.
        case 0: return isWide ? 1 : 0
        // What takes a word apart without ink does not.
        case 0..<0x20, 0x7F: return 1
        case UInt8(ascii: "%"): return Self.isHex(text, place + 1, 2) ? 3 : 0
        case UInt8(ascii: "\\"):
            guard place + 1 < text.count else { return 0 }
            if text[place + 1] == UInt8(ascii: "u") {
                return Self.isHex(text, place + 2, 4) ? 6 : 0
            }
            if text[place + 1] == UInt8(ascii: "x") {
                return Self.isHex(text, place + 2, 2) ? 4 : 0
            }
            return 0
        case UInt8(ascii: "&"): return Self.entity(text, place)
        case 0x80...: return Self.isMark(text, place) ? 0 : 1
        default: return 0
        }
    }

    private static func separator(_ text: [UInt8], _ place: Int) -> Int {
        guard text[place] >= 0x80 else { return 1 }
        return text[place] < 0xE0 ? 2 : 3
    }

    private static func isHex(_ text: [UInt8], _ start: Int, _ count: Int) -> Bool {
        start + count <= text.count && text[start..<start + count].allSatisfy(\.isHexDigit)
    }

    /// A character by its number, as in HTML: `&#99;`, `&#x63;`.
    private static func entity(_ text: [UInt8], _ place: Int) -> Int {
        let rest = text[place...].prefix(12)
        guard rest.starts(with: "&#".utf8), let end = rest.firstIndex(of: UInt8(ascii: ";")) else {
            return 0
        }
        let digits = rest[(place + 2)..<end]
        let isNumber = digits.allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: "x") }
        return digits.isEmpty || !isNumber ? 0 : end + 1 - place
    }

    /// Whether a character that is not of ASCII is a dash, a quote, an arrow or such, and no letter.
    private static func isMark(_ text: [UInt8], _ place: Int) -> Bool {
        let rest = text[place...].prefix(3)
        let bytes = Array(rest)
        guard bytes.count >= 2, bytes[1] & 0xC0 == 0x80 else { return false }
        if bytes[0] == 0xC2 { return (0xA0...0xBF).contains(bytes[1]) && bytes[1] != 0xAD }
        if bytes[0] == 0xC3 { return bytes[1] == 0x97 || bytes[1] == 0xB7 }
        guard bytes.count == 3, bytes[0] == 0xE2, bytes[2] & 0xC0 == 0x80 else { return false }
        let scalar = Int(bytes[1] & 0x3F) << 6 | Int(bytes[2] & 0x3F)
        switch 0x2000 + scalar {
        // Blanks; dashes, quotes, dots; the trade mark; arrows, operators, lines, signs.
        case 0x2000...0x200A, 0x202F, 0x2010...0x2027, 0x2030...0x205F, 0x2122, 0x2190...0x22FF,
            0x2500...0x27BF:
            return true
        default: return false
        }
    }
}

extension ArraySlice<UInt8> {
    /// The word in small letters.
    var lowercasedWord: [UInt8] { map(\.lowercasedASCII) }
}
