/// A JSON value; objects keep the order of their members.
///
/// Equal values are written as equal bytes: unlike `String`, "é" in one scalar differs from two.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without fraction or exponent, exact.
    case integer(Int)
    /// Any other number; always finite.
    case number(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

extension JSON {
    /// The members, if this is an object.
    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }
    /// The elements, if this is an array.
    package var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }
    /// The text, if this is a string.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
    /// The number, if this is an integer.
    package var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }
    /// The number, if this is any number.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
    /// The truth value, if this is one.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The member of an object, if this is an object that has it.
    package subscript(key: String) -> JSON? { object?[key] }

    /// What kind of value this is, in the words of an error message.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a truth value"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// A string, or null for nil.
    package static func string(orNull text: String?) -> JSON { text.map { .string($0) } ?? .null }
    /// An integer, or null for nil.
    package static func integer(orNull value: Int?) -> JSON { value.map { .integer($0) } ?? .null }
    /// An array of strings.
    package static func strings(_ texts: some Sequence<String>) -> JSON {
        .array(texts.map { .string($0) })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(elements))
    }
}
