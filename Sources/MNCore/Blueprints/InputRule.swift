/// A rule that the inputs of a blueprint keep: an entry of `input_validation.rules`.
struct InputRule: Sendable {
    enum Kind: Sendable {
        /// A value is there, and matches.
        case pattern(BlueprintPlace.Source, value: JSONPointer, Pattern?)
        /// A program says whether they are as they should be.
        case command([String], limit: Duration, environment: [(String, String)])
    }

    var kind: Kind
    var pointer: JSONPointer
    /// As reports name it.
    var name: BlueprintIssue.RuleName
    var isRequired: Bool
    var message: String?
    var help: String?
    /// A code in place of that of the issue.
    var code: String?
    /// The value that a command is about, in words: `inputs.payload.mail`.
    var path: String?
}

extension BlueprintReader {
    /// The rules, under any of the names that they have had.
    mutating func rules(_ members: JSONMembers) -> [InputRule] {
        let metadata = members.optional("metadata").flatMap { field in
            field.value.object.map { JSONMembers(object: $0, pointer: field.pointer) }
        }
        var rules: [InputRule] = []
        for owner in [members, metadata].compactMap(\.self) {
            for key in ["input_validation", "inputValidation"] {
                guard let field = owner.stated(key) else { continue }
                let list = read(.validator) { () throws(JSONFault) -> [JSONField]? in
                    if field.value.array != nil { return try field.array() }
                    guard let rules = try field.anyObject().optional("rules") else { return [] }
                    return try rules.array()
                }
                for element in bounded(list ?? [], .validator, field.pointer) {
                    if let rule = rule(element, rules.count) { rules.append(rule) }
                }
            }
        }
        return rules
    }

    private mutating func rule(_ field: JSONField, _ index: Int) -> InputRule? {
        guard let members = object(field, .validator) else { return nil }
        func text(_ key: String, _ reader: inout BlueprintReader) -> String? {
            reader.value(key, members, .validator) { (field) throws(JSONFault) in
                try field.string()
            }
        }
        let type =
            text("type", &self) ?? (members.optional("command") == nil ? "pattern" : "command")
        let name = text("name", &self) ?? text("id", &self)
        let path = text("path", &self)
        let input = text("input", &self)
        let code = text("code", &self)
        let message = text("message", &self)
        let help = text("help", &self) ?? text("fix", &self)
        let isRequired = flag("required", members, .validator)
        let kind: InputRule.Kind?
        switch type {
        case "pattern":
            kind = pattern(
                members, path: path, input: input, source: text("source", &self),
                text: text("pattern", &self),
                ignoresCase: flag("ignore_case", members, .validator) ?? true)
        case "command": kind = commandRule(members)
        default:
            kind = read(.validator) { () throws(JSONFault) -> InputRule.Kind? in
                throw JSONFault(
                    .outOfRange(wanted: "pattern or command", found: "'\(type)'"),
                    at: field.pointer.appending("type"))
            }
        }
        guard let kind else { return nil }
        return InputRule(
            kind: kind, pointer: field.pointer,
            name: BlueprintIssue.RuleName(name: name, type: type, index: index),
            isRequired: isRequired ?? false, message: message, help: help,
            code: code.flatMap(BlueprintIssue.ownCode),
            path: path ?? input.map { "inputs.payload.\($0)" })
    }

    private mutating func pattern(
        _ members: JSONMembers, path: String?, input: String?, source: String?, text: String?,
        ignoresCase: Bool
    ) -> InputRule.Kind? {
        let tokens: [String]
        if let path {
            tokens =
                JSONPointer(parsing: path).flatMap { path.isEmpty ? nil : $0.tokens }
                ?? path.split(separator: ".").map(String.init)
        } else if let input {
            tokens = ["inputs", "payload"] + input.split(separator: ".").map(String.init)
        } else {
            return read(.validator) { () throws(JSONFault) -> InputRule.Kind? in
                throw members.fault(.missingKey("path"))
            }
        }
        var pattern: Pattern?
        do throws(Pattern.Fault) {
            pattern = try text.map { (text) throws(Pattern.Fault) in
                try Pattern(text, ignoresCase: ignoresCase)
            }
        } catch {
            note(
                .validatorPattern, "The pattern cannot be used: \(error).",
                help: "Correct it, or check the value with a command.", .manifest,
                members.pointer.appending("pattern"), actual: text)
            return nil
        }
        return .pattern(
            source == "manifest" ? .manifest : .config, value: JSONPointer(tokens), pattern)
    }

    private mutating func commandRule(_ members: JSONMembers) -> InputRule.Kind? {
        let field = read(.validator) { () throws(JSONFault) in
            try members.required("command")
        }
        guard let field, let words = command(field, .validator) else { return nil }
        let seconds = value("timeout_seconds", members, .validator) { (field) throws(JSONFault) in
            try field.number(in: 0.001...3600)
        }
        let limit = seconds.map { Seconds($0).duration } ?? .seconds(30)
        return .command(words, limit: limit, environment: variables("env", members))
    }
}
