import MNCore

/// The help of a program, written from the same data that its arguments are checked against.
struct HelpText {
    private let tree: CommandTree
    private let width: Int
    private let colour: Bool
    private let signs: Signs

    /// The width when nobody knows one, and the narrowest that is kept to.
    static let usualWidth = 80
    static let leastWidth = 40
    /// The widest first column; what is wider has its text on the next line.
    private static let columnLimit = 30

    /// Writes for `width` columns; nil where the output is no terminal.
    init(_ tree: CommandTree, width: Int?, colour: Bool = false, signs: Signs = .unicode) {
        self.tree = tree
        self.width = max(width ?? Self.usualWidth, Self.leastWidth)
        self.colour = colour
        self.signs = signs
    }

    /// Writes for a terminal.
    init(_ tree: CommandTree, on terminal: any Terminal) {
        let presentation = terminal.presentation
        self.init(
            tree, width: presentation.width, colour: presentation.hasColour,
            signs: presentation.signs)
    }

    /// What the program is and where to begin, in one screen.
    func essentials() -> String {
        var parts = [usage([]), paragraphs(tree.summary)]
        parts.append(table("Start here", tree.starts.map { ($0.line, $0.meaning) }))
        parts.append(
            table(
                "Commands",
                tree.sections.map { ($0.words.joined(separator: ", "), $0.summary) }))
        parts.append(
            table(
                "More",
                [
                    ("\(tree.program) --help", "every command"),
                    ("\(tree.program) COMMAND --help", "one command: its options, and examples"),
                ]))
        return joined(parts)
    }

    /// The help of a command, a group, or with no words the program; nil if there is no such thing.
    func text(_ words: [String] = []) -> String? {
        if let command = tree.command(words) { return text(of: command.specification) }
        let commands = tree.commands(below: words)
        if commands.isEmpty { return nil }
        let group = tree.groups.first { $0.words == words }
        var parts = [usage(words)]
        parts.append(paragraphs(words.isEmpty ? tree.summary : group?.summary ?? ""))
        if words.isEmpty {
            parts.append(paragraphs(tree.discussion))
            parts += everyCommand()
            parts.append(options(Self.every, tree.options + [CommandTree.help]))
            parts.append(options("Without a command", [CommandTree.version]))
        } else {
            parts.append(table("Commands", commands.map(Self.row)))
        }
        parts.append(paragraphs("For one command: \(tree.title(words)) COMMAND --help"))
        return joined(parts)
    }

    /// All commands, under the headings that there are.
    private func everyCommand() -> [[String]] {
        let all = tree.commands(below: []).map(Self.row)
        if tree.sections.isEmpty { return [table("Commands", all)] }
        return tree.sections.map { section in
            table(section.heading, tree.commands(in: section).map(Self.row), labels: all)
        }
    }

    private func text(of command: CommandSpecification) -> String {
        var parts = [usage(command.words), paragraphs(command.summary)]
        parts.append(paragraphs(command.discussion))
        parts.append(
            table(
                "Arguments",
                command.positionals.map { ($0.usage, Self.described($0.help, $0.allowed)) }))
        parts.append(options("Options", command.options))
        if !command.examples.isEmpty {
            let lines = command.examples.map { example in
                ["  " + example.line] + wrapped(example.meaning, indent: 6)
            }
            parts.append([heading("Examples")] + lines.flatMap(\.self))
        }
        let names = (tree.shared(with: command) + [CommandTree.help]).map { "--\($0.name)" }
        parts.append(
            [heading(Self.every)]
                + wrapped(
                    "\(names.joined(separator: ", ")); see \(tree.program) --help", indent: 2))
        return joined(parts)
    }

    private static let every = "Options of every command"

    private static func row(_ command: CommandSpecification) -> (label: String, text: String) {
        (command.words.joined(separator: " "), command.summary)
    }

    private func options(_ heading: String, _ options: [OptionSpecification]) -> [String] {
        table(heading, options.map { (Self.label($0), Self.description($0)) })
    }

    private func heading(_ text: String) -> String {
        TextStyle.heading.applied(to: text + ":", colour: colour)
    }

    private func joined(_ parts: [[String]]) -> String {
        parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(
            separator: "\n")
    }

    private func usage(_ words: [String]) -> [String] {
        let title = "Usage: " + tree.title(words)
        let rest = tree.usage(words).dropFirst(tree.title(words).count)
        // Beside a long title too little would be left; then the rest is set in a little only.
        let margin = (title.count + 1) * 2 <= width ? title.count + 1 : 4
        return Wrap.lines(
            signs.shown(title + rest), width: width, hanging: String(repeating: " ", count: margin))
    }

    private func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            lines += line.isEmpty ? [""] : wrapped(String(line), indent: 0)
        }
        return lines == [""] ? [] : lines
    }

    /// Two columns under a heading; nothing if there are no rows.
    ///
    /// - Parameter labels: the rows of all tables that have the same columns; these alone if left out.
    private func table(
        _ heading: String, _ rows: [(label: String, text: String)],
        labels: [(label: String, text: String)]? = nil
    ) -> [String] {
        if rows.isEmpty { return [] }
        let limit = min(Self.columnLimit, width / 2)
        let counts = (labels ?? rows).map { signs.shown($0.label).count }.filter { $0 <= limit }
        let indent = (counts.max() ?? limit) + 4
        var lines = [self.heading(heading)]
        for (name, text) in rows {
            let label = signs.shown(name)
            var described = wrapped(text, indent: indent)
            if label.count <= limit, !described.isEmpty {
                let first = described.removeFirst().dropFirst(indent)
                let gap = String(repeating: " ", count: indent - 2 - label.count)
                lines.append("  " + label + gap + first)
            } else {
                lines.append("  " + label)
            }
            lines += described
        }
        return lines
    }

    private func wrapped(_ text: String, indent: Int) -> [String] {
        Wrap.lines(
            signs.shown(text), width: width, indent: String(repeating: " ", count: indent))
    }

    static func label(_ option: OptionSpecification) -> String {
        (option.letter.map { "-\($0), " } ?? "") + option.usage
    }

    static func description(_ option: OptionSpecification) -> String {
        described(option.help, option.allowed) + (option.repeats ? " May be repeated." : "")
    }

    static func described(_ help: String, _ allowed: [String]?) -> String {
        allowed.map { "\(help) One of \($0.joined(separator: ", "))." } ?? help
    }
}
