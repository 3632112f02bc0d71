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
