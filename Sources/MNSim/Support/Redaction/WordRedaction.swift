import MNCore

/// Puts stand-ins in the place of all words that are not known to be nobody's.
///
/// Equal words have equal stand-ins, numbered as they first appear; each keeps what a program may rest on: a
/// word stays a word, an id an id as long as it was, a number a number.
struct WordRedaction: Sendable {
    let vocabulary: Vocabulary
    private var numbers: [[UInt8]: Int] = [:]
    private var last = 0
    /// Long numbers that are sizes somewhere, and so are nobody's anywhere.
    private var sizes: Set<[UInt8]> = []
    /// Those that a word of a line alone calls sizes.
    private var labelled: Set<[UInt8]> = []
    /// Long numbers that are somebody's somewhere.
    private var others: Set<[UInt8]> = []
    /// Whether some number was taken for somebody's at one place and for nobody's at another.
    private(set) var isTorn = false
    /// Whether what is redacted now answers a question about the machine.
    var isEvidence = false

    init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// What begins anew, and knows of each number what was learned of it.
    var informed: WordRedaction {
        var result = WordRedaction(vocabulary)
        result.sizes = sizes
        result.others = others.subtracting(sizes)
        return result
    }

    private enum Sign { case none, label, size }

    /// Notes whether a long number is a size, and whether it is one anywhere.
    ///
    /// A word of a line says less than a key, a unit or a table: it may have been put there.
    private mutating func isSize(_ number: [UInt8], _ sign: Sign) -> Bool {
        if sizes.contains(number) { return true }
        switch sign {
        case .size:
            sizes.insert(number)
            if others.contains(number) { isTorn = true }
            return true
        case .label where !others.contains(number):
            labelled.insert(number)
            return true
        case .label, .none:
            others.insert(number)
            if labelled.contains(number) { isTorn = true }
            return false
        }
    }

    /// - Parameter near: what the text is of, in small letters: the parts of a path, a key.
    mutating func replaced(_ text: [UInt8], near: [[UInt8]] = []) -> [UInt8] {
        let runs = WordRuns(text, hasColumns: isEvidence).ends
        // Few texts hold a long number.
        var isNear: Bool?
        var result: [UInt8] = []
        var copied = 0
        var before: [[UInt8]] = []
        var line = 0
        var words = WordScan(text)
        while var range = words.next() {
            if text[line..<range.lowerBound].contains(where: { (0x0A...0x0D).contains($0) }) {
                before = []
            }
            let run = runs[range.lowerBound].map { range.lowerBound..<$0 }
            if let run {
                range = run
                words.skip(to: run.upperBound)
            }
            line = range.upperBound
            let word = text[range].lowercasedWord
            let standIn: [UInt8]?
            if run != nil {
                let digits = word.filter(\.isASCIIDigit)
                let isNumber = digits.count > 8 && !word.contains(where: \.isASCIILetter)
                standIn = self.standIn(
                    word, shape: isNumber ? digits : word.filter { $0.isHexDigit || $0 >= 0x80 })
            } else if word.count > PublicWord.digitLimit, word.allSatisfy(\.isASCIIDigit),
                !PublicWord.isRound(word[...]), word.contains(where: { $0 != 0x30 }),
                !Self.isDevice(text, range)
            {
                if isNear == nil { isNear = near.contains(where: SizeWords.isName) }
                let isSized =
                    isNear == true
                    || SizeWords.isUnit(behind: range.upperBound, in: text)
                    || Self.isColumn(text, range)
                        && SizeWords.isTable(near, behind: range.upperBound, in: text)
                let sign: Sign = isSized ? .size : SizeWords.isLabel(before) ? .label : .none
                standIn = isSize(word, sign) ? nil : self.standIn(word)
            } else if PublicWord.isPublic(word, in: vocabulary)
                || Self.isDevice(text, range)
            {
                standIn = nil
            } else if let (stem, number) = PublicWord.numbered(word) {
                standIn = self.standIn(stem) + number
            } else {
                standIn = self.standIn(word)
            }
            if let standIn {
                result += text[copied..<range.lowerBound]
                result += standIn
                copied = range.upperBound
                // What is said before somebody's word is not said of what stands behind it.
                before = []
            } else if word.contains(where: \.isASCIILetter) {
                before.append(word)
                if before.count > 8 { before.removeFirst(5) }
            }
        }
        return copied == 0 ? text : result + text[copied...]
    }

    /// A number that stands alone, such as one of JSON.
    mutating func replaced(_ number: Int, near: [[UInt8]]) -> Int {
        let digits = Array(String(number).utf8)
        let plain = digits.filter(\.isASCIIDigit)
        guard plain.count > PublicWord.digitLimit, !PublicWord.isRound(plain[...]),
            !isSize(plain, near.contains(where: SizeWords.isName) ? .size : .none)
        else { return number }
        return Int(String(decoding: standIn(plain), as: UTF8.self)) ?? 0
    }

    /// Whether blanks stand on both sides of a word.
    private static func isColumn(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        range.lowerBound > 0 && text[range.lowerBound - 1] == 0x20
            && range.upperBound < text.count && text[range.upperBound] == 0x20
    }

    /// Whether a word is the number of a device, or its kind as a bus writes it.
    static func isDevice(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        isDeviceNumber(text, range)
            || PublicWord.isDevice(text[range].lowercasedWord) && isOfBus(text[..<range.lowerBound])
    }

    /// Whether `PCI\VEN_10DE&` or `pci:` stands before a word.
    private static func isOfBus(_ before: ArraySlice<UInt8>) -> Bool {
        let name = before.suffix(100).reversed().prefix {
            $0.isASCIILetter || $0.isASCIIDigit || "_&:\\".utf8.contains($0)
        }
        let start = Array(name.reversed().prefix(4)).map(\.lowercasedASCII)
        return start.elementsEqual("pci\\".utf8) || start.elementsEqual("pci:".utf8)
    }

    /// The number of a device on the PCI bus, or of its maker and kind: `0000:ca:00.0`, `10de:2504`.
    private static func isDeviceNumber(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        let word = text[range]
        let isDomain = word.count == 8 && word.starts(with: "0000".utf8)
        guard word.count == 2 || word.count == 4 || isDomain, word.allSatisfy(\.isHexDigit) else {
            return false
        }
        let colon = UInt8(ascii: ":")
        let isBehind = range.lowerBound > 0 && text[range.lowerBound - 1] == colon
        let isBefore = range.upperBound < text.count && text[range.upperBound] == colon
        guard isBehind || isBefore else { return false }
        return word.count == 2 || word.contains(where: \.isASCIIDigit)
    }

    /// - Parameters:
    ///   - word: in small letters.
    ///   - shape: what of it tells a number from an id and from a word; all of it if left out.
    private mutating func standIn(_ word: [UInt8], shape: [UInt8]? = nil) -> [UInt8] {
        let number = number(of: word)
        let word = shape ?? word
        if word.count > PublicWord.digitLimit, word.count < 19, word.allSatisfy(\.isASCIIDigit) {
            let digits = Array(String(number % 10_000).utf8)
            return Array("7".utf8)
                + [UInt8](repeating: 0x30, count: word.count - 1 - digits.count) + digits
        }
        if word.count >= 12, word.allSatisfy(\.isHexDigit),
            word.count >= 32 || word.contains(where: \.isASCIIDigit)
        {
            return Array((number % 0x1_0000).digits(word.count, radix: 16).utf8)
        }
        var standIn = word.first?.isASCIIDigit == true ? "0w" : "w"
        if word.firstRange(of: Array("\u{FFFD}".utf8)) != nil {
            // What is no text stays none.
            standIn += "\u{FFFD}"
        } else if word.contains(where: { $0 >= 0x80 }) {
            standIn += "é"
        }
        return Array((standIn + String(number % 1_000_000)).utf8)
    }

    /// By the order in which words are met, without numbers that make a name of everybody, such as a card's.
    private mutating func number(of word: [UInt8]) -> Int {
        if let number = numbers[word] { return number }
        repeat { last += 1 } while vocabulary.contains(Array("w\(last)".utf8))
        numbers[word] = last
        return last
    }
}
