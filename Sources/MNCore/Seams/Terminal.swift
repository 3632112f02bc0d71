/// The terminal seam: where output goes and what it can show.
package protocol Terminal: Sendable {
    /// The columns of standard output if it is a terminal, else nil: then nothing is cut to fit.
    var width: Int? { get }
    /// Whether standard output shows colours: a terminal, without `NO_COLOR`.
    var hasColour: Bool { get }
    /// Writes to standard output: the answer. A reader that has gone away is no error.
    func write(_ text: String)
    /// Writes a document to standard output, with a line feed behind it.
    func writeDocument(_ document: JSON)
    /// Writes to standard error: the conversation.
    func writeError(_ text: String)
    /// The columns of standard error if it is a terminal, else nil: then no progress is shown.
    var progressWidth: Int? { get }
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
    package var progressWidth: Int? { nil }
    package func showProgress(_ line: String?) {}
    package func writeDocument(_ document: JSON) { write(document.text() + "\n") }
    package func tellJob(_ commands: String) { writeError(commands) }
}
