/// The seam to clients: ports of this machine at which something answers them.
package protocol Ports: Sendable {
    /// Listens at 127.0.0.1, so that no other machine can reach it.
    ///
    /// - Parameter number: 0 is any that is free.
    func open(_ number: Int) throws(PortFault) -> any OpenPort
}

/// A port that takes connections; clients wait until it is served.
package protocol OpenPort: Sendable {
    var number: Int { get }
    /// Waits for the first client; false if the end is asked for, or the task cancelled, before one comes.
    func isWanted() async throws(PortFault) -> Bool
    /// Answers clients until the user asks for the end or the task is cancelled.
    func serve(_ handler: some ConnectionHandler) async throws(PortFault)
}

extension OpenPort {
    package func isWanted() async throws(PortFault) -> Bool { true }
}

/// What answers the clients of a port: bytes in, bytes out, at their times, without I/O.
///
/// Clients have numbers, which are not given twice. All times count from 1970 and never run backwards.
package protocol ConnectionHandler: Sendable {
    mutating func connect(_ client: Int, at now: Duration)
    /// Takes bytes; none are the end of what the client sends.
    mutating func receive(_ bytes: [UInt8], from client: Int, at now: Duration)
    /// The client is gone, or has been sent off; nothing more is asked for it.
    mutating func disconnect(_ client: Int, at now: Duration)
    /// Whether the client may send more now; it is no fault to say no for a while.
    func wantsInput(from client: Int) -> Bool
    /// Whether the client has no answer under way, so that its place may go to another where all are taken.
    func isIdle(_ client: Int) -> Bool
    /// What to do for a client now; asked again after `send`, after bytes, and when a wait is over.
    mutating func next(for client: Int, at now: Duration) -> ConnectionStep
    /// Nobody has sent anything and nothing is due; says whether that has ended anybody's wait.
    mutating func rest(at now: Duration) -> Bool
}

extension ConnectionHandler {
    /// Nobody's place goes to another unless the handler says so.
    package func isIdle(_ client: Int) -> Bool { false }
}

/// What is done for one client.
package enum ConnectionStep: Hashable, Sendable {
    case send([UInt8])
    /// Nothing until then, unless bytes come; nil is for ever.
    case wait(until: Duration?)
    /// An end, after all that was sent.
    case close
    /// An end that the client's system reports as an error.
    case reset
}

/// A port that cannot be served.
package enum PortFault: DiagnosticError, Hashable {
    /// Another program listens there.
    case taken(Int)
    /// This user may not listen there.
    case denied(Int)
    /// There are no ports where the command runs: in a scenario or a replay.
    case noPorts
    /// Any other error, in the system's words.
    case failed(String)

    package var code: ErrorCode {
        switch self {
        case .taken: .portTaken
        case .denied: .portDenied
        case .noPorts: .noPorts
        case .failed: .portFailed
        }
    }

    package var problem: String {
        switch self {
        case .taken(let port): "Another program listens at port \(port)."
        case .denied(let port): "This user may not listen at port \(port)."
        case .noPorts: "There are no ports here: this world is simulated itself."
        case .failed(let error): "No port can be served: \(Sanitized.line(error))."
        }
    }

    package var fixes: [String] {
        switch self {
        case .taken, .denied: ["mn sim serve --port 0"]
        case .noPorts: ["Run it outside of scenarios and replays."]
        case .failed: ["Free some memory or file descriptors, and try again."]
        }
    }
}

/// The seam to requests to end the program: Ctrl-C, and the signal to terminate.
package protocol EndRequests: Sendable {
    /// Adds what the next request does in place of ending the program, until it is withdrawn.
    ///
    /// A request does everything that was added, once; the one after it ends the program, unless something
    /// has been added anew.
    func add(_ action: @escaping @Sendable () -> Void) -> any EndAction
    /// Adds what is said when a request ends the program, until it is withdrawn.
    func addLastWords(_ words: @escaping @Sendable () -> TerminalMessage) -> any EndAction
}

/// Something that a request to end does.
package protocol EndAction: Sendable {
    /// Takes it back; what others have added stays.
    func withdraw()
}
