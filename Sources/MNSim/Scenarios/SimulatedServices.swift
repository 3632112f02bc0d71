package import MNCore

/// Docker, services and programs as they are stated: the fake Model Runner where it listens, elsewhere what a
/// scenario says.
///
///     "services": [
///       {"at": "http://localhost:9000", "status": 200, "body": "ready", "afterSeconds": 0.5},
///       {"at": "http://localhost:50051"},
///       {"program": ["payloads/check.py", "*"], "exit": 1, "stdout": "", "stderr": "no database"}
///     ]
///
/// One with a status speaks HTTP, on every path; one without takes connections only. Elsewhere nothing
/// listens, and there are no other programs. What comes too late is a time-out. Where nobody has said what
/// services there are, all but Docker is `unrecorded`.
package struct SimulatedServices: HTTPTransport, ProcessRunner {
    package struct Service: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case http(Endpoint, status: Int, body: [UInt8])
            case tcp(Endpoint)
            /// By its words, of which `*` stands for any.
            case program([String], exit: Int, output: [UInt8], error: [UInt8])
        }

        var kind: Kind
        /// When it answers.
        var delay: Duration

        /// Where it listens; nil for a program.
        fileprivate var endpoint: Endpoint? {
            switch kind {
            case .http(let endpoint, _, _), .tcp(let endpoint): endpoint
            case .program: nil
            }
        }
    }

    private let docker: SimulatedDocker
    private let services: [Service]?
    /// Where a runner may be; if it is not there, nothing is.
    private let runnerPlaces: Set<Endpoint>
    private let time: any Time

    /// - Parameters:
    ///   - services: nil where nobody has said what there is.
    ///   - environment: the variables that may name a runner.
    package init(
        _ services: [Service]?, beside docker: SimulatedDocker, environment: any Variables,
        time: any Time
    ) {
        self.services = services
        self.docker = docker
        self.time = time
        runnerPlaces = Set(RunnerClient.places(environment))
    }

    /// Whether this is one of the stated services.
    func isService(_ endpoint: Endpoint) -> Bool {
        services?.contains { $0.endpoint == endpoint } == true
    }

    package func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        guard let services, !docker.listens(at: endpoint) else {
            if services == nil, !isOfRunner(endpoint) { throw .unrecorded }
            return try await docker.exchange(
                request, with: endpoint, patience: patience, limit: limit, receive)
        }
        let bound = limit.map { min($0, patience) } ?? patience
        let service = try await reach(endpoint, services, bound)
        guard case .http(_, let status, let body) = service.kind else {
            // It listens, and never says anything.
            await time.sleep(for: max(.zero, bound - service.delay))
            throw .timedOut
        }
        guard receive(.head(HTTPResponseHead(status: status))), receive(.body(body)) else {
            throw .stopped
        }
    }

    package func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        guard let services, !docker.listens(at: endpoint) else {
            if services == nil, !isOfRunner(endpoint) { throw .unrecorded }
            return try await docker.connect(to: endpoint, limit: limit)
        }
        _ = try await reach(endpoint, services, limit)
    }

    /// Whether a runner listens there, or is looked for there.
    func isOfRunner(_ endpoint: Endpoint) -> Bool {
        docker.listens(at: endpoint) || runnerPlaces.contains(endpoint)
    }

    private func reach(
        _ endpoint: Endpoint, _ services: [Service], _ limit: Duration
    ) async throws(TransportFault) -> Service {
        guard let service = services.first(where: { $0.endpoint == endpoint }) else {
            // The engine's socket may be there all the same.
            try await docker.connect(to: endpoint, limit: limit)
            throw .refused
        }
        await time.sleep(for: min(service.delay, limit))
        if service.delay > limit { throw .timedOut }
        return service
    }

    /// No worker is started in a simulated world, so that none has to be there.
    package func obstacle(to command: ProcessCommand) async -> ProcessOutcome? { nil }

    package func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        let line = command.argv.joined(separator: " ")
        for service in services ?? [] {
            guard case .program(let words, let exit, let output, let error) = service.kind,
                words == command.argv || Glob(words.joined(separator: " ")).matches(line),
                // Docker is a stated program only where it is named.
                command.argv.first != "docker" || words.first == "docker"
            else { continue }
            started()
            let limit = command.limit ?? service.delay
            await time.sleep(for: min(service.delay, limit))
            if Task.isCancelled { return .interrupted }
            if service.delay > limit { return .timedOut }
            if !output.isEmpty { receive(.standard, output) }
            if !error.isEmpty { receive(.error, error) }
            return .exited(exit)
        }
        if command.argv.first == "docker" {
            return await docker.run(command, started: started, receive)
        }
        return services == nil ? .unrecorded : .absent
    }
}

extension SimulatedServices.Service {
    init(_ field: JSONField) throws(JSONFault) {
        let isProgram = try field.anyObject().optional("program") != nil
        let members = try field.object(
            keys: (isProgram ? ["program", "exit", "stdout", "stderr"] : ["at", "status", "body"])
                + ["afterSeconds"])
        delay = try members.optional("afterSeconds")?.seconds() ?? .zero
        func text(_ key: String) throws(JSONFault) -> [UInt8] {
            Array(try members.optional(key)?.string().utf8 ?? "".utf8)
        }
        if let words = members.optional("program") {
            kind = .program(
                try words.strings(), exit: try members.optional("exit")?.integer(in: 0...255) ?? 0,
                output: try text("stdout"), error: try text("stderr"))
            return
        }
        let at = try members.required("at")
        guard let endpoint = Endpoint(try at.string()) else {
            throw at.fault(.breaksRule("this is no http://HOST:PORT"))
        }
        guard let status = members.optional("status") else {
            if let body = members.optional("body") {
                throw body.fault(.breaksRule("a 'body' needs a 'status'"))
            }
            kind = .tcp(endpoint)
            return
        }
        kind = .http(
            endpoint, status: try status.integer(in: 100...599), body: try text("body"))
    }
}
