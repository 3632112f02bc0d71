/// A JSON value; objects keep the order of their members.
///
/// Equal values are written as equal bytes: unlike `String`, "é" in one scalar differs from two.
public enum JSON: Hashable, Sendable {
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

/// The members of a JSON object, in order; no two have the same key.
public struct JSONObject: Hashable, Sendable {
    public struct Member: Hashable, Sendable {
        public var key: String
        public var value: JSON
    }

    public private(set) var members: [Member]

    /// Creates an object; of two members with one key the later replaces the earlier.
    public init(_ members: [(String, JSON)] = []) {
        self.members = []
        var index: [String: Int] = [:]
        for (key, value) in members { place(value, at: key, &index) }
    }

    /// Takes members whose keys are known to differ; the reader has checked them.
    init(distinct members: [Member]) { self.members = members }

    public var keys: [String] { members.map(\.key) }

    /// The value of a key; setting nil removes the member, setting a new key appends it.
    public subscript(key: String) -> JSON? {
        get { members.first { $0.key == key }?.value }
        set {
            switch (members.firstIndex { $0.key == key }, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// This object with `other` laid over it: objects member by member, anything else replaced.
    public func merging(_ other: JSONObject) -> JSONObject {
        var result = self
        var index = Dictionary(
            uniqueKeysWithValues: members.enumerated().map { ($1.key, $0) })
        for member in other.members {
            let mine = index[member.key].map { result.members[$0].value }
            var value = member.value
            if case .object(let mine)? = mine, case .object(let theirs) = value {
                value = .object(mine.merging(theirs))
            }
            result.place(value, at: member.key, &index)
        }
        return result
    }

    /// Sets a member whose position is known from `index`, so that many take linear time.
    private mutating func place(_ value: JSON, at key: String, _ index: inout [String: Int]) {
        if let position = index[key] {
            members[position].value = value
        } else {
            index[key] = members.count
            members.append(Member(key: key, value: value))
        }
    }
}

extension JSON {
    /// The members, if this is an object.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }
    /// The elements, if this is an array.
    public var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }
    /// The text, if this is a string.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
    /// The number, if this is an integer.
    public var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }
    /// The number, if this is any number.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
    /// The truth value, if this is one.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The member of an object, if this is an object that has it.
    public subscript(key: String) -> JSON? { object?[key] }

    /// What kind of value this is, in the words of an error message.
    public var kind: String {
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
    public static func string(orNull text: String?) -> JSON { text.map { .string($0) } ?? .null }
    /// An integer, or null for nil.
    public static func integer(orNull value: Int?) -> JSON { value.map { .integer($0) } ?? .null }
    /// An array of strings.
    public static func strings(_ texts: some Sequence<String>) -> JSON {
        .array(texts.map { .string($0) })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(elements))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
