import MNCore

/// A JSON schema, of which a value that fits it can be made and by which one can be judged.
///
/// What llama.cpp makes grammars of: types, enumerations, constants, properties, items, bounds of numbers
/// and lengths, unions, references within the document. Patterns are not looked at.
/// Source: llama.cpp, grammars/README.md; the words are those of JSON Schema 2020-12.
struct JSONSchema: Hashable, Sendable {
    let root: JSON

    init(_ root: JSON) { self.root = root }

    /// How deep references and values may be nested; beyond that nothing fits.
    static let depthLimit = 32

    /// How often a value is held against a part of a schema at most; what is not judged by then does not
    /// fit.
    ///
    /// Unions of references to themselves would take for ever.
    static let judgementLimit = 100_000

    /// Whether a value fits.
    func accepts(_ value: JSON) -> Bool {
        var left = Self.judgementLimit
        return accepts(value, root, depth: 0, &left)
    }

    /// The part of the document that `#/$defs/name` stands for.
    func resolved(_ reference: String) -> JSON? {
        guard reference.hasPrefix("#") else { return nil }
        var part = root
        for key in reference.dropFirst().split(separator: "/") {
            let key = String(key).replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = part[key] else { return nil }
            part = next
        }
        return part
    }

    /// - Parameter left: how many judgements may still be made.
    func accepts(_ value: JSON, _ schema: JSON, depth: Int, _ left: inout Int) -> Bool {
        left -= 1
        if left < 0 { return false }
        if let truth = schema.bool { return truth }
        guard let members = schema.object else { return true }
        if depth > Self.depthLimit { return false }
        func fits(_ schema: JSON) -> Bool { accepts(value, schema, depth: depth + 1, &left) }
        if let reference = members["$ref"]?.string {
            guard let target = resolved(reference), fits(target) else { return false }
        }
        if let constant = members["const"], constant != value { return false }
        if let cases = members["enum"]?.array, !cases.contains(value) { return false }
        if let all = members["allOf"]?.array, !all.allSatisfy(fits) { return false }
        for key in ["anyOf", "oneOf"] {
            if let some = members[key]?.array, !some.contains(where: fits) { return false }
        }
        if let not = members["not"], fits(not) { return false }
        let types = Self.types(members)
        if !types.isEmpty, !types.contains(where: { Self.isOf(type: $0, value) }) { return false }
        switch value {
        case .string(let text): return Self.isWithin(text.unicodeScalars.count, members, "Length")
        case .integer, .number: return Self.acceptsNumber(value.double ?? 0, members)
        case .array(let elements): return acceptsElements(elements, members, depth: depth, &left)
        case .object(let object): return acceptsMembers(object, members, depth: depth, &left)
        case .null, .bool: return true
        }
    }

    /// The types that a schema names, if it names any.
    static func types(_ members: JSONObject) -> [String] {
        members["type"]?.array?.compactMap(\.string) ?? members["type"]?.string.map { [$0] } ?? []
    }

    private static func isOf(type: String, _ value: JSON) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool),
            ("null", .null), ("integer", .integer), ("number", .integer), ("number", .number):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    private static func isWithin(_ count: Int, _ members: JSONObject, _ what: String) -> Bool {
        (members["min\(what)"]?.integer).map { count >= $0 } ?? true
            && (members["max\(what)"]?.integer).map { count <= $0 } ?? true
    }

    private static func acceptsNumber(_ number: Double, _ members: JSONObject) -> Bool {
        if let least = members["minimum"]?.double, number < least { return false }
        if let most = members["maximum"]?.double, number > most { return false }
        if let least = members["exclusiveMinimum"]?.double, number <= least { return false }
        if let most = members["exclusiveMaximum"]?.double, number >= most { return false }
        guard let step = members["multipleOf"]?.double, step > 0 else { return true }
        return (number / step).rounded() * step == number
    }

    private func acceptsElements(
        _ elements: [JSON], _ members: JSONObject, depth: Int, _ left: inout Int
    ) -> Bool {
        guard Self.isWithin(elements.count, members, "Items") else { return false }
        let first = members["prefixItems"]?.array ?? []
        for (index, element) in elements.enumerated() {
            let schema = index < first.count ? first[index] : members["items"] ?? true
            if !accepts(element, schema, depth: depth + 1, &left) { return false }
        }
        return true
    }

    private func acceptsMembers(
        _ object: JSONObject, _ members: JSONObject, depth: Int, _ left: inout Int
    ) -> Bool {
        let required = members["required"]?.array?.compactMap(\.string) ?? []
        guard required.allSatisfy({ object[$0] != nil }) else { return false }
        let properties = members["properties"]?.object ?? [:]
        return object.members.allSatisfy { member in
            let schema = properties[member.key] ?? members["additionalProperties"] ?? true
            return accepts(member.value, schema, depth: depth + 1, &left)
        }
    }
}
