import MNCore

/// A command line, read once: whoever follows it, or prints what became of it, looks here.
struct Invocation: Sendable {
    /// What is asked of the program.
    enum Request: Sendable {
        /// The help of the program, of a group or of a command, by its words.
        case help([String])
        /// What the program is, and where to begin: nothing is given.
        case essentials
        case version
        case command(Command)
        case wrong(UsageError)
    }

    var request: Request
    /// The command that is named, also where it is named wrongly otherwise.
    var command: Command?
    /// What was given; of a line that is wrong, as much as can be told.
    var arguments: ParsedArguments
    /// The line without what its trace holds.
    var replayedWords: [String]

    /// Whether the word of this number of a line, the first being 1, is only passed on.
    func passesOn(_ number: Int, of words: [String]) -> Bool {
        guard case .command(let command) = request else { return false }
        let passed = command.passedOn(arguments)
        return words.suffix(passed.count) == passed[...] && number > words.count - passed.count
    }
}

/// What standard output holds; it can hold one thing only.
enum OutputForm: Hashable, Sendable, CaseIterable {
    case text, json, lines, markdown, junit, html

    /// How it is asked for.
    var option: String {
        switch self {
        case .text: ""
        case .json: "--json"
        case .lines: "--jsonl"
        case .markdown: "--markdown"
        case .junit: "--junit -"
        case .html: "--html -"
        }
    }
}

/// The arguments of a command, by their names.
///
/// Asking for a name that the specification does not have is a mistake of the program and stops it.
struct ParsedArguments: Hashable, Sendable {
    let command: CommandSpecification
    /// Those of the command, and those that every command has.
    let allOptions: [OptionSpecification]
    /// By the name of the option; a flag has an empty text for each time it is given.
    private var optionValues: [String: [String]] = [:]
    private var positionalValues: [String: [String]] = [:]
    /// How many arguments that are no options stand before `--`.
    var countBeforeDashes = 0

    /// Starts with nothing given.
    init(_ command: CommandSpecification, options: [OptionSpecification]) {
        self.command = command
        allOptions = options
        for option in options { optionValues[option.name] = [] }
        for positional in command.positionals { positionalValues[positional.name] = [] }
    }

    /// Whether an option is given.
    func has(_ option: String) -> Bool { !values(option).isEmpty }

    /// The value of an option, the last if it repeats; nil if it is not given.
    func value(_ option: String) -> String? { values(option).last }

    /// The values of an option, as often as it is given.
    func values(_ option: String) -> [String] {
        guard let values = optionValues[option] else {
            preconditionFailure("'\(command.words)' has no option '\(option)'")
        }
        return values
    }

    /// The values of an option that takes several, with commas between or as often as it is given.
    ///
    /// - Throws: a `UsageError` where it is given and has none: a variable of a job that is not set must not mean
    ///   that nothing was asked for.
    func list(_ option: String) throws -> [String] {
        let values = values(option)
        let list = values.flatMap { $0.split(separator: ",").map(String.init) }
        if list.isEmpty, !values.isEmpty {
            throw usage(
                .badValue("--\(option)", "", wanted: "a name, or several with commas between"))
        }
        return list
    }

    /// The argument of this name that the specification requires.
    func required(_ positional: String) -> String {
        guard let argument = optional(positional) else {
            preconditionFailure("'\(command.words)' does not require '\(positional)'")
        }
        return argument
    }

    /// The argument of this name; nil if it is not given.
    func optional(_ positional: String) -> String? { all(positional).first }

    /// All arguments of this name.
    func all(_ positional: String) -> [String] {
        guard let arguments = positionalValues[positional] else {
            preconditionFailure("'\(command.words)' has no argument '\(positional)'")
        }
        return arguments
    }

    /// Every form of output that is asked for; none is asked for by nothing, which is text.
    var forms: [OutputForm] {
        OutputForm.allCases.filter { form in allOptions.contains { asks($0, for: form) } }
    }

    private func asks(_ option: OptionSpecification, for form: OutputForm) -> Bool {
        values(option.name).contains { (option.forms[$0] ?? option.form) == form }
    }

    /// How a form was asked for.
    func asking(_ form: OutputForm) -> String {
        let option = allOptions.first { asks($0, for: form) }
        return option.flatMap { $0.form == nil ? nil : "--\($0.name)" } ?? form.option
    }

    /// Whether the result is to be a JSON document, or a value of it.
    var wantsDocument: Bool { forms.contains(.json) }

    /// Whether an error is to be a JSON document on standard output.
    var wantsErrorDocument: Bool {
        allOptions.contains { $0.form == nil && asks($0, for: .json) }
    }

    /// The value of an option, also where there is no such option.
    private func given(_ option: String) -> [String] { optionValues[option] ?? [] }

    /// The pointer to the one value that is wanted of the document; nil if all of it is.
    var field: String? { given(Program.field.name).last }

    /// Whether nothing is given but how things are to be shown.
    var asksForNothing: Bool {
        let named = allOptions.filter { has($0.name) }
        return !named.isEmpty && named.allSatisfy(\.isOfPresentation) && countBeforeDashes == 0
    }

    /// How what is said is to be shown.
    var presentation: Presentation.Options {
        Presentation.Options(
            colour: given(Program.color.name).last.flatMap(Presentation.ColourChoice.init) ?? .auto,
            isQuiet: !given(Program.quiet.name).isEmpty,
            isWide: !given(Program.wide.name).isEmpty)
    }

    /// The file of the JUnit report; nil if none is asked for.
    var reportFile: String? {
        allOptions.lazy.filter(\.namesReport).compactMap { option in
            value(option.name).flatMap { option.forms[$0] == nil ? $0 : nil }
        }.first
    }

    mutating func add(_ value: String, to option: OptionSpecification) {
        optionValues[option.name, default: []].append(value)
    }

    mutating func add(_ value: String, to positional: PositionalSpecification) {
        positionalValues[positional.name, default: []].append(value)
    }
}

/// A command line that the program cannot follow.
struct UsageError: Hashable {
    /// What is wrong; options are written as they were given.
    enum Reason: Hashable, Sendable {
        case unknownCommand(String, suggestion: String?)
        /// The word is that of other programs; these lines, without the program, do it here.
        case otherWord(String, lines: [[String]])
        /// The words so far begin several commands; none of these follows.
        case missingCommand(choices: [String])
        case unknownOption(String, suggestion: String?)
        case missingValue(option: String, placeholder: String)
        case unexpectedValue(flag: String, value: String)
        case valueNotAllowed(
            argument: String, value: String, allowed: [String], suggestion: String?)
        case missingArgument(String)
        case extraArgument(String)
        case optionTwice(String)
        /// Two options that cannot be followed both.
        case conflict(String, String)
        /// The first option means nothing without the second.
        case needs(String, String)
        case badValue(String, String, wanted: String)
    }

    /// The program and the words that were understood: `mn model show`.
    var command: String
    /// How the command is called: `mn model show [--json] MODEL`.
    var usage: String
    var reason: Reason

    init(_ reason: Reason, command: String, usage: String) {
        self.reason = reason
        self.command = command
        self.usage = usage
    }
}

extension UsageError: DiagnosticError {
    var code: ErrorCode { .usage }
    var exitCode: ExitCode { .usage }

    var problem: String {
        switch reason {
        case .unknownCommand(let word, _), .otherWord(let word, _):
            "'\(command)' has no command '\(word)'."
        case .missingCommand: "'\(command)' needs a command."
        case .unknownOption(let option, _): "'\(command)' has no option '\(option)'."
        case .missingValue(let option, let placeholder):
            "'\(option)' of '\(command)' needs a value: \(placeholder)."
        case .unexpectedValue(let flag, let value): "'\(flag)' takes no value, but got '\(value)'."
        case .valueNotAllowed(let argument, let value, let allowed, _):
            "\(argument) cannot be '\(value)'; it is one of \(allowed.joined(separator: ", "))."
        case .missingArgument(let name): "'\(command)' needs an argument: \(name)."
        case .extraArgument(let argument): "Unexpected argument '\(argument)' for '\(command)'."
        case .optionTwice(let option): "'\(option)' may be given only once."
        case .conflict(let option, let other): "'\(option)' and '\(other)' do not go together."
        case .needs(let option, let other): "'\(option)' needs '\(other)'."
        case .badValue(let option, let value, let wanted):
            "'\(option)' is '\(value)', and should be \(wanted)."
        }
    }

    var fixes: [String] {
        var fixes = suggestion.map { ["Did you mean '\($0)'?"] } ?? []
        if case .missingCommand(let choices) = reason {
            fixes.append("Add one of \(choices.joined(separator: ", ")).")
        }
        if case .otherWord(_, let lines) = reason {
            let program = command.split(separator: " ").first.map(String.init) ?? command
            fixes += lines.map { CommandWords.line([program] + $0) }
        }
        return fixes + ["Usage: \(usage)", "For more: \(command) --help"]
    }

    private var suggestion: String? {
        switch reason {
        case .unknownCommand(_, let suggestion), .unknownOption(_, let suggestion),
            .valueNotAllowed(_, _, _, let suggestion):
            suggestion
        default: nil
        }
    }
}
