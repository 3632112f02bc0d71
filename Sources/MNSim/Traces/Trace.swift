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
        case read(path: String, FileOutcome)
        case list(path: String, ListOutcome)
        /// A file was to be written; its bytes are not kept.
        case wrote(path: String)
        /// A rule decided.
        case rule(model: String, rule: String, status: String)
    }

    package enum FileOutcome: Hashable, Sendable {
        case bytes([UInt8])
        case fault(FileFault)
    }

    package enum ListOutcome: Hashable, Sendable {
        case names([String])
        case fault(FileFault)
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
