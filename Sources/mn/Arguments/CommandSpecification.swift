/// What one command accepts and what its help says, as data: the parser, the help and tests read the same.
struct CommandSpecification: Hashable, Sendable {
    /// A command line and what it does.
    struct Example: Hashable, Sendable {
        var line: String
        var meaning: String

        init(_ line: String, _ meaning: String) {
            self.line = line
            self.meaning = meaning
        }
    }

    /// The words that name the command, without the program: `["model", "show"]`.
    var words: [String]
    /// One sentence for lists of commands and the top of the help.
    var summary: String
    /// What more there is to say; paragraphs are separated by empty lines.
    var discussion: String
    /// In order: required ones, then optional ones, then at most one that repeats.
    var positionals: [PositionalSpecification]
    var options: [OptionSpecification]
    var examples: [Example]

    /// Creates a command from its words in one string, such as `model show`.
    init(
        _ words: String, summary: String, discussion: String = "",
        positionals: [PositionalSpecification] = [], options: [OptionSpecification] = [],
        examples: [Example] = []
    ) {
        self.words = words.split(separator: " ").map(String.init)
        self.summary = summary
        self.discussion = discussion
        self.positionals = positionals
        self.options = options
        self.examples = examples
    }
}

/// An argument that is known by its name.
struct OptionSpecification: Hashable, Sendable {
    /// What an option takes.
    enum Kind: Hashable, Sendable {
        /// Nothing; it is there or not.
        case flag
        /// A value, called so in the help; only the allowed words, if there are any.
        case value(String, allowed: [String]? = nil)
    }

    /// The name without its dashes: `json` for `--json`.
    var name: String
    /// The letter of the short form: `q` for `-q`.
    var letter: Character?
    var kind: Kind
    var help: String
    /// Whether it may be given more than once.
    var repeats: Bool
    /// What may be the value beside any text, for shells.
    var names: ValueNames?
    /// What it asks standard output to hold, by its value; that of a flag is empty.
    var forms: [String: OutputForm]
    /// What it asks standard output to hold whatever its value.
    var form: OutputForm?
    /// Whether a value that asks for no form names the file of a JUnit report.
    var namesReport: Bool
    /// Whether a trace holds what it gave, so that a replay goes without it.
    var isInTrace: Bool
    /// Whether it says only how something is shown, and asks for nothing.
    var isOfPresentation: Bool

    init(
        _ name: String, letter: Character? = nil, _ kind: Kind = .flag, help: String,
        names: ValueNames? = nil, repeats: Bool = false, forms: [String: OutputForm] = [:],
        form: OutputForm? = nil,
        namesReport: Bool = false, isInTrace: Bool = false, isOfPresentation: Bool = false
    ) {
        self.name = name
        self.letter = letter
        self.kind = kind
        self.help = help
        self.names = names
        self.repeats = repeats
        self.forms = forms
        self.form = form
        self.namesReport = namesReport
        self.isInTrace = isInTrace
        self.isOfPresentation = isOfPresentation
    }

    /// Whether it is typed as the other is: by the same names, with as much behind them.
    func isSameInput(as other: OptionSpecification) -> Bool {
        name == other.name && letter == other.letter && kind == other.kind
            && repeats == other.repeats
    }

    /// Whether an argument, without its value, is this option.
    func isMeant(by name: some StringProtocol) -> Bool {
        name == "--\(self.name)" || letter.map { name == "-\($0)" } ?? false
    }

    /// The words that may be the value; nil if any may.
    var allowed: [String]? {
        if case .value(_, let allowed) = kind { allowed } else { nil }
    }

    /// The long form and its value: `--backend NAME`.
    var usage: String {
        switch kind {
        case .flag: "--\(name)"
        case .value(let placeholder, _): "--\(name) \(placeholder)"
        }
    }
}

/// An argument that is known by its place.
struct PositionalSpecification: Hashable, Sendable {
    /// How often the argument is given.
    enum Count: Hashable, Sendable {
        case once
        case atMostOnce
        case anyNumber
        case atLeastOnce
    }

    /// The name in the usage line and for the command: `MODEL`.
    var name: String
    var help: String
    var count: Count
    /// The words that may stand here; nil if any may.
    var allowed: [String]?
    /// What may stand here beside any text, for shells.
    var names: ValueNames?

    init(
        _ name: String, help: String, names: ValueNames? = nil, count: Count = .once,
        allowed: [String]? = nil
    ) {
        self.name = name
        self.help = help
        self.names = names
        self.count = count
        self.allowed = allowed
    }

    var isRequired: Bool { count == .once || count == .atLeastOnce }
    var repeats: Bool { count == .anyNumber || count == .atLeastOnce }

    /// How it looks in a usage line: `MODEL`, `[MODEL]`, `[MODEL …]`, `MODEL …`.
    var usage: String {
        let text = repeats ? "\(name) …" : name
        return isRequired ? text : "[\(text)]"
    }
}
