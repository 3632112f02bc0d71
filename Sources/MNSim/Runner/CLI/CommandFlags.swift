/// The words of a command, sorted into flags and arguments as the Go package pflag does it.
struct CommandFlags: Hashable {
    private(set) var values: [String: [String]] = [:]
    private(set) var arguments: [String] = []
    /// What stands behind `--`; those words are in `arguments` too.
    private(set) var afterDashes: [String]?
    /// Whether help was asked for, and by the old name `-h`.
    private(set) var wantsHelp = false
    private(set) var usesShortHelp = false

    /// Words that pflag does not take.
    struct Problem: Error, Hashable {
        var words: String
    }

    func has(_ name: String) -> Bool { values[name]?.last.flatMap(GoText.bool) ?? false }
    subscript(name: String) -> String? { values[name]?.last }

    init(_ words: [String], flags: [CommandFlag]) throws(Problem) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                arguments += rest
                afterDashes = Array(rest)
                return
            }
            if word.hasPrefix("--") {
                try takeLong(word, &rest, flags)
            } else if word.hasPrefix("-"), word.count > 1 {
                try takeShort(word, &rest, flags)
            } else {
                arguments.append(word)
            }
        }
    }

    private mutating func takeLong(
        _ word: String, _ rest: inout ArraySlice<String>, _ flags: [CommandFlag]
    ) throws(Problem) {
        let parts = word.dropFirst(2).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let flag = flags.first(where: { $0.name == name }) else {
            guard name == "help" else { throw Problem(words: "unknown flag: --\(name)") }
            wantsHelp = true
            return
        }
        if parts.count > 1 {
            try set(flag, String(parts[1]))
        } else if flag.kind == .bool {
            try set(flag, "true")
        } else if let value = rest.popFirst() {
            try set(flag, value)
        } else {
            throw Problem(words: "flag needs an argument: --\(name)")
        }
    }

    private mutating func takeShort(
        _ word: String, _ rest: inout ArraySlice<String>, _ flags: [CommandFlag]
    ) throws(Problem) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let flag = flags.first(where: { $0.shorthand == letter }) else {
                guard letter == "h" else {
                    throw Problem(words: "unknown shorthand flag: '\(letter)' in \(word)")
                }
                wantsHelp = true
                usesShortHelp = true
                continue
            }
            if flag.kind == .bool, letters.first != "=" {
                try set(flag, "true")
                continue
            }
            if letters.first == "=" { letters = letters.dropFirst() }
            if !letters.isEmpty {
                try set(flag, String(letters))
            } else if let value = rest.popFirst() {
                try set(flag, value)
            } else {
                throw Problem(words: "flag needs an argument: '\(letter)' in \(word)")
            }
            return
        }
    }

    private mutating func set(_ flag: CommandFlag, _ value: String) throws(Problem) {
        if let problem = flag.problem(with: value) {
            let name = flag.shorthand.map { "-\($0), --\(flag.name)" } ?? "--\(flag.name)"
            throw Problem(
                words: "invalid argument \(GoText.quoted(value)) for \"\(name)\" flag: \(problem)")
        }
        values[flag.name, default: []].append(value)
    }
}
