import MNCore
import MNSim

/// Redacts the sections of a bundle as they stand in its document: whatever a section holds, no text of it is
/// passed over.
extension TextRedaction {
    /// Keys under which a word of a closed list stands.
    private static let closed: Set<String> = [
        "t", "schema", "outcome", "fault", "method", "rest", "class", "system", "stream", "change",
    ]
    /// Keys under which bytes stand, perhaps as the lines of a text.
    private static let texts: Set<String> = ["text", "body", "stdout", "stderr", "base64"]

    /// A section, or a part of one; its own keys stay.
    mutating func section(_ value: JSON, key: String = "", near: [[UInt8]] = []) -> JSON {
        switch value {
        case .object(let object):
            if object.members.count == 1, let bytes = try? JSONField(value).bytes() {
                // What is no text is made one, in which nothing can hide.
                return .bytes(Array(text(String(decoding: bytes, as: UTF8.self), near: near).utf8))
            }
            let named = Self.names(of: object)
            var result: [(String, JSON)] = []
            for member in object.members {
                let own = Array(member.key.utf8.map(\.lowercasedASCII))
                let shown =
                    PublicWord.isPublic(own, in: words.vocabulary)
                    ? member.key : plain(member.key, [])
                result.append(
                    (shown, section(member.value, key: member.key, near: named + [own])))
            }
            return .object(JSONObject(result))
        case .array(let elements):
            if Self.texts.contains(key), let bytes = try? JSONField(value).bytes() {
                return .bytes(Array(text(String(decoding: bytes, as: UTF8.self), near: near).utf8))
            }
            var result: [JSON] = []
            result.reserveCapacity(elements.count)
            for element in elements { result.append(section(element, near: near)) }
            return .array(result)
        case .string(let word):
            let isClosed =
                Self.closed.contains(key)
                && words.vocabulary.contains(word.utf8.map(\.lowercasedASCII))
            return isClosed ? value : .string(text(word, near: near))
        default: return document(value, near: near)
        }
    }
}
