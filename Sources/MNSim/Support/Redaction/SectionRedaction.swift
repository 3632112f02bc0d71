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

    /// Whether an object is a machine, or a question about one with its answer; a command that failed has told in
    /// words why.
    ///
    /// - Parameter outer: whether the object stands in such a one.
    static func isEvidence(_ object: JSONObject, in outer: Bool) -> Bool {
        if let code = object["exit"], code != 0 { return false }
        if case .array(let words)? = object["command"], words.first == "docker" { return false }
        return outer || object["t"] == "access" || object["provenance"] != nil
    }

    private mutating func bytes(_ bytes: [UInt8], _ near: [[UInt8]]) -> [UInt8] {
        let coding = TextCoding(bytes)
        let shown = text(coding.text, near: near)
        return shown == coding.text ? bytes : coding.bytes(of: shown)
    }

    /// A section, or a part of one; its own keys stay.
    mutating func section(_ value: JSON, key: String = "", near: [[UInt8]] = []) -> JSON {
        switch value {
        case .object(let object):
            if object.members.count == 1, let bytes = try? JSONField(value).bytes() {
                return .bytes(self.bytes(bytes, near))
            }
            let wasEvidence = words.isEvidence
            words.isEvidence = Self.isEvidence(object, in: wasEvidence)
            defer { words.isEvidence = wasEvidence }
            let named = Self.names(of: object)
            var result: [(String, JSON)] = []
            for member in object.members {
                let own = Array(member.key.utf8.map(\.lowercasedASCII))
                let shown =
                    PublicWord.isPublic(own, in: words.vocabulary)
                    ? member.key : plain(member.key, [])
                // What went wrong is no answer.
                let near = member.key == "stderr" ? [own] : named + [own]
                result.append((shown, section(member.value, key: member.key, near: near)))
            }
            return .object(JSONObject(result))
        case .array(let elements):
            if Self.texts.contains(key), let bytes = try? JSONField(value).bytes() {
                return .bytes(self.bytes(bytes, near))
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
