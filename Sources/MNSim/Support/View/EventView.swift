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
        if case .shortened(let event, let bytes) = event {
            self.init(event, number: number)
            outcome += ", \(ByteCount(bytes)) left out"
            return
        }
        if case .access(let exchange) = event {
            self.init(exchange, number: number)
            return
        }
        func asked(_ seam: Seam, _ kind: Kind, _ tone: Tone, _ answer: [Block] = []) -> EventView {
            EventView(number, seam, kind, event.question ?? "", event.answerWords, tone, answer)
        }
        func file(_ kind: Kind, _ fault: FileFault?, _ answer: [Block] = []) -> EventView {
            let isAbsent = fault?.reason == .notFound
            return asked(
                .files, kind, fault == nil ? .good : isAbsent ? .absent : .failed, answer)
        }
        self =
            switch event {
            case .call(_, _, let outcome):
                asked(
                    .network, .request, Self.tone(outcome),
                    outcome.response.map(Self.blocks) ?? [])
            case .connect(_, let fault):
                asked(.network, .request, fault == nil ? .good : .failed)
            case .process(_, let result):
                asked(.programs, .program, Self.tone(result.ending), Self.blocks(result))
            case .obstacle(_, let outcome):
                asked(.programs, .program, outcome == nil ? .good : .failed)
            case .read(_, .success(let bytes)): file(.file, nil, [Block(bytes)])
            case .list(_, .success(let names)): file(.folder, nil, [Block(lines: names)])
            case .resolved(_, .success(let place)): file(.file, nil, [Block(lines: [place])])
            case .locked(_, .success(let isTaken)):
                asked(.files, .change, isTaken ? .good : .warning)
            case .read(_, .failure(let fault)), .resolved(_, .failure(let fault)):
                file(.file, fault)
            case .list(_, .failure(let fault)): file(.folder, fault)
            case .locked(_, .failure(let fault)): file(.change, fault)
            case .changed(_, _, let fault):
                asked(.files, .change, fault == nil ? .good : .failed)
            case .cleared: asked(.files, .change, .plain)
            case .rule(let model, let rule, let status):
                EventView(
                    number, .decision, .decision, "rule \(rule) for \(model)", status,
                    Self.tone(ofStatus: status))
            case .variable(let name, let value):
                EventView(
                    number, .variables, .variable, "variable \(name)",
                    value == nil ? "not set" : "set", value == nil ? .absent : .good,
                    [Block(lines: value.map { [$0] } ?? [])])
            case .printed(let output, let text):
                EventView(
                    number, .output, .output, output.words, "printed", .plain,
                    [Block(Array(text.utf8))])
            case .cut(let events, let bytes):
                EventView(
                    number, .output, .cut, "what happened here",
                    "\(Words.count(events, "event")) of \(ByteCount(bytes)) left out", .warning)
            case .access, .shortened: EventView(number, .output, .cut, "", "", .plain)
            }
    }

    /// A question to the machine, and its answer.
    package init(_ exchange: Recording.Exchange, number: Int) {
        let kind: Kind =
            switch exchange.access {
            case .platform: .system
            case .file: .file
            case .directory: .folder
            case .command: .program
            case .environment: .variable
            }
        let (tone, blocks): (Tone, [Block]) =
            switch exchange.outcome {
            case .bytes(let bytes): (.good, [Block(bytes)])
            case .entries(let entries):
                (
                    .good,
                    [Block(lines: entries.map { $0.name + ($0.target.map { " → \($0)" } ?? "") })]
                )
            case .ended(let result): (Self.tone(result.ending), Self.blocks(result))
            case .value(let value): (.good, [Block(lines: [value])])
            case .platform(let platform):
                (
                    .good,
                    [Block(lines: ["\(platform.system) \(platform.release) \(platform.machine)"])]
                )
            case .absent: (.absent, [])
            case .denied, .timedOut, .failed: (.failed, [])
            case .unrecorded: (.warning, [])
            }
        let event = Trace.Event.access(exchange)
        self.init(
            number, .machine, kind, event.question ?? "", event.answerWords, tone, blocks)
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

// How things come out.
extension EventView {
    private static func tone(_ ending: ProcessOutcome) -> Tone {
        switch ending {
        case .exited(0): .good
        case .absent: .absent
        default: .failed
        }
    }

    private static func tone(_ outcome: HTTPOutcome) -> Tone {
        guard outcome.fault == nil, let response = outcome.response else { return .failed }
        return response.head.status < 400 ? .good : .failed
    }

    private static func tone(ofStatus word: String) -> Tone {
        switch Status(rawValue: word) {
        case .pass?: .good
        case .warning?, .forceOnly?: .warning
        case .fail?: .failed
        case nil: .plain
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
