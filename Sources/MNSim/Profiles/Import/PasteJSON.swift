import MNCore

/// A JSON document among the lines of a paste.
enum PasteJSON {
    /// The first lines of a document that begins at the first one; nil if none does.
    static func beginning(_ lines: ArraySlice<String>) -> String? {
        guard let line = lines.first, begins(line) else { return nil }
        return lines.prefix(60).map { $0.prefix(4_000) }.joined(separator: "\n")
    }

    /// Whether a document may begin at a line.
    static func begins(_ line: String) -> Bool {
        let first = line.utf8.first { !$0.isBlank }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// The line behind the document that begins at the first one; nil if it is never closed.
    static func end(_ lines: ArraySlice<String>) -> Int? {
        var depth = 0
        var isText = false
        for index in lines.indices {
            var isEscaped = false
            for byte in lines[index].utf8 {
                if isText {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isText = false
                    }
                } else if byte == UInt8(ascii: "\"") {
                    isText = true
                } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                    depth += 1
                } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                    depth -= 1
                    if depth <= 0 { return index + 1 }
                }
            }
        }
        return nil
    }

    /// The document of a part.
    static func document(_ part: PastePart) throws(ImportFault) -> JSON {
        let bytes = Array(part.lines.joined(separator: "\n").utf8)
        do throws(JSONFault) {
            return try JSON.parse(bytes)
        } catch {
            let place = error.offset.map { Document.place(of: $0, in: bytes) }
            throw .unreadable(
                name: part.file,
                place.map { .init(line: $0.line + part.first - 1, column: $0.column) },
                why: "not JSON: \(error)")
        }
    }
}
