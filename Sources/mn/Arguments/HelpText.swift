import MNCore

/// The help of a program, written from the same data that its arguments are checked against.
struct HelpText {
    private let tree: CommandTree
    private let width: Int

    /// The width when nobody knows one, and the narrowest that is kept to.
    static let usualWidth = 80
    static let leastWidth = 40
    /// The widest first column; what is wider has its text on the next line.
    private static let columnLimit = 30

    /// Writes for `width` columns; nil where the output is no terminal.
    init(_ tree: CommandTree, width: Int?) {
        self.tree = tree
        self.width = max(width ?? Self.usualWidth, Self.leastWidth)
    }

    /// The help of a command, a group, or with no words the program; nil if there is no such thing.
    func text(_ words: [String] = []) -> String? {
        if let command = tree.command(words) { return text(of: command.specification) }
        let commands = tree.commands(below: words)
        if commands.isEmpty { return nil }
        let group = tree.groups.first { $0.words == words }
        var parts = [usage(words)]
        parts.append(paragraphs(words.isEmpty ? tree.summary : group?.summary ?? ""))
        if words.isEmpty { parts.append(paragraphs(tree.discussion)) }
        parts.append(
            table(
                "Commands",
                commands.map { ($0.words.joined(separator: " "), $0.summary) }))
        let options = words.isEmpty ? tree.options + [CommandTree.help, Self.version] : []
        parts.append(table("Options", options.map { (Self.label($0), Self.description($0)) }))
        parts.append(paragraphs("For one command: \(tree.title(words)) COMMAND --help"))
        return joined(parts)
    }

    private func text(of command: CommandSpecification) -> String {
        var parts = [usage(command.words), paragraphs(command.summary)]
        parts.append(paragraphs(command.discussion))
        parts.append(
            table(
                "Arguments",
                command.positionals.map { ($0.usage, Self.described($0.help, $0.allowed)) }))
        parts.append(
            table(
                "Options",
                tree.options(of: command).map { (Self.label($0), Self.description($0)) }))
        if !command.examples.isEmpty {
            let lines = command.examples.map { example in
                ["  " + example.line] + wrapped(example.meaning, indent: 6)
            }
            parts.append(["Examples:"] + lines.flatMap(\.self))
        }
        return joined(parts)
    }

    /// The option that only the program itself has.
    private static let version = OptionSpecification("version", help: "Show the version.")

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
            title + rest, width: width, hanging: String(repeating: " ", count: margin))
    }

    private func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            lines += line.isEmpty ? [""] : wrapped(String(line), indent: 0)
        }
        return lines == [""] ? [] : lines
    }

    /// Two columns under a heading; nothing if there are no rows.
    private func table(_ heading: String, _ rows: [(label: String, text: String)]) -> [String] {
        if rows.isEmpty { return [] }
        let limit = min(Self.columnLimit, width / 2)
        let labels = rows.map(\.label.count).filter { $0 <= limit }
        let indent = (labels.max() ?? limit) + 4
        var lines = [heading + ":"]
        for (label, text) in rows {
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
        Wrap.lines(text, width: width, indent: String(repeating: " ", count: indent))
    }

    private static func label(_ option: OptionSpecification) -> String {
        (option.letter.map { "-\($0), " } ?? "") + option.usage
    }

    private static func description(_ option: OptionSpecification) -> String {
        described(option.help, option.allowed) + (option.repeats ? " May be repeated." : "")
    }

    private static func described(_ help: String, _ allowed: [String]?) -> String {
        allowed.map { "\(help) One of \($0.joined(separator: ", "))." } ?? help
    }
}
