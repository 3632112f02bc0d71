import Synchronization

/// The seam to programs: `docker`, the workers of a blueprint, and what checks it.
package protocol ProcessRunner: Sendable {
    /// Why a program could not be started as things are; nil if nothing is known to stand in its way.
    func obstacle(to command: ProcessCommand) async -> ProcessOutcome?
    /// Runs a program to its end, and ends everything with it that it started; without a shell.
    ///
    /// It is also ended when its task is cancelled, and is `interrupted` then.
    ///
    /// - Parameters:
    ///   - started: is called once the program runs.
    ///   - receive: is given what the program writes, as it comes, one piece at a time.
    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome
}

extension ProcessRunner {
    /// Runs a program of which only the output and the end matter.
    package func run(
        _ command: ProcessCommand, _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome { await run(command, started: {}, receive) }

    /// Runs a program to its end and keeps what it writes.
    package func collect(_ command: ProcessCommand) async -> CommandResult {
        let collector = OutputCollector()
        let outcome = await run(command, collector.take)
        return collector.result(outcome)
    }
}

/// A program to run, and how.
package struct ProcessCommand: Hashable, Sendable {
    /// The variables that a program sees.
    package enum Environment: Hashable, Sendable {
        /// These and no others.
        case only([String: String])
        /// The user's, with these on top; in the language of programs (`LC_ALL=C`), since its output is
        /// read.
        case users([String: String])
    }

    /// The program and its arguments; a program with `/` in it lies below `directory`.
    package var argv: [String]
    package var environment: Environment
    /// Where it runs; nil is where this program runs.
    package var directory: String?
    /// Nil for as long as it takes.
    package var limit: Duration?
    /// Whether Ctrl-C is for the program, which is then `interrupted`; otherwise all of `mn` ends.
    package var takesInterruption = false
    /// What ends that which the program started out of reach, such as a container; it is run if the
    /// program does not come to an end of its own.
    package var cleanup: [String]?

    package init(
        _ argv: [String], environment: Environment, directory: String? = nil,
        limit: Duration? = nil
    ) {
        self.argv = argv
        self.environment = environment
        self.directory = directory
        self.limit = limit
    }
}

/// Which output of a program something was written to.
package enum ProcessOutput: String, Hashable, Sendable, CaseIterable {
    case standard = "stdout"
    case error = "stderr"
}

/// How a program ended, or why it never started.
public enum ProcessOutcome: Hashable, Sendable {
    case exited(Int)
    /// Killed by this signal, such as 11 for a crash.
    case signalled(Int)
    case timedOut
    /// There is no such program.
    case absent
    case denied
    /// Any other error, in the system's words.
    case failed(String)
    /// The user did not want it to go on.
    case interrupted
    /// A simulated world of which nobody has said what it does.
    case unrecorded
}

extension ProcessOutcome: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exited(let status): "it ended with \(status)"
        case .signalled(let signal): "signal \(signal) ended it"
        case .timedOut: "it did not end in time"
        case .absent: "there is no such program"
        case .denied: "this user may not run it"
        case .failed(let error): Sanitized.line(error)
        case .interrupted: "it was interrupted"
        case .unrecorded: "what it does was not recorded"
        }
    }
}

/// How a program ended, and what it wrote.
public struct CommandResult: Hashable, Sendable {
    /// The most bytes kept of each output.
    package static let outputLimit = 1 << 20

    public var ending: ProcessOutcome
    public var standardOutput: [UInt8]
    public var standardError: [UInt8]
    /// Whether more came than was kept; then nothing can be concluded from what is missing.
    public var isTruncated: Bool

    package init(
        _ ending: ProcessOutcome, standardOutput: [UInt8] = [], standardError: [UInt8] = [],
        isTruncated: Bool = false
    ) {
        self.ending = ending
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.isTruncated = isTruncated
    }
}

/// Keeps the first bytes of what a program writes.
package final class OutputCollector: Sendable {
    private let kept = Mutex(CommandResult(.unrecorded))

    package init() {}

    package func take(_ output: ProcessOutput, _ bytes: [UInt8]) {
        kept.withLock { kept in
            let path: WritableKeyPath<CommandResult, [UInt8]> =
                output == .standard ? \.standardOutput : \.standardError
            let room = CommandResult.outputLimit - kept[keyPath: path].count
            kept[keyPath: path] += bytes.prefix(room)
            if bytes.count > room { kept.isTruncated = true }
        }
    }

    /// What has come so far, of a program that ended so.
    package func result(_ ending: ProcessOutcome) -> CommandResult {
        var result = kept.withLock(\.self)
        result.ending = ending
        return result
    }
}
