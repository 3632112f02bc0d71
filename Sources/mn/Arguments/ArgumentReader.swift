import MNCore

/// Reads the arguments of one command, from left to right.
struct ArgumentReader {
    private let tree: CommandTree
    private let command: CommandSpecification
    private let options: [OptionSpecification]
    private var result: ParsedArguments
    private var operands: [String] = []

    init(_ command: CommandSpecification, in tree: CommandTree) {
        self.tree = tree
        self.command = command
        options = tree.options(of: command)
        result = ParsedArguments(command, options: options)
    }

    /// Reads everything after the words of the command.
    mutating func read(_ arguments: [String]) throws(UsageError) -> ParsedArguments {
        var rest = arguments[...]
        while let text = rest.popFirst() {
            if text == "--" {
                operands += rest
                break
            }
            if text.hasPrefix("-"), text != "-" {
                try readOption(text, &rest)
            } else {
                operands.append(text)
                result.countBeforeDashes += 1
            }
        }
        try placeOperands()
        return result
    }

    private mutating func readOption(
        _ text: String, _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        let option = try OptionText(text, known: options, error: error)
        let specification = option.specification
        let value: String
        switch specification.kind {
        case .flag:
            if let value = option.value {
                throw error(.unexpectedValue(flag: option.name, value: value))
            }
            value = ""
        case .value(let placeholder, let allowed):
            if let given = option.value {
                value = given
            } else if let next = rest.first, next == "-" || !next.hasPrefix("-") {
                value = rest.removeFirst()
            } else {
                throw error(.missingValue(option: option.name, placeholder: placeholder))
            }
            try check(value, of: option.name, allowed: allowed)
        }
        if !specification.repeats, result.has(specification.name) {
            throw error(.optionTwice(option.name))
        }
        result.add(value, to: specification)
    }

    /// Gives the other arguments their names, in order.
    private mutating func placeOperands() throws(UsageError) {
        var rest = operands[...]
        for positional in command.positionals {
            if positional.isRequired, rest.isEmpty {
                throw error(.missingArgument(positional.name))
            }
            let count = positional.repeats ? rest.count : min(1, rest.count)
            for operand in rest.prefix(count) {
                try check(operand, of: positional.name, allowed: positional.allowed)
                result.add(operand, to: positional)
            }
            rest = rest.dropFirst(count)
        }
        if let extra = rest.first { throw error(.extraArgument(extra)) }
    }

    private func check(
        _ value: String, of argument: String, allowed: [String]?
    ) throws(UsageError) {
        guard let allowed, !allowed.contains(value) else { return }
        let suggestion = Spelling.nearest(to: value, in: allowed)
        throw error(
            .valueNotAllowed(
                argument: argument, value: value, allowed: allowed, suggestion: suggestion))
    }

    private func error(_ reason: UsageError.Reason) -> UsageError {
        tree.error(reason, at: command.words)
    }
}
