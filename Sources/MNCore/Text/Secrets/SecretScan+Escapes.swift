// What stands behind an escape in a text that is not read as what it was: a line of JSON that was cut, a URL in a
// parameter of another.
extension SecretScan {
    /// The letters that escape something behind a backslash.
    private static let letters = Array("nrtbfe0".utf8)

    /// Whether `\n`, `%0A`, `\u003d` or `\x1b[0m` ends here, so that a word begins.
    func isBehindEscape(_ place: Int) -> Bool {
        let last = text[place - 1]
        if place > 1, text[place - 2] == 92 { return Self.letters.contains(last) }
        if place > 2, text[place - 3] == UInt8(ascii: "%") {
            return last.isHexDigit && text[place - 2].isHexDigit
        }
        // Escaped twice: `%250A`.
        if place > 4, text[(place - 5)..<(place - 2)].elementsEqual("%25".utf8) {
            return last.isHexDigit && text[place - 2].isHexDigit
        }
        if place > 3, text[place - 4] == 92, text[place - 3] == UInt8(ascii: "x") {
            return last.isHexDigit && text[place - 2].isHexDigit
        }
        if place > 5, text[place - 6] == 92, text[place - 5] == UInt8(ascii: "u") {
            return text[(place - 4)..<place].allSatisfy(\.isHexDigit)
        }
        if last == UInt8(ascii: "m"), place > 3 {
            let code = text[max(0, place - 12)..<(place - 1)]
            let digits = code.reversed().prefix { $0.isASCIIDigit || $0 == UInt8(ascii: ";") }
            let bracket = place - 2 - digits.count
            return bracket >= 0 && text[bracket] == UInt8(ascii: "[")
        }
        return false
    }

    /// Where a name begins of which an escape before it was taken for a part.
    func escapeEnd(_ start: Int, before end: Int) -> Int {
        guard start > 0, start < end else { return start }
        let count =
            switch text[start - 1] {
            case 92 where text[start] == UInt8(ascii: "u"): 5
            case 92 where text[start] == UInt8(ascii: "x"): 3
            case 92 where Self.letters.contains(text[start]): 1
            case UInt8(ascii: "%"): 2
            default: 0
            }
        let place = start + count
        return count > 0 && place < end && isBehindEscape(place) ? place : start
    }

    /// Whether a name stands in the query of an address, where a key by itself is none of a map.
    func isOfQuery(_ start: Int) -> Bool {
        ["?", "&", "&amp;", "%3F", "%3f", "%26"].contains { mark in
            let mark = Array(mark.utf8)
            return start >= mark.count && text[(start - mark.count)..<start].elementsEqual(mark)
        }
    }

    /// Whether the tag of a model stands there, as in `token-classifier:7b`, and no value.
    func tagsModel(_ start: Int) -> Bool {
        var word = text[start...].prefix(48).prefix { $0.isNameByte }
        let end = word.endIndex
        let after = end < text.count ? text[end] : 32
        // A colon may go on with a sentence.
        let isSaid = after == UInt8(ascii: ":") && (end + 1 == text.count || text[end + 1] <= 32)
        if word.last == UInt8(ascii: ".") { word.removeLast() }
        return (isSaid || !":@/=%+".utf8.contains(after)) && ModelTag.isOne(word)
    }
}
