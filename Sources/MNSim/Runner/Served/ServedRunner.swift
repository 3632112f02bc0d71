package import MNMachine

/// A fake runner as its clients meet it at a port: their bytes in, its bytes out, at their times.
package struct ServedRunner: ConnectionHandler {
    private var runner: FaultyRunner
    private var clients: [Int: ServedClient] = [:]
    /// Whether clients wait as long as the runner lets them.
    private let waits: Bool
    private let hosts: ServedHosts
    private var console: DockerConsole?
    /// Told of each exchange when it is over.
    private let tell: @Sendable (ServedExchange) -> Void
    /// How far the runner's time is ahead of the clock.
    private var lead = Duration.zero

    /// - Parameters:
    ///   - start: the time at which the runner starts.
    ///   - waits: whether delays are real; otherwise the runner's time jumps ahead to what comes next
    ///     whenever nobody has anything else to do. What stalls does so either way.
    ///   - hosts: the names under which it may be asked for.
    ///   - console: where `docker` is asked; nil if nowhere.
    ///   - tell: told of each exchange when it is over.
    package init(
        _ state: RunnerState, faults: [RunnerFault] = [], at start: Duration, waits: Bool = false,
        hosts: ServedHosts = ServedHosts(), console: DockerConsole? = nil,
        tell: @escaping @Sendable (ServedExchange) -> Void = { _ in }
    ) {
        runner = FaultyRunner(FakeRunner(state, at: start), faults: faults)
        self.waits = waits
        self.hosts = hosts
        self.console = console
        self.tell = tell
    }

    /// The runner as it is now.
    package var state: RunnerState { runner.runner.state }

    package mutating func connect(_ client: Int, at now: Duration) {
        clients[client] = ServedClient(at: now)
    }

    package mutating func receive(_ bytes: [UInt8], from client: Int, at now: Duration) {
        guard clients[client] != nil else { return }
        if bytes.isEmpty {
            clients[client]?.hasEnded = true
        } else {
            clients[client]?.take(bytes, at: now)
        }
    }

    package mutating func disconnect(_ client: Int, at now: Duration) {
        guard let play = clients.removeValue(forKey: client)?.play else { return }
        tell(play.exchange(at: now + lead, isWhole: false))
        hangUp(play, at: now)
    }

    package func wantsInput(from client: Int) -> Bool {
        guard let client = clients[client] else { return false }
        return !client.hasEnded && (client.play == nil || client.unread < ServedLimits.unread)
    }

    package func isIdle(_ client: Int) -> Bool { clients[client].map { $0.play == nil } ?? true }

    package mutating func next(for client: Int, at now: Duration) -> ConnectionStep {
        guard var state = clients.removeValue(forKey: client) else { return .close }
        defer { clients[client] = state }
        if state.play != nil { return step(&state, at: now) }
        if state.isOver { return .close }
        do throws(HTTPRefusal) {
            if let arrival = try state.nextRequest(at: now) {
                guard hosts.allows(arrival.host) else {
                    return refuse(HTTPRefusal(421, Self.foreignHost), &state, arrival.request)
                }
                let time = now + lead
                let response = respond(to: arrival.request, at: time)
                state.play = ServedClient.Play(response, to: arrival, at: time)
                return step(&state, at: now)
            }
        } catch {
            return refuse(error, &state)
        }
        if isFull(with: state) {
            return refuse(HTTPRefusal(503, "too many requests at once"), &state)
        }
        if state.takeContinue() { return .send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
        // Half a request that will not be finished gets no answer, nor does one that comes too slowly.
        if state.hasEnded { return .close }
        return now < state.requestDue ? .wait(until: state.requestDue) : .close
    }

    /// The runner's answer, or that of the docker beside it, whose time then is the runner's.
    private mutating func respond(to request: HTTPRequest, at time: Duration) -> FakeResponse {
        guard request.target == console?.path, var console else {
            return runner.respond(to: request, at: time)
        }
        let (response, took) = console.answer(request, &runner, at: time)
        self.console = console
        if !waits { lead += took }
        return response
    }

    private static let foreignHost = "the Host is none of this server; --allow-host NAME allows it"

    /// Says why a request is not taken; it is the last that is said.
    private func refuse(
        _ refusal: HTTPRefusal, _ client: inout ServedClient, _ request: HTTPRequest? = nil
    ) -> ConnectionStep {
        client.stop()
        let answer = FakeRunner.refusal(refusal.status, detail: refusal.detail)
        tell(
            ServedExchange(
                method: request?.method, target: request?.target ?? "", status: refusal.status,
                duration: .zero, bytes: ByteCount(answer.body.count), isWhole: true))
        return .send(answer.wireHead() + answer.body)
    }

    /// Whether the bodies that come are more than is held at once; the client is not among `clients` now.
    private func isFull(with client: ServedClient) -> Bool {
        client.held > ServedLimits.freelyHeld
            && clients.values.reduce(client.held) { $0 + $1.held } > ServedLimits.held
    }

    package mutating func rest(at now: Duration) -> Bool {
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
    private mutating func step(_ client: inout ServedClient, at now: Duration) -> ConnectionStep {
        guard var play = client.play else { return .wait(until: nil) }
        if play.response.connectionFailure != nil {
            tell(play.exchange(at: now + lead, isWhole: false))
            client.finish(isLast: true, at: now)
            return .reset
        }
        // Those who leave before the end of a long answer are not kept company.
        if client.hasEnded, play.response.operation != nil,
            play.due.map({ $0 > now + lead }) ?? true
        {
            tell(play.exchange(at: now + lead, isWhole: false))
            hangUp(play, at: now)
            client.finish(isLast: true, at: now)
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
        if let ending, ending != .stall {
            tell(play.exchange(at: now + lead, isWhole: ending == .complete))
        }
        switch ending {
        case nil: return .send(bytes)
        case .complete?:
            client.finish(isLast: play.isLast, at: now)
            return .send(bytes)
        case .reset?:
            hangUp(play, at: now)
            client.finish(isLast: true, at: now)
            return .reset
        case .cut?, .malformedChunk?:
            hangUp(play, at: now)
            client.finish(isLast: true, at: now)
            return .send(bytes)
        case .stall?: return .wait(until: nil)
        }
    }

    private mutating func hangUp(_ play: ServedClient.Play, at now: Duration) {
        guard let operation = play.response.operation else { return }
        runner.hangUp(operation, at: now + lead)
    }
}

/// A request that a served runner has answered, and how that went.
package struct ServedExchange: Hashable, Sendable {
    /// Nil for bytes that are no request.
    package var method: String?
    /// What was asked for, as the client sent it.
    package var target: String
    /// Nil where no head was sent.
    package var status: Int?
    /// From the request to the last byte, in the runner's time.
    package var duration: Duration
    /// Of the body, as far as it was sent.
    package var bytes: ByteCount
    /// False where the connection ended before the answer did.
    package var isWhole: Bool

    /// The exchange in a line: `GET /models 200 3 ms 1.2 KiB`.
    package var line: String {
        let milliseconds = Int(saturating: Double(Seconds(duration)) * 1000)
        var words = [
            method ?? "-", target.isEmpty ? "-" : target, status.map(String.init) ?? "-",
            "\(milliseconds) ms", "\(bytes)",
        ]
        if !isWhole { words.append("broken off") }
        return Sanitized.line(words.joined(separator: " "))
    }
}

/// The names under which a served runner may be asked for.
///
/// A page of any name can make a browser ask an address of this machine, by giving that address to its
/// own name; what gives it away is the `Host` header.
package struct ServedHosts: Hashable, Sendable {
    /// What real clients say: of this machine, and of containers on it (dmr-contract §5).
    private static let usual = [
        "localhost", "127.0.0.1", "::1", "model-runner.docker.internal", "host.docker.internal",
        "gateway.docker.internal", "docker-model-runner",
    ]

    private let others: [String]

    /// - Parameter others: names besides the usual ones; in any case.
    package init(_ others: [String] = []) { self.others = others }

    /// Whether what a client wants is here, whatever its port; a client of HTTP/1.0 may want none.
    func allows(_ host: String?) -> Bool {
        guard let host else { return true }
        guard var name = HTTPAuthority(host)?.host else { return false }
        // A name may end with the point of the root.
        if name.hasSuffix(".") { name.removeLast() }
        return (Self.usual + others).contains(where: name.equalsASCII)
    }
}
