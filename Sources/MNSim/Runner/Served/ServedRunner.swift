public import MNCore

/// A fake runner as its clients meet it at a port: their bytes in, its bytes out, at their times.
public struct ServedRunner: Respondent {
    /// How long a head may take to come (dmr-contract 0.3).
    static let headPatience = Duration.seconds(10)
    /// The most bytes that are taken from a client who still waits for an answer.
    static let inputLimit = 128 << 10

    private var runner: FaultyRunner
    private var clients: [Int: ServedClient] = [:]
    /// Whether clients wait as long as the runner lets them.
    private let waits: Bool
    /// How far the runner's time is ahead of the clock.
    private var lead = Duration.zero

    /// - Parameters:
    ///   - start: the time at which the runner starts.
    ///   - waits: whether delays are real; otherwise the runner's time jumps ahead to what comes next
    ///     whenever nobody has anything else to do. What stalls does so either way.
    public init(
        _ state: RunnerState, faults: [RunnerFault] = [], at start: Duration, waits: Bool = false
    ) {
        runner = FaultyRunner(FakeRunner(state, at: start), faults: faults)
        self.waits = waits
    }

    /// The runner as it is now.
    public var state: RunnerState { runner.runner.state }

    public mutating func connect(_ client: Int, at now: Duration) {
        clients[client] = ServedClient(headBy: now + Self.headPatience)
    }

    public mutating func receive(_ bytes: [UInt8], from client: Int, at now: Duration) {
        guard clients[client] != nil else { return }
        if bytes.isEmpty {
            clients[client]?.hasEnded = true
        } else {
            clients[client]?.take(bytes, headBy: now + Self.headPatience)
        }
    }

    public mutating func disconnect(_ client: Int, at now: Duration) {
        guard let play = clients.removeValue(forKey: client)?.play else { return }
        hangUp(play, at: now)
    }

    public func wantsInput(from client: Int) -> Bool {
        guard let client = clients[client] else { return false }
        return !client.hasEnded && (client.play == nil || client.unread < Self.inputLimit)
    }

    public mutating func next(for client: Int, at now: Duration) -> RespondentStep {
        guard var state = clients.removeValue(forKey: client) else { return .close }
        defer { clients[client] = state }
        if state.play != nil { return step(&state, at: now) }
        if state.isOver { return .close }
        do throws(HTTPRefusal) {
            if let arrival = try state.nextRequest() {
                let time = now + lead
                let response = runner.respond(to: arrival.request, at: time)
                state.play = ServedClient.Play(response, to: arrival, at: time)
                return step(&state, at: now)
            }
        } catch {
            state.isOver = true
            let refusal = FakeRunner.refusal(error.status, detail: error.detail)
            return .send(refusal.wireHead + refusal.body)
        }
        if state.takeContinue() { return .send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
        // Half a request that will not be finished gets no answer, nor does one that comes too slowly.
        if state.hasEnded { return .close }
        guard let headBy = state.headBy else { return .wait(until: nil) }
        return now < headBy ? .wait(until: headBy) : .close
    }

    public mutating func rest(at now: Duration) -> Bool {
        var hasChanged = false
        for client in clients.keys where refresh(client, at: now) { hasChanged = true }
        let due = clients.values.compactMap { $0.play?.due }.min()
        guard !waits, let due, due > now + lead else { return hasChanged }
        lead = due - now
        return true
    }

    /// Looks again at an answer under way, which other clients may have changed; says whether its next
    /// part now comes at another time.
    private mutating func refresh(_ client: Int, at now: Duration) -> Bool {
        guard let play = clients[client]?.play, let operation = play.response.operation,
            let response = runner.updated(operation), response != play.response
        else { return false }
        clients[client]?.play?.response = response
        return clients[client]?.play?.due != play.due
    }

    /// The next part of an answer under way, if it is due.
    private mutating func step(_ client: inout ServedClient, at now: Duration) -> RespondentStep {
        guard var play = client.play else { return .wait(until: nil) }
        if play.response.connectionFailure != nil {
            client.finish(isLast: true)
            return .reset
        }
        // Those who leave before the end of a long answer are not kept company.
        if client.hasEnded, play.response.operation != nil,
            play.due.map({ $0 > now + lead }) ?? true
        {
            hangUp(play, at: now)
            client.finish(isLast: true)
            return .close
        }
        runner.advance(to: now + lead)
        if let due = play.due, due <= now + lead, let operation = play.response.operation {
            play.response = runner.updated(operation) ?? play.response
        }
        client.play = play
        guard let due = play.due else {
            return client.hasEnded ? .close : .wait(until: nil)
        }
        if due > now + lead { return .wait(until: due - lead) }
        let (bytes, ending) = play.takePart()
        client.play = play
        switch ending {
        case nil: return .send(bytes)
        case .complete?:
            client.finish(isLast: play.isLast)
            client.expectHead(by: now + Self.headPatience)
            return .send(bytes)
        case .reset?:
            hangUp(play, at: now)
            client.finish(isLast: true)
            return .reset
        case .cut?, .malformedChunk?:
            hangUp(play, at: now)
            client.finish(isLast: true)
            return .send(bytes)
        case .stall?: return .wait(until: nil)
        }
    }

    private mutating func hangUp(_ play: ServedClient.Play, at now: Duration) {
        guard let operation = play.response.operation else { return }
        runner.hangUp(operation, at: now + lead)
    }
}
