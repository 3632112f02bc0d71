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
            var result: [JSON]?
            for (index, element) in elements.enumerated() {
                let isNamed = index > 0 && Secrets.isOption(elements[index - 1], before: element)
                guard let shown = isNamed ? .string(Secrets.mask) : masked(element) else {
                    continue
                }
                result = result ?? elements
                result?[index] = shown
            }
            return result.map { .array($0) }
        case .object(let object): return masked(object).map { .object($0) }
        default: return nil
        }
    }

    private mutating func masked(_ text: String) -> String? {
        if let inner = Secrets.document(text) {
            if let shown = masked(inner) { return shown.text(.canonical) }
        }
        return secrets.masked(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func masked(_ object: JSONObject) -> JSONObject? {
        var changes: [Int: (String, JSON)] = [:]
        let pair = Secrets.namedPair(object)
        for (index, member) in object.members.enumerated() {
            let key = key(member.key)
            let isEmpty = member.value == .null || member.value == ""
            let isSecret =
                !isEmpty
                && (member.key == pair
                    || key.isName
                        && Secrets.isSecret(member.key, member.value.scalarText ?? "-"))
            let value = isSecret ? .string(Secrets.mask) : masked(member.value)
            if value != nil || key.shown != member.key {
                changes[index] = (key.shown, value ?? member.value)
            }
        }
        if changes.isEmpty { return nil }
        return JSONObject(
            object.members.enumerated().map { changes[$0] ?? ($1.key, $1.value) })
    }

    private mutating func key(_ key: String) -> (isName: Bool, shown: String) {
        if let known = keys[key] { return known }
        let result = (isName: SecretName.isSecret(key), shown: secrets.masked(key))
        // Of a document with a new key in each place not all are kept.
        if keys.count < 1000 { keys[key] = result }
        return result
    }
}
