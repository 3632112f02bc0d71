/// Reads JSON documents from text and gives each error its place.
package enum Document {
    /// The most bytes of a document that are read.
    package static let sizeLimit = 16 << 20

    /// Parses `bytes` and reads the value with `body`; every fault carries the file, line and column.
    ///
    /// - Parameter kind: what the document should be, for the error message.
    package static func read<Value>(
        _ bytes: [UInt8], kind: String, name: String,
        _ body: (JSONField) throws(JSONFault) -> Value
    ) throws(DocumentFault) -> Value {
        do throws(JSONFault) {
            return try body(JSONField(try JSON.parse(bytes)))
        } catch {
            let offset = error.offset ?? JSON.offset(of: error.pointer, in: bytes)
            throw DocumentFault(
                kind: kind, name: name, place: offset.map { place(of: $0, in: bytes) }, fault: error
            )
        }
    }

    /// The line and column of a byte.
    package static func place(of offset: Int, in bytes: [UInt8]) -> DocumentFault.Place {
        // Editors do not count a byte order mark.
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let before = bytes[start..<max(start, offset)]
        let newline = UInt8(ascii: "\n")
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? start
        return DocumentFault.Place(
            line: before.count { $0 == newline } + 1,
            column: column(of: before.endIndex, from: lineStart, in: bytes))
    }

    /// The column of a byte in its line, in letters as Unicode counts them (scalars).
    static func column(of offset: Int, from lineStart: Int, in bytes: [UInt8]) -> Int {
        // Nobody counts along a line that is longer.
        let count = offset - lineStart
        guard count > 0, count <= 1 << 16 else { return max(count, 0) + 1 }
        return bytes[lineStart..<offset].count { $0 & 0xC0 != 0x80 } + 1
    }
}
