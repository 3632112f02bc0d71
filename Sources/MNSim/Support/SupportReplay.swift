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
        package var signature: Signature
        /// The first way in which it was not the traced run.
        package var divergence: TraceReplay.Divergence?
        /// The first question that only one of the two runs asked; nil if both asked the same.
        package var difference: ExchangeDifference?

        /// Whether all that was asked stands in the trace.
        package var isAnswered: Bool {
            switch divergence {
            case .unanswered, .endless: false
            default: true
            }
        }
    }

    private let base: World
    private let program: NotedProgram

    package init(in base: World, program: @escaping NotedProgram) {
        self.base = base
        self.program = program
    }

    package func play(_ trace: Trace) -> Result {
        let notes = Notes()
        let (ending, divergence) = TraceReplay(trace).run(in: base) { [program] arguments, world in
            let tracer = Tracer(world)
            let exit = await program(arguments, tracer.world) { notes.add($0) }
            notes.end(tracer.trace(arguments, exit: exit, version: "").events)
            return exit
        }
        var (noted, events) = notes.all
        var difference: ExchangeDifference?
        if trace.isPartial {
            // What comes behind the end of the trace is nobody's.
            events = Array(trace.beginning)
            noted = noted.filter { if case .command = $0 { true } else { false } }
        } else {
            difference = ExchangeDifference(traced: trace.events, now: events)
        }
        return Result(
            ending: ending, events: events,
            signature: Signature(
                noted, events: events,
                exitCode: divergence == .endless || trace.isPartial ? nil : ending.exitCode),
            divergence: divergence, difference: difference)
    }

    /// The run with what it prints when it is played.
    package func settled(_ trace: Trace) -> Trace {
        TraceReplay.settled(trace, in: base) { [program] in await program($0, $1) { _ in } }
    }

    /// What a run tells while it goes on.
    private final class Notes: Sendable {
        private let state = Mutex<(notes: [SupportNote], events: [Trace.Event])>(([], []))

        var all: ([SupportNote], [Trace.Event]) { state.withLock { ($0.notes, $0.events) } }
        func add(_ note: SupportNote) { state.withLock { $0.notes.append(note) } }
        func end(_ events: [Trace.Event]) { state.withLock { $0.events = events } }
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
        let new = Self.first(of: asked, beyond: traced)
        let gone = Self.first(of: traced, beyond: asked)
        guard let found = [new, gone].compactMap(\.self).min(by: { $0.index < $1.index }) else {
            return nil
        }
        let isNew = new?.index == found.index
        question = found.question
        self.traced = isNew ? nil : found.answer
        self.now = isNew ? found.answer : nil
        after = found.before
    }

    private struct Found {
        var index: Int
        var question: String
        var answer: String
        var before: String?
    }

    /// The first question of a run that it asks more often than the other.
    private static func first(of events: [Trace.Event], beyond others: [Trace.Event]) -> Found? {
        var left: [String: Int] = [:]
        for event in others {
            if let question = event.question { left[question, default: 0] += 1 }
        }
        var before: String?
        for (index, event) in events.enumerated() {
            guard let question = event.question else { continue }
            let count = left[question, default: 0]
            if count == 0 {
                return Found(
                    index: index, question: question, answer: event.answerWords, before: before)
            }
            left[question] = count - 1
            before = question
        }
        return nil
    }
}
