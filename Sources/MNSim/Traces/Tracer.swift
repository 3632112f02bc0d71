package import MNCore
import Synchronization

/// Wraps a world so that everything asked of it is written down.
package final class Tracer: Sendable {
    private let base: World
    private let notes: Mutex<Notes>
    private let listener: @Sendable (Trace.Event) -> Void

    /// - Parameters:
    ///   - keeps: whether the events are kept for the trace.
    ///   - listener: is told each event before its answer is handed on, one at a time.
    package init(
        _ base: World, keeps: Bool = true,
        listener: @escaping @Sendable (Trace.Event) -> Void = { _ in }
    ) {
        self.base = base
        notes = Mutex(Notes(keeps: keeps))
        self.listener = listener
    }

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
        notes.withLock { if $0.take(event) { listener(event) } }
    }

    /// What the trace begins with, of a run with these words.
    package func header(_ arguments: [String], version: String) -> Trace {
        var trace = Trace(
            version: version, arguments: arguments, presentation: base.terminal.presentation,
            simulatedMachine: base.simulatedMachine)
        trace.seed = base.seed
        trace.areServicesKnown = base.areServicesKnown
        return trace
    }

    /// The trace of a run that ended so, as it was: with all that is private.
    ///
    /// - Parameter exit: nil of a run that goes on.
    package func trace(_ arguments: [String], exit: ExitCode?, version: String) -> Trace {
        var trace = header(arguments, version: version)
        trace.events = notes.withLock(\.events)
        trace.exitCode = exit?.rawValue
        return trace
    }

    /// What was noted so far.
    private struct Notes {
        let keeps: Bool
        var events: [Trace.Event] = []
        /// The variables that were read.
        private var variables: Set<String> = []
        /// The files that were added to.
        private var appended: Set<String> = []
        private var printed: [ProcessOutput: Int] = [:]

        /// The most bytes that are kept of what is written to each stream.
        private static let outputLimit = 32 << 20

        init(keeps: Bool) { self.keeps = keeps }

        /// Takes an event; false if it tells nothing new.
        mutating func take(_ event: Trace.Event) -> Bool {
            switch event {
            case .variable(let name, _): if !variables.insert(name).inserted { return false }
            // In how many pieces the output of a worker comes is chance.
            case .changed(.appended, let path, nil):
                if !appended.insert(path).inserted { return false }
            case .printed(let output, let text):
                if text.isEmpty || printed[output, default: 0] >= Self.outputLimit { return false }
                printed[output, default: 0] += text.utf8.count
            default: break
            }
            if keeps { keep(event) }
            return true
        }

        private mutating func keep(_ event: Trace.Event) {
            guard case .printed(let output, let text) = event,
                case .printed(output, var whole)? = events.last
            else { return events.append(event) }
            events.removeLast()
            whole += text
            events.append(.printed(output, whole))
        }
    }
}

/// A terminal that shows nothing: what is written to it, a tracer keeps.
package struct SilentTerminal: Terminal {
    package let presentation: Presentation

    package init(_ presentation: Presentation) { self.presentation = presentation }

    package init(width: Int?) { self.init(Presentation(width: width)) }

    package func write(_ text: String) {}
    package func writeError(_ text: String) {}
}
