/// Reads values of a blueprint one by one, and notes what is wrong with each instead of giving up.
struct BlueprintReader {
    let texts: BlueprintTexts
    var issues: [BlueprintIssue] = []

    /// The value that `body` reads, or nil with an issue.
    ///
    /// - Parameter prefix: the beginning of the issue's code, such as `manifest.service`.
    mutating func read<Value>(
        _ source: BlueprintPlace.Source, _ prefix: String,
        _ body: () throws(JSONFault) -> Value?
    ) -> Value? {
        do throws(JSONFault) {
            return try body()
        } catch {
            issues.append(
                BlueprintIssue(error, prefix: prefix, at: texts.place(source, error.pointer)))
            return nil
        }
    }

    /// Notes something that is wrong with the value at a place.
    mutating func note(
        _ code: String, _ message: String, help: String,
        _ source: BlueprintPlace.Source,
        _ pointer: JSONPointer, severity: BlueprintIssue.Severity = .error, expected: String? = nil,
        actual: String? = nil
    ) {
        issues.append(
            BlueprintIssue(
                code, Printable.line(message), help: help, severity: severity,
                at: texts.place(source, pointer), expected: expected,
                actual: actual.map(Printable.line)))
    }

    /// The words of a command that needs no shell, or nil with an issue.
    mutating func command(
        _ field: JSONField, _ source: BlueprintPlace.Source, _ prefix: String
    ) -> [String]? {
        switch read(source, prefix, { () throws(JSONFault) in try PlainCommand.words(field) }) {
        case .success(let words)?: return words
        case .failure(let fault)?:
            note(
                "\(prefix).\(fault.suffix)", fault.message, help: fault.help, source, field.pointer)
            return nil
        case nil: return nil
        }
    }
}
