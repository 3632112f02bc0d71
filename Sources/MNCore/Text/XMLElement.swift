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
