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

    /// Commands under one heading of the help, by what somebody wants.
    struct Section: Hashable, Sendable {
        var heading: String
        /// The first words of its commands.
        var words: [String]
        /// What they are for, in a line beside their words.
        var summary: String

        init(_ heading: String, _ words: [String], summary: String) {
            self.heading = heading
            self.words = words
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
    /// In the order of the help; each command is in one, or there are none.
    let sections: [Section]
    /// The options that every command takes beside its own; they may also stand before its words.
    let options: [OptionSpecification]
    /// What somebody who knows nothing of the program tries first.
    let starts: [CommandSpecification.Example]
    let otherWords: OtherWords

    /// The option that every command has and that belongs to no other.
    static let help = OptionSpecification("help", letter: "h", help: "Show this help.")
    /// The option that only the program itself has.
    static let version = OptionSpecification(
        "version", letter: "V", help: "Show the version, and which build it is.")

    /// Creates a tree.
    ///
    /// - Precondition: `flaws` is empty.
    init(
        _ program: String, summary: String, discussion: String = "",
        commands: [Command], groups: [Group] = [], sections: [Section] = [],
        options: [OptionSpecification] = [], starts: [CommandSpecification.Example] = [],
        otherWords: OtherWords = OtherWords()
    ) {
        self.program = program
        self.summary = summary
        self.discussion = discussion
        self.commands = commands
        self.groups = groups
        self.sections = sections
        self.options = options
        self.starts = starts
        self.otherWords = otherWords
        // A release build does not ask again what every test run has asked.
        assert(flaws.isEmpty, flaws.first ?? "")
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

    /// The commands of a section.
    func commands(in section: Section) -> [CommandSpecification] {
        commands.lazy.map(\.specification).filter { command in
            command.words.first.map(section.words.contains) ?? false
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
        command.options + shared(with: command) + [Self.help]
    }

    /// The options of every command, without those of which `command` says itself what they do there.
    func shared(with command: CommandSpecification) -> [OptionSpecification] {
        Self.shared(options, with: command)
    }

    private static func shared(
        _ options: [OptionSpecification], with command: CommandSpecification
    ) -> [OptionSpecification] {
        options.filter { option in
            !command.options.contains { $0.isSameInput(as: option) }
        }
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
        let options = (command.options + shared(with: command)).map {
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

    /// The rules that this tree breaks, in words.
    private var flaws: [String] {
        Self.flaws(
            commands: commands.map(\.specification), groups: groups, sections: sections,
            options: options)
    }

    /// The rules of a tree that are broken, in words.
    static func flaws(
        commands: [CommandSpecification], groups: [Group], sections: [Section] = [],
        options: [OptionSpecification]
    ) -> [String] {
        var flaws: [String] = []
        for command in commands {
            let name = command.words.joined(separator: " ")
            if command.words.isEmpty { flaws.append("a command has no words") }
            for other in commands where other != command && other.words.starts(with: command.words)
            {
                flaws.append("'\(name)' is a command, and the beginning of another")
            }
            let all = command.options + shared(options, with: command) + [help]
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
        let words = sections.flatMap(\.words)
        if Set(words).count < words.count { flaws.append("a word is in two sections") }
        for word in words where !commands.contains(where: { $0.words.first == word }) {
            flaws.append("'\(word)' of a section begins no command")
        }
        for command in commands where !words.isEmpty && !words.contains(command.words.first ?? "") {
            flaws.append("'\(command.words.joined(separator: " "))' is in no section")
        }
        return flaws
    }
}
