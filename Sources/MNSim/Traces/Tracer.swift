package import MNCore
import Synchronization

/// Wraps a world so that everything asked of it is written down.
package final class Tracer: Sendable {
    private let base: World
    private let events = Mutex<[Trace.Event]>([])
    private let outputs = Mutex((output: "", error: ""))
    /// The variables that were read, and are set.
    private let variables = Mutex<[String: String]>([:])

    package init(_ base: World) { self.base = base }

    /// The world to run in.
    package var world: World {
        var world = base
        world.machine = TracedMachine(inner: base.machine, tracer: self)
        world.http = TracedHTTP(inner: base.http, tracer: self)
        world.processes = TracedProcesses(inner: base.processes, tracer: self)
        world.files = TracedFiles(inner: base.files, tracer: self)
        world.terminal = TracedTerminal(inner: base.terminal, tracer: self)
        world.environment = TracedVariables(inner: base.environment, tracer: self)
        return world
    }

    package func note(_ event: Trace.Event) {
        events.withLock { events in
            // In how many pieces the output of a worker comes is chance.
            if case .changed(.appended, _, nil) = event, events.contains(event) { return }
            events.append(event)
        }
    }

    /// The most bytes that are kept of what is written to each stream.
    private static let outputLimit = 32 << 20

    fileprivate func noteOutput(_ text: String) {
        outputs.withLock { if $0.output.utf8.count < Self.outputLimit { $0.output += text } }
    }
    fileprivate func noteError(_ text: String) {
        outputs.withLock { if $0.error.utf8.count < Self.outputLimit { $0.error += text } }
    }

    fileprivate func noteVariable(_ name: String, _ value: String) {
        variables.withLock { $0[name] = value }
    }

    /// How a run ended that ended so, and what it printed.
    func ending(_ exit: ExitCode) -> Trace.Ending {
        let (output, error) = outputs.withLock { $0 }
        return Trace.Ending(
            exitCode: exit.rawValue, standardOutput: output, standardError: error)
    }

    /// The trace of a run that ended so, as it was: with all that is private.
    package func trace(_ arguments: [String], exit: ExitCode, version: String) -> Trace {
        var trace = Trace(
            version: version, arguments: arguments,
            environment: variables.withLock { $0 },
            width: base.terminal.width, hasColour: base.terminal.hasColour,
            simulatedMachine: base.simulatedMachine, events: events.withLock { $0 },
            ending: ending(exit))
        trace.seed = base.seed
        trace.areServicesKnown = base.areServicesKnown
        return trace
    }
}

private struct TracedMachine: Machine {
    let inner: any Machine
    let tracer: Tracer

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        let outcome = await inner.answer(access, within: limit)
        tracer.note(.access(Recording.Exchange(access, outcome)))
        return outcome
    }
}

private struct TracedVariables: Variables {
    let inner: any Variables
    let tracer: Tracer

    subscript(name: String) -> String? {
        let value = inner[name]
        if let value { tracer.noteVariable(name, value) }
        return value
    }

    var all: [String: String] { inner.all }
}

private struct TracedHTTP: HTTPTransport {
    let inner: any HTTPTransport
    let tracer: Tracer

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        // All of it is kept: a replay must hand on what was read before a fault too.
        let collector = ResponseCollector(limit: HTTPResponse.bodyLimit)
        do throws(TransportFault) {
            try await inner.exchange(
                request, with: endpoint, patience: patience, limit: limit
            ) { part in
                _ = collector.take(part)
                return receive(part)
            }
            tracer.note(.call(request, endpoint, HTTPOutcome(collector.response, nil)))
        } catch {
            tracer.note(.call(request, endpoint, HTTPOutcome(collector.response, error)))
            throw error
        }
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        do throws(TransportFault) {
            try await inner.connect(to: endpoint, limit: limit)
            tracer.note(.connect(endpoint, nil))
        } catch {
            tracer.note(.connect(endpoint, error))
            throw error
        }
    }
}

private struct TracedProcesses: ProcessRunner {
    let inner: any ProcessRunner
    let tracer: Tracer

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        let outcome = await inner.obstacle(to: command)
        tracer.note(.obstacle(command.argv, outcome))
        return outcome
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        let collector = OutputCollector()
        let outcome = await inner.run(command, started: started) { output, bytes in
            collector.take(output, bytes)
            receive(output, bytes)
        }
        tracer.note(.process(command.argv, collector.result(outcome)))
        return outcome
    }
}

private struct TracedFiles: Files {
    let inner: any Files
    let tracer: Tracer

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        try noted({ .read(path: path, $0) }) { () throws(FileFault) in
            try inner.read(path, limit: limit)
        }
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        try noted({ .list(path: path, $0) }) { () throws(FileFault) in try inner.list(path) }
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try change(.wrote, path) { () throws(FileFault) in try inner.replace(path, with: bytes) }
    }

    func replace(_ path: String, with bytes: [UInt8], isPrivate: Bool) throws(FileFault) {
        try change(.wrote, path) { () throws(FileFault) in
            try inner.replace(path, with: bytes, isPrivate: isPrivate)
        }
    }

    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try change(.rehearsed, path) { () throws(FileFault) in
            try inner.rehearse(path, with: bytes)
        }
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        try change(.appended, path) { () throws(FileFault) in try inner.append(bytes, to: path) }
    }

    func removeLeftovers(in directory: String) {
        inner.removeLeftovers(in: directory)
        tracer.note(.cleared(directory: directory))
    }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        try noted({ .locked(path: path, $0.map { $0 != nil }) }) { () throws(FileFault) in
            try inner.lock(path)
        }
    }

    func resolved(_ path: String) throws(FileFault) -> String {
        try noted({ .resolved(path: path, $0) }) { () throws(FileFault) in
            try inner.resolved(path)
        }
    }

    private func change(
        _ change: Trace.Change, _ path: String, _ body: () throws(FileFault) -> Void
    ) throws(FileFault) {
        try noted(
            { result in
                if case .failure(let fault) = result {
                    .changed(change, path: path, fault)
                } else {
                    .changed(change, path: path, nil)
                }
            }, body)
    }

    /// Asks, and notes what is answered.
    private func noted<Value>(
        _ event: (Result<Value, FileFault>) -> Trace.Event, _ body: () throws(FileFault) -> Value
    ) throws(FileFault) -> Value {
        let result: Result<Value, FileFault>
        do throws(FileFault) {
            result = .success(try body())
        } catch {
            result = .failure(error)
        }
        tracer.note(event(result))
        return try result.get()
    }
}

private struct TracedTerminal: Terminal {
    let inner: any Terminal
    let tracer: Tracer

    var width: Int? { inner.width }
    var hasColour: Bool { inner.hasColour }
    var progressWidth: Int? { inner.progressWidth }

    func showProgress(_ line: String?) { inner.showProgress(line) }

    func write(_ text: String) {
        tracer.noteOutput(text)
        inner.write(text)
    }

    func writeError(_ text: String) {
        tracer.noteError(text)
        inner.writeError(text)
    }

    func tellJob(_ commands: String) {
        tracer.noteError(commands)
        inner.tellJob(commands)
    }
}

/// A terminal that shows nothing: what is written to it, a tracer keeps.
package struct SilentTerminal: Terminal {
    package let width: Int?
    package let hasColour: Bool

    package init(width: Int?, hasColour: Bool = false) {
        self.width = width
        self.hasColour = hasColour
    }

    package func write(_ text: String) {}
    package func writeError(_ text: String) {}
}
