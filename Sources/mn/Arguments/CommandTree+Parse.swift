import MNCore

extension CommandTree {
    /// Reads the arguments after the program's name.
    ///
    /// - Options may stand before, between and after the other arguments; `--` ends them.
    /// - A lone `-` is an argument, and so is everything that does not begin with a dash.
    /// - A value follows its option, or stands behind `=`; one that begins with a dash needs the latter.
    /// - `--help` anywhere before `--` asks for help, whatever else is wrong; so does no argument at all.
    func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
        let (words, rest) = try splitWords(arguments)
        let options = arguments.prefix { $0 != "--" }
        if options.contains("--help") || options.contains("-h") || arguments.isEmpty {
            return .help(words)
        }
        guard let command = command(words) else {
            if words.isEmpty, rest.contains("--version") { return .version }
            try checkOptions(rest, at: words)
            throw error(.missingCommand(choices: nextWords(after: words)), at: words)
        }
        var reader = ArgumentReader(command, in: self)
        return .command(try reader.read(rest))
    }

    /// Fails for the first that is no option of every command.
    private func checkOptions(_ arguments: [String], at words: [String]) throws(UsageError) {
        let known = options + [Self.help]
        for text in arguments where text.hasPrefix("-") {
            _ = try OptionText(text, known: known, error: { error($0, at: words) })
        }
    }

    /// Takes the words of the command out of the arguments; options may stand before them.
    private func splitWords(
        _ arguments: [String]
    ) throws(UsageError) -> (words: [String], rest: [String]) {
        var words: [String] = []
        var rest: [String] = []
        var index = 0
        while index < arguments.count, arguments[index] != "--", command(words) == nil {
            let text = arguments[index]
            index += 1
            if text.hasPrefix("-") {
                rest.append(text)
                if takesNext(text), index < arguments.count {
                    rest.append(arguments[index])
                    index += 1
                }
            } else {
                let next = nextWords(after: words)
                guard next.contains(text) else {
                    // What stands behind an unknown option may be its value, which may be a secret.
                    try checkOptions(rest, at: words)
                    let suggestion = Spelling.nearest(to: text, in: next)
                    throw error(.unknownCommand(text, suggestion: suggestion), at: words)
                }
                words.append(text)
            }
        }
        return (words, rest + arguments[index...])
    }

    /// Whether the argument after this one is its value, for the options that every command has.
    private func takesNext(_ text: String) -> Bool {
        options.contains { option in
            guard case .value = option.kind else { return false }
            return text == "--\(option.name)" || option.letter.map { text == "-\($0)" } ?? false
        }
    }
}
