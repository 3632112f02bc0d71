public import MNCore

/// A situation and what `mn` must do in it: a machine, a runner, faults, files, and command lines.
public struct Scenario: Hashable, Sendable {
    /// One command line, and what it must do.
    public struct Step: Hashable, Sendable {
        /// The words after `mn`.
        public var arguments: [String]
        /// The virtual time that passes before it.
        public var pause: Duration
        /// The user's files that somebody changes before it, by path.
        public var files: [String: [UInt8]]
        public var expectation: Expectation
    }

    /// What a step must end with and print; of a stream that is not mentioned, any text will do.
    public struct Expectation: Hashable, Sendable {
        public var exitCode: Int
        public var standardOutput: StreamExpectation
        public var standardError: StreamExpectation
        /// How long it may take in virtual time; nil is any time.
        public var duration: ClosedRange<Duration>?
    }

    /// What a stream must hold.
    public struct StreamExpectation: Hashable, Sendable {
        public enum Form: Hashable, Sendable {
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

        public var form: Form
        /// Texts that are nowhere in it.
        public var lacks: [String]

        public init(_ form: Form, lacks: [String] = []) {
            self.form = form
            self.lacks = lacks
        }
    }

    /// What must be true of the whole run.
    public struct Ending: Hashable, Sendable {
        /// Questions that the machine is never asked; `*` stands for anything.
        public var neverAsked: [Access] = []
        /// Requests that the runner never gets, as `METHOD /path`; `*` stands for anything.
        public var neverSent: [String] = []
        /// The files that are written, and no others; nil says nothing of them.
        public var written: Set<String>?
    }

    /// A fault of the machine, by a name that a report can use.
    public struct NamedFault: Hashable, Sendable {
        public var id: String
        /// What it happens to; `*` stands for anything in a path or in the words of a command.
        public var target: Access
        public var kind: MachineFault.Kind
        /// Since the beginning of the scenario.
        public var from: Duration
        /// Since the beginning of the scenario; nil is for ever.
        public var until: Duration?
    }

    /// The name of the file, without its ending.
    public var name: String
    public var title: String
    /// What must stay true, in one sentence.
    public var intent: String
    public var tags: [String]
    /// The profile of the machine; nil is a machine of which nothing is known.
    public var profile: String?
    /// Answers that differ from the profile's; each must be asked for.
    public var changes: Recording
    public var machineFaults: [NamedFault]
    /// The state of the Model Runner; nil if there is none.
    public var runner: RunnerState?
    /// Where the runner answers.
    public var runnerEndpoints: Set<Endpoint>
    public var runnerFaults: [RunnerFault]
    /// The `docker` program and what it finds; nil if there is none.
    public var dockerSetup: DockerSetup?
    /// What listens where, and the programs that blueprints may run; nil where neither can be asked.
    public var services: [SimulatedOutside.Service]?
    /// The user's files by path.
    public var files: [String: [UInt8]]
    /// Where symbolic links among them lead, by path.
    public var links: [String: String]
    /// The files that can be neither read nor written nor locked, by path, and why.
    public var fileFaults: [String: FileFault.Reason]
    /// The locks that another program holds, by path, each until this time.
    public var heldLocks: [String: Duration]
    public var environment: [String: String]
    /// The columns of the terminal; nil if the output goes to a file.
    public var terminalWidth: Int?
    public var steps: [Step]
    public var ending: Ending
}
