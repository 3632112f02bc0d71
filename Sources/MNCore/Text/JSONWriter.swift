extension JSON {
    /// How JSON is laid out.
    package enum Layout: Hashable, Sendable {
        /// For people: two blanks a level, members in their own order, short values on one line.
        case indented
        /// For files that people read and write: as `indented`, and whatever fits on a line of 100 columns stands
        /// on one.
        case file
        /// For programs: no blanks, members in their own order.
        case compact
        /// For digests and traces: no blanks, members sorted by key. Equal values give equal bytes.
        case canonical
    }

    /// This value as JSON text, without a line break at the end.
    package func text(_ layout: Layout = .indented) -> String {
        var writer = JSONWriter(layout: layout)
        writer.write(self, indent: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

private struct JSONWriter {
    let layout: JSON.Layout
    var bytes: [UInt8] = []
    /// Where what is written now must be at its end, since it stays on one line; nil if it need not.
    private var lineEnd: Int?

    init(layout: JSON.Layout) { self.layout = layout }

    /// The columns of a line in a file.
    private static let fileWidth = 100
    /// The most columns of a list of scalars on one line elsewhere.
    private static let flatWidth = 88

    mutating func write(_ value: JSON, indent: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .number(let value): append(Self.decimal(value))
        case .string(let text): writeString(text)
        case .array(let elements):
            writeList(
                "[", elements, "]", indent: indent, flat: elements.allSatisfy(\.isScalar)
            ) { writer, element in writer.write(element, indent: indent + 1) }
        case .object(let object):
            let members =
                layout == .canonical
                ? object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                : object.members
            writeList("{", members, "}", indent: indent, flat: false) { writer, member in
                writer.writeString(member.key)
                writer.append([.indented, .file].contains(writer.layout) ? ": " : ":")
                writer.write(member.value, indent: indent + 1)
            }
        }
    }

    /// Writes a list over several lines, or on one if the layout wants it or that line stays short.
    ///
    /// - Parameter flat: whether nothing in it is a list.
    private mutating func writeList<Element>(
        _ open: String, _ elements: [Element], _ close: String, indent: Int, flat: Bool,
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        let isLong = [.indented, .file].contains(layout)
        if elements.isEmpty || !isLong || lineEnd != nil {
            return writeLine(open, elements, close, isLong ? ", " : ",", body)
        }
        if layout == .file ? indent > 0 : flat {
            let start = bytes.count
            // Bytes are never fewer than columns: a line that is hopeless is given up early.
            lineEnd = start + (layout == .file ? 4 * Self.fileWidth : Int(Int32.max))
            writeLine(open, elements, close, ", ", body)
            lineEnd = nil
            let fits =
                layout == .file
                ? column + 1 <= Self.fileWidth : bytes.count - start <= Self.flatWidth
            if fits { return }
            bytes.removeSubrange(start...)
        }
        append(open)
        for (index, element) in elements.enumerated() {
            append(index > 0 ? ",\n" : "\n")
            append(String(repeating: "  ", count: indent + 1))
            body(&self, element)
        }
        append("\n" + String(repeating: "  ", count: indent) + close)
    }

    /// Writes a list on one line, or the beginning of it if that becomes too long.
    private mutating func writeLine<Element>(
        _ open: String, _ elements: [Element], _ close: String, _ separator: String,
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        for (index, element) in elements.enumerated() {
            if let lineEnd, bytes.count > lineEnd { return }
            if index > 0 { append(separator) }
            body(&self, element)
        }
        append(close)
    }

    /// The letters since the last line break.
    private var column: Int {
        let start = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return bytes[start...].count { $0 & 0xC0 != 0x80 }
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func writeString(_ text: String) {
        append("\"")
        // Most texts are plain ASCII with nothing to escape.
        if text.utf8.allSatisfy({
            $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C && $0 != 0x23
        }) {
            append(text)
            append("\"")
            return
        }
        var previous: Unicode.Scalar?
        var hashes = 0
        for scalar in text.unicodeScalars {
            defer {
                previous = scalar
                hashes = scalar == "#" ? hashes + 1 : 0
            }
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            // Beyond what JSON demands: what steers a terminal or hides what text says, and commands to a CI
            // system that begin anywhere in a line.
            case _ where hashes > 1 && JobText.isCommand(scalar): appendEscaped(scalar)
            case _ where scalar.isHidden(after: previous): appendEscaped(scalar)
            default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        append("\"")
    }

    private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
            append("\\u" + unit.digits(4, radix: 16))
        }
    }

    /// The shortest text that reads back as the same number; `8.0` is written as `8.0`.
    private static func decimal(_ value: Double) -> String {
        precondition(value.isFinite, "JSON has no \(value)")
        return "\(value)"
    }
}

extension JSON {
    fileprivate var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}
