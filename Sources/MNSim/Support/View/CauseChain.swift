import MNCore
import MNSim

/// Why a run ended as it did, from its end back to the raw lines.
package struct CauseChain: Hashable, Sendable {
    /// A link of the chain.
    package struct Link: Hashable, Sendable {
        /// What it is, such as `exit`, `rule` or `line`.
        package var what: String
        package var words: String
        package var tone: EventView.Tone
        /// The event that shows it, and the line of its answer.
        package var event: Int?
        package var mark: ReadMark?

        init(
            _ what: String, _ words: String, _ tone: EventView.Tone = .plain, event: Int? = nil,
            mark: ReadMark? = nil
        ) {
            self.what = what
            self.words = words
            self.tone = tone
            self.event = event
            self.mark = mark
        }

        /// A question and what came of it.
        init(_ what: String, of event: EventView) {
            self.init(
                what, "\(event.question): \(event.outcome)", event.tone, event: event.number)
        }
    }

    /// What it came to, in a sentence.
    package var sentence: String
    package var tone: EventView.Tone
    package var links: [Link]
    /// What would turn the verdict, and what the user can do, a sentence each.
    package var boundary: [String] = []
    package var fixes: [String] = []
    /// Whether today's program does something else with the run, so that the chain is that of today.
    package var differs = false

    /// - Parameter explanation: nil where the run cannot be explained; then the chain is short.
    init(_ trace: Trace, _ events: [EventView], _ explanation: Explanation?) {
        let ending = trace.ending
        guard let code = ending.exitCode else {
            tone = .warning
            sentence = "It ended without a word: it was killed, or it still ran."
            links = [Link("exit", "none", .warning)]
            if let last = events.last(where: { $0.seam != .output }) {
                links.append(Link("last", of: last))
            }
            if let open = explanation?.openQuestion {
                links.append(Link("open", "\(open): not answered when it ended", .warning))
            }
            return
        }
        tone = code == 0 ? .good : .failed
        links = [Link("exit", "\(code): \(Self.meaning(of: code))", tone)]
        sentence =
            Self.lastLine(ending) ?? (code == 0 ? "It ended well." : "It ended with \(code).")
        if let explanation {
            add(explanation, events)
        } else if code != 0, let failure = Self.lastFailure(events) {
            links.append(Link("exchange", of: failure))
        }
    }

    private mutating func add(_ explanation: Explanation, _ events: [EventView]) {
        let verdict = explanation.machine?.advice.verdict
        let isAboutMachine = explanation.chain.contains { $0.kind == .rule }
        switch explanation.cause {
        case .error: sentence = explanation.findings.complaint?.problem ?? sentence
        case .verdict, .none: if isAboutMachine, let verdict { sentence = verdict.message }
        case .checks, .unfinished: break
        }
        if isAboutMachine {
            boundary = explanation.machine?.boundary.foremost.map(\.words) ?? []
            if explanation.cause == .none, let verdict { tone = Self.tone(verdict.status) }
        }
        differs = explanation.divergence != nil
        fixes =
            (explanation.findings.complaint?.fixes ?? [])
            + explanation.findings.objections.flatMap(\.fixes)
        // The places in the lines of what a verdict rests on, in the order in which they are told.
        var conditions = (explanation.machine?.steps.last?.findings ?? []).map(\.evidence)[...]
        var lines = (verdict?.evidence ?? [])[...]
        for link in explanation.chain.dropFirst() {
            var evidence: [Evidence] = []
            switch link.kind {
            // Each line says what it was asked for.
            case .question: continue
            case .condition: evidence = conditions.popFirst() ?? []
            case .line: evidence = lines.popFirst().map { [$0] } ?? []
            default: break
            }
            add(link, evidence, verdict, events)
        }
    }

    private mutating func add(
        _ link: Explanation.Link, _ evidence: [Evidence], _ verdict: Verdict?, _ events: [EventView]
    ) {
        let place = Self.place(evidence, events)
        var event = place?.event ?? link.event
        var tone = EventView.Tone.plain
        switch link.kind {
        case .error, .exchange: tone = .failed
        case .check:
            tone = link.text.contains("(failed)") ? .failed : .warning
        case .missing: tone = .warning
        case .rule:
            tone = (verdict?.status).map(Self.tone) ?? .plain
            event = events.last { $0.seam == .decision }?.number
        default: break
        }
        let what = link.kind == .row ? "known as" : link.kind.rawValue
        var words = link.text
        // The rest of it is the sentence.
        if link.kind == .rule, let verdict, sentence == verdict.message {
            words = "\(verdict.rule.rawValue) for \(verdict.model.id): \(verdict.status.rawValue)"
        }
        links.append(Link(what, words, tone, event: event, mark: place?.mark))
    }

    private static func tone(_ status: Status) -> EventView.Tone {
        switch status {
        case .pass: .good
        case .warning, .forceOnly: .warning
        case .fail: .failed
        }
    }

    /// When a run of `mn` ends with a code.
    static func meaning(of code: Int) -> String {
        ExitCode(rawValue: code)?.meaning ?? "no exit code of mn"
    }

    /// The first of some evidence that an event of the run shows.
    private static func place(
        _ evidence: [Evidence], _ events: [EventView]
    ) -> (event: Int, mark: ReadMark?)? {
        for evidence in evidence {
            if let event = events.first(where: { $0.access == evidence.access }) {
                return (event.number, event.mark(evidence))
            }
        }
        return nil
    }

    /// What was said last: the error, or the last line of a text for people.
    private static func lastLine(_ ending: Trace.Ending) -> String? {
        if ending.exitCode != 0,
            let said = ending.standardError.split(separator: "\n").first(where: {
                $0.hasPrefix("mn: ")
            })
        {
            return String(said.dropFirst(4))
        }
        let document = try? JSON.parse(ending.standardOutput)
        if let message = document?["error"]?["message"]?.string { return message }
        if document != nil { return nil }
        return ending.standardOutput.split(separator: "\n").last { !$0.isBlank }.map(String.init)
    }

    /// What went wrong last, else what was asked last.
    private static func lastFailure(_ events: [EventView]) -> EventView? {
        let asked = events.filter {
            $0.seam != .decision && $0.seam != .output && $0.seam != .variables
        }
        return asked.last { $0.tone == .failed } ?? asked.last { $0.tone == .warning }
    }
}
