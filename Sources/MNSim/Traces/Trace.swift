package import MNCore

/// Everything a run of `mn` asked of its world, what was answered, and how it ended.
package struct Trace: Hashable, Sendable {
    /// One thing that happened, in order.
    package enum Event: Hashable, Sendable {
        case access(Recording.Exchange)
        case call(HTTPRequest, Endpoint, HTTPOutcome)
        /// A connection was tried, and let go at once.
        case connect(Endpoint, TransportFault?)
        /// A program ran with these words, the first of which is its name; what it saw is not kept.
        case process([String], CommandResult)
        /// It was looked whether a program could be started.
        case obstacle([String], ProcessOutcome?)
        case read(path: String, Result<[UInt8], FileFault>)
        case list(path: String, Result<[String], FileFault>)
        /// A file was written, or was to be; its bytes are not kept.
        case changed(Change, path: String, FileFault?)
        /// What was left in a directory by writers that were killed was looked for.
        case cleared(directory: String)
        /// A lock was tried; it is false where somebody else had it.
        case locked(path: String, Result<Bool, FileFault>)
        case resolved(path: String, Result<String, FileFault>)
        /// A rule decided.
        case rule(model: String, rule: String, status: String)
        /// A variable was read, the first time; nil where it is not set.
        case variable(String, String?)
        /// The terminal was given a text.
        case printed(ProcessOutput, String)
        /// What happened here is left out: so many events, of so many bytes.
        case cut(events: Int, bytes: Int)
        /// An event of which so many bytes are left out, of what was answered or printed.
        indirect case shortened(Trace.Event, bytes: Int)
    }

    /// What was done to a file.
    package enum Change: String, Hashable, Sendable {
        case wrote, appended
        /// All of it was written but the last step.
        case rehearsed
    }

    /// How the run ended, and what it printed.
    package struct Ending: Hashable, Sendable {
        /// Nil where it ended without a word: it was killed, or it still runs.
        package var exitCode: Int?
        package var standardOutput: String
        package var standardError: String

        package init(exitCode: Int?, standardOutput: String, standardError: String) {
            self.exitCode = exitCode
            self.standardOutput = standardOutput
            self.standardError = standardError
        }
    }

    /// The version of `mn` that ran.
    package var version: String
    /// The words after `mn`, without those that ask for the trace.
    package var arguments: [String]
    /// The columns of the terminal, if there was one.
    package var width: Int?
    package var hasColour: Bool
    /// The signs that its output is written with.
    package var signs = Signs.unicode
    /// The machine, if it was not the one the program ran on.
    package var simulatedMachine: String?
    /// What the run had that others had not, for its pauses.
    package var seed: UInt64 = 0
    /// Whether services and programs of the user were asked; older traces hold no word of them.
    package var areServicesKnown = false
    package var events: [Event]
    /// Nil where the run ended without a word: it was killed, or it still runs.
    package var exitCode: Int?

    package init(
        version: String, arguments: [String], presentation: Presentation = Presentation(),
        simulatedMachine: String? = nil, events: [Event] = [], exitCode: Int? = nil
    ) {
        self.version = version
        self.arguments = arguments
        width = presentation.width
        hasColour = presentation.hasColour
        signs = presentation.signs
        self.simulatedMachine = simulatedMachine
        self.events = events
        self.exitCode = exitCode
    }

    /// The variables that the run has read, if they are set.
    package var environment: [String: String] {
        var environment: [String: String] = [:]
        for case .variable(let name, let value?) in events { environment[name] = value }
        return environment
    }

    /// How standard output was shown.
    package var presentation: Presentation {
        var presentation = Presentation(width: width, hasColour: hasColour)
        presentation.signs = signs
        return presentation
    }

    package var ending: Ending {
        Ending(
            exitCode: exitCode, standardOutput: printed(.standard), standardError: printed(.error))
    }

    /// All that a stream of the terminal was given.
    package func printed(_ output: ProcessOutput) -> String {
        var text = ""
        for case .printed(output, let part) in events.lazy.map(\.whatIsLeft) { text += part }
        return text
    }

    /// What happened before anything is left out, which is as much as can be played again.
    package var beginning: ArraySlice<Event> {
        events.prefix { if case .cut = $0 { false } else { true } }
    }

    /// Whether its end is not known, or events are left out.
    package var isPartial: Bool { exitCode == nil || beginning.count < events.count }
}

extension Trace.Event {
    /// The event as its answer stands here, whether or not all of that does.
    package var whatIsLeft: Trace.Event {
        if case .shortened(let event, _) = self { event.whatIsLeft } else { self }
    }

    /// The event with another answer.
    package func with(_ other: Trace.Event) -> Trace.Event {
        if case .shortened(let event, let bytes) = self {
            .shortened(event.with(other), bytes: bytes)
        } else {
            other
        }
    }
}
