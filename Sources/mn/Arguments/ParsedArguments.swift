/// A command with the arguments it was given, checked against its specification.
///
/// Asking for a name that the specification does not have is a mistake of the program and stops it.
struct ParsedArguments: Hashable, Sendable {
    let command: CommandSpecification
    /// By the name of the option; a flag has an empty text for each time it is given.
    private var optionValues: [String: [String]] = [:]
    private var positionalValues: [String: [String]] = [:]
    /// How many arguments that are no options stand before `--`.
    var countBeforeDashes = 0

    /// Starts with nothing given.
    init(_ command: CommandSpecification, options: [OptionSpecification]) {
        self.command = command
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

    mutating func add(_ value: String, to option: OptionSpecification) {
        optionValues[option.name, default: []].append(value)
    }

    mutating func add(_ value: String, to positional: PositionalSpecification) {
        positionalValues[positional.name, default: []].append(value)
    }
}
