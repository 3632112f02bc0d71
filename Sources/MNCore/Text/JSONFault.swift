/// What is wrong with a JSON document, and where.
package struct JSONFault: Error, Hashable, Sendable {
    package enum Problem: Hashable, Sendable {
        // The text is not JSON.
        case empty
        case notUTF8
        case utf16
        case unexpectedEnd
        case unexpected(found: String, wanted: String)
        case controlCharacterInString
        case badEscape
        case numberOutOfRange(String)
        case tooDeep(limit: Int)
        case tooManyMarks(limit: Int)
        case duplicateKey(String)
        // The JSON is not what was asked for.
        case wrongKind(wanted: String, found: String)
        case missingKey(String)
        case unknownKey(String, suggestion: String?)
        case outOfRange(wanted: String, found: String)
        /// Any other rule of the format; the sentence states the rule.
        case breaksRule(String)
    }

    package var problem: Problem
    package var pointer: JSONPointer
    /// The byte at which the reader stopped; nil when only the pointer is known.
    package var offset: Int?

    package init(_ problem: Problem, at pointer: JSONPointer = JSONPointer(), offset: Int? = nil) {
        self.problem = problem
        self.pointer = pointer
        self.offset = offset
    }
}

extension JSONFault: CustomStringConvertible {
    /// The problem as words, without its place; what is quoted is cut and safe to print.
    package var description: String {
        switch problem {
        case .empty: "the file is empty"
        case .notUTF8: "the text is not UTF-8"
        case .utf16: "the text is UTF-16; save it as UTF-8"
        case .unexpectedEnd: "the text ends too early"
        case .unexpected(let found, let wanted): "found \(Self.shown(found)), expected \(wanted)"
        case .controlCharacterInString: "a control character inside a string must be escaped"
        case .badEscape: "this escape is not one of JSON's"
        case .numberOutOfRange(let text): "the number \(Self.shown(text)) is out of range"
        case .tooDeep(let limit): "nested more than \(limit) levels deep"
        case .tooManyMarks(let limit): "a letter has more than \(limit) marks"
        case .duplicateKey(let key): "the key '\(Self.shown(key))' is there twice"
        case .wrongKind(let wanted, let found): "expected \(wanted), found \(found)"
        case .missingKey(let key): "the key '\(Self.shown(key))' is missing"
        case .unknownKey(let key, let suggestion):
            "unknown key '\(Self.shown(key))'"
                + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
        case .outOfRange(let wanted, let found): "expected \(wanted), found \(Self.shown(found))"
        case .breaksRule(let rule): Self.shown(rule, columns: 400)
        }
    }

    /// Something from the document as it may stand in a message; no more of it is looked at than is shown.
    static func shown(_ part: some CustomStringConvertible, columns: Int = 100) -> String {
        let scalars = part.description.unicodeScalars
        let beginning = scalars.prefix(columns * DisplayWidth.scalarsPerColumn)
        let text = DisplayWidth.cut(Sanitized.line(String(beginning)), to: columns)
        return beginning.endIndex == scalars.endIndex || text.hasSuffix("…") ? text : text + "…"
    }
}
