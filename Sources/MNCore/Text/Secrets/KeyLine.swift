/// A line that begins with a name and its value, of YAML or of JSON: `- name: X`, `"name": "X",`.
struct KeyLine {
    /// Where the name stands in its line; names of one item stand in one column.
    let column: Int
    /// Whether a dash begins an item here.
    let isItem: Bool
    let key: String
    /// Without blanks and a comma at its end; it may stand in quotes.
    let value: Range<Int>

    init?(_ text: [UInt8], _ line: Range<Int>) {
        let indent = text[line].prefix(256).prefix(while: SecretScan.isIndent)
        let name = text[indent.endIndex..<line.upperBound].prefix(128).prefix(
            while: SecretScan.isName)
        let separator = text[name.endIndex..<line.upperBound].prefix(8).prefix(
            while: SecretScan.isGap)
        guard !name.isEmpty, separator.endIndex < line.upperBound,
            text[separator.endIndex] == UInt8(ascii: ":")
                || text[separator.endIndex] == UInt8(ascii: "=")
        else { return nil }
        let isQuoted = indent.last.map(SecretScan.isQuote) == true
        column = indent.count - (isQuoted ? 1 : 0)
        isItem = indent.contains(UInt8(ascii: "-"))
        key = String(decoding: name, as: UTF8.self)
        var value = text[(separator.endIndex + 1)..<line.upperBound].drop { $0 == 32 || $0 == 9 }
        while let last = value.last, last <= 32 || last == UInt8(ascii: ",") { value.removeLast() }
        self.value = value.startIndex..<value.endIndex
    }
}
