import MNCore

/// The words and signs of a text, without its blanks; an address and a run are one word.
struct Tokens {
    let text: [UInt8]
    private(set) var ranges: [Range<Int>] = []

    /// - Parameter isEvidence: whether columns stand in it, which are no groups of one number.
    init(_ text: [UInt8], isEvidence: Bool = false) {
        self.text = text
        let runs = WordRuns(text, hasColumns: isEvidence).ends
        var end = 0
        var words = WordScan(text)
        while let word = words.next() {
            addSigns(end..<word.lowerBound)
            end = runs[word.lowerBound] ?? Self.addressEnd(text, word) ?? word.upperBound
            ranges.append(word.lowerBound..<end)
            if end > word.upperBound { words.skip(to: end) }
        }
        addSigns(end..<text.count)
    }

    private mutating func addSigns(_ range: Range<Int>) {
        for place in range where !text[place].isWhitespace { ranges.append(place..<place + 1) }
    }

    /// The end of the address that begins with a word: `10.0.0.7`, `02:42:ac:11:00:02`.
    private static func addressEnd(_ text: [UInt8], _ word: Range<Int>) -> Int? {
        guard text[word].allSatisfy(\.isHexDigit) else { return nil }
        var end = word.upperBound
        var parts = 1
        guard end < text.count, ".:".utf8.contains(text[end]) else { return nil }
        let sign = text[end]
        // Bytes in base 16 have colons between them.
        let isDotted = sign == UInt8(ascii: ".")
        guard !isDotted || text[word].allSatisfy(\.isASCIIDigit) else { return nil }
        while end + 1 < text.count, text[end] == sign {
            let part = text[(end + 1)...].prefix { isDotted ? $0.isASCIIDigit : $0.isHexDigit }
            if part.isEmpty { break }
            if part.endIndex < text.count,
                text[part.endIndex].isASCIILetter || "_-".utf8.contains(text[part.endIndex])
            {
                break
            }
            end = part.endIndex
            parts += 1
        }
        return parts >= 4 ? end : nil
    }

    /// Whether it is the text of an address of version 4.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { (1...3).contains($0.count) && $0.utf8.allSatisfy(\.isASCIIDigit) }
    }

    subscript(index: Int) -> ArraySlice<UInt8> { text[ranges[index]] }
    var count: Int { ranges.count }
}
