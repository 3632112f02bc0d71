package import MNMachine
import Synchronization

/// Docker with the fake Model Runner behind it: both faces of one state, played on a clock.
package final class SimulatedDocker: HTTPTransport, ProcessRunner {
    private let docker: Mutex<FakeDocker>
    private let time: any Time
    /// The endpoints at which the runner answers; elsewhere nothing listens.
    private let endpoints: Set<Endpoint>
    /// Whether there is a `docker` program.
    private let hasClient: Bool
    /// How many faults it was made with.
    private let constantFaults: Int

    /// - Parameter setup: what surrounds the runner; nil is a machine without a `docker` program.
    package init(
        _ state: RunnerState, faults: [RunnerFault] = [], setup: DockerSetup? = DockerSetup(),
        time: any Time, endpoints: Set<Endpoint> = [Endpoint.modelRunner]
    ) {
        let runner = FaultyRunner(FakeRunner(state, at: time.sinceEpoch), faults: faults)
        hasClient = setup != nil
        constantFaults = faults.count
        var setup = setup ?? DockerSetup()
        if endpoints.isEmpty {
            setup.listeners = [:]
            if setup.containerFailure == nil { setup.container = nil }
        }
        docker = Mutex(FakeDocker(runner, setup: setup))
        self.time = time
        self.endpoints = endpoints
    }

    /// The runner as it is now.
    package var state: RunnerState {
        docker.withLock { docker in
            docker.runner.advance(to: time.sinceEpoch)
            return docker.runner.runner.state
        }
    }

    /// The faults, of the whole simulation or those that `befall` brought, that no call met.
    package func unmetFaults(ofStep: Bool) -> [String] {
        docker.withLock { docker in
            let faults = docker.runner.faults
            return (ofStep ? faults[constantFaults...] : faults[..<constantFaults])
                .filter { $0.fired == 0 }.map(\.id)
        }
    }

    /// From now on these faults are there too, and no others but those that it was made with.
    package func befall(_ faults: [RunnerFault]) {
        docker.withLock { docker in
            docker.runner.faults.removeSubrange(constantFaults...)
            docker.runner.faults += faults
        }
    }

    /// Docker and the runner as they are now.
    package var snapshot: FakeDocker {
        docker.withLock { docker in
            docker.runner.advance(to: time.sinceEpoch)
            return docker
        }
    }

    /// Puts all back to what it was when its one client was killed: the connections that it had ended then.
    ///
    /// - Parameter moment: since 1970.
    package func restore(_ snapshot: FakeDocker, killedAt moment: Duration) {
        docker.withLock { docker in
            docker = snapshot
            docker.runner.hangUpAll(at: moment)
        }
    }

    package func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        guard endpoints.contains(endpoint) else {
            throw isDenied(endpoint) ? .denied : .refused
        }
        do throws(HTTPFault) {
            _ = try request.wireBytes(host: endpoint.hostHeader, prefix: endpoint.prefix)
        } catch {
            throw TransportFault(error)
        }
        let start = time.now
        let response = docker.withLock { $0.runner.respond(to: request, at: time.sinceEpoch) }
        switch response.connectionFailure {
        case .refused?: throw .refused
        case .denied?: throw .denied
        case .unknownHost?: throw .unknownHost
        case nil: break
        }
        do throws(TransportFault) {
            try await play(response, request, from: start, (patience, limit), receive)
        } catch {
            if let operation = response.operation {
                docker.withLock { $0.runner.hangUp(operation, at: time.sinceEpoch) }
            }
            throw error
        }
    }

    /// Whether the runner is there.
    package func listens(at endpoint: Endpoint) -> Bool { endpoints.contains(endpoint) }

    /// Whether it is the engine's socket, and not for this user.
    private func isDenied(_ endpoint: Endpoint) -> Bool {
        guard case .socket(let path) = endpoint.address else { return false }
        let setup = docker.withLock(\.setup)
        return setup.engine == .denied && setup.engineHost == "unix://\(path)"
    }

    /// Hands on what comes at its times; other clients may change what is still to come.
    private func play(
        _ first: FakeResponse, _ request: HTTPRequest, from start: Duration,
        _ bounds: (patience: Duration, limit: Duration?),
        _ receive: @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        var response = first
        let end = bounds.limit.map { start + $0 }
        func wait(for index: Int) async throws(TransportFault) {
            while case let left = start + response.part(index).after - time.now, left > .zero {
                let bound = end.map { min(bounds.patience, $0 - time.now) } ?? bounds.patience
                await time.sleep(for: min(left, bound))
                if Task.isCancelled { throw .cut }
                if left > bound { throw .timedOut }
                guard let operation = response.operation else { return }
                response = docker.withLock { $0.runner.updated(operation) } ?? response
            }
        }
        var index = 0
        while true {
            try await wait(for: index)
            switch response.part(index).part {
            case .raw(let bytes): try Self.parse(bytes, request, receive)
            case .head(let head): guard receive(.head(head)) else { throw .stopped }
            case .piece(let piece):
                if request.method != "HEAD", !receive(.body(piece.bytes)) { throw .stopped }
            case .end(let ending):
                switch ending {
                case .complete: return
                case .cut, .reset: throw .cut
                case .malformedChunk: throw .garbled("a chunk without size")
                case .stall:
                    await time.sleep(
                        for: end.map { min(bounds.patience, $0 - time.now) } ?? bounds.patience)
                    throw .timedOut
                }
            }
            index += 1
        }
    }

    package func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        guard endpoints.contains(endpoint) else {
            throw isDenied(endpoint) ? .denied : .refused
        }
    }

    package func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        hasClient && command.argv.first == "docker" ? nil : .absent
    }

    /// Runs `docker`; there is no other program.
    package func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        guard hasClient, command.argv.first == "docker" else { return .absent }
        started()
        let start = time.now
        let environment =
            switch command.environment {
            case .only(let variables), .users(let variables): variables
            }
        let call = DockerCall(command.argv, environment: environment)
        let script = docker.withLock { $0.run(call, at: time.sinceEpoch) }
        let limit = command.limit ?? .seconds(365 * 24 * 3600)
        for piece in script.pieces {
            let left = start + min(piece.after, limit) - time.now
            if left > .zero { await time.sleep(for: left) }
            if Task.isCancelled { return .interrupted }
            if piece.after > limit { return .timedOut }
            receive(piece.isError ? .error : .standard, Array(piece.text.utf8))
        }
        let end = script.exit == nil ? limit : min(script.endAfter, limit)
        let left = start + end - time.now
        if left > .zero { await time.sleep(for: left) }
        if Task.isCancelled { return .interrupted }
        guard let exit = script.exit, script.endAfter <= limit else { return .timedOut }
        return .exited(exit)
    }

    private static func parse(
        _ bytes: [UInt8], _ request: HTTPRequest,
        _ receive: @Sendable (HTTPResponsePart) -> Bool
    ) throws(TransportFault) {
        var parser = HTTPResponseParser(method: request.method)
        do throws(HTTPFault) {
            try parser.append(bytes)
            try parser.finish()
        } catch {
            throw TransportFault(error)
        }
        guard let response = parser.response else { throw .cut }
        guard receive(.head(response.head)), receive(.body(response.body)) else { throw .stopped }
    }
}
