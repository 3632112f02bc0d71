package import MNCore
package import MNSim
import Synchronization

/// Plays traced runs with today's program, and says what each came to.
package struct SupportReplay: Sendable {
    /// What a run came to when it was played.
    package struct Result: Sendable {
        package var ending: Trace.Ending
        /// What the program asked now, and was answered.
        package var events: [Trace.Event]
        /// What it told beside its output.
        package var findings: RunFindings
        package var signature: Signature
        /// The first way in which it was not the traced run.
        package var divergence: TraceReplay.Divergence?
        /// What a run without its end asked last, and was not answered.
        package var openQuestion: String?
        /// The first question that only one of the two runs asked; nil if both asked the same.
        package var difference: ExchangeDifference?

        /// What was asked that does not stand in the trace; nil if all does.
        package var unanswered: String? {
            switch divergence {
            case .unanswered(let question): question
            case .endless: "an end"
            default: nil
            }
        }
        package var isAnswered: Bool { unanswered == nil }
    }

    private let base: World
    private let program: RunFindings.Program

    package init(in base: World, program: @escaping RunFindings.Program) {
        self.base = base
        self.program = program
    }

    package func play(_ trace: Trace) -> Result {
        let listener = Listener()
        let asked = Mutex<[Trace.Event]>([])
        let replay = TraceReplay(trace)
        let (ending, divergence) = replay.run(in: base) { [program] arguments, world in
            let tracer = Tracer(world)
            let exit = await program(arguments, tracer.world) { listener.take($0) }
            let events = tracer.trace(arguments, exit: exit, version: "").events
            asked.withLock { $0 = events }
            return exit
        }
        var (events, findings) = (asked.withLock(\.self), listener.findings)
        var difference: ExchangeDifference?
        if trace.isPartial {
            // What comes behind the end of the trace is nobody's.
            events = Array(trace.beginning)
            findings = findings.beginning(events)
        } else {
            difference = ExchangeDifference(traced: trace.events, now: events)
        }
        return Result(
            ending: ending, events: events, findings: findings,
            signature: Signature(
                findings, events: events,
                exitCode: divergence == .endless || trace.isPartial ? nil : ending.exitCode),
            divergence: divergence, openQuestion: replay.openQuestion, difference: difference)
    }

    /// The run with what it prints when it is played.
    package func settled(_ trace: Trace) -> Trace {
        TraceReplay.settled(trace, in: base) { [program] in await program($0, $1) { _ in } }
    }
}

/// The first exchange in which a run is another one than was traced.
///
/// Answers that come side by side may come in any order, so that only what was asked counts, and how often.
package struct ExchangeDifference: Hashable, Sendable {
    package var question: String
    /// What the trace answered, in few words; nil if it was not asked then.
    package var traced: String?
    /// What it was answered now; nil if it is not asked now.
    package var now: String?
    /// The question before it.
    package var after: String?

    /// Nil if both runs asked the same.
    package init?(traced: [Trace.Event], now: [Trace.Event]) {
        let kinds = Set(traced.compactMap { $0.isOfNewTraces ? $0.seamKind : nil })
        // What older programs did not write down is missing from all of their traces.
        let asked = now.filter { event in
            !event.isOfNewTraces || event.seamKind.map(kinds.contains) ?? false
        }
        let rows = Pairs(questionsOf: traced, asked).rows
        guard let place = rows.firstIndex(where: { $0.left == nil || $0.right == nil }) else {
            return nil
        }
        let row = rows[place]
        question = (row.left ?? row.right)?.question ?? ""
        self.traced = row.left?.answerWords
        self.now = row.right?.answerWords
        after = place > 0 ? rows[place - 1].left?.question : nil
    }
}
