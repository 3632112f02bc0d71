import MNMachine

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

    /// A value that fits, always the same; null where none can be made.
    ///
    /// - Parameter text: what a text says that may say anything.
    func sample(saying text: String) -> JSON {
        if root.object?.members.isEmpty == true { return ["answer": .string(text)] }
        var sampler = Sampler(schema: self, text: String(text.prefix(Self.longestText)))
        return sampler.value(of: root, depth: 0)
    }

    /// What is said in each text, at most: there may be thousands of them.
    private static let longestText = 200

    private struct Sampler {
        let schema: JSONSchema
        let text: String
        /// How many values may still be made: a few lists within lists would make millions.
        var left = 10_000
        var judgementsLeft = JSONSchema.judgementLimit

        /// Members that may be left out are there down to this depth.
        private static let fullDepth = 4
        /// The longest list and the longest text that are made.
        private static let longest = 1000

        init(schema: JSONSchema, text: String) {
            self.schema = schema
            self.text = text
        }

        mutating func value(of part: JSON, depth: Int) -> JSON {
            left -= 1
            guard left > 0, depth <= JSONSchema.depthLimit else { return .null }
            guard let members = part.object else { return .string(text) }
            if let reference = members["$ref"]?.string {
                return schema.resolved(reference).map { value(of: $0, depth: depth + 1) } ?? .null
            }
            if let constant = members["const"] { return constant }
            if let cases = members["enum"]?.array {
                return cases.first { accepts($0, part, depth: depth) } ?? .null
            }
            if let all = members["allOf"]?.array {
                return value(of: Self.joined(members, without: "allOf", all), depth: depth + 1)
            }
            for key in ["anyOf", "oneOf"] {
                guard let options = members[key]?.array else { continue }
                for option in options {
                    let value = value(
                        of: Self.joined(members, without: key, [option]), depth: depth + 1)
                    if accepts(value, part, depth: depth) { return value }
                }
                return .null
            }
            return plainValue(members, depth: depth)
        }

        private mutating func accepts(_ value: JSON, _ part: JSON, depth: Int) -> Bool {
            schema.accepts(value, part, depth: depth, &judgementsLeft)
        }

        private mutating func plainValue(_ members: JSONObject, depth: Int) -> JSON {
            switch JSONSchema.types(members).first ?? Self.likelyType(members) {
            case "object": return object(members, depth: depth)
            case "array": return array(members, depth: depth)
            case "integer": return Self.number(members, isWhole: true)
            case "number": return Self.number(members, isWhole: false)
            case "boolean": return true
            case "null": return nil
            default: return .string(Self.string(members, text))
            }
        }

        private static func likelyType(_ members: JSONObject) -> String {
            if members["properties"] != nil || members["required"] != nil { return "object" }
            if members["items"] != nil || members["prefixItems"] != nil { return "array" }
            if members["minimum"] != nil || members["maximum"] != nil { return "number" }
            return members.members.isEmpty ? "object" : "string"
        }

        /// One schema out of several that hold together.
        private static func joined(
            _ members: JSONObject, without key: String, _ others: [JSON]
        ) -> JSON {
            var joined = members
            joined[key] = nil
            for other in others.compactMap(\.object) {
                let required = (joined["required"]?.array ?? []) + (other["required"]?.array ?? [])
                joined = joined.merging(other)
                if !required.isEmpty { joined["required"] = .array(required) }
            }
            return .object(joined)
        }

        private mutating func object(_ members: JSONObject, depth: Int) -> JSON {
            let required = members["required"]?.array?.compactMap(\.string) ?? []
            var object = JSONObject()
            for property in members["properties"]?.object?.members ?? []
            where depth < Self.fullDepth || required.contains(property.key) {
                object[property.key] = value(of: property.value, depth: depth + 1)
            }
            for key in required where object[key] == nil {
                object[key] = value(of: members["additionalProperties"] ?? true, depth: depth + 1)
            }
            return .object(object)
        }

        private mutating func array(_ members: JSONObject, depth: Int) -> JSON {
            let first = members["prefixItems"]?.array ?? []
            let usual = min(max(1, first.count), members["maxItems"]?.integer ?? Int.max)
            let count = min(max(usual, members["minItems"]?.integer ?? 0), Self.longest)
            var elements: [JSON] = []
            for index in 0..<max(0, count) where left > 0 {
                let part = index < first.count ? first[index] : members["items"] ?? true
                elements.append(value(of: part, depth: depth + 1))
            }
            return .array(elements)
        }

        private static let formats = [
            "date": "2026-01-01", "time": "12:00:00Z", "date-time": "2026-01-01T12:00:00Z",
            "uuid": "00000000-0000-4000-8000-000000000000", "email": "user@example.com",
            "uri": "https://example.com/",
        ]

        private static func string(_ members: JSONObject, _ text: String) -> String {
            var text = members["format"]?.string.flatMap { formats[$0] } ?? text
            let least = min(members["minLength"]?.integer ?? 0, longest)
            let most = max(0, members["maxLength"]?.integer ?? longest)
            while text.unicodeScalars.count < least { text += "." }
            return String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
        }

        /// Zero if that fits, and else what is nearest to it.
        private static func number(_ members: JSONObject, isWhole: Bool) -> JSON {
            let gap = isWhole ? 1.0 : 0.5
            let low = max(
                members["minimum"]?.double ?? -.greatestFiniteMagnitude,
                members["exclusiveMinimum"]?.double.map { $0 + gap } ?? -.greatestFiniteMagnitude)
            let high = min(
                members["maximum"]?.double ?? .greatestFiniteMagnitude,
                members["exclusiveMaximum"]?.double.map { $0 - gap } ?? .greatestFiniteMagnitude)
            var number = min(max(0, low), high)
            if let step = members["multipleOf"]?.double, step > 0 {
                number = (number / step).rounded(number < 0 ? .down : .up) * step
            }
            if !number.isFinite { number = 0 }
            if isWhole {
                return .integer(Int(saturating: number.rounded(number < 0 ? .down : .up)))
            }
            return number == number.rounded() && number.magnitude < 1e15
                ? .integer(Int(saturating: number)) : .number(number)
        }
    }
}
