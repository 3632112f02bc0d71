/// The seam to what a blueprint stands on: services that are asked, and programs that run for it.
package protocol Outside: Sendable {
    /// One HTTP request to a service; no redirect is followed.
    ///
    /// - Parameter limit: the longest that connecting and the answer may take together.
    func send(
        _ request: HTTPRequest, to endpoint: Endpoint, limit: Duration
    ) async throws(TransportFault) -> HTTPResponse
    /// Connects to a service and lets go at once.
    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault)
    /// Why a program could not be started as things are; nil if nothing is known to stand in its way.
    func obstacle(to program: ProgramCall) async -> ProgramEnding?
    /// Runs a program to its end, and ends everything with it that it started.
    ///
    /// - Parameters:
    ///   - started: is called once the program runs.
    ///   - receive: is given what the program writes, as it comes, one piece at a time.
    func run(
        _ program: ProgramCall, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProgramOutput, [UInt8]) -> Void
    ) async -> ProgramEnding
    /// Adds to the end of a file, which is made if it is not there.
    func append(_ bytes: [UInt8], to path: String) throws(FileFault)
}

extension Outside {
    /// Runs a program of which only the output and the end matter.
    package func run(
        _ program: ProgramCall, _ receive: @escaping @Sendable (ProgramOutput, [UInt8]) -> Void
    ) async -> ProgramEnding { await run(program, started: {}, receive) }
}

/// A program to run: no shell is involved.
package struct ProgramCall: Hashable, Sendable {
    /// The program and its arguments; a program with `/` in it lies below `directory`.
    package var argv: [String]
    /// All variables that the program sees.
    package var environment: [String: String]
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
        _ argv: [String], environment: [String: String], directory: String? = nil,
        limit: Duration? = nil
    ) {
        self.argv = argv
        self.environment = environment
        self.directory = directory
        self.limit = limit
    }
}

/// Which output of a program something was written to.
package enum ProgramOutput: String, Hashable, Sendable, CaseIterable {
    case standard = "stdout"
    case error = "stderr"
}

/// How a program ended, or why it never started.
package enum ProgramEnding: Hashable, Sendable {
    case exited(Int)
    case signalled(Int)
    case timedOut
    /// There is no such program.
    case absent
    case denied
    /// Any other error, in the system's words.
    case failed(String)
    /// The user did not want it to go on.
    case interrupted
}

extension ProgramEnding: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exited(let status): "it ended with \(status)"
        case .signalled(let signal): "signal \(signal) ended it"
        case .timedOut: "it did not end in time"
        case .absent: "there is no such program"
        case .denied: "this user may not run it"
        case .failed(let error): Sanitized.line(error)
        case .interrupted: "it was interrupted"
        }
    }
}

/// An outside in which nothing listens and no program is found.
package struct NoOutside: Outside {
    package init() {}

    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint, limit: Duration
    ) async throws(TransportFault) -> HTTPResponse { throw .refused }

    package func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        throw .refused
    }

    package func obstacle(to program: ProgramCall) async -> ProgramEnding? { .absent }

    package func run(
        _ program: ProgramCall, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProgramOutput, [UInt8]) -> Void
    ) async -> ProgramEnding { .absent }

    package func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        throw FileFault(path, .denied)
    }
}
