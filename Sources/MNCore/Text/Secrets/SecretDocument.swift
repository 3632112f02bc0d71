/// Masks the secrets of one document, in which the same keys come again and again.
struct SecretDocument {
    let secrets: Secrets
    /// What is known of a key: whether it names secrets, and how it is shown.
    private var keys: [String: (isName: Bool, shown: String)] = [:]

    init(secrets: Secrets) { self.secrets = secrets }

    /// The document without its secrets; nil if there are none.
    mutating func masked(_ document: JSON) -> JSON? {
        switch document {
        case .string(let text): return masked(text).map { .string($0) }
        case .array(let elements):
            let command = commandWords(elements)
            return elements.changed { index, element in
                let isNamed = index > 0 && Secrets.isOption(elements[index - 1], before: element)
                return isNamed ? .string(Secrets.mask) : command[index] ?? masked(element)
            }.map { .array($0) }
        case .object(let object): return masked(object).map { .object($0) }
        default: return nil
        }
    }

    /// The words of a command that are masked for those before them: `["mysql", "-pvalue"]`.
    private func commandWords(_ elements: [JSON]) -> [Int: JSON] {
        guard (2...64).contains(elements.count), SecretScan.isCommand(elements[0].string) else {
            return [:]
        }
        let words = elements.map { $0.string.map { Array($0.utf8) } ?? [] }
        let text = Array(words.joined(separator: [32]))
        let ranges = SecretScan(text, SecretValues([])).ranges
        var result: [Int: JSON] = [:]
        var start = 0
        for (index, word) in words.enumerated() {
            let end = start + word.count
            let inner = ranges.filter { $0.lowerBound >= start && $0.upperBound <= end }
                .map { $0.lowerBound - start..<$0.upperBound - start }
            if !inner.isEmpty {
                let shown = String(decoding: Secrets.replaced(word, inner), as: UTF8.self)
                result[index] = .string(secrets.masked(shown))
            }
            start = end + 1
        }
        return result
    }

    private mutating func masked(_ text: String) -> String? {
        if let inner = Secrets.document(text) {
            if let shown = masked(inner) { return shown.text(.compact) }
        }
        return secrets.masked(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func masked(_ object: JSONObject) -> JSONObject? {
        let pair = Secrets.namedPair(object)
        let isOfSecrets = Secrets.isOfSecrets(object)
        return object.changed { member in
            let key = key(member.key)
            let isEmpty = member.value == .null || member.value == ""
            let isHolder =
                member.key == pair || isOfSecrets && Secrets.holders.contains(member.key)
            let isNamed = !isEmpty && (key.isName || isHolder)
            let name = isHolder ? "password" : member.key
            let value =
                isNamed
                ? named(name, member.value)
                : headers(member) ?? masked(member.value)
            return value == nil && key.shown == member.key
                ? nil : (key.shown, value ?? member.value)
        }
    }

    /// The headers that a configuration adds to its requests, which are for credentials as a rule; nil if
    /// these are none, or tell nothing.
    private mutating func headers(_ member: JSONObject.Member) -> JSON? {
        guard let fields = member.value.object, Secrets.headerHolders.contains(member.key) else {
            return nil
        }
        return fields.changed { field in
            let isPlain = Secrets.plainHeaders.contains(field.key.lowercased())
            let shown = isPlain ? masked(field.value) : named("password", field.value)
            return shown.map { (field.key, $0) }
        }.map { .object($0) }
    }

    /// What stands under the name of a secret: each text and number in it that can be one is masked.
    private mutating func named(_ name: String, _ value: JSON) -> JSON? {
        switch value {
        case .array(let elements):
            // Numbers in a list are counted, not kept secret.
            return elements.changed { _, element in
                element.integer == nil ? named(name, element) : nil
            }.map { .array($0) }
        case .object(let object):
            return object.changed { member in
                let shown = named(name, member.value)
                let key = key(member.key).shown
                return shown == nil && key == member.key ? nil : (key, shown ?? member.value)
            }.map { .object($0) }
        default:
            let isSecret = Secrets.isSecret(name, value.scalarText ?? "")
            return isSecret ? .string(Secrets.mask) : masked(value)
        }
    }

    private mutating func key(_ key: String) -> (isName: Bool, shown: String) {
        if let known = keys[key] { return known }
        let result = (isName: SecretName.isSecret(key), shown: secrets.masked(key))
        // Of a document with a new key in each place not all are kept.
        if keys.count < 1000 { keys[key] = result }
        return result
    }
}

// The secrets that variables and documents hold.
extension Secrets {
    /// Takes note of the secrets of one more document.
    package mutating func learn(_ document: JSON) {
        var found: Set<String> = []
        Self.collect(document, isSecret: false, into: &found)
        if !found.isEmpty { values.add(found) }
    }

    /// Where an object of Kubernetes keeps what is secret (kubernetes.io/docs/concepts/configuration/secret).
    static let holders: Set<String> = ["data", "stringData"]

    static func isOfSecrets(_ object: JSONObject) -> Bool {
        object.members.count <= 16 && object["kind"] == "Secret"
    }

    /// Under which a configuration names headers of its own.
    static let headerHolders: Set<String> = [
        "extra_headers", "extraHeaders", "default_headers", "defaultHeaders",
    ]
    /// Those of them that are no credentials.
    static let plainHeaders: Set<String> = [
        "accept", "accept-encoding", "accept-language", "cache-control", "connection",
        "content-length", "content-type", "http-referer", "referer", "user-agent", "x-title",
    ]

    private static func isOfWords(_ value: JSON) -> Bool {
        guard let text = value.string else { return false }
        return Array(text.utf8).split { !$0.isWordByte }.allSatisfy { Phrase.isOne($0) }
    }

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
            let isOfSecrets = isOfSecrets(object)
            for member in object.members {
                let isNamed =
                    self.isSecret(member.key, member.value.scalarText ?? "-")
                    || member.key == pair || isOfSecrets && holders.contains(member.key)
                if !isSecret, let fields = member.value.object, headerHolders.contains(member.key) {
                    for field in fields.members {
                        // A word would be masked wherever it stands, as `qwen3:0.6b` under `X-Model`.
                        let isPlain =
                            plainHeaders.contains(field.key.lowercased()) || isOfWords(field.value)
                        let isNamed = self.isSecret(field.key, field.value.scalarText ?? "-")
                        collect(field.value, isSecret: isNamed || !isPlain, into: &found)
                    }
                    continue
                }
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
            host.utf8.allSatisfy({ $0.isNameByte || ":[]".utf8.contains($0) })
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
