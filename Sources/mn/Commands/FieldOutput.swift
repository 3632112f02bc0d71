import MNCore

// One value of a document, for --field.
extension ParsedArguments {
    /// The place of the one value that is wanted; nil if the whole document is.
    var wantedField: JSONPointer? {
        get throws {
            guard let field else { return nil }
            guard let pointer = JSONPointer(parsing: field) else {
                throw usage(
                    .badValue(
                        "--field", field,
                        wanted: "a JSON Pointer (RFC 6901), such as /models/0/id"))
            }
            return pointer
        }
    }
}

extension Terminal {
    /// Writes a document, or the one value of it that is wanted: a text bare, all else as JSON.
    func write(_ document: JSON, _ field: JSONPointer?) throws(NoSuchField) {
        guard let field else { return writeDocument(document) }
        let (value, depth) = document.nearest(to: field)
        if depth < field.tokens.count {
            throw NoSuchField(
                field, parent: JSONPointer(Array(field.tokens.prefix(depth))), value: value)
        }
        if case .string(let text) = value {
            write(Sanitized.lines(text) + "\n")
        } else {
            writeDocument(value)
        }
    }

    /// Writes the value of an error's document that is wanted; false if none is, or there is none.
    func write(
        _ error: any DiagnosticError, _ document: JSON, _ arguments: ParsedArguments
    ) -> Bool {
        guard !(error is NoSuchField), let text = arguments.field,
            let field = JSONPointer(parsing: text)
        else { return false }
        do throws(NoSuchField) {
            try write(document, field)
            return true
        } catch {
            return false
        }
    }
}

/// The document of a command has nothing at the place that `--field` names.
struct NoSuchField: DiagnosticError {
    /// The most names that are listed.
    private static let namesShown = 24

    private let field: JSONPointer
    /// The last place on the way that there is, and what stands there.
    private let parent: JSONPointer
    private let value: JSON

    init(_ field: JSONPointer, parent: JSONPointer, value: JSON) {
        self.field = field
        self.parent = parent
        self.value = value
    }

    var code: ErrorCode { .unknownField }
    var exitCode: ExitCode { .failed }
    var problem: String { "The document has nothing at '\(field)'." }

    var fixes: [String] {
        let place = parent.tokens.isEmpty ? "The document" : "'\(parent)'"
        switch value {
        case .object(let object):
            let keys = object.keys
            if keys.isEmpty { return ["\(place) is empty."] }
            let near = field.tokens[parent.tokens.count...].first.flatMap {
                Spelling.nearest(to: $0, in: keys)
            }
            let more = keys.count > Self.namesShown ? ", …" : ""
            return (near.map { ["Did you mean '\(parent.appending($0))'?"] } ?? []) + [
                "\(place) has \(keys.prefix(Self.namesShown).joined(separator: ", "))\(more)."
            ]
        case .array(let elements):
            if elements.isEmpty { return ["\(place) is an empty list."] }
            return ["\(place) is a list of \(elements.count): 0 to \(elements.count - 1)."]
        default: return ["\(place) is a value that has nothing below it."]
        }
    }
}
