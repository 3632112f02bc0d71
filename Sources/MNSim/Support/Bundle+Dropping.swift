package import MNCore

extension Bundle {
    /// What stands where something of a text was left out on demand.
    package static let dropped = "[dropped]"

    /// The bundle without what stands at a place, and with a word of it among what is lacking.
    ///
    /// A section goes as a whole, and so does an element of a list; a text has a mark instead. What the
    /// form of a bundle needs cannot go alone.
    package func dropping(_ pointer: JSONPointer) throws(BundleFault) -> Bundle {
        guard json[pointer] != nil else { throw .nothingThere(pointer) }
        guard let first = pointer.tokens.first, let section = Section(rawValue: first),
            ![.manifest, .removed, .checks].contains(section)
        else { throw .notDroppable(pointer) }
        guard let document = Self.without(pointer.tokens[...], json, isTrace: false),
            var bundle = try? Bundle(JSONField(document))
        else { throw .notDroppable(pointer) }
        bundle.gaps.append(
            Gap(
                section, part: pointer.tokens.count == 1 ? nil : "\(pointer)",
                reason: "It was left out on demand."))
        return bundle
    }

    /// The value without what stands there; nil if there is nothing.
    private static func without(
        _ tokens: ArraySlice<String>, _ value: JSON, isTrace: Bool
    ) -> JSON? {
        guard let token = tokens.first else { return nil }
        let rest = tokens.dropFirst()
        switch value {
        case .object(let object):
            guard let member = object[token] else { return nil }
            var object = object
            object[token] =
                rest.isEmpty
                ? empty(member)
                : without(rest, member, isTrace: token == "run" || token == "doctor")
            return .object(object)
        case .array(let elements):
            guard let index = Int(token), elements.indices.contains(index) else { return nil }
            var elements = elements
            if !rest.isEmpty {
                guard let element = without(rest, elements[index], isTrace: false) else {
                    return nil
                }
                elements[index] = element
            } else if case .string = elements[index] {
                elements[index] = .string(dropped)
            } else if isTrace {
                // A hole that is said, so that nothing behind it moves.
                elements[index] = [
                    "t": "cut", "events": 1,
                    "bytes": .integer(elements[index].text(.canonical).utf8.count),
                ]
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        default: return nil
        }
    }

    /// What stands for a member that was left out.
    private static func empty(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements):
            // A trace is a list that begins with an object of its own kind.
            elements.first?["t"] == "header" ? .null : .array([])
        case .object: .null
        case .string: .string(dropped)
        default: .null
        }
    }
}
