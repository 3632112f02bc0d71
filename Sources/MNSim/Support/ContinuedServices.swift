import MNCore
import MNSim
import Synchronization

/// The runner and Docker of a traced run, taken up by a simulated runner where the trace does not go on.
///
/// Questions are answered as the trace has it. From the first that it does not answer, or whose answer is a
/// failure that is to be left out, the simulated runner answers alone.
final class ContinuedServices: HTTPTransport, ProcessRunner {
    private struct State {
        var asked: [String: Int] = [:]
        /// The question from which on the simulated runner answers.
        var turn: String?
    }

    private let events: [Trace.Event]
    private let without: Set<FailedExchange.Kind>
    private let simulated: any HTTPTransport & ProcessRunner
    private let state = Mutex(State())

    /// - Parameter without: the failures that are not to happen.
    init(
        _ events: [Trace.Event], without: Set<FailedExchange.Kind>,
        then simulated: any HTTPTransport & ProcessRunner
    ) {
        self.events = events
        self.without = without
        self.simulated = simulated
    }

    /// The question from which on the simulated runner answered; nil if the trace answered all.
    var turn: String? { state.withLock(\.turn) }

    /// The answer of the trace; nil if the simulated runner is to answer.
    private func next(
        _ question: String, isChange: Bool, _ isIt: (Trace.Event) -> Bool
    ) -> Trace.Event? {
        let answers = events.filter(isIt)
        return state.withLock { state in
            if state.turn != nil { return nil }
            let index = state.asked[question, default: 0]
            state.asked[question] = index + 1
            // What changes something is not done twice by an answer that was given once.
            let found = index < answers.count ? answers[index] : isChange ? nil : answers.last
            guard let found else {
                state.turn = question
                return nil
            }
            guard isLeftOut(found) else { return found }
            if let good = answers.first(where: { !isLeftOut($0) && !isFailure($0) }) { return good }
            state.turn = question
            return nil
        }
    }

    private func isFailure(_ event: Trace.Event) -> Bool { FailedExchange(event, at: 0) != nil }

    private func isLeftOut(_ event: Trace.Event) -> Bool {
        FailedExchange(event, at: 0).map { without.contains($0.kind) } ?? false
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let event = next(
            "\(request.method) \(request.target) at \(endpoint)",
            isChange: request.method != "GET"
        ) { event in
            guard case .call(let other, endpoint, _) = event else { return false }
            return other.method == request.method && other.target == request.target
        }
        guard case .call(_, _, let outcome)? = event else {
            try await simulated.exchange(
                request, with: endpoint, patience: patience, limit: limit, receive)
            return
        }
        if let response = outcome.response {
            guard receive(.head(response.head)), receive(.body(response.body)) else {
                throw .stopped
            }
        }
        if let fault = outcome.fault { throw fault }
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        let event = next("connect \(endpoint)", isChange: false) { event in
            if case .connect(endpoint, _) = event { true } else { false }
        }
        guard case .connect(_, let fault)? = event else {
            try await simulated.connect(to: endpoint, limit: limit)
            return
        }
        if let fault { throw fault }
    }

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        let line = CommandWords.line(command.argv)
        let event = next("whether to start \(line)", isChange: false) { event in
            if case .obstacle(command.argv, _) = event { true } else { false }
        }
        guard case .obstacle(_, let outcome)? = event else {
            return await simulated.obstacle(to: command)
        }
        return outcome
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        let event = next("run \(CommandWords.line(command.argv))", isChange: false) { event in
            if case .process(command.argv, _) = event { true } else { false }
        }
        guard case .process(_, let result)? = event else {
            return await simulated.run(command, started: started, receive)
        }
        switch result.ending {
        case .absent, .denied, .failed, .unrecorded: break
        default: started()
        }
        if !result.standardOutput.isEmpty { receive(.standard, result.standardOutput) }
        if !result.standardError.isEmpty { receive(.error, result.standardError) }
        return result.ending
    }
}
