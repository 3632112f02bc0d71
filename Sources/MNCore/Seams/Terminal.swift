/// The terminal seam: where output goes and what it can show.
package protocol Terminal: Sendable {
    /// How it shows what it is given, now: a window may be resized.
    var presentation: Presentation { get }
    /// Writes to standard output: the answer. A reader that has gone away is no error.
    func write(_ text: String)
    /// Writes a document to standard output, with a line feed behind it.
    func writeDocument(_ document: JSON)
    /// Writes to standard error what others have written: the lines of a worker, of a replayed run.
    func writeError(_ text: String)
    /// Says something on standard error: the conversation, in lines that fit.
    func say(_ message: TerminalMessage)
    /// Shows one line while something goes on, in place of the one before; nil takes it away.
    ///
    /// It is no part of the conversation: nothing keeps it.
    func showProgress(_ line: String?)
    /// Gives the CI system that the program runs in commands of its own, a line each, on standard error.
    ///
    /// No other text is one: in a job, `write` and `writeError` break what looks like a command.
    func tellJob(_ commands: String)
}

extension Terminal {
    package func say(_ message: TerminalMessage) { writeError(message.text(presentation)) }
    package func showProgress(_ line: String?) {}
    package func writeDocument(_ document: JSON) { write(document.text() + "\n") }
    package func tellJob(_ commands: String) { writeError(commands) }

    /// The columns of standard output if it is a terminal, else nil: then nothing is cut to fit.
    package var width: Int? { presentation.width }
    /// The columns of a line of progress; nil where none is shown.
    package var progressWidth: Int? { presentation.progressWidth }

    /// Says something that is good to know.
    package func tell(_ sentence: String, lines: [String] = []) {
        say(TerminalMessage(.notice, sentence, lines: lines))
    }
}

/// A terminal on which the options of a command line are followed.
package struct PresentedTerminal: Terminal {
    private let inner: any Terminal
    private let options: Presentation.Options

    package init(_ inner: any Terminal, _ options: Presentation.Options) {
        self.inner = inner
        self.options = options
    }

    package var presentation: Presentation { inner.presentation.following(options) }

    package func write(_ text: String) { inner.write(text) }
    package func writeDocument(_ document: JSON) { inner.writeDocument(document) }
    package func writeError(_ text: String) { inner.writeError(text) }
    package func tellJob(_ commands: String) { inner.tellJob(commands) }

    package func say(_ message: TerminalMessage) {
        if message.kind == .notice, presentation.isQuiet { return }
        inner.say(message)
    }

    package func showProgress(_ line: String?) {
        if presentation.isQuiet { return }
        inner.showProgress(line.map(presentation.signs.shown))
    }
}
