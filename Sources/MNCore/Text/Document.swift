/// Reads JSON documents from text and gives each error its place.
package enum Document {
    /// The most bytes of a document that are read.
    package static let sizeLimit = 16 << 20

    /// Parses `bytes` and reads the value with `body`; every fault carries the file, line and column.
    ///
    /// - Parameter kind: what the document should be, for the error message.
    package static func read<Value>(
        _ bytes: [UInt8], kind: String, name: String,
        _ body: (JSONField) throws(JSONFault) -> Value
    ) throws(DocumentFault) -> Value {
        do throws(JSONFault) {
            return try body(JSONField(try JSON.parse(bytes)))
        } catch {
            let offset =
                error.offset
                ?? JSON.offset(of: error.pointer, in: bytes).map { start in
                    error.letter.map { JSON.offset(ofLetter: $0, inStringAt: start, in: bytes) }
                        ?? start
                }
            throw DocumentFault(
                kind: kind, name: name, place: offset.map { place(of: $0, in: bytes) }, fault: error
            )
        }
    }

    /// The line and column of a byte.
    package static func place(of offset: Int, in bytes: [UInt8]) -> DocumentFault.Place {
        // Editors do not count a byte order mark.
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let before = bytes[start..<max(start, offset)]
        let newline = UInt8(ascii: "\n")
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? start
        return DocumentFault.Place(
            line: before.count { $0 == newline } + 1,
            column: column(of: before.endIndex, from: lineStart, in: bytes))
    }

    /// The column of a byte in its line, in letters as Unicode counts them (scalars).
    package static func column(of offset: Int, from lineStart: Int, in bytes: [UInt8]) -> Int {
        // Nobody counts along a line that is longer.
        let count = offset - lineStart
        guard count > 0, count <= 1 << 16 else { return max(count, 0) + 1 }
        return bytes[lineStart..<offset].count { $0 & 0xC0 != 0x80 } + 1
    }
}

/// A JSON file that cannot be used: which, where in it, and why.
package struct DocumentFault: DiagnosticError, Hashable {
    /// A place in a text; both count from 1, columns in letters.
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

    package var fixes: [String] {
        if case .newer = fault.problem { return ["Update mn."] }
        return ["Correct \(Sanitized.line(name)), or leave it out."]
    }
}

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
        /// A key that none of `known` is, which are all that may be there.
        case unknownKey(String, known: [String])
        case outOfRange(wanted: String, found: String)
        /// Another version of the format than any that is known here.
        case newer(version: String)
        /// Any other rule of the format; the sentence states the rule.
        case breaksRule(String)
    }

    package var problem: Problem
    package var pointer: JSONPointer
    /// The byte at which the reader stopped; nil when only the pointer is known.
    package var offset: Int?
    /// The letter of the string at the pointer, in Unicode scalars from 0; nil if it is all of the value.
    package var letter: Int?

    package init(
        _ problem: Problem, at pointer: JSONPointer = JSONPointer(), offset: Int? = nil,
        letter: Int? = nil
    ) {
        self.problem = problem
        self.pointer = pointer
        self.offset = offset
        self.letter = letter
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
        case .unknownKey(let key, let known):
            "unknown key '\(Self.shown(key))'"
                + (Spelling.nearest(to: key, in: known).map { "; did you mean '\($0)'?" } ?? "")
        case .outOfRange(let wanted, let found): "expected \(wanted), found \(Self.shown(found))"
        case .newer(let version): "a newer mn wrote it (version \(Self.shown(version)))"
        case .breaksRule(let rule): Self.shown(rule, columns: 400)
        }
    }

    /// Something from the document as it may stand in a message; no more of it is looked at than is shown.
    package static func shown(_ part: some CustomStringConvertible, columns: Int = 100) -> String {
        let scalars = part.description.unicodeScalars
        let beginning = scalars.prefix(columns * DisplayWidth.scalarsPerColumn)
        let text = DisplayWidth.cut(Sanitized.line(String(beginning)), to: columns)
        return beginning.endIndex == scalars.endIndex || text.hasSuffix("…") ? text : text + "…"
    }
}
