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

    init(
        _ name: String, letter: Character? = nil, _ kind: Kind = .flag, help: String,
        repeats: Bool = false
    ) {
        self.name = name
        self.letter = letter
        self.kind = kind
        self.help = help
        self.repeats = repeats
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
