import MNCore

/// What a command has to say, in both its forms; the program prints one of them.
struct Report: Sendable {
    /// The document for `--json`.
    var json: JSON
    /// The text for people; it ends with a line feed, unless it is empty.
    var text: @Sendable (Page) -> String
    /// For standard error, a sentence each.
    var notices: [String] = []
    var exitCode: ExitCode = .done
    /// The verdicts that were given, for a trace.
    var verdicts: [Verdict] = []

    init(
        json: JSON, notices: [String] = [], exitCode: ExitCode = .done, verdicts: [Verdict] = [],
        text: @escaping @Sendable (Page) -> String
    ) {
        self.json = json
        self.text = text
        self.notices = notices
        self.exitCode = exitCode
        self.verdicts = verdicts
    }
}

/// What text is laid out for.
struct Page: Hashable, Sendable {
    /// The columns of the terminal; nil if nothing need be cut.
    var width: Int?
    var colour: Bool

    /// Lines of labels and texts, the texts in one column: `Model    ai/gemma4:E2B`.
    func list(_ rows: [(label: String, text: String)]) -> String {
        let column = (rows.map { DisplayWidth.of($0.label) }.max() ?? 0) + 2
        return rows.map { label, text in
            let pad = String(repeating: " ", count: column - DisplayWidth.of(label))
            return "\(label)\(pad)\(Printable.line(text))\n"
        }.joined()
    }

    /// A paragraph, in lines that fit, each after the first set in by `hanging` columns.
    func wrapped(_ text: String, hanging: Int) -> String {
        let room = width.map { max(20, $0 - hanging) }
        let margin = String(repeating: " ", count: hanging)
        return Wrap.lines(text, width: room, hanging: margin).joined(separator: "\n") + "\n"
    }

    /// A text in a style, if there are colours.
    func styled(_ text: String, _ style: TextStyle) -> String {
        style.applied(to: text, colour: colour)
    }
}

/// A command: what it accepts, and what it does.
struct Command: Sendable {
    var specification: CommandSpecification
    var run: @Sendable (ParsedArguments, World) async throws -> Report

    init(
        _ specification: CommandSpecification,
        run: @escaping @Sendable (ParsedArguments, World) async throws -> Report
    ) {
        self.specification = specification
        self.run = run
    }
}
