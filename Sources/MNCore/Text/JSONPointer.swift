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
}

extension JSONPointer {
    /// Reads the text form; nil if it neither is empty nor begins with `/`.
    package init?(parsing text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
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
    func nearest(to pointer: JSONPointer) -> (value: JSON, depth: Int) {
        var value = self
        for (depth, token) in pointer.tokens.enumerated() {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return (value, depth) }
                value = member
            case .array(let elements):
                guard let index = Int(token), elements.indices.contains(index) else {
                    return (value, depth)
                }
                value = elements[index]
            default: return (value, depth)
            }
        }
        return (value, pointer.tokens.count)
    }
}
