/// A sentence on standard error, and the lines that belong to it.
package struct TerminalMessage: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// What is good to know; who wants quiet does without it.
        case notice
        /// What may be why a command did not do what it was to do.
        case reason
        /// What went wrong.
        case error
    }

    package var kind: Kind
    /// On one line; nil where only lines follow on what has been said.
    package var sentence: String?
    /// What can be done, a sentence or a command each.
    package var lines: [String]

    /// Creates a message; control characters are taken out, see `Sanitized.line`.
    package init(_ kind: Kind, _ sentence: String?, lines: [String] = []) {
        self.kind = kind
        self.sentence = sentence.map(Sanitized.line)
        self.lines = lines.map(Sanitized.line)
    }

    private static let program = "mn:"
    private static let margin = "    "
    /// What begins the second line of what stands below the sentence.
    private static let hanging = "      "
    /// The fewest columns in which a text can be read.
    private static let leastText = 20

    /// The message as it is kept: each sentence on one line.
    package var plain: String { text(Presentation()) }

    /// The message as a terminal shows it: no line is longer than that is wide.
    ///
    /// A command is never broken, so that it can be copied.
    package func text(_ presentation: Presentation) -> String {
        let width = presentation.errorWidth.map { max($0, Self.hanging.count + Self.leastText) }
        let signs = presentation.signs
        var text = ""
        if let sentence {
            let style: TextStyle = kind == .error ? .bad : .plain
            let first = Wrapped(
                signs.shown(sentence), width, first: Self.program + " ", hanging: Self.margin)
            text += style.applied(to: Self.program, colour: presentation.hasErrorColour)
            text += first.text.dropFirst(Self.program.count)
        }
        for line in lines {
            let isCommand = line.first.map { !$0.isUppercase } ?? false
            text +=
                Wrapped(
                    signs.shown(line), isCommand ? nil : width, first: Self.margin,
                    hanging: Self.hanging
                ).text
        }
        return text
    }

    /// A sentence in lines, each with its line feed.
    private struct Wrapped {
        let text: String

        init(_ sentence: String, _ width: Int?, first: String, hanging: String) {
            let whole = first + sentence
            // What fits is printed as it is: the blanks of a quoted text are part of it.
            guard let width, DisplayWidth.of(whole) > width else {
                text = whole + "\n"
                return
            }
            text = Wrap.lines(sentence, width: width, indent: first, hanging: hanging)
                .map { $0 + "\n" }.joined()
        }
    }
}
