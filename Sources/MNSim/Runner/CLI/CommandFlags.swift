/// The words of a command, sorted into flags and arguments as the Go package pflag does it.
struct CommandFlags: Hashable {
    private(set) var values: [String: [String]] = [:]
    private(set) var arguments: [String] = []
    /// What stands behind `--`; those words are in `arguments` too.
    private(set) var afterDashes: [String]?
    /// Whether help was asked for.
    private(set) var wantsHelp = false

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

/// A flag as the Go package pflag knows it.
struct CommandFlag: Hashable {
    enum Kind: Hashable {
        case bool
        case text
        case integer(bits: Int)
        case unsigned(bits: Int)
        case decimal
    }

    var name: String
    var shorthand: Character?
    var kind: Kind

    init(_ name: String, _ shorthand: Character? = nil, _ kind: Kind = .bool) {
        self.name = name
        self.shorthand = shorthand
        self.kind = kind
    }

    /// What is wrong with a value, in the words of Go's `strconv`; nil if nothing is.
    func problem(with value: String) -> String? {
        func syntax(_ function: String) -> String {
            "strconv.\(function): parsing \(GoText.quoted(value)): invalid syntax"
        }
        func range(_ function: String) -> String {
            "strconv.\(function): parsing \(GoText.quoted(value)): value out of range"
        }
        switch kind {
        case .text: return nil
        case .bool: return GoText.bool(value) == nil ? syntax("ParseBool") : nil
        case .decimal: return Double(value) == nil ? syntax("ParseFloat") : nil
        case .integer(let bits):
            guard let number = Int(value) else { return syntax("ParseInt") }
            return bits < 64 && !(-1 << (bits - 1)..<1 << (bits - 1)).contains(number)
                ? range("ParseInt") : nil
        case .unsigned(let bits):
            guard let number = UInt64(value) else { return syntax("ParseUint") }
            return bits < 64 && number >= 1 << bits ? range("ParseUint") : nil
        }
    }
}
