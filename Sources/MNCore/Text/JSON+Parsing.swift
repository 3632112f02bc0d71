// How JSON text is read, and what is asked of the places in it.
extension JSON {
    /// The deepest nesting that is read.
    package static let depthLimit = 64

    /// Reads one JSON document (RFC 8259) and nothing after it.
    ///
    /// Stricter than most: no duplicate keys, no number that cannot be held, no letter with more than 30 marks,
    /// at most `depthLimit` levels. A UTF-8 byte order mark is skipped.
    package static func parse(_ bytes: [UInt8]) throws(JSONFault) -> JSON {
        var parser = JSONParser(bytes: bytes)
        return try parser.document()
    }

    /// Reads one JSON document from text.
    package static func parse(_ text: String) throws(JSONFault) -> JSON {
        try parse(Array(text.utf8))
    }

    /// Reads one JSON document of which a key may be there twice; then the last counts, as in Python.
    ///
    /// - Parameter repeated: is told each such key, with the offset at which it stands again.
    package static func parse(
        _ bytes: [UInt8], repeated: (JSONPointer, Int) -> Void
    ) throws(JSONFault) -> JSON {
        var parser = JSONParser(bytes: bytes)
        parser.takesLast = true
        let value = try parser.document()
        for (pointer, offset) in parser.repeated { repeated(pointer, offset) }
        return value
    }

    /// The value at a place, or nil if there is none; what stands behind it is not looked at.
    package static func value(at pointer: JSONPointer, in bytes: [UInt8]) -> JSON? {
        guard let offset = offset(of: pointer, in: bytes) else { return nil }
        var parser = JSONParser(bytes: bytes)
        parser.position = offset
        return try? parser.value()
    }

    /// The offsets of the first bytes of all values, as far as the text can be read.
    package static func offsets(in bytes: [UInt8]) -> [JSONPointer: Int] {
        var parser = JSONParser(bytes: bytes)
        parser.takesLast = true
        parser.offsets = [:]
        _ = try? parser.document()
        return parser.offsets ?? [:]
    }

    /// The offset of the first byte of the value at a place, or nil if there is none.
    static func offset(of pointer: JSONPointer, in bytes: [UInt8]) -> Int? {
        var parser = JSONParser(bytes: bytes)
        parser.wanted = pointer.tokens
        _ = try? parser.document()
        return parser.offsetOfWanted
    }
}
