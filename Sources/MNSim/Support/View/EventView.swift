package import MNCore
package import MNSim

/// One thing that happened in a run, in words: what was asked, what came of it, and the raw answer.
package struct EventView: Hashable, Sendable {
    /// What was asked; each is drawn by a sign of its own.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case system, file, folder, program, variable, request, change, decision, output, cut
    }

    /// Who was asked: a row of the timeline.
    package enum Seam: String, Hashable, Sendable, CaseIterable {
        case machine, network, programs, files, variables, decision, output
    }

    /// How it came out, as it is marked: by a word, a shape and a colour.
    package enum Tone: String, Hashable, Sendable, CaseIterable {
        case good, absent, warning, failed, plain
    }

    /// A part of the answer, line by line.
    package struct Block: Hashable, Sendable {
        /// What it is, such as `standard error`; nil for the answer itself.
        package var label: String?
        package var lines: [String]

        init(lines: [String], label: String? = nil) {
            self.label = label
            self.lines = lines
        }

        init(_ bytes: [UInt8], label: String? = nil) {
            self.label = label
            lines = TextLines(bytes).lines
            if lines.last?.isEmpty == true { lines.removeLast() }
        }
    }

    /// Its place in the run, from 1; the header of the trace is 0.
    package var number: Int
    package var seam: Seam
    package var kind: Kind
    /// What was asked, whole: it may be long, and is not made safe to print.
    package var question: String
    /// What came of it, in a few words that are safe to print.
    package var outcome: String
    package var tone: Tone
    package var answer: [Block] = []
    /// What the machine was asked; nil for all else.
    package var access: Access?

    init(
        _ number: Int, _ seam: Seam, _ kind: Kind, _ question: String, _ outcome: String,
        _ tone: Tone, _ answer: [Block] = []
    ) {
        self.number = number
        self.seam = seam
        self.kind = kind
        self.question = question
        self.outcome = Excerpt.line(outcome)
        self.tone = tone
        self.answer = answer.filter { !$0.lines.isEmpty }
    }
}

extension EventView {
    package init(_ event: Trace.Event, number: Int) {
        switch event {
        case .access(let exchange): self.init(exchange, number: number)
        case .call(let request, let endpoint, let outcome):
            let (words, tone) = Self.words(outcome)
            self.init(
                number, .network, .request, "\(request.method) \(request.target) at \(endpoint)",
                words, tone, outcome.response.map(Self.blocks) ?? [])
        case .connect(let endpoint, let fault):
            self.init(
                number, .network, .request, "connect to \(endpoint)",
                fault.map { "\($0)" } ?? "connected", fault == nil ? .good : .failed)
        case .process(let argv, let result):
            let (words, tone) = Self.words(result)
            self.init(
                number, .programs, .program, CommandWords.line(argv), words, tone,
                Self.blocks(result))
        case .obstacle(let argv, let outcome):
            self.init(
                number, .programs, .program, "can it start: \(CommandWords.line(argv))",
                outcome.map { "\($0)" } ?? "yes", outcome == nil ? .good : .failed)
        case .read(let path, let result):
            let (words, tone) = Self.words(result) { Words.count($0.count, "byte") }
            let bytes = (try? result.get()) ?? []
            self.init(number, .files, .file, path, words, tone, [Block(bytes)])
        case .list(let path, let result):
            let (words, tone) = Self.words(result) { Words.count($0.count, "name") }
            let names = (try? result.get()) ?? []
            self.init(number, .files, .folder, path, words, tone, [Block(lines: names)])
        case .resolved(let path, let result):
            let (words, tone) = Self.words(result) {
                $0 == path ? "leads nowhere else" : "leads to \($0)"
            }
            self.init(number, .files, .file, "where it leads: \(path)", words, tone)
        case .locked(let path, let result):
            let (words, tone) = Self.words(result) { $0 ? "taken" : "somebody else has it" }
            let isBusy = (try? result.get()) == false
            self.init(
                number, .files, .change, "lock \(path)", words, isBusy ? .warning : tone)
        case .changed(let change, let path, let fault):
            let done: (word: String, end: String) =
                switch change {
                case .wrote: ("write", "written")
                case .appended: ("append to", "appended")
                case .rehearsed: ("rehearse writing", "it could be written")
                }
            self.init(
                number, .files, .change, "\(done.word) \(path)",
                fault.map { Self.words($0) } ?? done.end, fault == nil ? .good : .failed)
        case .cleared(let directory):
            self.init(
                number, .files, .change, "clear away what was left in \(directory)", "done", .plain)
        case .rule(let model, let rule, let status):
            let tone: Tone =
                switch Status(rawValue: status) {
                case .pass?: .good
                case .warning?, .forceOnly?: .warning
                case .fail?: .failed
                case nil: .plain
                }
            self.init(number, .decision, .decision, "\(rule) for \(model)", status, tone)
        case .variable(let name, let value):
            self.init(
                number, .variables, .variable, name, value == nil ? "not set" : "set",
                value == nil ? .absent : .good, [Block(lines: value.map { [$0] } ?? [])])
        case .printed(let output, let text):
            self.init(
                number, .output, .output, output.words, "printed", .plain, [Block(Array(text.utf8))]
            )
        case .cut(let events, let bytes):
            self.init(
                number, .output, .cut, "what happened here",
                "\(Words.count(events, "event")) of \(ByteCount(bytes)) left out", .warning)
        case .shortened(let event, let bytes):
            self.init(event, number: number)
            outcome += ", \(ByteCount(bytes)) left out"
        }
    }

    /// A question to the machine, and its answer.
    package init(_ exchange: Recording.Exchange, number: Int) {
        let (kind, question): (Kind, String) =
            switch exchange.access {
            case .platform: (.system, "what system this is")
            case .file(let path): (.file, path)
            case .directory(let path): (.folder, path)
            case .command(let argv): (.program, CommandWords.line(argv))
            case .environment(let name): (.variable, name)
            }
        var blocks: [Block] = []
        let words: (String, Tone)
        switch exchange.outcome {
        case .bytes(let bytes):
            words = (Words.count(bytes.count, "byte"), .good)
            blocks = [Block(bytes)]
        case .entries(let entries):
            words = (Words.count(entries.count, "name"), .good)
            blocks = [
                Block(lines: entries.map { $0.name + ($0.target.map { " → \($0)" } ?? "") })
            ]
        case .ended(let result):
            words = Self.words(result)
            blocks = Self.blocks(result)
        case .value(let value):
            words = ("set", .good)
            blocks = [Block(lines: [value])]
        case .platform(let platform):
            words = ("\(platform.system) on \(platform.machine)", .good)
            blocks = [
                Block(lines: ["\(platform.system) \(platform.release) \(platform.machine)"])
            ]
        case .absent: words = ("not there", .absent)
        case .denied: words = ("permission denied", .failed)
        case .timedOut: words = ("no answer in time", .failed)
        case .failed(let error): words = (error, .failed)
        case .unrecorded: words = ("not recorded", .warning)
        }
        self.init(number, .machine, kind, question, words.0, words.1, blocks)
        access = exchange.access
    }
}

extension ProcessOutput {
    /// What it is called.
    var words: String {
        switch self {
        case .standard: "standard output"
        case .error: "standard error"
        }
    }
}

// How things come out, in a few words.
extension EventView {
    private static func words(_ result: CommandResult) -> (String, Tone) {
        let cut = result.isTruncated ? ", cut" : ""
        return switch result.ending {
        case .exited(0): ("exit 0" + cut, .good)
        case .exited(let code): ("exit \(code)" + cut, .failed)
        case .signalled(let signal): ("ended by signal \(signal)" + cut, .failed)
        case .absent: ("no such program", .absent)
        case let other: ("\(other)", .failed)
        }
    }

    private static func words(_ outcome: HTTPOutcome) -> (String, Tone) {
        let status = outcome.response.map { "\($0.head.status)" }
        if let fault = outcome.fault {
            return ([status, "\(fault)"].compactMap(\.self).joined(separator: ", then "), .failed)
        }
        guard let response = outcome.response else { return ("no answer", .failed) }
        return (
            "\(response.head.status), \(Words.count(response.body.count, "byte"))",
            response.head.status < 400 ? .good : .failed
        )
    }

    private static func words<Value>(
        _ result: Result<Value, FileFault>, _ found: (Value) -> String
    ) -> (String, Tone) {
        switch result {
        case .success(let value): (found(value), .good)
        case .failure(let fault): (words(fault), fault.reason == .notFound ? .absent : .failed)
        }
    }

    private static func words(_ fault: FileFault) -> String {
        switch fault.reason {
        case .notFound: "not there"
        case .denied: "permission denied"
        case .isDirectory: "a folder"
        case .notADirectory: "no folder"
        case .brokenLink: "a link that leads to nothing"
        case .tooLarge(let limit): "more than \(ByteCount(limit))"
        case .failed(let error): error
        }
    }

    private static func blocks(_ result: CommandResult) -> [Block] {
        [
            Block(laidOut(result.standardOutput)),
            Block(result.standardError, label: "standard error"),
        ]
    }

    private static func blocks(_ response: HTTPResponse) -> [Block] {
        let head = response.head.headers.fields.map { "\($0.name): \($0.value)" }
        return [Block(lines: head, label: "head"), Block(laidOut(response.body), label: "body")]
    }

    /// A document that stands on one long line is laid out for people.
    private static func laidOut(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > 100, !bytes.dropLast().contains(UInt8(ascii: "\n")),
            let document = try? JSON.parse(bytes)
        else { return bytes }
        return Array(document.text().utf8)
    }
}
