/// A command of `docker model`: how its words are read, and what it does.
///
/// Each stands above the function that does its work, in the file that `all` names.
struct PluginCommand: Sendable {
    /// Every command that is played: those of the plugin, v1.2.6, that scripts use.
    static let all: [PluginCommand] = [
        // ModelCommands.swift
        list, inspect, tag, remove,
        // PullCommand.swift, RunCommand.swift
        pull, run,
        // EngineCommands.swift
        processes, diskUsage, unload, configure, configureShow,
        // RunnerCommands.swift
        status, version, logs, installRunner, reinstallRunner,
    ]

    /// How many words a command takes beside its flags.
    enum Count: Sendable {
        case any
        case exactly(Int)
        case atLeast(Int)
        case atMost(Int)
    }

    /// `list`; for a command of a command `configure show`.
    let name: String
    let aliases: [String]
    let count: Count
    let flags: [CommandFlag]
    /// Whether it first makes sure that the runner's container is there (dmr-contract 4.1).
    let startsRunner: Bool
    let perform: @Sendable (inout DockerRun, CommandFlags) throws(CommandEnd) -> Void

    init(
        _ name: String, aliases: [String] = [], _ count: Count = .any,
        flags: [CommandFlag] = [], startsRunner: Bool = true,
        _ perform:
            @escaping @Sendable (inout DockerRun, CommandFlags) throws(CommandEnd) -> Void
    ) {
        self.name = name
        self.aliases = aliases
        self.count = count
        self.flags = flags
        self.startsRunner = startsRunner
        self.perform = perform
    }

    /// The command under a name or an alias.
    static func named(_ name: String) -> PluginCommand? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// What is said about a wrong number of words, or nil.
    func countProblem(_ words: [String]) -> String? {
        switch count {
        case .exactly(let number) where words.count != number:
            "'docker model \(name)' requires \(number) argument(s)."
        case .atLeast(let number) where words.count < number:
            "'docker model \(name)' requires at least \(number) argument(s)."
        case .atMost(let number) where words.count > number:
            "accepts at most \(number) arg(s), received \(words.count)"
        default: nil
        }
    }

    /// What such a sentence begins with.
    static let notPlayedPrefix = "the simulated docker does not do"

    /// What is said of a command that is not played, and instead of any help page.
    static func notPlayed(_ command: String) -> String {
        "\(notPlayedPrefix) 'docker \(command)'; it does 'docker model' with "
            + all.map(\.name).sorted().joined(separator: ", ")
    }
}

/// From the words after `docker model` to a command.
extension DockerRun {
    mutating func plugin(_ words: [String]) throws(CommandEnd) {
        guard let index = words.firstIndex(where: { !$0.hasPrefix("-") }) else {
            return try pluginAlone(words)
        }
        var rest = words
        let name = rest.remove(at: index)
        guard var command = PluginCommand.named(name) else {
            if name == "help" || !Set(rest).isDisjoint(with: ["--help", "-h"]) {
                return help(for: words)
            }
            // The real plugin prints its help then and ends with 0, as if all were well.
            throw .notPlayed("model \(name)")
        }
        if index < rest.count, let child = PluginCommand.named("\(command.name) \(rest[index])") {
            command = child
            rest.remove(at: index)
        }
        let flags = try flags(rest, command.flags)
        if flags.wantsHelp { return help(for: words) }
        if let problem = command.countProblem(flags.arguments) { throw .failed(problem) }
        try lookAround()
        if command.startsRunner { try ensureRunner() }
        try command.perform(&self, flags)
    }

    /// `docker model` without a command.
    private mutating func pluginAlone(_ words: [String]) throws(CommandEnd) {
        _ = try flags(words, [])
        help(for: words)
    }

    private func flags(
        _ words: [String], _ known: [CommandFlag]
    ) throws(CommandEnd) -> CommandFlags {
        do throws(CommandFlags.Problem) {
            return try CommandFlags(words, flags: known)
        } catch { throw .failed(error.words) }
    }

    private mutating func help(for words: [String]) {
        print(PluginCommand.notPlayed((["model"] + words).joined(separator: " ")) + "\n")
    }
}

extension CommandEnd {
    /// A command that the fake cannot play.
    static func notPlayed(_ command: String) -> CommandEnd {
        .failed(PluginCommand.notPlayed(command))
    }
}

/// A table as the plugin prints it: columns two blanks apart, each row filled up with blanks.
struct PluginTable {
    var rows: [[String]]

    init(_ header: [String]) { rows = [header] }

    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0[column].unicodeScalars.count }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.unicodeScalars.count + 2)
            }.joined() + "\n"
        }.joined()
    }
}
