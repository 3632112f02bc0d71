/// Tells words that somebody wrote from what a machine made: `raise_for_status` from `Xk3fQ9zLw0…`.
///
/// It goes by the parts of a text: how long each is, whether digits stand among its letters, how its
/// capitals lie, and how many vowels it has.
enum Phrase {
    /// Whether each part of a text is a word, a number or a version, and there are so many parts.
    static func isOne(_ text: ArraySlice<UInt8>, least: Int = 1) -> Bool {
        var count = 0
        var start = text.startIndex
        while start < text.endIndex {
            let part = text[start...].prefix { $0 != 45 && $0 != 95 && $0 != 46 }
            if !part.isEmpty {
                guard isWord(part) else { return false }
                count += 1
            }
            start = part.endIndex + 1
        }
        return count >= least
    }

    /// What a part is made of.
    private struct Tally {
        var digits = 0
        /// How many times digits begin.
        var numbers = 0
        var capitals = 0
        /// How many times a capital follows a small letter.
        var humps = 0
        var vowels = 0
        /// Letters that few words have.
        var rare = 0
        /// The most consonants one after the other.
        var consonants = 0
        var isHex = true

        init(_ part: ArraySlice<UInt8>) {
            var before: UInt8 = 0
            var run = 0
            for byte in part {
                let isCapital = (65...90).contains(byte)
                if byte.isASCIIDigit {
                    digits += 1
                    if !before.isASCIIDigit { numbers += 1 }
                    run = 0
                } else if "aeiouy".utf8.contains(byte | 32) {
                    vowels += 1
                    run = 0
                } else {
                    run += 1
                    consonants = max(consonants, run)
                }
                if "jqxz".utf8.contains(byte | 32) { rare += 1 }
                if isCapital {
                    capitals += 1
                    if (97...122).contains(before) { humps += 1 }
                }
                if !byte.isHexDigit { isHex = false }
                before = byte
            }
        }
    }

    private static func isWord(_ part: ArraySlice<UInt8>) -> Bool {
        // None is longer than `internationalization`, but for those that capitals part.
        guard part.count <= 24 else { return false }
        let count = part.count
        let tally = Tally(part)
        let isMixed = tally.capitals > 0 && tally.capitals + tally.digits < count
        if tally.digits == count { return count <= 8 }
        if isMixed, tally.capitals * 3 > count + 2 || tally.humps * 4 > count { return false }
        if tally.digits > 0 {
            // `llama3`, `7b`, `8x7b`, `utf8`; a part of a UUID or of a digest is none.
            if count >= 8, tally.isHex { return false }
            return count <= 12 && tally.digits <= 4
                && (tally.numbers == 1 || tally.numbers == 2 && count <= 6)
        }
        if count <= 7 { return true }
        if count <= 15 {
            return tally.vowels * 6 >= count && tally.consonants <= 5 && tally.rare <= 2
        }
        return (isMixed ? tally.humps * 6 <= count : count <= 20)
            && tally.vowels * 4 >= count && tally.consonants <= 4 && tally.rare <= 1
    }
}
