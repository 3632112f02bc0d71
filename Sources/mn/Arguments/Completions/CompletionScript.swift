import MNCore

/// A script that completes the command lines of a tree in a shell.
///
/// Commands, options and the words that are allowed stand in it; names are asked of the program, by
/// `mn completions names KIND`. The scripts use nothing but what the shell has.
struct CompletionScript {
    /// The shells that there is a script for.
    enum Shell: String, Hashable, Sendable, CaseIterable {
        case bash, zsh, fish
    }

    /// The program, a group or a command, as a shell sees it.
    struct Place {
        /// The words, with blanks between; empty for the program.
        var path: String
        /// What may come next, and what it is for.
        var next: [(word: String, summary: String)]
        /// Its own, without those that every command has.
        var options: [OptionSpecification]
        var positionals: [PositionalSpecification]

        /// The words `path` with one more.
        func below(_ word: String) -> String { path.isEmpty ? word : "\(path) \(word)" }
    }

    let tree: CommandTree
    let shell: Shell

    /// The options that a command has beside those of every command.
    private func own(_ command: CommandSpecification?) -> [OptionSpecification] {
        (command?.options ?? []).filter { option in
            !tree.options.contains { $0.isSameInput(as: option) }
        }
    }

    /// The options that every command has.
    var common: [OptionSpecification] { tree.options + [CommandTree.help] }

    /// The program, its groups and its commands, in the order of the help.
    var places: [Place] {
        var found: [Place] = []
        func add(_ words: [String]) {
            let path = words.joined(separator: " ")
            if found.contains(where: { $0.path == path }) { return }
            let command = tree.command(words)?.specification
            found.append(
                Place(
                    path: path,
                    next: tree.nextWords(after: words).map { ($0, summary(words + [$0])) },
                    options: words.isEmpty ? [CommandTree.version] : own(command),
                    positionals: command?.positionals ?? []))
        }
        add([])
        for command in tree.commands(below: []) {
            for count in 1...command.words.count { add(Array(command.words.prefix(count))) }
        }
        return found
    }

    private func summary(_ words: [String]) -> String {
        tree.command(words)?.specification.summary
            ?? tree.groups.first { $0.words == words }?.summary ?? ""
    }

    /// The text of the script.
    var text: String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    /// A template with the program's name, and with lines in the place of each `@NAME`.
    func filled(_ template: String, _ parts: [String: [String]]) -> String {
        var lines: [String] = []
        for line in template.replacing("PROGRAM", with: tree.program)
            .split(separator: "\n", omittingEmptySubsequences: false)
        {
            let name = line.drop { $0 == " " }
            if name.hasPrefix("@"), let part = parts[String(name.dropFirst())] {
                let margin = line.prefix { $0 == " " }
                lines += part.map { margin + $0 }
            } else {
                lines.append(String(line))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension OptionSpecification {
    /// As it is typed: `--output`, `-o`.
    var spellings: [String] { ["--\(name)"] + (letter.map { ["-\($0)"] } ?? []) }

    var takesValue: Bool { kind != .flag }
}

/// What may be the value of an option or an argument: allowed words, or names.
struct CompletedValue: Hashable {
    var words: [String]
    var names: ValueNames?

    init?(_ words: [String]?, _ names: ValueNames?) {
        if words == nil, names == nil { return nil }
        self.words = words ?? []
        self.names = names
    }
}

/// A text as one word of a shell.
enum ShellQuote {
    /// For sh, bash and zsh.
    static func posix(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }

    static func fish(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
