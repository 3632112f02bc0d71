package import MNCore

/// A situation and what `mn` must do in it: a machine, a runner, faults, files, and command lines.
public struct Scenario: Hashable, Sendable {
    /// One command line, and what it must do.
    package struct Step: Hashable, Sendable {
        /// The words after `mn`.
        package var arguments: [String]
        /// The virtual time that passes before it.
        package var pause: Duration
        /// The user's files that somebody changes before it, by path.
        package var files: [String: [UInt8]]
        package var expectation: Expectation
    }

    /// What a step must end with and print; of a stream that is not mentioned, any text will do.
    package struct Expectation: Hashable, Sendable {
        package var exitCode: Int
        package var standardOutput: StreamExpectation
        package var standardError: StreamExpectation
        /// How long it may take in virtual time; nil is any time.
        package var duration: ClosedRange<Duration>?
    }

    /// What a stream must hold.
    package struct StreamExpectation: Hashable, Sendable {
        package enum Form: Hashable, Sendable {
            case empty
            /// Any text.
            case any
            /// Exactly these lines.
            case lines([String])
            /// Each of these texts somewhere.
            case contains([String])
            /// One JSON document with these values at these pointers; null is also met by no value.
            case json([JSONPointer: JSON])
        }

        package var form: Form
        /// Texts that are nowhere in it.
        package var lacks: [String]

        package init(_ form: Form, lacks: [String] = []) {
            self.form = form
            self.lacks = lacks
        }
    }

    /// What must be true of the whole run.
    package struct Ending: Hashable, Sendable {
        /// Questions that the machine is never asked; `*` stands for anything.
        package var neverAsked: [Access] = []
        /// Requests that the runner never gets, as `METHOD /path`; `*` stands for anything.
        package var neverSent: [String] = []
        /// The files that are written, and no others; nil says nothing of them.
        package var written: Set<String>?
    }

    /// A fault of the machine, by a name that a report can use.
    package struct NamedFault: Hashable, Sendable {
        package var id: String
        /// What it happens to; `*` stands for anything in a path or in the words of a command.
        package var target: Access
        package var kind: MachineFault.Kind
        /// Since the beginning of the scenario.
        package var from: Duration
        /// Since the beginning of the scenario; nil is for ever.
        package var until: Duration?
    }

    /// The name of the file, without its ending.
    public var name: String
    public var title: String
    /// What must stay true, in one sentence.
    package var intent: String
    package var tags: [String]
    /// The profile of the machine; nil is a machine of which nothing is known.
    package var profile: String?
    /// Answers that differ from the profile's; each must be asked for.
    package var changes: Recording
    package var machineFaults: [NamedFault]
    /// The state of the Model Runner; nil if there is none.
    package var runner: RunnerState?
    /// Where the runner answers.
    package var runnerEndpoints: Set<Endpoint>
    package var runnerFaults: [RunnerFault]
    /// The `docker` program and what it finds; nil if there is none.
    package var dockerSetup: DockerSetup?
    /// What listens where, and the programs that blueprints may run; nil where neither can be asked.
    package var services: [SimulatedServices.Service]?
    /// The user's files by path.
    package var files: [String: [UInt8]]
    /// Where symbolic links among them lead, by path.
    package var links: [String: String]
    /// The files that can be neither read nor written nor locked, by path, and why.
    package var fileFaults: [String: FileFault.Reason]
    /// The locks that another program holds, by path, each until this time.
    package var heldLocks: [String: Duration]
    package var environment: [String: String]
    /// The columns of the terminal; nil if the output goes to a file.
    package var terminalWidth: Int?
    package var steps: [Step]
    package var ending: Ending
}
