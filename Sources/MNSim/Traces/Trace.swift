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
    }

    /// What was done to a file.
    package enum Change: String, Hashable, Sendable {
        case wrote, appended
        /// All of it was written but the last step.
        case rehearsed
    }

    /// How the run ended.
    package struct Ending: Hashable, Sendable {
        package var exitCode: Int
        package var standardOutput: String
        package var standardError: String

        package init(exitCode: Int, standardOutput: String, standardError: String) {
            self.exitCode = exitCode
            self.standardOutput = standardOutput
            self.standardError = standardError
        }
    }

    /// The version of `mn` that ran.
    package var version: String
    /// The words after `mn`, without those that ask for the trace.
    package var arguments: [String]
    /// The variables that the run has read, if they are set.
    package var environment: [String: String]
    /// The columns of the terminal, if there was one.
    package var width: Int?
    package var hasColour: Bool
    /// The machine, if it was not the one the program ran on.
    package var simulatedMachine: String?
    /// What the run had that others had not, for its pauses.
    package var seed: UInt64 = 0
    package var events: [Event]
    package var ending: Ending

    package init(
        version: String, arguments: [String], environment: [String: String], width: Int?,
        hasColour: Bool, simulatedMachine: String?, events: [Event], ending: Ending
    ) {
        self.version = version
        self.arguments = arguments
        self.environment = environment
        self.width = width
        self.hasColour = hasColour
        self.simulatedMachine = simulatedMachine
        self.events = events
        self.ending = ending
    }
}
