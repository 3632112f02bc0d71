import MNCore

/// Which words may be told: those of the vocabulary, short numbers, versions and sizes, names of devices that
/// are numbered, and stand-ins of what identifies.
enum PublicWord {
    /// A number of more digits may be somebody's.
    static let digitLimit = 6

    /// - Parameter word: in small letters.
    static func isPublic(_ word: [UInt8], in vocabulary: Vocabulary) -> Bool {
        if vocabulary.contains(word) || isMade(word) { return true }
        var isPlain = true
        var isSpelled = false
        for byte in word
        where !(byte.isASCIILetter || byte.isASCIIDigit || byte == 95 || byte == 45) {
            isPlain = false
            if "%\\&".utf8.contains(byte) { isSpelled = true }
        }
        if isSpelled { return isSpelledPublic(word, in: vocabulary) }
        guard isPlain else { return false }
        if !word.contains(where: { $0.isASCIILetter || $0.isASCIIDigit }) { return true }
        if let (stem, _) = numbered(word) { return isPublic(stem, in: vocabulary) }
        return isPart(word[...], in: vocabulary) || isVersion(word, in: vocabulary)
            || isBlanked(word, in: vocabulary)
    }

    /// A name and the number that a program has given it, such as a run: `talker` and `-2`.
    static func numbered(_ word: [UInt8]) -> (stem: [UInt8], number: [UInt8])? {
        guard let dash = word.lastIndex(of: UInt8(ascii: "-")), dash > 0,
            (1...3).contains(word.count - dash - 1), word[(dash + 1)...].allSatisfy(\.isASCIIDigit),
            word[..<dash].contains(where: { $0.isASCIILetter || $0 >= 0x80 })
        else { return nil }
        return (Array(word[..<dash]), Array(word[dash...]))
    }

    /// The kind of a device as buses write it: `ven_10de`, `subsys_38901462`, `v000010ded00002d05sv…`.
    static func isDevice(_ word: [UInt8]) -> Bool {
        for (mark, count) in [("ven_", 4), ("dev_", 4), ("subsys_", 8), ("rev_", 2), ("cc_", 6)]
        where word.starts(with: mark.utf8) {
            let digits = word.dropFirst(mark.utf8.count)
            return digits.count <= count && digits.allSatisfy(\.isHexDigit)
        }
        guard word.count == 49, word.first == UInt8(ascii: "v") else { return false }
        var rest = word[...]
        for (mark, count) in [
            ("v", 8), ("d", 8), ("sv", 8), ("sd", 8), ("bc", 2), ("sc", 2), ("i", 2),
        ] {
            guard rest.starts(with: mark.utf8) else { return false }
            let digits = rest.dropFirst(mark.utf8.count).prefix(count)
            guard digits.count == count, digits.allSatisfy(\.isHexDigit) else { return false }
            rest = rest[digits.endIndex...]
        }
        return rest.isEmpty
    }

    /// A size or an address of memory with at most three digits before its zeros, in either base: `3f0000000`.
    static func isRound(_ word: ArraySlice<UInt8>) -> Bool {
        let zeros = word.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        let digits = word.dropLast(zeros)
        guard let first = digits.first, first.isASCIIDigit, first != UInt8(ascii: "0") else {
            return false
        }
        return zeros >= 4 && digits.count <= 3 && digits.allSatisfy(\.isHexDigit)
    }

    /// A status of Windows, of which four digits may be any: `c0000135`, `80070005`.
    private static func isStatus(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count == 8 && digits.allSatisfy(\.isHexDigit)
            && ["c000", "8000", "8007"].contains { digits.starts(with: $0.utf8) }
    }

    /// `12`, `8gib`, `0x10de`, `card0`.
    private static func isPart(_ word: ArraySlice<UInt8>, in vocabulary: Vocabulary) -> Bool {
        if word.starts(with: "0x".utf8) {
            let digits = word.dropFirst(2)
            return (1...4).contains(digits.count) && digits.allSatisfy(\.isHexDigit)
                || digits.count > 0 && digits.allSatisfy { $0 == UInt8(ascii: "0") }
                || isStatus(digits)
        }
        if isRound(word) { return true }
        let digits = word.prefix(while: \.isASCIIDigit)
        if !digits.isEmpty {
            let rest = word[digits.endIndex...]
            return digits.count <= digitLimit
                && (rest.isEmpty || units.contains(String(decoding: rest, as: UTF8.self))
                    || isClock(rest) || isExponent(rest))
        }
        let letters = word.prefix { $0.isASCIILetter }
        let number = word[letters.endIndex...]
        guard !number.isEmpty, number.allSatisfy(\.isASCIIDigit) else { return false }
        if numbered.contains(String(decoding: letters, as: UTF8.self)) { return number.count <= 5 }
        return number.count <= 3
            && (letters.count == 1 && "vimqrbecxph".utf8.contains(letters[letters.startIndex])
                || letters.count > 1 && vocabulary.contains(Array(letters)))
    }

    /// What long numbers stand behind: a build of llama.cpp, cards, processors.
    private static let numbered: Set<String> = ["b", "gfx", "rtx", "gtx", "rx", "cpu", "sm"]

    /// `e3`, `e999`: of a number such as `1e3`.
    private static func isExponent(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.first == UInt8(ascii: "e") && isNumber(rest.dropFirst(), 3)
    }

    /// `t10`, `t10z`: the time of a day behind its date.
    private static func isClock(_ rest: ArraySlice<UInt8>) -> Bool {
        let digits = rest.dropFirst().prefix(while: \.isASCIIDigit)
        let end = rest[digits.endIndex...]
        return rest.first == UInt8(ascii: "t") && digits.count == 2
            && (end.isEmpty || end.elementsEqual("z".utf8))
    }

    /// `6-45-generic`, `v1-rc2`, `2026-11-27`: it begins with a number, and each part may be told.
    private static func isVersion(_ word: [UInt8], in vocabulary: Vocabulary) -> Bool {
        let parts = word.split(separator: UInt8(ascii: "-"))
        guard parts.count > 1, let first = parts.first,
            first.allSatisfy(\.isASCIIDigit)
                || first.first == UInt8(ascii: "v") && first.dropFirst().allSatisfy(\.isASCIIDigit)
                    && first.count > 1
        else { return false }
        return parts.allSatisfy { vocabulary.contains(Array($0)) || isPart($0, in: vocabulary) }
    }

    /// What stands behind a number: units, and marks of processors and cards.
    private static let units: Set<String> = [
        "b", "k", "m", "g", "t", "p", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "ki",
        "mi", "gi", "ti", "bit", "bits", "byte", "bytes", "s", "ms", "us", "ns", "min", "h", "d",
        "hz", "khz", "mhz", "ghz", "mt", "w", "v", "mw", "mv", "c", "x", "px", "st", "nd", "rd",
        "th", "z", "rc", "beta", "alpha", "ce", "f", "hx", "hs", "u", "xt", "xtx", "xe", "super",
        "gre", "q", "tokens", "gt",
    ]

    // MARK: - Stand-ins

    /// Whether it is what the redaction puts in the place of something.
    static func isStandIn(_ word: [UInt8]) -> Bool {
        guard let first = word.first else { return true }
        switch first {
        case UInt8(ascii: "w"):
            var rest = word.dropFirst()
            for mark in ["é", "\u{FFFD}"] where rest.starts(with: mark.utf8) {
                rest = rest.dropFirst(mark.utf8.count)
            }
            return isNumber(rest, digitLimit)
        case UInt8(ascii: "h"), UInt8(ascii: "p"), UInt8(ascii: "c"):
            return isNumber(word.dropFirst(), 4)
        case UInt8(ascii: "u"):
            return word.starts(with: "user".utf8)
                && (word.count == 4 || isNumber(word.dropFirst(4), 4))
        case UInt8(ascii: "x"): return isBlankedName(word[...])
        case UInt8(ascii: "0"): return isBlank(word) || isMarked(word)
        case UInt8(ascii: "7"): return isLongNumber(word)
        default: return false
        }
    }

    /// Whether it is what stands there for something that identifies: `user2`, `xxx1`, the zeros of an id.
    ///
    /// No other word looks so: those that did have others in their places (`LookAlikes`), and what stands for a
    /// word is no word before it is put there.
    private static func isMade(_ word: [UInt8]) -> Bool {
        guard let first = word.first else { return true }
        switch first {
        case UInt8(ascii: "u"): return isStandIn(word)
        case UInt8(ascii: "x"): return isBlankedName(word[...])
        case UInt8(ascii: "0"):
            let end = word.drop { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "-") }
            let isID = word.count == 36 && word.split(separator: UInt8(ascii: "-")).count == 5
            return end.isEmpty || isID && isBlank(word)
        default: return false
        }
    }

    /// `xxx1`: a name whose letters were made others.
    private static func isBlankedName(_ word: ArraySlice<UInt8>) -> Bool {
        let digits = word.drop { $0 == UInt8(ascii: "x") }
        return digits.count < word.count && digits.count <= 3
            && digits.allSatisfy(\.isASCIIDigit)
    }

    /// `kubepods-burstable-xxx1`: such a name beside words of everybody.
    private static func isBlanked(_ word: [UInt8], in vocabulary: Vocabulary) -> Bool {
        let parts = word.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        let blanked = parts.filter { part in
            isBlankedName(part) || part.count >= 8 && part.allSatisfy { $0 == UInt8(ascii: "0") }
        }
        return parts.count > 1 && !blanked.isEmpty
            && parts.allSatisfy { part in
                blanked.contains(part) || vocabulary.contains(Array(part))
                    || part.count <= digitLimit && part.allSatisfy(\.isASCIIDigit)
            }
    }

    private static func isNumber(_ digits: ArraySlice<UInt8>, _ most: Int) -> Bool {
        (1...most).contains(digits.count) && digits.allSatisfy(\.isASCIIDigit)
    }

    /// `0w3`: a word that began with a digit.
    private static func isMarked(_ word: [UInt8]) -> Bool {
        word.count > 2 && word[1] == UInt8(ascii: "w") && isStandIn(Array(word.dropFirst()))
    }

    /// Zeros, at the end of which a number may stand: `00000000-0000-0000-0000-000000000001`.
    private static func isBlank(_ word: [UInt8]) -> Bool {
        let digits = word.drop { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "-") }
        return digits.isEmpty
            || word.count >= 12 && digits.count <= 4
                && digits.allSatisfy(\.isHexDigit)
    }

    /// `7000001`: as long as the number was.
    private static func isLongNumber(_ word: [UInt8]) -> Bool {
        guard word.count > digitLimit, word.allSatisfy(\.isASCIIDigit) else { return false }
        return word[1...2].allSatisfy { $0 == UInt8(ascii: "0") }
            && word.dropFirst().drop { $0 == UInt8(ascii: "0") }.count <= 4
    }

    // MARK: - Spellings

    /// Whether what is written as `%20` and the like is public as it is meant.
    private static func isSpelledPublic(_ word: [UInt8], in vocabulary: Vocabulary) -> Bool {
        let meant = meant(word)
        guard !meant.contains(where: { "%\\&".utf8.contains($0) }) else { return false }
        return WordScan(meant).allSatisfy { range in
            let inner = meant[range].lowercasedWord
            return !inner.contains(where: { "%\\&".utf8.contains($0) })
                && !(inner.count > digitLimit && inner.allSatisfy(\.isASCIIDigit))
                && isPublic(inner, in: vocabulary)
                // What stands for a user is written in letters.
                && (!inner.starts(with: "user".utf8) || vocabulary.contains(inner))
        }
    }

    /// The word with each such character as itself; those by their number in HTML stay.
    static func meant(_ word: [UInt8]) -> [UInt8] {
        var meant: [UInt8] = []
        var place = 0
        while place < word.count {
            let (skip, digits) =
                switch word[place] {
                case UInt8(ascii: "%"): (1, 2)
                case UInt8(ascii: "\\"):
                    word[place...].dropFirst().first == UInt8(ascii: "u") ? (2, 4) : (2, 2)
                default: (0, 0)
                }
            let end = place + skip + digits
            if digits > 0, end <= word.count,
                let value = UInt32(
                    String(decoding: word[(place + skip)..<end], as: UTF8.self), radix: 16)
            {
                if digits == 2 {
                    meant.append(UInt8(truncatingIfNeeded: value))
                } else {
                    meant += String(Unicode.Scalar(value).map(Character.init) ?? "\u{FFFD}").utf8
                }
                place = end
            } else {
                meant.append(word[place])
                place += 1
            }
        }
        return meant
    }
}
