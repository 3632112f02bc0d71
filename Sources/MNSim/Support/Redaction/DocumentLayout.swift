import MNCore

/// A document written over the text of another of the same shape, so that each value stays on its line.
struct DocumentLayout {
    /// Nil if the documents have different shapes.
    let text: String?

    init(of document: JSON, over text: String) {
        var parts: [String] = []
        Self.collect(document, into: &parts)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var count = 0
        var place = 0
        while place < bytes.count {
            let end = Self.end(bytes, place)
            if end == place {
                result.append(bytes[place])
                place += 1
                continue
            }
            if count < parts.count { result += parts[count].utf8 }
            count += 1
            place = end
        }
        let shown = String(decoding: result, as: UTF8.self)
        self.text =
            count == parts.count && TextRedaction.document(shown) == document ? shown : nil
    }

    /// The keys, texts, numbers and words of a document, in its order.
    private static func collect(_ value: JSON, into parts: inout [String]) {
        switch value {
        case .object(let object):
            for member in object.members {
                parts.append(JSON.string(member.key).text(.compact))
                collect(member.value, into: &parts)
            }
        case .array(let elements):
            for element in elements { collect(element, into: &parts) }
        default: parts.append(value.text(.compact))
        }
    }

    /// The end of the text, number or word that begins here; the place itself if none does.
    private static func end(_ bytes: [UInt8], _ place: Int) -> Int {
        guard bytes[place] == UInt8(ascii: "\"") else {
            return bytes[place...].prefix { !$0.isWhitespace && !"[]{},:\"".utf8.contains($0) }
                .endIndex
        }
        var end = place + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(end + 1, bytes.count)
    }
}
