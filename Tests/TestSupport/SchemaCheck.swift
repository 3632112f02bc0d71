package import MNCore

/// Holds values against a JSON Schema of draft 2020-12, and tells which of its keys were met.
///
/// What a schema may say in another word than those known here does not fit anything, so that nothing goes
/// unchecked; but for patterns that `Pattern` cannot read.
package struct SchemaCheck: Sendable {
    /// What a value comes to.
    package struct Result: Sendable {
        /// The places at which the value does not fit; empty if it fits.
        package fileprivate(set) var faults: [String] = []
        /// The keys that each object of the value may have, by the place of the object.
        fileprivate var named: [JSONPointer: Set<String>] = [:]
        /// The names that keys may have, where something limits them.
        fileprivate var limits: [JSONPointer: Set<String>] = [:]
        /// The keys that branches speak of, those that do not fit too.
        fileprivate var mentioned: [JSONPointer: Set<String>] = [:]
        /// The objects that may have any keys.
        package fileprivate(set) var open: Set<JSONPointer> = []
        /// The keys of the schema that the value has, each by its place in the schema.
        package fileprivate(set) var met: Set<JSONPointer> = []

        /// The keys that this very object may have.
        package func keys(at place: JSONPointer) -> Set<String> {
            let keys = named[place] ?? []
            return limits[place].map(keys.intersection) ?? keys
        }

        /// The keys that an object at this place may have.
        package func possibleKeys(at place: JSONPointer) -> Set<String> { mentioned[place] ?? [] }
    }

    private let root: JSON
    /// What references stand for.
    private var targets: [String: (part: JSON, place: JSONPointer)] = [:]
    private var patterns: [String: Pattern] = [:]

    package init(_ schema: JSON) {
        root = schema
        walk(root, JSONPointer()) { _, part in
            if let text = part["$ref"]?.string,
                let place = JSONPointer(parsing: String(text.dropFirst())), let part = root[place]
            {
                targets[text] = (part, place)
            }
            if let text = part["pattern"]?.string {
                patterns[text] = try? Pattern(text, ignoresCase: false)
            }
        }
    }

    package func fits(_ value: JSON) -> Bool { fits(value, root) }

    package func check(_ value: JSON) -> Result {
        var result = Result()
        look(value, JSONPointer(), root, JSONPointer(), &result)
        return result
    }

    /// All keys that the schema says something new of, each by its place in the schema.
    ///
    /// Rules on keys that go together say nothing new.
    package var keys: [JSONPointer: JSON] {
        var keys: [JSONPointer: JSON] = [:]
        walk(root, JSONPointer()) { place, part in
            let types = part["type"]?.array ?? part["type"].map { [$0] } ?? []
            guard types.contains("object") else { return }
            for member in part["properties"]?.object?.members ?? [] {
                let place = place.appending("properties").appending(member.key)
                keys[place] = member.value
            }
        }
        return keys
    }

    private func walk(
        _ part: JSON, _ place: JSONPointer, _ body: (JSONPointer, JSON) -> Void
    ) {
        body(place, part)
        // Values that only look like schemas.
        for member in part.object?.members ?? []
        where !["default", "examples", "const", "enum"].contains(member.key) {
            walk(member.value, place.appending(member.key), body)
        }
        for (index, element) in (part.array ?? []).enumerated() {
            walk(element, place.appending("\(index)"), body)
        }
    }

    /// What a reference stands for, and its place.
    package func target(_ reference: JSON) -> (part: JSON, place: JSONPointer)? {
        reference.string.flatMap { targets[$0] }
    }
}

// MARK: - Whether a value fits

extension SchemaCheck {
    private static let annotations: Set<String> = [
        "$schema", "$id", "$defs", "title", "description", "default", "examples",
        "contentEncoding", "then", "else",
    ]

    private func fits(_ value: JSON, _ part: JSON) -> Bool {
        if let truth = part.bool { return truth }
        guard let schema = part.object else { return false }
        return schema.members.allSatisfy {
            Self.annotations.contains($0.key) || fits(value, $0.key, $0.value, schema)
        }
    }

    private func fits(_ value: JSON, _ word: String, _ says: JSON, _ schema: JSONObject) -> Bool {
        switch word {
        case "$ref": return target(says).map { fits(value, $0.part) } ?? false
        case "type":
            return (says.array ?? [says]).contains { Self.isOf($0.string ?? "", value) }
        case "const": return value == says
        case "enum": return says.array?.contains(value) ?? false
        case "minimum": return value.double.map { $0 >= says.double ?? 0 } ?? true
        case "maximum": return value.double.map { $0 <= says.double ?? 0 } ?? true
        case "maxLength":
            return value.string.map { $0.unicodeScalars.count <= says.integer ?? 0 } ?? true
        case "pattern":
            guard let text = value.string, let pattern = patterns[says.string ?? ""] else {
                return true
            }
            return pattern.isFound(in: text)
        case "minItems": return value.array.map { $0.count >= says.integer ?? 0 } ?? true
        case "maxItems": return value.array.map { $0.count <= says.integer ?? 0 } ?? true
        case "minProperties":
            return value.object.map { $0.members.count >= says.integer ?? 0 } ?? true
        case "maxProperties":
            return value.object.map { $0.members.count <= says.integer ?? 0 } ?? true
        case "allOf": return says.array?.allSatisfy { fits(value, $0) } ?? false
        case "anyOf": return says.array?.contains { fits(value, $0) } ?? false
        case "oneOf": return says.array?.count { fits(value, $0) } == 1
        case "not": return !fits(value, says)
        case "if":
            return schema[fits(value, says) ? "then" : "else"].map { fits(value, $0) } ?? true
        case "items":
            let first = schema["prefixItems"]?.array?.count ?? 0
            return (value.array ?? []).dropFirst(first).allSatisfy { fits($0, says) }
        case "prefixItems":
            return zip(value.array ?? [], says.array ?? []).allSatisfy { fits($0, $1) }
        default:
            guard let object = value.object else { return Self.words.contains(word) }
            return fits(object, word, says, schema)
        }
    }

    private static let words = [
        "properties", "additionalProperties", "propertyNames", "required", "dependentRequired",
    ]

    private func fits(
        _ object: JSONObject, _ word: String, _ says: JSON, _ schema: JSONObject
    ) -> Bool {
        func has(_ keys: JSON) -> Bool {
            keys.array?.allSatisfy { object[$0.string ?? ""] != nil } ?? false
        }
        switch word {
        case "properties":
            return object.members.allSatisfy { member in
                says[member.key].map { fits(member.value, $0) } ?? true
            }
        case "additionalProperties":
            let named = schema["properties"]
            return object.members.allSatisfy {
                named?[$0.key] != nil || fits($0.value, says)
            }
        case "propertyNames": return object.keys.allSatisfy { fits(.string($0), says) }
        case "required": return has(says)
        case "dependentRequired":
            return says.object?.members.allSatisfy { object[$0.key] == nil || has($0.value) }
                ?? false
        default: return false
        }
    }

    private static func isOf(_ type: String, _ value: JSON) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer),
            ("number", .number), ("string", .string), ("array", .array), ("object", .object):
            true
        default: false
        }
    }
}

// MARK: - What is met on the way

extension SchemaCheck {
    /// Looks at a value and what is in it, along all that fits.
    private func look(
        _ value: JSON, _ at: JSONPointer, _ part: JSON, _ place: JSONPointer,
        _ result: inout Result
    ) {
        if !fits(value, part), result.faults.count < 5 { result.faults.append("\(at) (\(place))") }
        guard let schema = part.object else { return }
        for member in schema.members {
            let place = place.appending(member.key)
            let says = member.value
            switch member.key {
            case "$ref":
                if let target = target(says) {
                    look(value, at, target.part, target.place, &result)
                }
            case "allOf", "anyOf", "oneOf":
                for (index, branch) in (says.array ?? []).enumerated() {
                    if fits(value, branch) || member.key == "allOf" {
                        look(value, at, branch, place.appending("\(index)"), &result)
                    }
                    mention(branch, at, &result)
                }
            case "if":
                let word = fits(value, says) ? "then" : "else"
                if let branch = schema[word] {
                    let place = JSONPointer(place.tokens.dropLast() + [word])
                    look(value, at, branch, place, &result)
                }
            case "items", "prefixItems":
                let first = schema["prefixItems"]?.array?.count ?? 0
                for (index, element) in (value.array ?? []).enumerated() {
                    let at = at.appending("\(index)")
                    if index >= first, member.key == "items" {
                        look(element, at, says, place, &result)
                    } else if index < first, member.key == "prefixItems",
                        let part = says["\(index)"]
                    {
                        look(element, at, part, place.appending("\(index)"), &result)
                    }
                }
            default:
                if let object = value.object {
                    look(object, at, member.key, says, place, schema, &result)
                }
            }
        }
    }

    private func look(
        _ object: JSONObject, _ at: JSONPointer, _ word: String, _ says: JSON,
        _ place: JSONPointer, _ schema: JSONObject, _ result: inout Result
    ) {
        switch word {
        case "properties":
            mention(.object(schema), at, &result)
            result.named[at, default: []].formUnion(Self.names(says))
            for member in object.members {
                guard let part = says[member.key] else { continue }
                let place = place.appending(member.key)
                result.met.insert(place)
                look(member.value, at.appending(member.key), part, place, &result)
            }
        case "additionalProperties":
            if says == false { return }
            result.open.insert(at)
            for member in object.members where schema["properties"]?[member.key] == nil {
                look(member.value, at.appending(member.key), says, place, &result)
            }
        case "propertyNames":
            guard let names = says["enum"]?.array?.compactMap(\.string) else { return }
            result.limits[at] = result.limits[at]?.intersection(names) ?? Set(names)
        default: break
        }
    }

    /// Takes from a branch which keys it speaks of.
    private func mention(_ part: JSON, _ at: JSONPointer, _ result: inout Result) {
        if let properties = part["properties"] {
            result.mentioned[at, default: []].formUnion(Self.names(properties))
        }
        if let target = part["$ref"].flatMap(target) { mention(target.part, at, &result) }
    }

    private static func names(_ properties: JSON) -> Set<String> {
        Set(properties.object?.members.filter { $0.value != false }.map(\.key) ?? [])
    }
}
