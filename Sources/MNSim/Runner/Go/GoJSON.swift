package import MNMachine

/// JSON as Go's `encoding/json` writes and reads it, which is not quite how this house does.
package enum GoJSON {
    /// The value on one line, members in their order.
    ///
    /// - Parameter escapesHTML: whether `<`, `>` and `&` are escaped, as Go does by default.
    package static func text(_ value: JSON, escapesHTML: Bool = true) -> String {
        var result = ""
        write(value, escapesHTML, into: &result)
        return result
    }

    /// The value on one line with a line feed, as Go's encoder ends it.
    static func line(_ value: JSON, escapesHTML: Bool = true) -> [UInt8] {
        Array((text(value, escapesHTML: escapesHTML) + "\n").utf8)
    }

    /// The value with the members of all objects sorted, as Go writes what it read into maps.
    static func sorted(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                        .map { ($0.key, sorted($0.value)) }))
        default: value
        }
    }

    private static func write(_ value: JSON, _ escapesHTML: Bool, into result: inout String) {
        switch value {
        case .null: result += "null"
        case .bool(let value): result += value ? "true" : "false"
        case .integer(let value): result += String(value)
        case .number(let value):
            let text = "\(value)"
            result += text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        case .string(let text): quote(text, escapesHTML, into: &result)
        case .array(let elements):
            result += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { result += "," }
                write(element, escapesHTML, into: &result)
            }
            result += "]"
        case .object(let object):
            result += "{"
            for (index, member) in object.members.enumerated() {
                if index > 0 { result += "," }
                quote(member.key, escapesHTML, into: &result)
                result += ":"
                write(member.value, escapesHTML, into: &result)
            }
            result += "}"
        }
    }

    private static func quote(
        _ text: String, _ escapesHTML: Bool, into result: inout String
    ) {
        result += "\""
        if text.utf8.allSatisfy(isPlain) {
            result += text
        } else {
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": result += "\\\""
                case "\\": result += "\\\\"
                case "\n": result += "\\n"
                case "\r": result += "\\r"
                case "\t": result += "\\t"
                case "\u{8}": result += "\\b"
                case "\u{C}": result += "\\f"
                case "\u{2028}", "\u{2029}", "\u{0}"..<" ": result += escape(scalar)
                case "<", ">", "&": result += escapesHTML ? escape(scalar) : String(scalar)
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        result += "\""
    }

    /// Whether a byte stands for itself, whatever is around it.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "&"):
            false
        default: (0x20...0x7F).contains(byte)
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// A body that is not JSON, in Go's words.
    struct Unreadable: Error, Hashable {
        var words: String
    }

    /// The first value of a body; what follows it is not looked at.
    static func firstValue(in bytes: [UInt8]) throws(Unreadable) -> JSON {
        guard let start = bytes.firstIndex(where: { !" \t\r\n".utf8.contains($0) }) else {
            throw Unreadable(words: "EOF")
        }
        guard let end = endOfValue(in: bytes, from: start) else {
            throw Unreadable(words: "unexpected EOF")
        }
        do throws(JSONFault) {
            return try JSON.parse(Array(bytes[start..<end]))
        } catch {
            if case .unexpectedEnd = error.problem { throw Unreadable(words: "unexpected EOF") }
            let position = start + (error.offset ?? 0)
            let character =
                position < bytes.count ? String(Character(Unicode.Scalar(bytes[position]))) : ""
            throw Unreadable(
                words: "invalid character '\(character)' looking for beginning of value")
        }
    }

    /// An object in a body, as Go reads one into a struct.
    static func object(in bytes: [UInt8]) throws(Unreadable) -> JSONObject {
        let value = try firstValue(in: bytes)
        if value == .null { return [:] }
        guard let object = value.object else {
            throw Unreadable(words: "json: cannot unmarshal \(value.kind) into Go value")
        }
        return object
    }

    /// Where the value that starts at an index ends, or nil if the bytes end before it does.
    private static func endOfValue(in bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var isInString = false
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                if byte == UInt8(ascii: "\\") {
                    index += 1
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                    if depth == 0 { return index + 1 }
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth <= 0 { return index + 1 }
                case 0x20, 0x09, 0x0A, 0x0D:
                    if depth == 0 { return index }
                default: break
                }
            }
            index += 1
        }
        return depth == 0 && !isInString ? bytes.count : nil
    }

    /// The value over several lines, as Go's `MarshalIndent` lays it out.
    static func indentedText(_ value: JSON, by width: Int, escapesHTML: Bool = false) -> String {
        indented(value, String(repeating: " ", count: width), "\n", escapesHTML)
    }

    private static func indented(
        _ value: JSON, _ step: String, _ lineBreak: String, _ escapesHTML: Bool
    ) -> String {
        let inner = lineBreak + step
        switch value {
        case .array(let elements) where !elements.isEmpty:
            let parts = elements.map { inner + indented($0, step, inner, escapesHTML) }
            return "[" + parts.joined(separator: ",") + lineBreak + "]"
        case .object(let object) where !object.members.isEmpty:
            let parts = object.members.map { member in
                inner + text(.string(member.key), escapesHTML: escapesHTML) + ": "
                    + indented(member.value, step, inner, escapesHTML)
            }
            return "{" + parts.joined(separator: ",") + lineBreak + "}"
        default: return text(value, escapesHTML: escapesHTML)
        }
    }
}

/// A member of a body that Go reads into a field of a struct, and refuses if it is of another kind.
struct GoField: Hashable, Sendable {
    /// The type in Go's words.
    enum Kind: String, Hashable, Sendable {
        case string
        case bool
        case int
        case float64
    }

    var name: String
    var kind: Kind

    /// Go's words for what is wrong with a body, as `encoding/json` says them; nil if nothing is.
    ///
    /// - Parameter type: the name of the struct.
    static func problem(in body: JSONObject, _ fields: [GoField], of type: String) -> String? {
        for field in fields {
            guard let value = body[field.name], value != .null, !field.takes(value) else {
                continue
            }
            return "json: cannot unmarshal \(word(for: value)) into Go struct field "
                + "\(type).\(field.name) of type \(field.kind.rawValue)"
        }
        return nil
    }

    private func takes(_ value: JSON) -> Bool {
        switch kind {
        case .string: value.string != nil
        case .bool: value.bool != nil
        case .int: value.integer != nil
        case .float64: value.double != nil
        }
    }

    private static func word(for value: JSON) -> String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .integer: "number"
        case .number: "number \(GoJSON.text(value))"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
