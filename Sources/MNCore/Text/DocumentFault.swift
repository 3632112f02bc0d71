/// A JSON file that cannot be used: which, where in it, and why.
package struct DocumentFault: DiagnosticError, Hashable {
    /// A place in a text; both count from 1, columns in bytes.
    package struct Place: Hashable, Sendable {
        package var line: Int
        package var column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// What kind of document it should be, such as `machine profile`.
    package var kind: String
    /// The file, as the user would name it.
    package var name: String
    package var place: Place?
    package var fault: JSONFault

    package init(kind: String, name: String, place: Place?, fault: JSONFault) {
        self.kind = kind
        self.name = name
        self.place = place
        self.fault = fault
    }

    package var code: ErrorCode { .invalidFile }

    package var problem: String {
        var location = Sanitized.line(name)
        if let place { location += ", line \(place.line), column \(place.column)" }
        if !fault.pointer.tokens.isEmpty { location += " (\(JSONFault.shown(fault.pointer)))" }
        let words = "\(location): not a valid \(kind): \(fault)"
        return words.hasSuffix("?") ? words : words + "."
    }

    package var fixes: [String] { ["Correct \(Sanitized.line(name)), or leave it out."] }
}
