import MNCore

/// A command line that the program cannot follow.
struct UsageError: Hashable {
    /// What is wrong; options are written as they were given.
    enum Reason: Hashable, Sendable {
        case unknownCommand(String, suggestion: String?)
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
        case .unknownCommand(let word, _): "'\(command)' has no command '\(word)'."
        case .missingCommand: "'\(command)' needs a command."
        case .unknownOption(let option, _): "'\(command)' has no option '\(option)'."
        case .missingValue(let option, let placeholder):
            "'\(option)' of '\(command)' needs a value: \(placeholder)."
        case .unexpectedValue(let flag, let value): "'\(flag)' takes no value, but got '\(value)'."
        case .valueNotAllowed(let argument, let value, let allowed, _):
            "\(argument) cannot be '\(value)'; it is one of \(allowed.joined(separator: ", "))."
        case .missingArgument(let name): "'\(command)' needs an argument: \(name)."
        case .extraArgument(let argument): "'\(command)' has no use for '\(argument)'."
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
