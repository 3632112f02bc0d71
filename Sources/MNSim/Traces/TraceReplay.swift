package import MNCore
import Synchronization

/// A world that answers from a trace and from nothing else, and notices what the trace does not answer.
package final class TraceReplay: Sendable {
    /// The first way in which today's program did something else than the one that was traced.
    package enum Divergence: Hashable, Sendable {
        /// Something was asked that the trace does not answer.
        case unanswered(question: String)
        case exitCode(traced: Int, now: Int)
        /// It waits for what never comes.
        case endless
        /// The first line that differs.
        case output(name: String, line: Int, traced: String, now: String)
    }

    /// No moment of a simulation: what was written down before the trace is of another time than what is written
    /// now, as it was then.
    private static let beginning = VirtualTime.epoch + .microseconds(1)

    /// The virtual time after which a replay is given up; in it, answers come at once.
    private static let limit = Duration.seconds(24 * 3600)

    private let trace: Trace
    /// The events that answer.
    private let events: [Trace.Event]
    /// Whether the trace holds a part of its run alone; every question asks for it.
    private let isPartial: Bool
    private let recording: Recording
    /// How many calls of each kind were answered; a later call gets the next answer.
    private let asked = Mutex<[String: Answers]>([:])
    /// The answers to one question.
    private struct Answers {
        /// Where among the events they stand.
        var places: [Int]
        /// How many of them were given.
        var given = 0
    }
    /// What writes the replay down.
    private let tracer = Mutex<Tracer?>(nil)
    /// The first question that the trace does not answer, and the replay up to it.
    private let end = Mutex<(question: String, replay: Trace?)?>(nil)

    package init(_ trace: Trace) {
        self.trace = trace
        events = trace.beginning.map(\.whatIsLeft)
        isPartial = trace.isPartial
        var recording = Recording()
        for case .access(let exchange) in events { recording[exchange.access] = exchange.outcome }
        self.recording = recording
    }

    /// Runs the program on the trace and says where it first leaves it.
    ///
    /// Where the trace does not hold the whole run, it is played as far as it goes: then the ending has no
    /// exit code, and what was printed by then is all that is compared.
    package func run(
        in base: World, program: @escaping ScenarioRun.Program
    ) -> (ending: Trace.Ending, divergence: Divergence?) {
        guard let replay = played(in: base, program: program) else {
            return (trace.ending, .endless)
        }
        return (replay.ending, divergence(replay))
    }

    /// What a run without its end asked last, which nothing answered any more; known once it was played.
    ///
    /// Nil where events are left out before its end, or today's program asks nothing more.
    package var openQuestion: String? {
        // A last line that was not written to its end holds the answer to it.
        let isWhole = trace.beginning.count >= trace.events.count - 1
        return trace.exitCode == nil && isWhole ? end.withLock(\.self)?.question : nil
    }

    /// The replay in virtual time, as far as the trace goes; nil if it comes to no end.
    private func played(in base: World, program: @escaping ScenarioRun.Program) -> Trace? {
        // It writes down the world that asks this.
        defer { tracer.withLock { $0 = nil } }
        // What it prints is read as that of any run is.
        let whole = try? Simulation.run(limit: Self.limit, beginning: Self.beginning) {
            [self] time in
            var world = base
            world.machine = ReplayedMachine(replay: self)
            world.http = ReplayedServices(replay: self)
            world.processes = ReplayedServices(replay: self)
            world.files = ReplayedFiles(replay: self)
            world.terminal = SilentTerminal(trace.presentation)
            world.time = time
            world.ports = nil
            world.endRequests = nil
            world.recordings = nil
            world.hostName = nil
            world.environment = trace.environment
            world.seed = trace.seed
            world.simulatedMachine = trace.simulatedMachine
            world.areServicesKnown = trace.areServicesKnown
            let tracer = Tracer(world)
            self.tracer.withLock { $0 = tracer }
            let exit = await program(trace.arguments, tracer.world)
            return tracer.trace(trace.arguments, exit: exit, version: trace.version)
        }
        return isPartial ? end.withLock(\.self)?.replay ?? whole : whole
    }

    /// The trace with what its replay prints, if that asks and ends as the run did; the trace as it is
    /// where it does not.
    package static func settled(
        _ trace: Trace, in base: World, program: @escaping ScenarioRun.Program
    ) -> Trace {
        let replay = TraceReplay(trace)
        guard let played = replay.played(in: base, program: program),
            replay.isPartial
                || replay.end.withLock({ $0 == nil }) && played.exitCode == trace.exitCode
        else { return trace }
        return trace.printing(as: played)
    }

    /// What a run does that is answered by the trace; nil if it comes to no end.
    package static func replay(
        of trace: Trace, in base: World, program: @escaping ScenarioRun.Program
    ) -> (trace: Trace, unanswered: String?)? {
        let replay = TraceReplay(trace)
        guard let played = replay.played(in: base, program: program) else { return nil }
        return (played, replay.isPartial ? nil : replay.end.withLock(\.self)?.question)
    }

    private func divergence(_ now: Trace) -> Divergence? {
        if !isPartial, let end = end.withLock(\.self) {
            return .unanswered(question: end.question)
        }
        var beginning = trace
        beginning.events = Array(trace.beginning)
        for (name, output) in [
            ("standard output", ProcessOutput.standard), ("standard error", .error),
        ] {
            let (old, new) = (beginning.printed(output), now.printed(output))
            if old == new { continue }
            // What comes later may have been printed on one side alone.
            if isPartial, old.utf8.starts(with: new.utf8) || new.utf8.starts(with: old.utf8) {
                continue
            }
            let (a, b) = (old.split(separator: "\n"), new.split(separator: "\n"))
            let line = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            let index = line ?? min(a.count, b.count)
            return .output(
                name: name, line: index + 1, traced: index < a.count ? String(a[index]) : "",
                now: index < b.count ? String(b[index]) : "")
        }
        if let traced = trace.exitCode, let exit = now.exitCode, traced != exit {
            return .exitCode(traced: traced, now: exit)
        }
        return nil
    }

    func answer(_ access: Access) -> Outcome {
        if let outcome = recording[access] { return outcome }
        miss("\(access)")
        return .unrecorded
    }

    /// The answer to the nth question of a kind; the last one stays.
    ///
    /// - Parameters:
    ///   - isNew: whether older programs did not write such questions down.
    ///   - isOnce: whether only the first answer is written down.
    func next<Answer>(
        _ question: String, isNew: Bool = false, isOnce: Bool = false,
        _ pick: (Trace.Event) -> Answer?
    ) -> Answer? {
        let (places, index) = asked.withLock { asked in
            var answers =
                asked[question]
                ?? Answers(places: events.indices.filter { pick(events[$0]) != nil })
            let index = answers.given
            answers.given += 1
            asked[question] = answers
            return (answers.places, index)
        }
        // Of a whole run the last answer stays; one that was broken off had not got the next.
        let isMissed =
            isPartial ? (isOnce ? 0 : index) >= places.count : places.isEmpty && !isNew
        if isMissed { miss(question) }
        return (index < places.count ? places[index] : places.last).flatMap { pick(events[$0]) }
    }

    /// Why some piece of what was added to a file was not; nil if all was.
    func appendFault(_ path: String) -> FileFault? {
        for case .changed(.appended, path, let fault?) in events { return fault }
        return nil
    }

    /// Whether it was written down what programs of the user did.
    var knowsPrograms: Bool { trace.areServicesKnown }

    private func miss(_ question: String) {
        let tracer = tracer.withLock(\.self)
        let replay = tracer?.trace(trace.arguments, exit: nil, version: trace.version)
        end.withLock { if $0 == nil { $0 = (question, replay) } }
    }
}

extension Trace {
    /// The same events with what another run printed that asked the same.
    ///
    /// Each text stands behind as many questions as there; what stands behind a cut stays as it is.
    fileprivate func printing(as other: Trace) -> Trace {
        var texts: [Int: [Event]] = [:]
        var count = 0
        for event in other.events {
            if case .printed = event {
                texts[count, default: []].append(event)
            } else if event.isQuestion {
                count += 1
            }
        }
        var result = self
        result.events = []
        count = 0
        for event in beginning {
            if case .printed = event.whatIsLeft { continue }
            if event.whatIsLeft.isQuestion {
                result.events += texts.removeValue(forKey: count) ?? []
                count += 1
            }
            result.events.append(event)
        }
        for (_, rest) in texts.sorted(by: { $0.key < $1.key }) { result.events += rest }
        result.events += events.dropFirst(beginning.count)
        return result
    }
}

extension Trace.Event {
    /// Whether something was asked of the world, which a replay asks as well.
    fileprivate var isQuestion: Bool {
        switch self {
        case .rule, .variable, .printed, .cut: false
        default: true
        }
    }
}
