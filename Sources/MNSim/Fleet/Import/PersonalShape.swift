import MNCore

/// What names a machine or a person by its looks, whoever that is.
///
/// These are addresses (of mail, of hardware, of the internet), UUIDs and other long numbers of base 16,
/// accounts with their domain, a possessive ("Ann's Mac"), names that Windows and macOS make up, home folders,
/// and secrets.
struct PersonalShape {
    /// A byte for each scalar: ASCII as it is, with one apostrophe for all kinds of them.
    private let text: [UInt8]
    private let small: [UInt8]
    /// Where each of them begins in UTF-8, and the end.
    private let places: [Int]

    private static let letter: UInt8 = 0x80
    private static let apostrophe = UInt8(ascii: "'")

    /// The parts of a text between blanks that name somebody, in UTF-8; all of it where only that tells.
    static func ranges(in text: String) -> [Range<Int>] {
        let shape = PersonalShape(text)
        if shape.isAppleName || Secrets().masked(text) != text {
            return [0..<text.utf8.count]
        }
        return shape.words.filter(shape.isPersonal)
            .map { shape.places[$0.lowerBound]..<shape.places[$0.upperBound] }
    }

    private init(_ text: String) {
        var place = 0
        var (codes, places): ([UInt8], [Int]) = ([], [])
        for scalar in text.unicodeScalars {
            codes.append(Self.code(scalar))
            places.append(place)
            place += UTF8.width(scalar)
        }
        self.text = codes
        small = codes.map(\.lowercasedASCII)
        self.places = places + [place]
    }

    private static func code(_ scalar: Unicode.Scalar) -> UInt8 {
        switch scalar {
        case "\u{60}", "\u{B4}", "\u{2BC}", "\u{2018}", "\u{2019}", "\u{201B}", "\u{2032}",
            "\u{FF07}":
            apostrophe
        case "\u{FF20}": UInt8(ascii: "@")
        case "\u{FF0E}": UInt8(ascii: ".")
        case "\u{FF1A}": UInt8(ascii: ":")
        case "\u{2010}"..."\u{2015}", "\u{2212}": UInt8(ascii: "-")
        case "\0"..<"\u{80}": UInt8(truncatingIfNeeded: scalar.value)
        default: scalar.properties.isAlphabetic ? letter : 0x20
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || byte == letter
    }

    /// Between blanks.
    private var words: [Range<Int>] { runs(0..<text.count) { $0 != 0x20 } }

    /// Between all that is no letter or digit.
    private func parts(_ range: Range<Int>) -> [Range<Int>] {
        runs(range, of: Self.isWordByte)
    }

    /// The longest parts of such bytes alone.
    private func runs(_ range: Range<Int>, of belongs: (UInt8) -> Bool) -> [Range<Int>] {
        text[range].split { !belongs($0) }.map(\.indices)
    }

    private func isPersonal(_ word: Range<Int>) -> Bool {
        let text = text[word]
        return text.contains(UInt8(ascii: "@")) || text.contains(UInt8(ascii: "\\"))
            || isPossessive(word) || isMadeUp(word) || isHome(word)
            || runs(word) { $0.isHexDigit || $0 == UInt8(ascii: "-") }.contains(where: isLongNumber)
            || isHardwareAddress(word) || isInternetAddress(word)
    }

    // MARK: - People

    /// "Ann's", "Anns'".
    private func isPossessive(_ word: Range<Int>) -> Bool {
        word.contains { place in
            guard text[place] == Self.apostrophe, place > word.lowerBound,
                Self.isWordByte(text[place - 1])
            else { return false }
            func isEnd(_ place: Int) -> Bool {
                place >= word.upperBound || !Self.isWordByte(text[place])
            }
            let isS = place + 1 < word.upperBound && small[place + 1] == UInt8(ascii: "s")
            if isS, isEnd(place + 2) { return true }
            // What is between two of them is quoted.
            return small[place - 1] == UInt8(ascii: "s") && isEnd(place + 1)
                && text[word.lowerBound] != Self.apostrophe
        }
    }

    private func isHome(_ word: Range<Int>) -> Bool {
        ["/home/", "/users/"].contains { small[word].firstRange(of: Array($0.utf8)) != nil }
    }

    // MARK: - Names that systems make up

    /// What begins them, and how many letters and digits follow.
    private static let beginnings = [
        ("desktop-", 7), ("laptop-", 8), ("win-", 11), ("minint-", 7), ("ec2amaz-", 7),
    ].map { (Array($0.0.utf8), $0.1) }
    private static let macs = ["macbook", "mbp", "mba", "imac", "mac", "iphone", "ipad"]
        .map { Array($0.utf8) }

    /// `DESKTOP-AB12CD3`, `ip-10-0-0-1`, `Anns-MacBook-Pro`.
    private func isMadeUp(_ word: Range<Int>) -> Bool {
        let parts = parts(word)
        for (part, next) in zip(parts, parts.dropFirst())
        where part.upperBound + 1 == next.lowerBound && text[part.upperBound] == UInt8(ascii: "-") {
            let begin = Array(small[part]) + [UInt8(ascii: "-")]
            if let (_, usual) = Self.beginnings.first(where: { $0.0 == begin }),
                next.count == usual && (isUpper(part) || word.count == text.count)
                    || (7...11).contains(next.count)
                        && (text[next].contains(where: \.isASCIIDigit) || word.count == text.count)
            {
                return true
            }
            if part.count > 2, small[part].last == UInt8(ascii: "s"),
                Self.macs.contains(where: { small[next].elementsEqual($0) })
            {
                return true
            }
            if begin == Array("ip-".utf8), isQuad(part.upperBound + 1, UInt8(ascii: "-")) {
                return true
            }
        }
        return false
    }

    private func isUpper(_ range: Range<Int>) -> Bool {
        range.allSatisfy { text[$0] == small[$0] ? !text[$0].isASCIILetter : true }
    }

    private static let particles = [
        "von", "vom", "van", "di", "de", "del", "da", "do", "du", "af", "av", "fra",
    ].map { Array($0.utf8) }

    /// "MacBook Pro von Ann", as macOS names it in languages without a possessive.
    private var isAppleName: Bool {
        let words = words
        guard words.count > 2,
            words.contains(where: { word in
                Self.macs.contains { small[word].elementsEqual($0) }
            })
        else { return false }
        return words.dropFirst().dropLast().contains { word in
            Self.particles.contains { small[word].elementsEqual($0) }
        }
    }

    // MARK: - Numbers

    /// A UUID, with dashes or without, or another number that is as long: of a disk, of a telephone.
    private func isLongNumber(_ run: Range<Int>) -> Bool {
        let digits = text[run].filter { $0 != UInt8(ascii: "-") }
        let numbers = digits.count(where: \.isASCIIDigit)
        return digits.count >= 16 && numbers > 0 || digits.count >= 14 && numbers == digits.count
    }

    /// `00:1a:2b:3c:4d:5e`, `001a.2b3c.4d5e`, and the same without marks.
    private func isHardwareAddress(_ word: Range<Int>) -> Bool {
        let parts = parts(word)
        let isHex = parts.map { text[$0].allSatisfy(\.isHexDigit) }
        for (part, isHex) in zip(parts, isHex) where isHex && part.count == 12 {
            let digits = text[part].count(where: \.isASCIIDigit)
            if digits > 0, digits < 12 { return true }
        }
        func isRow(_ size: Int, _ count: Int) -> Bool {
            var found = 0
            for (index, part) in parts.enumerated() {
                let goesOn = index > 0 && parts[index - 1].upperBound + 1 == part.lowerBound
                found = isHex[index] && part.count == size ? (goesOn ? found + 1 : 1) : 0
                if found == count { return true }
            }
            return false
        }
        return isRow(2, 6) || text[word].contains(UInt8(ascii: ".")) && isRow(4, 3)
    }

    /// `10.0.0.1`, `fe80::1`.
    private func isInternetAddress(_ word: Range<Int>) -> Bool {
        for run in runs(word, of: { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }) {
            let isOwn =
                run.lowerBound == word.lowerBound || !Self.isWordByte(text[run.lowerBound - 1])
            if isOwn, isQuad(run.lowerBound, UInt8(ascii: ".")) { return true }
        }
        return runs(word) { $0.isHexDigit || $0 == UInt8(ascii: ":") }.contains { run in
            let marks = text[run].count { $0 == UInt8(ascii: ":") }
            let isShort = text[run].firstRange(of: Array("::".utf8)) != nil
            return (isShort || marks == 7) && marks <= 7 && marks < run.count
                && (run.lowerBound == word.lowerBound
                    || !Self.isWordByte(text[run.lowerBound - 1]))
        }
    }

    /// Whether four numbers below 256 stand from a place on, and no fifth.
    private func isQuad(_ start: Int, _ mark: UInt8) -> Bool {
        let rest = text[start...].prefix { $0.isASCIIDigit || $0 == mark }
        let numbers = rest.split(separator: mark, omittingEmptySubsequences: false)
        return (numbers.count == 4 || numbers.count == 5 && numbers[4].isEmpty)
            && numbers.prefix(4).allSatisfy { digits in
                (1...3).contains(digits.count)
                    && Int(String(decoding: digits, as: UTF8.self)).map { $0 < 256 } == true
            }
    }
}
