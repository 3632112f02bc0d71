/// Something about a blueprint that its author or user should know, at the value that it is about.
package struct BlueprintIssue: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        case error
        /// The blueprint runs all the same.
        case warning
    }

    package var code: Code
    /// One sentence.
    package var message: String
    /// What to do: a sentence, or a command.
    package var help: String
    package var severity: Severity
    /// Nil where no file of the blueprint holds the value.
    package var place: BlueprintPlace?
    package var expected: JSON?
    package var actual: JSON?
    /// The rule that it breaks; nil if it is about none.
    package var rule: RuleName?
    /// A code that a validator of the blueprint gives in place of `code`.
    package var ownCode: String?
    /// The exit code of a command whose first failing stage ends with this.
    package var exitCode: ExitCode

    package init(
        _ code: Code, _ message: String, help: String, severity: Severity = .error,
        at place: BlueprintPlace?, expected: JSON? = nil, actual: JSON? = nil,
        exitCode: ExitCode = .failed
    ) {
        self.code = code
        self.message = message
        self.help = help
        self.severity = severity
        self.place = place
        self.expected = expected
        self.actual = actual
        self.exitCode = exitCode
    }

    /// The place and the message, as programs before put them in one line.
    package var line: String {
        // What is said of a whole file begins with its name.
        guard let path = place?.path, !message.hasPrefix(path) else { return message }
        return "\(path): \(message)"
    }

    /// A rule of `input_validation` as reports name it.
    package struct RuleName: Hashable, Sendable {
        /// Nil if its author gave it none; reports then number it.
        var name: String?
        var type: String
        /// Its place among the rules, from 0.
        var index: Int

        var json: JSON {
            [
                "name": .string(name ?? "rule_\(index)"), "type": .string(type),
                "index": .integer(index),
            ]
        }
    }

    /// A code that an author or a validator gives, if it looks like one: `input.mail.unknown`.
    static func ownCode(_ text: String) -> String? {
        text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,127}/) == nil ? nil : text
    }

    /// The code that reports give.
    package var reportedCode: String { ownCode ?? code.rawValue }

    /// The issue with secrets taken out of all its texts.
    package func masked(_ secrets: Secrets) -> BlueprintIssue {
        var issue = self
        issue.message = secrets.masked(message)
        issue.help = secrets.masked(help)
        issue.expected = expected.map { secrets.masked($0) }
        issue.actual = actual.map { secrets.masked($0) }
        return issue
    }
}

/// Where in a blueprint a value stands, or should stand.
package struct BlueprintPlace: Hashable, Sendable {
    package enum Source: String, Hashable, Sendable {
        case manifest
        case config
    }

    package var source: Source
    /// The file below the blueprint's folder, or the variable that holds the text.
    package var file: String
    /// Into that file.
    package var pointer: JSONPointer
    /// The line and column of the value, if it is there.
    package var position: DocumentFault.Place?
    /// How many tokens of the pointer lead to what the file holds, which is a part.
    package var depth = 0

    /// The pointer into the file alone.
    package var filePointer: JSONPointer { JSONPointer(Array(pointer.tokens.dropFirst(depth))) }

    /// The place in the words of people: `llm.configs.primary.runtime_model`.
    package var path: String {
        pointer.tokens.isEmpty ? file : pointer.tokens.joined(separator: ".")
    }
}

extension BlueprintIssue {
    /// The issue as `validation.report/v1` has it; `file`, `file_pointer`, `line` and `column` are ours.
    package var json: JSON {
        var members: JSONObject = [
            "code": .string(reportedCode), "message": .string(message), "help": .string(help),
            "severity": .string(severity.rawValue),
        ]
        if let place {
            members["location"] = [
                "source": .string(place.source.rawValue), "path": .string(place.path),
                "pointer": .string("/\(place.source.rawValue)\(place.pointer)"),
                "file": .string(place.file), "file_pointer": .string("\(place.filePointer)"),
                "line": .integer(orNull: place.position?.line),
                "column": .integer(orNull: place.position?.column),
            ]
        } else {
            members["location"] = .null
        }
        members["expected"] = expected ?? .null
        members["actual"] = actual ?? .null
        members["rule"] = rule?.json ?? .null
        return .object(members)
    }
}
