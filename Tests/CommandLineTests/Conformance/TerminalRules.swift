import MNCore

/// A terminal, and what somebody who looks at it sees.
struct TerminalBench: Sendable {
    var terminal: any Terminal
    /// What came on standard output and on standard error since it was last asked.
    let seen: @Sendable () -> (output: String, error: String)
    /// What is known of standard output.
    var width: Int?
    var hasColour = false
    /// Whether it is the log of a CI job.
    var isJob = false

    fileprivate func changed(_ change: (inout ChangedTerminal) -> Void) -> TerminalBench {
        var terminal = ChangedTerminal(inner: terminal)
        change(&terminal)
        var bench = self
        bench.terminal = terminal
        return bench
    }

    /// What writing leads to: standard output, then standard error.
    func outputs(_ body: (any Terminal) -> Void) -> [String] {
        body(terminal)
        let (output, error) = seen()
        return [output, error]
    }
}

extension SeamRule<TerminalBench> {
    /// What the comments of `Terminal` say.
    static var terminal: [SeamRule] {
        [
            SeamRule(
                "The columns of standard output if it is a terminal, else nil.",
                breaking: { $0.changed { $0.columns = 7 } }
            ) { bench, findings in
                findings.expect("the width", bench.terminal.width, is: bench.width)
            },
            SeamRule(
                "Whether standard output shows colours.",
                breaking: { $0.changed { $0.colour = true } }
            ) { bench, findings in
                let hasColour = bench.terminal.presentation.hasColour
                findings.expect("colours", hasColour, is: bench.hasColour)
            },
            SeamRule(
                "Writes to standard output: the answer.",
                breaking: { $0.changed { $0.writing = { $0.writeError($1) } } }
            ) { bench, findings in
                let texts = ["one ", "twö\n", "", "::error::three\n", "four"]
                let seen = bench.outputs { terminal in for text in texts { terminal.write(text) } }
                let wanted = bench.isJob ? JobText().defusedAll(texts) : texts.joined()
                findings.expect("both outputs", seen, is: [wanted, ""])
            },
            SeamRule(
                "Writes a document to standard output, with a line feed behind it.",
                breaking: { $0.changed { $0.documenting = { $0.write($1.text()) } } }
            ) { bench, findings in
                let document: JSON = ["a": [1, "ö"], "b": .null]
                let seen = bench.outputs { $0.writeDocument(document) }
                findings.expect("the document", try? JSON.parse(seen[0]), is: document)
                findings.expect(seen[0].hasSuffix("\n"), "no line feed: \(seen[0])")
                findings.expect("standard error", seen[1], is: "")
            },
            SeamRule(
                "Writes to standard error: the conversation.",
                breaking: { $0.changed { $0.complaining = { $0.write($1) } } }
            ) { bench, findings in
                let texts = ["one ", "two\n", "##[error]three\n"]
                let seen = bench.outputs { terminal in
                    for text in texts { terminal.writeError(text) }
                }
                let wanted = bench.isJob ? JobText().defusedAll(texts) : texts.joined()
                findings.expect("both outputs", seen, is: ["", wanted])
            },
            SeamRule(
                "Says something on standard error: the conversation, in lines that fit.",
                breaking: { $0.changed { $0.saying = { $0.writeError($1.lines.joined()) } } }
            ) { bench, findings in
                let long = "A sentence of some words, " + String(repeating: "and more ", count: 20)
                let message = TerminalMessage(.notice, long, lines: ["mn do \(long)", "Or not."])
                let seen = bench.outputs { $0.say(message) }
                findings.expect("standard output", seen[0], is: "")
                let words = seen[1].split { $0 == " " || $0 == "\n" }
                findings.expect("the words", words, is: message.plain.split { " \n".contains($0) })
                let lines = seen[1].split(separator: "\n")
                let width = bench.terminal.presentation.errorWidth
                findings.expect("the lines", lines.count, is: width == nil ? 3 : lines.count)
                for line in lines where !line.hasPrefix("    mn do ") {
                    findings.expect(line.count <= width ?? .max, "\(line)")
                }
            },
            SeamRule(
                "Shows one line while something goes on; it is no part of the conversation.",
                breaking: { $0.changed { $0.progressing = { $0.writeError($1 ?? "") } } }
            ) { bench, findings in
                let isShown = bench.terminal.progressWidth != nil
                let seen = bench.outputs { terminal in
                    terminal.showProgress("1 of 3")
                    terminal.showProgress("2 of 3")
                    terminal.showProgress(nil)
                    terminal.showProgress(nil)
                }
                findings.expect("standard output", seen[0], is: "")
                let shown = "\r\u{1B}[K1 of 3\r\u{1B}[K2 of 3\r\u{1B}[K"
                findings.expect("standard error", seen[1], is: isShown ? shown : "")
            },
            SeamRule(
                "Gives the CI system commands of its own, a line each, on standard error.",
                breaking: { $0.changed { $0.telling = { $0.write($1) } } }
            ) { bench, findings in
                let commands = "::warning::a\n::error::b\n"
                findings.expect(
                    "both outputs", bench.outputs { $0.tellJob(commands) }, is: ["", commands])
            },
            SeamRule(
                "No other text is one: in a job, `write` and `writeError` break what looks like one.",
                breaking: { $0.changed { $0.writing = { $0.tellJob($1) } } }
            ) { bench, findings in
                let seen = bench.outputs { terminal in
                    terminal.write("::error::x\n")
                    terminal.writeError("::error::y\n")
                }
                for (text, name) in [(seen[0], "x"), (seen[1], "y")] {
                    findings.expect(text.contains(name), "\(name) is lost: \(seen)")
                    let isCommand = text.hasPrefix("::error::")
                    findings.expect("\(name) is a command", isCommand, is: !bench.isJob)
                }
            },
        ]
    }
}

extension JobText {
    /// The texts as a job's log is given them.
    fileprivate func defusedAll(_ texts: [String]) -> String {
        var text = self
        return texts.map { text.defused($0) }.joined()
    }
}

/// A terminal of which something goes otherwise.
private struct ChangedTerminal: Terminal {
    let inner: any Terminal
    var columns: Int?
    var colour: Bool?
    var writing: (@Sendable (any Terminal, String) -> Void)?
    var documenting: (@Sendable (any Terminal, JSON) -> Void)?
    var complaining: (@Sendable (any Terminal, String) -> Void)?
    var saying: (@Sendable (any Terminal, TerminalMessage) -> Void)?
    var progressing: (@Sendable (any Terminal, String?) -> Void)?
    var telling: (@Sendable (any Terminal, String) -> Void)?

    var presentation: Presentation {
        var presentation = inner.presentation
        presentation.width = columns ?? presentation.width
        presentation.hasColour = colour ?? presentation.hasColour
        return presentation
    }

    func write(_ text: String) {
        if let writing { writing(inner, text) } else { inner.write(text) }
    }
    func writeDocument(_ document: JSON) {
        if let documenting { documenting(inner, document) } else { inner.writeDocument(document) }
    }
    func writeError(_ text: String) {
        if let complaining { complaining(inner, text) } else { inner.writeError(text) }
    }
    func say(_ message: TerminalMessage) {
        if let saying { saying(inner, message) } else { inner.say(message) }
    }
    func showProgress(_ line: String?) {
        if let progressing { progressing(inner, line) } else { inner.showProgress(line) }
    }
    func tellJob(_ commands: String) {
        if let telling { telling(inner, commands) } else { inner.tellJob(commands) }
    }
}
