public import MNCore

/// A situation and what `mn` must do in it: a machine, a runner, faults, files, and command lines.
public struct Scenario: Hashable, Sendable {
    /// One command line, and what it must do.
    public struct Step: Hashable, Sendable {
        /// The words after `mn`.
        public var arguments: [String]
        public var expectation: Expectation
    }

    /// What a step must end with and print; a stream that is not mentioned must be empty.
    public struct Expectation: Hashable, Sendable {
        public var exitCode: Int
        public var standardOutput: StreamExpectation
        public var standardError: StreamExpectation
    }

    public enum StreamExpectation: Hashable, Sendable {
        case empty
        /// Exactly these lines.
        case lines([String])
        /// Each of these texts somewhere.
        case contains([String])
        /// One JSON document with these values at these pointers.
        case json([JSONPointer: JSON])
    }

    /// A fault of the machine, by a name that a report can use.
    public struct NamedFault: Hashable, Sendable {
        public var id: String
        public var fault: MachineFault
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
    public var runnerFaults: [RunnerFault]
    /// The user's files by path.
    public var files: [String: [UInt8]]
    public var environment: [String: String]
    /// The columns of the terminal; nil if the output goes to a file.
    public var terminalWidth: Int?
    public var steps: [Step]
}
