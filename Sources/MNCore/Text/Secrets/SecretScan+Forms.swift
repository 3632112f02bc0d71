// Values that stand in brackets, in elements, and beside their names.
extension SecretScan {
    private static let cdata = Array("<![CDATA[".utf8)

    /// `<password>value</password>`.
    mutating func element(_ place: Int, lineStart: Int) {
        var start = place
        while start > lineStart, place - start <= 128, Self.isName(text[start - 1]) { start -= 1 }
        let name = String(decoding: text[start..<place], as: UTF8.self)
        guard start < place, start > 0, text[start - 1] == UInt8(ascii: "<"),
            SecretName.isSecret(name)
        else { return }
        let value = text[(place + 1)...].prefix { $0 != UInt8(ascii: "<") }
        looked += value.count + place - start
        let rest = text[value.endIndex...]
        if value.isEmpty, rest.starts(with: Self.cdata) {
            let inner = rest.dropFirst(Self.cdata.count).prefix { $0 != UInt8(ascii: "]") }
            looked += inner.count
            add(inner.startIndex..<inner.endIndex, named: name)
        } else if rest.starts(with: "</".utf8) || !value.contains(where: { $0 <= 32 }) {
            // "--token <token>  The token" tells what is put there.
            add(value.startIndex..<value.endIndex, named: name)
        }
    }

    /// The end of a list or an object that begins here, in its line.
    func bracketEnd(_ start: Int) -> Int {
        var depth = 0
        var end = start
        while end < text.count, text[end] != 10 {
            if text[end] == UInt8(ascii: "[") || text[end] == UInt8(ascii: "{") { depth += 1 }
            if text[end] == UInt8(ascii: "]") || text[end] == UInt8(ascii: "}") { depth -= 1 }
            end += 1
            if depth == 0 { break }
        }
        return end
    }

    /// The secret's name in `"name": "Cookie", "value": …`, where this is the name of the value.
    func pairName(_ name: String, before nameStart: Int) -> String? {
        guard Secrets.pairHolders.contains(name.lowercased()) else { return nil }
        var end = nameStart
        while end > 0, nameStart - end <= 8, Self.isGap(text[end - 1]) || text[end - 1] == 44 {
            end -= 1
        }
        var start = end
        while start > 0, end - start <= 64, Self.isName(text[start - 1]) { start -= 1 }
        let pair = String(decoding: text[start..<end], as: UTF8.self)
        return end < nameStart && SecretName.isSecret(pair) ? pair : nil
    }
}
