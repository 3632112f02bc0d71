/// Finds a shell that is given a script, in the words of a command.
///
/// The refusal is by meaning: it reads the options of shells, and looks through programs that start others
/// (`env`, `timeout`, `busybox` …). A shell that is given a file runs a program like any other. Other
/// interpreters (`python3 -c`) are none: what they are given is not taken apart by blanks and quotes.
/// Where an option may take a value or not, both readings count. A program of the system that is not known
/// may start any other that its words name, but for those that read such words as data (`python3`, `grep`).
enum ShellScript {
    /// What gives it away, such as `'sh -c'`; nil if the words give no shell a script.
    static func sign(in words: [String]) -> String? {
        var search = Search(words: words)
        return search.run()
    }
}

private struct Search {
    /// Something that may stand at a place of the words.
    private enum Reading: Hashable {
        case program(at: Int)
        /// Options of a program that starts another, then so many words before that one's name.
        case options(of: String, at: Int, operands: Int)
    }

    let words: [String]
    private var seen: Set<Reading> = []
    private var open: [Reading] = []
    private var isAnywhere = false

    init(words: [String]) { self.words = words }

    /// How often words may be gone through; for more than anybody writes a shell is taken to be there.
    private static let workLimit = 1 << 20

    mutating func run() -> String? {
        add(.program(at: 0))
        var work = 0
        while let reading = open.popLast() {
            work += words.count
            if work > Self.workLimit { return "\(words.count) words are too many to look through" }
            let sign =
                switch reading {
                case .program(let place): program(place)
                case .options(let name, let place, let operands): option(name, place, operands)
                }
            if let sign { return sign }
        }
        return nil
    }

    private mutating func add(_ reading: Reading) {
        if seen.insert(reading).inserted { open.append(reading) }
    }

    private mutating func program(_ place: Int) -> String? {
        guard place < words.count else { return nil }
        let name = Shell.name(words[place])
        if let shell = Shell(name) {
            return shell.script(words[(place + 1)...]).map { "'\(name) \($0)'" }
        }
        if name == "git", let alias = words[(place + 1)...].first(where: Self.isShellAlias) {
            return "'git -c \(alias)'"
        }
        if let sign = chosenShell(place) { return sign }
        guard let starter = ProgramStarter.named(name) ?? Self.stranger(name, words[place]) else {
            return nil
        }
        if let word = words[(place + 1)...].first(where: starter.givesScript) {
            return "'\(name) \(word.prefix { $0 != ":" })'"
        }
        for word in words[(place + 1)...] {
            if let text = starter.program(in: word), let sign = nested(text) { return sign }
        }
        if starter.isAnywhere {
            if !isAnywhere { for later in (place + 1)..<words.count { add(.program(at: later)) } }
            isAnywhere = true
        } else {
            add(.options(of: name, at: place + 1, operands: starter.operands))
        }
        return nil
    }

    /// A shell that an option names, whose own options stand apart from it: `docker run --entrypoint sh x -c
    /// id`.
    private func chosenShell(_ place: Int) -> String? {
        let rest = words[(place + 1)...]
        for (index, word) in zip(rest.indices, rest) {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard let option = parts.first, ["--entrypoint", "--command"].contains(option),
                let program = parts.count > 1 ? String(parts[1]) : words.dropFirst(index + 1).first,
                let shell = Shell(Shell.name(program))
            else { continue }
            for later in (index + 1)..<words.count
            where words[later].hasPrefix("-") && shell.script(words[later...]) != nil {
                return "'\(option) \(program) \(words[later])'"
            }
        }
        return nil
    }

    /// `alias.x=!text` is a text for a shell.
    private static func isShellAlias(_ word: String) -> Bool {
        word.lowercased().hasPrefix("alias.") && word.contains("=!")
            || word.hasPrefix("-calias.") && word.contains("=!")
    }

    /// Programs to which the name of a shell is a word like any other.
    private static let readers: Set<String> = [
        "python", "node", "deno", "bun", "ruby", "perl", "php", "java", "julia", "lua", "go",
        "cargo", "swift", "dotnet", "uvicorn", "echo", "printf", "grep", "rg", "sed", "awk", "cat",
        "ls", "cp", "mv", "test", "true", "false", "which", "type", "man", "git", "make", "mn",
    ]

    /// A program of the system that nobody knows may start any other; one of the blueprint is its own.
    private static func stranger(_ name: String, _ word: String) -> ProgramStarter? {
        let isOwn = word.contains("/") && !word.hasPrefix("/")
        return isOwn || readers.contains(name) ? nil : ProgramStarter(isAnywhere: true)
    }

    private mutating func option(_ name: String, _ place: Int, _ operands: Int) -> String? {
        guard place < words.count, let starter = ProgramStarter.named(name) else { return nil }
        let word = words[place]
        guard word.hasPrefix("-") else {
            if starter.takesVariables, word.contains("=") {
                add(.options(of: name, at: place + 1, operands: operands))
            } else if operands > 0 {
                add(.options(of: name, at: place + 1, operands: operands - 1))
            } else if starter.usesShell {
                return "'\(name)'"
            } else {
                add(.program(at: place))
            }
            return nil
        }
        if starter.isScript(word) { return "'\(name) \(word)'" }
        if starter.splits,
            let text = starter.splitText(word, next: words.dropFirst(place + 1).first)
        {
            // It knows escapes for blanks, and variables.
            if text.contains("\\") || text.contains("$") { return "'env -S'" }
            let isNext = !word.hasSuffix(text)
            let inner = text.split(whereSeparator: \.isWhitespace).map {
                String($0.filter { $0 != "'" && $0 != "\"" })
            }
            // What is split stands before the rest, and may be options of `env` again.
            if let sign = nested(
                ["env"] + inner + words.dropFirst(place + (isNext ? 2 : 1)))
            {
                return sign
            }
        }
        for count in starter.reach(word) {
            add(.options(of: name, at: place + count, operands: operands))
        }
        return nil
    }

    /// How many texts of a command are split and looked into, and how deep; with more it is refused.
    private static let textLimit = 4
    private static let depthLimit = 2
    private var depth = 0
    private var texts = 0

    private mutating func nested(_ words: [String]) -> String? {
        texts += 1
        guard depth < Self.depthLimit, texts <= Self.textLimit else { return "'env -S'" }
        var search = Search(words: words)
        search.depth = depth + 1
        return search.run()
    }
}
