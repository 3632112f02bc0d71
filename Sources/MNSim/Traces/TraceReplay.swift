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

    private let trace: Trace
    private let recording: Recording
    /// How many calls of each kind were answered; a later call gets the next answer.
    private let asked = Mutex<[String: Int]>([:])
    private let unanswered = Mutex<String?>(nil)

    package init(_ trace: Trace) {
        self.trace = trace
        var recording = Recording()
        for case .access(let exchange) in trace.events {
            recording[exchange.access] = exchange.outcome
        }
        self.recording = recording
    }

    /// Runs the program on the trace and says where it first leaves it.
    package func run(
        in base: World, program: @escaping ScenarioRun.Program
    ) -> (ending: Trace.Ending, divergence: Divergence?) {
        guard let ending = ending(in: base, program: program) else {
            return (trace.ending, .endless)
        }
        return (ending, divergence(ending))
    }

    /// How the program ends on the trace, in virtual time; nil if it does not.
    private func ending(in base: World, program: @escaping ScenarioRun.Program) -> Trace.Ending? {
        // What it prints is read as that of any run is.
        try? Simulation.run { [self] time in
            var world = base
            world.machine = ReplayedMachine(replay: self)
            world.http = ReplayedServices(replay: self)
            world.processes = ReplayedServices(replay: self)
            world.files = ReplayedFiles(replay: self)
            world.terminal = SilentTerminal(width: trace.width, hasColour: trace.hasColour)
            world.time = time
            world.ports = nil
            world.endRequests = nil
            world.hostName = nil
            world.environment = trace.environment
            world.seed = trace.seed
            world.simulatedMachine = trace.simulatedMachine
            world.areServicesKnown = trace.areServicesKnown
            let tracer = Tracer(world)
            let exit = await program(trace.arguments, tracer.world)
            return tracer.ending(exit)
        }
    }

    /// The trace with what its replay prints, if that asks and ends as the run did; the trace as it is
    /// where it does not.
    package static func settled(
        _ trace: Trace, in base: World, program: @escaping ScenarioRun.Program
    ) -> Trace {
        let replay = TraceReplay(trace)
        guard let ending = replay.ending(in: base, program: program),
            replay.unanswered.withLock(\.self) == nil,
            ending.exitCode == trace.ending.exitCode
        else { return trace }
        var trace = trace
        trace.ending = ending
        return trace
    }

    private func divergence(_ now: Trace.Ending) -> Divergence? {
        if let question = unanswered.withLock(\.self) { return .unanswered(question: question) }
        for (name, old, new) in [
            ("standard output", trace.ending.standardOutput, now.standardOutput),
            ("standard error", trace.ending.standardError, now.standardError),
        ] where old != new {
            let (a, b) = (old.split(separator: "\n"), new.split(separator: "\n"))
            let line = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            let index = line ?? min(a.count, b.count)
            return .output(
                name: name, line: index + 1, traced: index < a.count ? String(a[index]) : "",
                now: index < b.count ? String(b[index]) : "")
        }
        if trace.ending.exitCode != now.exitCode {
            return .exitCode(traced: trace.ending.exitCode, now: now.exitCode)
        }
        return nil
    }

    fileprivate func answer(_ access: Access) -> Outcome {
        if let outcome = recording[access] { return outcome }
        miss("\(access)")
        return .unrecorded
    }

    /// The answer to the nth question of a kind; the last one stays.
    ///
    /// - Parameter isNew: whether older programs did not write such questions down.
    fileprivate func next<Answer>(
        _ question: String, isNew: Bool = false, _ pick: (Trace.Event) -> Answer?
    ) -> Answer? {
        let answers = trace.events.compactMap(pick)
        let index = asked.withLock { asked in
            let index = asked[question, default: 0]
            asked[question] = index + 1
            return index
        }
        if answers.isEmpty, !isNew { miss(question) }
        return index < answers.count ? answers[index] : answers.last
    }

    /// Why some piece of what was added to a file was not; nil if all was.
    fileprivate func appendFault(_ path: String) -> FileFault? {
        for case .changed(.appended, path, let fault?) in trace.events { return fault }
        return nil
    }

    /// Whether it was written down what programs of the user did.
    fileprivate var knowsPrograms: Bool { trace.areServicesKnown }

    private func miss(_ question: String) {
        unanswered.withLock { if $0 == nil { $0 = question } }
    }
}

private struct ReplayedMachine: Machine {
    let replay: TraceReplay
    func answer(_ access: Access, within limit: Duration) async -> Outcome { replay.answer(access) }
}

private struct ReplayedServices: HTTPTransport, ProcessRunner {
    let replay: TraceReplay

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let question = "\(request.method) \(request.target) at \(endpoint)"
        let outcome = replay.next(question) { event -> HTTPOutcome? in
            guard case .call(let other, endpoint, let outcome) = event,
                other.method == request.method, other.target == request.target
            else { return nil }
            return outcome
        }
        guard let outcome else { throw .failed("not in the trace") }
        if let response = outcome.response {
            guard receive(.head(response.head)), receive(.body(response.body)) else {
                throw .stopped
            }
        }
        if let fault = outcome.fault { throw fault }
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        let outcome = replay.next("connect \(endpoint)") { event -> TransportFault?? in
            if case .connect(endpoint, let fault) = event { .some(fault) } else { nil }
        }
        guard let fault = outcome else { throw .failed("not in the trace") }
        if let fault { throw fault }
    }

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        guard replay.knowsPrograms else { return .unrecorded }
        let line = command.argv.joined(separator: " ")
        let outcome = replay.next("whether to start \(line)") { event -> ProcessOutcome?? in
            if case .obstacle(command.argv, let outcome) = event { .some(outcome) } else { nil }
        }
        return outcome ?? .unrecorded
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        guard replay.knowsPrograms || command.argv.first == "docker" else { return .unrecorded }
        let result = replay.next(command.argv.joined(separator: " ")) { event -> CommandResult? in
            if case .process(command.argv, let result) = event { result } else { nil }
        }
        guard let result else { return .unrecorded }
        switch result.ending {
        case .absent, .denied, .failed, .unrecorded: break
        default: started()
        }
        if !result.standardOutput.isEmpty { receive(.standard, result.standardOutput) }
        if !result.standardError.isEmpty { receive(.error, result.standardError) }
        return result.ending
    }
}

private struct ReplayedFiles: Files {
    let replay: TraceReplay

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        let outcome = replay.next("file \(path)") { event -> Result<[UInt8], FileFault>? in
            if case .read(path, let outcome) = event { outcome } else { nil }
        }
        return try Self.answer(outcome, path)
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        let outcome = replay.next("directory \(path)") { event -> Result<[String], FileFault>? in
            if case .list(path, let outcome) = event { outcome } else { nil }
        }
        return try Self.answer(outcome, path)
    }

    func resolved(_ path: String) throws(FileFault) -> String {
        let outcome = replay.next("place \(path)", isNew: true) {
            event -> Result<String, FileFault>? in
            if case .resolved(path, let outcome) = event { outcome } else { nil }
        }
        return try Self.answer(outcome, path)
    }

    private static func answer<Value>(
        _ outcome: Result<Value, FileFault>?, _ path: String
    ) throws(FileFault) -> Value {
        guard let outcome else { throw FileFault(path, .failed("not in the trace")) }
        return try outcome.get()
    }

    /// Nothing is written: the run it belongs to is over.
    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try change(.wrote, path)
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) { try change(.appended, path) }

    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try change(.rehearsed, path)
    }

    private func change(_ change: Trace.Change, _ path: String) throws(FileFault) {
        let fault = replay.next("\(change) \(path)", isNew: true) { event -> FileFault?? in
            if case .changed(change, path, let fault) = event { .some(fault) } else { nil }
        }
        if let fault, let fault { throw fault }
        // In how many pieces a worker's output came is not known: one that was not kept is said.
        if change == .appended, let fault = replay.appendFault(path) { throw fault }
    }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        let outcome = replay.next("lock \(path)", isNew: true) {
            event -> Result<Bool, FileFault>? in
            if case .locked(path, let outcome) = event { outcome } else { nil }
        }
        return try outcome?.get() == false ? nil : FreeLock()
    }

    /// A lock that the traced run got, too.
    private struct FreeLock: FileLock {
        func release() {}
    }
}
