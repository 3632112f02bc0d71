package import MNCore

// Free text and documents.
extension Redaction {
    /// Free text without secrets and with stand-ins for what identifies.
    package mutating func words(_ text: String) -> String { standIns.replaced(masked(text)) }

    func masked(_ text: String) -> String { secrets.masked(text) }

    mutating func masked(_ bytes: [UInt8], isWords: Bool) -> [UInt8] {
        guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
            return bytes
        }
        let result = isWords ? words(text) : standIns.knownReplaced(masked(text))
        return result == text ? bytes : Array(result.utf8)
    }

    /// The text of a document, or of one a line, with all its texts redacted; it stays a document.
    package mutating func document(_ bytes: [UInt8]) -> [UInt8] {
        guard let text = String(validating: bytes, as: UTF8.self) else { return bytes }
        if let document = try? JSON.parse(bytes) {
            let result = redacted(document)
            return result == document ? bytes : Array(result.text(.canonical).utf8)
        }
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let document = try? JSON.parse(String(line)) {
                let result = redacted(document)
                lines.append(result == document ? String(line) : result.text(.canonical))
            } else {
                lines.append(words(String(line)))
            }
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// A document with all its texts redacted.
    package mutating func redacted(_ document: JSON) -> JSON { replaced(secrets.masked(document)) }

    private mutating func replaced(_ document: JSON) -> JSON {
        switch document {
        case .string(let text): return .string(standIns.replaced(text))
        case .array(let elements):
            var result: [JSON] = []
            for element in elements { result.append(replaced(element)) }
            return .array(result)
        case .object(let object):
            var result: [(String, JSON)] = []
            for member in object.members {
                result.append((standIns.replaced(member.key), replaced(member.value)))
            }
            return .object(JSONObject(result))
        default: return document
        }
    }
}
