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

extension BlueprintIssue {
    /// The kinds of issues; the texts are a promise.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case manifestFolder = "manifest.folder"
        case manifestNotFound = "manifest.not_found"
        case manifestTooLarge = "manifest.too_large"
        case manifestUnreadable = "manifest.unreadable"
        case manifestOutside = "manifest.outside"
        case manifestInvalidJSON = "manifest.invalid_json"
        case manifestWrongType = "manifest.wrong_type"
        case manifestMissingKey = "manifest.missing_key"
        case manifestOutOfRange = "manifest.out_of_range"
        case manifestInvalid = "manifest.invalid"
        case manifestUnknownName = "manifest.unknown_name"
        case manifestNameTwice = "manifest.name_twice"
        case manifestTooManyIssues = "manifest.too_many_issues"
        case manifestDuplicateKey = "manifest.duplicate_key"
        case sourceForm = "manifest.source_form"
        case requirementsWrongType = "manifest.requirements.wrong_type"
        case requirementsOutOfRange = "manifest.requirements.out_of_range"
        case workflowCycle = "manifest.workflow_cycle"
        case workflowUnreachable = "manifest.workflow_unreachable"
        case workerCommand = "manifest.worker.command"
        case workerShell = "manifest.worker.shell"
        case workerOutside = "manifest.worker.outside"
        case workerMissing = "manifest.worker.missing"
        case modelWrongType = "manifest.model.wrong_type"
        case modelOutOfRange = "manifest.model.out_of_range"
        case modelUnknownProvider = "manifest.model.unknown_provider"
        case modelUnknownBackend = "manifest.model.unknown_backend"
        case serviceWrongType = "manifest.service.wrong_type"
        case serviceMissingKey = "manifest.service.missing_key"
        case serviceOutOfRange = "manifest.service.out_of_range"
        case serviceInvalid = "manifest.service.invalid"
        case serviceCommand = "manifest.service.script.command"
        case serviceShell = "manifest.service.script.shell"
        case serviceOutside = "manifest.service.script.outside"
        case validatorWrongType = "manifest.validator.wrong_type"
        case validatorMissingKey = "manifest.validator.missing_key"
        case validatorOutOfRange = "manifest.validator.out_of_range"
        case validatorPattern = "manifest.validator.pattern"
        case validatorCommand = "manifest.validator.command"
        case validatorShell = "manifest.validator.shell"
        case validatorOutside = "manifest.validator.outside"

        case configNotFound = "config.not_found"
        case configTooLarge = "config.too_large"
        case configUnreadable = "config.unreadable"
        case configOutside = "config.outside"
        case configInvalidJSON = "config.invalid_json"
        case configDuplicateKey = "config.duplicate_key"
        case configWrongType = "config.wrong_type"
        case configOutOfRange = "config.out_of_range"
        case configUnknownProvider = "config.unknown_provider"
        case configUnknownBackend = "config.unknown_backend"
        case configUnknownDefault = "config.unknown_default"
        case configTemplateCycle = "config.template_cycle"
        case configTemplateUnknown = "config.template_unknown"
        case configRequired = "config.required"
        case configPatternMismatch = "config.pattern_mismatch"

        case healthFailed = "service.health_failed"
        case checkFailed = "service.check_failed"
        case serviceNotChecked = "service.not_checked"

        case gpuUnavailable = "requirements.gpu_node_unavailable"
        case processorsInsufficient = "requirements.cpu_insufficient"
        case memoryInsufficient = "requirements.memory_insufficient"
        case diskInsufficient = "requirements.disk_insufficient"
        case requirementsUnknown = "requirements.unknown"

        case modelUnknown = "model.unknown"
        case modelNotInstalled = "model.not_installed"
        case modelNotJudged = "model.not_judged"
        case payloadMissing = "model.payload_missing"
        case modelIncompatible = "model.hardware_incompatible"
        case modelNoPort = "model.no_port"
        case contextTooLarge = "model.context_too_large"
        case registryUnavailable = "model.registry_unavailable"

        case commandFailed = "validator.command_failed"
        case commandTimeout = "validator.command_timeout"
        case commandUnavailable = "validator.command_unavailable"
        case commandInvalid = "validator.command_invalid"

        case noWorker = "worker.none"
        case workerUnsupported = "worker.unsupported"
        case workerNoImage = "worker.no_image"
        case workerNotFound = "worker.not_found"
        case workerDenied = "worker.denied"
        case workerFailed = "worker.failed"
    }

    /// A part of a blueprint whose form is read: the beginning of a code.
    enum Area: String {
        case manifest
        case worker = "manifest.worker"
        case model = "manifest.model"
        case service = "manifest.service"
        case script = "manifest.service.script"
        case validator = "manifest.validator"
        case requirements = "manifest.requirements"
        case config

        var source: BlueprintPlace.Source { self == .config ? .config : .manifest }

        /// The area of a file as a whole.
        init(_ source: BlueprintPlace.Source) { self = source == .config ? .config : .manifest }
    }

    /// What can be wrong in several areas: the end of a code.
    enum Flaw: String {
        case notFound = "not_found"
        case tooLarge = "too_large"
        case unreadable
        case outside
        case invalidJSON = "invalid_json"
        case wrongType = "wrong_type"
        case missingKey = "missing_key"
        case outOfRange = "out_of_range"
        case invalid
        case command
        case shell
        case unknownProvider = "unknown_provider"
        case unknownBackend = "unknown_backend"
    }
}

extension BlueprintIssue.Code {
    /// The code of a flaw; one that an area does not tell apart is of the wrong type there.
    init(_ area: BlueprintIssue.Area, _ flaw: BlueprintIssue.Flaw) {
        self =
            Self(rawValue: "\(area.rawValue).\(flaw.rawValue)")
            ?? (area == .config ? .configWrongType : .manifestInvalid)
    }
}

/// What is wrong with the form of a blueprint: of errors and of warnings as many as anybody reads.
struct BlueprintIssueList {
    private static let limit = 50

    private(set) var all: [BlueprintIssue] = []
    private var counts: [BlueprintIssue.Severity: Int] = [:]

    /// Whether so much is wrong that no more errors are told.
    var isFull: Bool { counts[.error, default: 0] > Self.limit }

    /// Adds an issue; in place of the first that is one too many of its severity stands that there are more.
    mutating func add(_ issue: BlueprintIssue) {
        let count = counts[issue.severity, default: 0]
        if count > Self.limit { return }
        counts[issue.severity] = count + 1
        if count < Self.limit { return all.append(issue) }
        let what =
            issue.severity == .error ? "things are wrong with" : "warnings are given about"
        all.append(
            BlueprintIssue(
                .manifestTooManyIssues,
                "More than \(Self.limit) \(what) the form; no more are told.",
                help: "Correct these, and check again.", severity: issue.severity, at: nil))
    }
}
