/// All commands of a program, found by their words.
struct CommandTree: Sendable {
    /// Words that begin several commands, such as `model`.
    struct Group: Hashable, Sendable {
        var words: [String]
        var summary: String

        init(_ words: String, summary: String) {
            self.words = words.split(separator: " ").map(String.init)
            self.summary = summary
        }
    }

    /// The program as it is called: `mn`.
    let program: String
    let summary: String
    let discussion: String
    /// In the order of the help.
    let commands: [Command]
    let groups: [Group]
    /// The options that every command takes beside its own; they may also stand before its words.
    let options: [OptionSpecification]

    /// The option that every command has and that belongs to no other.
    static let help = OptionSpecification("help", letter: "h", help: "Show this help.")

    /// Creates a tree.
    ///
    /// - Precondition: `flaws` of the tree is empty; the first flaw is the message.
    init(
        _ program: String, summary: String, discussion: String = "",
        commands: [Command], groups: [Group] = [], options: [OptionSpecification] = []
    ) {
        self.program = program
        self.summary = summary
        self.discussion = discussion
        self.commands = commands
        self.groups = groups
        self.options = options
        let flaws = Self.flaws(
            commands: commands.map(\.specification), groups: groups, options: options)
        precondition(flaws.isEmpty, flaws.first ?? "")
    }

    /// The command with exactly these words.
    func command(_ words: [String]) -> Command? {
        commands.first { $0.specification.words == words }
    }

    /// The commands whose words begin with these.
    func commands(below words: [String]) -> [CommandSpecification] {
        commands.lazy.map(\.specification).filter {
            $0.words.count > words.count && $0.words.starts(with: words)
        }
    }

    /// The words that may follow these, each once, in the order of the commands.
    func nextWords(after words: [String]) -> [String] {
        var next: [String] = []
        for command in commands(below: words) where !next.contains(command.words[words.count]) {
            next.append(command.words[words.count])
        }
        return next
    }

    /// Everything that `command` takes by name, `--help` last.
    func options(of command: CommandSpecification) -> [OptionSpecification] {
        command.options + options + [Self.help]
    }

    /// The longest usage line that names every option.
    private static let usageWidth = 80

    /// The words of a command as they are typed, with the program: `mn model show`.
    func title(_ words: [String]) -> String { ([program] + words).joined(separator: " ") }

    /// How a command, or the group or program with these words, is called.
    func usage(_ words: [String]) -> String {
        guard let command = command(words)?.specification else {
            return title(words) + " COMMAND"
        }
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

    /// The rules of a tree that are broken, in words.
    static func flaws(
        commands: [CommandSpecification], groups: [Group], options: [OptionSpecification]
    ) -> [String] {
        var flaws: [String] = []
        for command in commands {
            let name = command.words.joined(separator: " ")
            if command.words.isEmpty { flaws.append("a command has no words") }
            for other in commands where other != command && other.words.starts(with: command.words)
            {
                flaws.append("'\(name)' is a command, and the beginning of another")
            }
            let all = command.options + options + [help]
            if Set(all.map(\.name)).count < all.count {
                flaws.append("'\(name)' has an option twice")
            }
            let letters = all.compactMap(\.letter)
            if Set(letters).count < letters.count { flaws.append("'\(name)' has a letter twice") }
            let ranks = command.positionals.map { $0.repeats ? 2 : $0.isRequired ? 0 : 1 }
            if ranks != ranks.sorted() || ranks.count(where: { $0 == 2 }) > 1 {
                flaws.append("the arguments of '\(name)' are in an order that cannot be told apart")
            }
            if command.positionals.last?.count == .atLeastOnce, ranks.contains(1) {
                flaws.append("'\(name)' requires an argument after an optional one")
            }
            let names = command.positionals.map(\.name)
            if Set(names).count < names.count { flaws.append("'\(name)' has an argument twice") }
        }
        if Set(commands.map(\.words)).count < commands.count {
            flaws.append("a command is there twice")
        }
        for group in groups where !commands.contains(where: { $0.words.starts(with: group.words) })
        {
            flaws.append("the group '\(group.words.joined(separator: " "))' has no command")
        }
        return flaws
    }
}
