import MNCore

// Which numbers may stand in a finished bundle.
extension BundleGrammar {
    /// A number, with a unit behind it or a name before it; `u003c`, as Go writes a sign.
    func isShort(_ word: String) -> Bool {
        if word.hasPrefix("0x") {
            let digits = word.dropFirst(2)
            let isStatus =
                digits.count == 8 && ["c000", "8000", "8007"].contains(digits.prefix(4))
            return digits.allSatisfy { $0 == "0" }
                || (digits.count <= 4 || isStatus) && digits.allSatisfy(\.isHexDigit)
        }
        if Self.isRound(word) { return true }
        if word.count == 5, word.hasPrefix("u00"), let code = UInt32(word.dropFirst(), radix: 16),
            code < 0x80, !Character(Unicode.Scalar(UInt8(code))).isLetter
        {
            return true
        }
        let digits = word.prefix(while: \.isASCIIDigit)
        if !digits.isEmpty {
            let rest = word[digits.endIndex...]
            return digits.count <= 6 && rest.count <= 6
                && (rest.isEmpty || Self.units.contains(String(rest)) || Self.isClock(rest)
                    || rest.first == "e" && rest.dropFirst().allSatisfy(\.isASCIIDigit))
        }
        let letters = word.prefix { $0.isASCII && $0.isLetter }
        let number = word[letters.endIndex...]
        let isLong = ["b", "gfx", "rtx", "gtx", "rx", "cpu", "sm"].contains(String(letters))
        return (1...(isLong ? 5 : 3)).contains(number.count)
            && number.allSatisfy(\.isASCIIDigit)
            && (letters.count == 1 || isListed(String(letters)))
    }

    /// `3f0000000`: at most three digits of base 16, and zeros.
    private static func isRound(_ word: String) -> Bool {
        guard word.hasSuffix("0000"), let first = word.first, ("1"..."9").contains(first) else {
            return false
        }
        let zeros = word.reversed().prefix { $0 == "0" }.count
        return word.count - zeros <= 3
            && word.dropLast(zeros).allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    private static func isClock(_ rest: Substring) -> Bool {
        rest.first == "t" && rest.dropFirst().prefix(2).allSatisfy(\.isASCIIDigit)
            && (rest.count == 3 || rest.dropFirst(3) == "z")
    }

    private static let units: Set<String> = Set(
        """
        b k m g t p kb mb gb tb kib mib gib tib ki mi gi ti bit bits byte bytes s ms us ns min h d hz khz mhz
        ghz mt w v mw mv c x px st nd rd th z rc beta alpha ce f hx hs u xt xtx xe super gre q tokens gt
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}
