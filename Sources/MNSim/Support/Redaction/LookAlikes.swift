import MNCore

/// Words of the raw bundle that look like stand-ins of what identifies, and were none: each is another word before
/// anything is redacted, so that it gets a stand-in as others do.
struct LookAlikes {
    private(set) var known: Set<[UInt8]> = []
    /// Whether only words that are known are changed.
    var isClosed = false

    mutating func document(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): return .string(self.text(text))
        case .array(let elements):
            var result: [JSON] = []
            result.reserveCapacity(elements.count)
            for element in elements { result.append(document(element)) }
            return .array(result)
        case .object(let object):
            var result: [(String, JSON)] = []
            for member in object.members {
                result.append((text(member.key), document(member.value)))
            }
            return .object(JSONObject(result))
        default: return value
        }
    }

    mutating func identity(_ identity: Identity) -> Identity {
        var result = identity
        for (index, name) in identity.users.enumerated() { result.users[index] = text(name) }
        for (index, name) in identity.hosts.enumerated() { result.hosts[index] = text(name) }
        result.home = identity.home.map { text($0) }
        return result
    }

    mutating func text(_ text: String) -> String {
        let bytes = Array(text.utf8)
        // Most texts hold neither.
        guard bytes.contains(where: \.isASCIIDigit) else { return text }
        var result: [UInt8] = []
        var copied = 0
        for range in WordScan(bytes) {
            guard let start = start(bytes, range) else { continue }
            let word = bytes[start..<range.upperBound].lowercasedWord
            if isClosed ? !known.contains(word) : false { continue }
            known.insert(word)
            result += bytes[copied..<start] + "zq".utf8
            copied = start
        }
        return copied == 0 && result.isEmpty
            ? text : String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    /// Where in a word `user7` begins, or behind a slash `p7`; in a text of JSON `\n` may stand before it.
    private func start(_ text: [UInt8], _ range: Range<Int>) -> Int? {
        var start = range.lowerBound
        let before = start > 0 ? text[start - 1] : 0
        if before == 92, "nrtbf".utf8.contains(text[start]), range.count > 2,
            "up".utf8.contains(text[start + 1].lowercasedASCII)
        {
            start += 1
        }
        let word = text[start..<range.upperBound].lowercasedWord
        let isUser = word.starts(with: "user".utf8) && word.count > 4
        let isPath = word.first == UInt8(ascii: "p") && (before == 47 || before == 92)
        guard isUser || isPath && word.count > 1,
            word.dropFirst(isUser ? 4 : 1).allSatisfy(\.isASCIIDigit)
        else { return nil }
        return start
    }
}
