/// Values that are never shown: those under keys such as `api_key`, and the user in a URL.
public struct Secrets: Hashable, Sendable {
    /// What stands where a secret was.
    public static let mask = "[redacted]"
    /// Shorter values are not looked for in free text, where they would be found by chance.
    private static let leastLength = 5

    /// Parts of names whose values are secret (upstream §5.5); separators do not count.
    private static let parts = [
        "password", "secret", "token", "apikey", "authorization", "signature",
    ]

    /// Long ones first, so that none hides a part of another.
    private var values: [String] = []

    /// Collects the secrets of a configuration and of variables.
    public init(_ documents: [JSON] = [], environment: [String: String] = [:]) {
        var found: Set<String> = []
        for document in documents { Self.collect(document, isSecret: false, into: &found) }
        for (name, value) in environment where Self.isSecret(name, value) { found.insert(value) }
        values = found.filter { $0.count >= Self.leastLength }
            .sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// Whether a value of this name is a secret; a number of tokens is none.
    static func isSecret(_ name: String, _ value: String) -> Bool {
        let plain = name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." }
        guard parts.contains(where: plain.contains) else { return false }
        let countsTokens = plain.contains("tokens") && !value.isEmpty
        return !(countsTokens && value.allSatisfy(\.isNumber))
    }

    private static func collect(_ value: JSON, isSecret: Bool, into found: inout Set<String>) {
        switch value {
        case .string(let text): if isSecret { found.insert(text) }
        case .array(let elements):
            for element in elements { collect(element, isSecret: isSecret, into: &found) }
        case .object(let object):
            for member in object.members {
                let isNamed = self.isSecret(member.key, member.value.scalarText ?? "")
                collect(member.value, isSecret: isSecret || isNamed, into: &found)
            }
        default: break
        }
    }

    /// The text without secrets and without the user of any URL in it.
    public func masked(_ text: String) -> String {
        var text = text
        for value in values where text.contains(value) {
            text = text.replacing(value, with: Self.mask)
        }
        return Self.withoutUsers(text)
    }

    /// The value of a variable as it may be shown; a JSON document is masked key by key.
    public func masked(_ name: String, _ value: String) -> String {
        if Self.isSecret(name, value) { return Self.mask }
        if value.hasPrefix("{"), let document = try? JSON.parse(value) {
            return masked(document).text(.canonical)
        }
        return masked(value)
    }

    /// The document with its secrets masked.
    public func masked(_ document: JSON) -> JSON {
        switch document {
        case .string(let text): .string(masked(text))
        case .array(let elements): .array(elements.map { masked($0) })
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { member in
                        let isSecret = Self.isSecret(member.key, member.value.scalarText ?? "")
                        let isEmpty = member.value == .null || member.value == ""
                        return (
                            member.key,
                            isSecret && !isEmpty ? .string(Self.mask) : masked(member.value)
                        )
                    }))
        default: document
        }
    }

    /// `scheme://user:word@host` without what stands before the `@`.
    private static func withoutUsers(_ text: String) -> String {
        guard text.contains("://"), text.contains("@") else { return text }
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !"/?# \t\n\"'".contains($0) }
            if let at = authority.lastIndex(of: "@") {
                result += mask
                rest = rest[at...]
            }
        }
        return result + rest
    }
}

extension JSON {
    /// A string, number or truth value as text; nil for anything else.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .bool, .integer, .number: text(.canonical)
        default: nil
        }
    }
}
