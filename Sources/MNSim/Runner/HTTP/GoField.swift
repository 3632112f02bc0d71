import MNCore

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
