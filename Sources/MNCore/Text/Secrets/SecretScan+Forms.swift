// Values that stand in brackets, in elements, and beside their names.
extension SecretScan {
    private static let cdata = Array("<![CDATA[".utf8)

    /// `<password>value</password>`.
    mutating func element(_ place: Int, lineStart: Int) {
        var start = place
        while start > lineStart, place - start <= 128, Self.isName(text[start - 1]) { start -= 1 }
        var name = String(decoding: text[start..<place], as: UTF8.self)
        if start == place {
            name = attribute(before: place)
        } else if start == 0 || text[start - 1] != UInt8(ascii: "<") {
            return
        } else if name.lowercased() == "key" || name.lowercased() == "name" {
            return sibling(place + 1)
        }
        guard SecretName.isSecret(name) else { return }
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

    /// The name that the tag before this place gives its value: `<property name="password">`.
    private mutating func attribute(before place: Int) -> String {
        guard place > 1, Self.isQuote(text[place - 1]) else { return "" }
        var start = place - 1
        while start > 0, place - start < 256, text[start - 1] != UInt8(ascii: "<"),
            text[start - 1] != 10
        { start -= 1 }
        looked += place - start
        let tag = text[start..<place]
        for key in ["name=", "key=", "id="] {
            guard let found = tag.firstRange(of: Array(key.utf8)), found.upperBound < place,
                found.lowerBound > start, text[found.lowerBound - 1] <= 32,
                let inner = quoted(found.upperBound)
            else { continue }
            return String(decoding: text[inner], as: UTF8.self)
        }
        return ""
    }

    /// `<key>password</key> <string>value</string>`: the name is here, and the value in the element behind it.
    private mutating func sibling(_ start: Int) {
        let name = text[start...].prefix(128).prefix { $0 != UInt8(ascii: "<") }
        guard SecretName.isSecret(String(decoding: name, as: UTF8.self)) else { return }
        let close = text[name.endIndex...].prefix(64)
        guard close.starts(with: "</".utf8), let end = close.firstIndex(of: UInt8(ascii: ">"))
        else { return }
        let blanks = text[(end + 1)...].prefix(64).prefix { $0 <= 32 }
        let tag = text[blanks.endIndex...].prefix(64)
        guard tag.first == UInt8(ascii: "<"), let inside = tag.firstIndex(of: UInt8(ascii: ">"))
        else { return }
        let value = text[(inside + 1)...].prefix(4096).prefix { $0 != UInt8(ascii: "<") }
        looked += value.endIndex - start
        ranges.append(value.startIndex..<value.endIndex)
        linked.append(value.startIndex..<value.endIndex)
    }

    /// `123456789:AA…`, the token of a bot: digits, a colon, and 35 letters.
    mutating func bot(_ place: Int) {
        let body = text[(place + 1)...].prefix(35)
        guard body.count == 35, body.starts(with: "AA".utf8) else { return }
        var start = place
        while start > 0, place - start <= 12, (48...57).contains(text[start - 1]) { start -= 1 }
        looked += 48
        guard (8...11).contains(place - start),
            body.allSatisfy({ SecretShape.isWord($0) || $0 == UInt8(ascii: "-") })
        else { return }
        ranges.append(start..<body.endIndex)
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
