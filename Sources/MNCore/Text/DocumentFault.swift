/// A JSON file that cannot be used: which, where in it, and why.
public struct DocumentFault: DiagnosticError, Hashable {
    /// A place in a text; both count from 1, columns in bytes.
    public struct Place: Hashable, Sendable {
        public var line: Int
        public var column: Int

        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// What kind of document it should be, such as `machine profile`.
    public var kind: String
    /// The file, as the user would name it.
    public var name: String
    public var place: Place?
    public var fault: JSONFault

    public init(kind: String, name: String, place: Place?, fault: JSONFault) {
        self.kind = kind
        self.name = name
        self.place = place
        self.fault = fault
    }

    public var code: String { "invalid_file" }

    public var problem: String {
        var location = Sanitized.line(name)
        if let place { location += ", line \(place.line), column \(place.column)" }
        if !fault.pointer.tokens.isEmpty { location += " (\(JSONFault.shown(fault.pointer)))" }
        let words = "\(location): not a valid \(kind): \(fault)"
        return words.hasSuffix("?") ? words : words + "."
    }

    public var fixes: [String] { ["Correct \(Sanitized.line(name)), or leave it out."] }
}
