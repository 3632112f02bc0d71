/// Reads values of a blueprint one by one, and notes what is wrong with each instead of giving up.
struct BlueprintReader {
    /// The most services, checks of one, models and rules; each is asked or judged.
    private static let entryLimit = 100

    let texts: BlueprintTexts
    /// What is wrong with the texts, then with their values.
    private(set) var issues: BlueprintIssueList

    /// The value that `body` reads, or nil with an issue.
    ///
    /// - Parameter area: the beginning of the issue's code.
    mutating func read<Value>(
        _ area: BlueprintIssue.Area, _ body: () throws(JSONFault) -> Value?
    ) -> Value? {
        do throws(JSONFault) {
            return try body()
        } catch {
            issues.add(BlueprintIssue(error, area, at: texts.place(area.source, error.pointer)))
            return nil
        }
    }

    /// The value of a key that may be left out or null; nil, with an issue, if it cannot be read.
    mutating func value<Value>(
        _ key: String, _ members: JSONMembers, _ area: BlueprintIssue.Area,
        _ body: (JSONField) throws(JSONFault) -> Value?
    ) -> Value? {
        guard let field = members.stated(key) else { return nil }
        return read(area) { () throws(JSONFault) in try body(field) }
    }

    /// A text that is not empty.
    mutating func text(
        _ key: String, _ members: JSONMembers, _ area: BlueprintIssue.Area
    ) -> String? {
        value(key, members, area) { (field) throws(JSONFault) in try field.nonEmptyString() }
    }

    mutating func flag(
        _ key: String, _ members: JSONMembers, _ area: BlueprintIssue.Area
    ) -> Bool? {
        value(key, members, area) { (field) throws(JSONFault) in try field.bool() }
    }

    mutating func object(_ field: JSONField, _ area: BlueprintIssue.Area) -> JSONMembers? {
        read(area) { () throws(JSONFault) in try field.anyObject() }
    }

    /// Notes something that is wrong with the value at a place.
    mutating func note(
        _ code: BlueprintIssue.Code, _ message: String, help: String,
        _ source: BlueprintPlace.Source, _ pointer: JSONPointer,
        severity: BlueprintIssue.Severity = .error, expected: String? = nil, actual: String? = nil
    ) {
        issues.add(
            BlueprintIssue(
                code, Sanitized.line(message), help: Sanitized.line(help), severity: severity,
                at: texts.place(source, pointer), expected: expected.map { .string($0) },
                actual: actual.map { .string(Sanitized.line($0)) }))
    }

    /// The first entries of a list or object; notes if there are more than anybody writes.
    mutating func bounded<Entry>(
        _ entries: [Entry], _ area: BlueprintIssue.Area, _ pointer: JSONPointer
    ) -> [Entry] {
        if entries.count <= Self.entryLimit { return entries }
        _ = read(area) { () throws(JSONFault) -> Entry? in
            throw JSONFault(
                .outOfRange(
                    wanted: "at most \(Self.entryLimit) entries", found: "\(entries.count)"),
                at: pointer)
        }
        return Array(entries.prefix(Self.entryLimit))
    }

    /// The words of a command that needs no shell, or nil with an issue.
    mutating func command(
        _ field: JSONField, _ area: BlueprintIssue.Area
    ) -> [String]? {
        switch read(area, { () throws(JSONFault) in try PlainCommand.words(field) }) {
        case .success(let words)?: return words
        case .failure(let fault)?:
            note(
                BlueprintIssue.Code(area, fault.flaw), fault.message, help: fault.help, area.source,
                field.pointer)
            return nil
        case nil: return nil
        }
    }
}
