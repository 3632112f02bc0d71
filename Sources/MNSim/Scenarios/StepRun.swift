import MNCore
import Synchronization

/// One step of a scenario as it goes: traced, and killed where the scenario says so.
///
/// A program that is killed is left to come to its end, in a world that nobody keeps: what there was at the kill
/// is put back afterwards.
struct StepRun {
    private let step: Scenario.Step
    private let world: ScenarioWorld
    private let base: World
    private let executioner: Executioner?

    init(
        _ step: Scenario.Step, in world: ScenarioWorld, of scenario: Scenario, _ base: World?
    ) {
        self.step = step
        self.world = world
        var made = world.world(scenario, base)
        executioner = step.kill.map { kill in
            Executioner(kill) {
                defer { world.faultyFiles.beForNobody() }
                return world.state
            }
        }
        if let executioner { made.http = WatchedHTTP(inner: made.http, executioner: executioner) }
        self.base = made
    }

    func result(_ program: ScenarioRun.Program) async -> ScenarioRun.StepResult {
        let start = world.time.now
        let tracer = Tracer(base) { [executioner] in executioner?.note($0) }
        executioner?.begin()
        let (exit, other) = await both(tracer.world, program)
        var trace = tracer.trace(step.arguments, exit: exit, version: "")
        guard let kill = step.kill, let state = executioner?.state else {
            return ScenarioRun.StepResult(
                trace: trace, start: start, end: world.time.now, beside: other)
        }
        world.leave(state)
        trace.events = trace.events.prefix(through: kill).printing(executioner?.printed ?? [:])
        trace.exitCode = nil
        return ScenarioRun.StepResult(trace: trace, start: start, end: state.time)
    }
}

extension StepRun {
    /// Runs the step, and what is beside it, to their ends.
    private func both(
        _ own: World, _ program: ScenarioRun.Program
    ) async -> (exit: ExitCode, beside: Trace?) {
        guard let words = step.beside else { return (await program(step.arguments, own), nil) }
        let tracer = Tracer(base)
        async let exit = program(step.arguments, own)
        async let other = program(words, tracer.world)
        return (await exit, tracer.trace(words, exit: await other, version: ""))
    }
}

/// Keeps what there is at the moment of a kill.
private final class Executioner: Sendable {
    private struct Count {
        var calls = 0
        var parts = 0
        /// The bytes on each stream.
        var printed: [ProcessOutput: Int] = [:]
        var state: ScenarioWorld.State?
    }

    private let kill: Scenario.Kill
    private let look: @Sendable () -> ScenarioWorld.State
    private let count = Mutex(Count())

    init(_ kill: Scenario.Kill, _ look: @escaping @Sendable () -> ScenarioWorld.State) {
        self.kill = kill
        self.look = look
    }

    /// What there was; nil as long as it has not come to that.
    var state: ScenarioWorld.State? { count.withLock(\.state) }

    /// How much was printed by then.
    var printed: [ProcessOutput: Int] { count.withLock(\.printed) }

    func begin() { take { _ in } }

    func note(_ event: Trace.Event) {
        if case .printed(let output, let text) = event {
            count.withLock { count in
                if count.state == nil { count.printed[output, default: 0] += text.utf8.count }
            }
        }
        guard event.isCall, let question = event.question, kill.counts(question) else { return }
        take {
            $0.calls += 1
            $0.parts = 0
        }
    }

    /// A part of the answer to a request has come.
    func notePart(_ request: HTTPRequest, _ endpoint: Endpoint) {
        guard kill.counts("\(request.method) \(request.target) at \(endpoint)") else { return }
        take { $0.parts += 1 }
    }

    private func take(_ change: (inout Count) -> Void) {
        let isNow = count.withLock { count in
            change(&count)
            return count.state == nil && count.calls == kill.calls && count.parts == kill.parts
        }
        guard isNow else { return }
        let state = look()
        count.withLock { $0.state = state }
    }
}

private struct WatchedHTTP: HTTPTransport {
    let inner: any HTTPTransport
    let executioner: Executioner

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        try await inner.exchange(request, with: endpoint, patience: patience, limit: limit) {
            executioner.notePart(request, endpoint)
            return receive($0)
        }
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        try await inner.connect(to: endpoint, limit: limit)
    }
}

extension Trace.Event {
    /// Whether something outside was asked or changed; what is printed is not, nor are variables.
    package var isCall: Bool {
        switch self {
        case .variable, .printed, .rule, .cut, .shortened: false
        default: true
        }
    }
}

extension [Trace.Event] {
    /// The events until a kill.
    fileprivate func prefix(through kill: Scenario.Kill) -> ArraySlice<Trace.Event> {
        var calls = 0
        for (index, event) in enumerated() where event.isCall {
            guard let question = event.question, kill.counts(question) else { continue }
            if calls == kill.calls { return self[..<index] }
            calls += 1
            if calls == kill.calls, kill.parts == 0 { return self[...index] }
        }
        return self[...]
    }
}

extension ArraySlice<Trace.Event> {
    /// The same with no more of each stream than these bytes.
    fileprivate func printing(_ bytes: [ProcessOutput: Int]) -> [Trace.Event] {
        var left = bytes
        return compactMap { event in
            guard case .printed(let output, let text) = event else { return event }
            let count = Swift.min(left[output] ?? 0, text.utf8.count)
            left[output] = (left[output] ?? 0) - count
            return count == 0
                ? nil : .printed(output, String(decoding: text.utf8.prefix(count), as: UTF8.self))
        }
    }
}
