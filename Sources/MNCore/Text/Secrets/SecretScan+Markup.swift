// Values that stand in elements of XML and HTML.
extension SecretScan {
    private static let cdata = Array("<![CDATA[".utf8)

    /// `<password>value</password>`.
    mutating func element(_ place: Int, lineStart: Int) {
        var start = place
        while start > lineStart, place - start <= 128, Self.isTagByte(text[start - 1]) {
            start -= 1
        }
        var name = Self.localName(text[start..<place])
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

    /// The same where a text of markup stands in another: `&lt;password&gt;value&lt;/password&gt;`.
    mutating func encodedElement(_ place: Int, lineStart: Int) {
        guard text[place...].starts(with: "&gt;".utf8) else { return }
        var start = place
        while start > lineStart, place - start <= 128, Self.isTagByte(text[start - 1]) {
            start -= 1
        }
        guard start - lineStart >= 4, text[(start - 4)..<start].elementsEqual("&lt;".utf8) else {
            return
        }
        let name = Self.localName(text[start..<place])
        guard SecretName.isSecret(name) else { return }
        let rest = text[(place + 4)...].prefix(4096).prefix { $0 != 10 && $0 != UInt8(ascii: "<") }
        var value = rest.prefix { $0 > 32 }
        if let end = rest.firstRange(of: Array("&lt;".utf8))?.lowerBound { value = rest[..<end] }
        looked += value.count + place - start
        add(value.startIndex..<value.endIndex, named: name)
    }

    /// The name in a tag without the space it is of: `password` of `ns2:password`.
    private static func localName(_ name: ArraySlice<UInt8>) -> String {
        let start = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.startIndex
        return String(decoding: name[start...], as: UTF8.self)
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        byte.isNameByte || byte == UInt8(ascii: ":")
    }

    /// The name that the tag before this place has or gives its value: `<password type="x">`,
    /// `<property name="password">`.
    private mutating func attribute(before place: Int) -> String {
        guard place > 1, Self.isQuote(text[place - 1]) else { return "" }
        var start = place - 1
        while start > 0, place - start < 256, text[start - 1] != UInt8(ascii: "<"),
            text[start - 1] != 10
        { start -= 1 }
        looked += place - start
        let tag = text[start..<place]
        let own = Self.localName(tag.prefix(while: Self.isTagByte))
        if start > 0, text[start - 1] == UInt8(ascii: "<"), SecretName.isSecret(own) { return own }
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
}
