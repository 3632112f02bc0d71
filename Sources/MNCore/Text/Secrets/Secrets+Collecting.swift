// The secrets that variables and documents hold.
extension Secrets {
    static func collect(_ value: JSON, isSecret: Bool, into found: inout Set<String>) {
        switch value {
        case .string(let text):
            if isSecret { found.insert(text) }
            collect(text: text, into: &found)
        case .integer, .number: if isSecret { found.insert(value.text(.canonical)) }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                let isBehindName = index > 0 && isOption(elements[index - 1], before: element)
                collect(element, isSecret: isSecret || isBehindName, into: &found)
            }
        case .object(let object):
            let pair = Self.namedPair(object)
            for member in object.members {
                let isNamed =
                    self.isSecret(member.key, member.value.scalarText ?? "-")
                    || member.key == pair
                collect(member.value, isSecret: isSecret || isNamed, into: &found)
            }
        default: break
        }
    }

    /// What a text holds: a JSON document, or secrets behind names and in URLs.
    static func collect(text: String, into found: inout Set<String>) {
        if text.utf8.count > 1 << 20 { return }
        if let document = document(text) {
            collect(document, isSecret: false, into: &found)
            return
        }
        let bytes = Array(text.utf8)
        if let user = addressUser(text), let colon = user.firstIndex(of: ":") {
            let password = String(user[user.index(after: colon)...])
            found.insert(String(user))
            found.insert(password)
            found.insert(percentDecoded(password))
        }
        for range in SecretScan(bytes, SecretValues([])).ranges {
            let secret = String(decoding: bytes[range], as: UTF8.self)
            found.insert(secret)
            // Of `user:password` each stands elsewhere by itself.
            if range.upperBound < bytes.count, bytes[range.upperBound] == UInt8(ascii: "@"),
                let colon = secret.firstIndex(of: ":")
            {
                let password = String(secret[secret.index(after: colon)...])
                found.insert(password)
                found.insert(percentDecoded(password))
            }
        }
    }

    /// The user of a text that is an address as a whole, whatever bytes that has.
    ///
    /// The host behind it holds no `@`. Without a scheme a user is known by its password.
    package static func addressUser(_ text: String) -> Substring? {
        guard let at = text.lastIndex(of: "@"), !text.contains("\n"), text.utf8.count <= 4096 else {
            return nil
        }
        let mark = text.firstRange(of: "://")
        let start = mark?.upperBound ?? text.startIndex
        guard start < at, text[start...].firstRange(of: "://") == nil else { return nil }
        let user = text[start..<at]
        let host = text[text.index(after: at)...].prefix { $0 != "/" }
        guard !host.isEmpty,
            host.utf8.allSatisfy({ SecretScan.isName($0) || $0 == 58 || $0 == 91 || $0 == 93 })
        else { return nil }
        if mark != nil { return user }
        let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].last != " " && parts[1].first != " " ? user : nil
    }

    /// The text with `%2F` and the like as what they stand for.
    private static func percentDecoded(_ text: String) -> String {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                result.append(code)
                rest.removeFirst(2)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
