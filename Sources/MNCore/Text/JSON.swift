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

extension JSON {
    /// Whether both are written as the same bytes: text is compared by scalars, `-0.0` is not `0.0`.
    package static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left.bitPattern == right.bitPattern
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

/// The place of a value inside a JSON document (RFC 6901), such as `/models/0/id`.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    package var tokens: [String]

    package init(_ tokens: [String] = []) { self.tokens = tokens }

    /// The place of a member or element below this one.
    package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    /// The text form; the whole document is the empty string.
    package var description: String {
        tokens.map {
            "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1")
        }.joined()
    }

    /// Reads the text form; nil if it neither is empty nor begins with `/`, or has a `~` that stands for
    /// nothing.
    package init?(parsing text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        let parts = text.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
        guard parts.allSatisfy({ $0.hasPrefix("0") || $0.hasPrefix("1") }) else { return nil }
        tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }
}

extension JSON {
    /// The value at a place; nil if there is none.
    package subscript(pointer: JSONPointer) -> JSON? {
        let (value, depth) = nearest(to: pointer)
        // A nil in a conditional would be taken for the JSON of that name.
        if depth < pointer.tokens.count { return nil }
        return value
    }

    /// The last value on the way to a place, and how many tokens lead to it.
    package func nearest(to pointer: JSONPointer) -> (value: JSON, depth: Int) {
        var value = self
        for (depth, token) in pointer.tokens.enumerated() {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return (value, depth) }
                value = member
            case .array(let elements):
                // RFC 6901, section 4: digits without a zero before them.
                guard let index = Int(token), String(index) == token,
                    elements.indices.contains(index)
                else { return (value, depth) }
                value = elements[index]
            default: return (value, depth)
            }
        }
        return (value, pointer.tokens.count)
    }
}
