extension CommandTree {
    /// The longest usage line that names every option.
    private static let usageWidth = 80

    /// The words of a command as they are typed, with the program: `mn model show`.
    func title(_ words: [String]) -> String { ([program] + words).joined(separator: " ") }

    /// How a command, or the group or program with these words, is called.
    func usage(_ words: [String]) -> String {
        guard let command = command(words) else { return title(words) + " COMMAND" }
        let positionals = command.positionals.map(\.usage)
        let options = (command.options + self.options).map {
            $0.repeats ? "[\($0.usage) …]" : "[\($0.usage)]"
        }
        let full = ([title(words)] + options + positionals).joined(separator: " ")
        if full.count <= Self.usageWidth { return full }
        return ([title(words), "[options]"] + positionals).joined(separator: " ")
    }

    /// An error about the command, group or program with these words.
    func error(_ reason: UsageError.Reason, at words: [String]) -> UsageError {
        UsageError(reason, command: title(words), usage: usage(words))
    }
}
