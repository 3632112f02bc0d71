/// A command of the plugin as its parser knows it; what it does is in `DockerRun`.
struct PluginCommand: Hashable {
    /// How many words it takes beside its flags.
    enum Count: Hashable {
        case any
        case exactly(Int)
        case atLeast(Int)
        case atMost(Int)
    }

    /// `list`; for a command of a command `configure show`.
    var name: String
    var aliases: [String] = []
    /// What follows the name where the usage is told.
    var usage = ""
    /// One line about it, as the list of commands has it.
    var summary = ""
    var count = Count.any
    /// What an error about the number of words calls them, where that is not `usage`.
    var countUsage: String?
    var flags: [CommandFlag] = []
    /// Whether it first makes sure that the runner's container is there (dmr-contract 4.1).
    var startsRunner = true

    var usageLine: String {
        "docker model \(name)" + (usage.isEmpty ? "" : " \(usage)")
    }

    /// What is said about a wrong number of words, or nil.
    func countProblem(_ words: [String]) -> String? {
        let wanted: String
        switch count {
        case .any: return nil
        case .exactly(let number):
            if words.count == number { return nil }
            wanted = "requires \(number) argument(s)"
        case .atLeast(let number):
            if words.count >= number { return nil }
            wanted = "requires at least \(number) argument(s)"
        case .atMost(let number):
            if words.count <= number { return nil }
            return "accepts at most \(number) arg(s), received \(words.count)"
        }
        return "'docker model \(name)' \(wanted).\n\nUsage:  docker model \(name) "
            + "\(countUsage ?? usage)\n\nSee 'docker model \(name) --help' for more information"
    }

    /// The command under a name or an alias.
    static func named(_ name: String) -> PluginCommand? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }
}
