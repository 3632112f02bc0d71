/// An element of an XML document, as far as the output of a tool needs it.
package struct XMLElement: Hashable, Sendable {
    package var name: String
    package var attributes: [String: String]
    /// The elements directly inside, in order.
    package var children: [XMLElement]
    /// The text directly inside, in one piece, without blanks at its ends.
    package var text: String

    package init(
        _ name: String, attributes: [String: String] = [:], children: [XMLElement] = [],
        text: String = ""
    ) {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    /// The first element of this name directly inside.
    package subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The elements of this name directly inside, in order.
    package func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The element reached through the first of each name in turn.
    package func descendant(_ path: String...) -> XMLElement? {
        var element: XMLElement? = self
        for name in path { element = element?[name] }
        return element
    }
}

/// Why a text is not XML that can be read, and where.
package struct XMLFault: Error, Hashable, Sendable {
    package enum Problem: Hashable, Sendable {
        case tooLarge(limit: Int)
        case notUTF8
        case tooManyMarks(limit: Int)
        case noElement
        case unexpectedEnd
        /// The text breaks a rule of XML; what stands here instead is named.
        case expected(String)
        case duplicateAttribute(String)
        case unknownEntity(String)
        case wrongEndTag(expected: String, found: String)
        case tooDeep(limit: Int)
        case secondRoot
    }

    package var problem: Problem
    /// The byte at which the reader stopped.
    package var offset: Int

    package init(_ problem: Problem, offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension XMLFault: CustomStringConvertible {
    package var description: String { "byte \(offset): \(words)" }

    /// What is wrong, without the place.
    package var words: String {
        switch problem {
        case .tooLarge(let limit): "the text is larger than \(ByteCount(limit))"
        case .notUTF8: "the text is not UTF-8"
        case .tooManyMarks(let limit): "a letter has more than \(limit) marks"
        case .noElement: "there is no XML element"
        case .unexpectedEnd: "the text ends too early"
        case .expected(let wanted): "expected \(wanted)"
        case .duplicateAttribute(let name): "the attribute '\(Excerpt.line(name))' is there twice"
        case .unknownEntity(let name): "unknown entity '&\(Excerpt.line(name));'"
        case .wrongEndTag(let expected, let found):
            "expected the end tag '\(Excerpt.line(expected))', found '\(Excerpt.line(found))'"
        case .tooDeep(let limit): "nested more than \(limit) levels deep"
        case .secondRoot: "a second element after the end of the first"
        }
    }
}
