package import MNCore

/// An outside as a scenario states it: what listens where, and what programs say.
///
///     "services": [
///       {"at": "http://localhost:9000", "status": 200, "body": "ready", "afterSeconds": 0.5},
///       {"at": "http://localhost:50051"},
///       {"program": ["payloads/check.py", "*"], "exit": 1, "stdout": "", "stderr": "no database"}
///     ]
///
/// One with a status speaks HTTP, on every path; one without takes connections only. Elsewhere nothing
/// listens, and there are no other programs. What comes too late is a time-out.
package struct SimulatedOutside: Outside {
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

    private let services: [Service]
    private let time: any Time

    package init(_ services: [Service], time: any Time) {
        self.services = services
        self.time = time
    }

    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint, limit: Duration
    ) async throws(TransportFault) -> HTTPResponse {
        let service = try await reach(endpoint, limit)
        guard case .http(_, let status, let body) = service.kind else {
            // It listens, and never says anything.
            await time.sleep(for: max(.zero, limit - service.delay))
            throw .timedOut
        }
        return HTTPResponse(HTTPResponseHead(status: status), body: body)
    }

    package func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        _ = try await reach(endpoint, limit)
    }

    private func reach(
        _ endpoint: Endpoint, _ limit: Duration
    ) async throws(TransportFault) -> Service {
        guard let service = services.first(where: { $0.endpoint == endpoint }) else {
            throw .refused
        }
        await time.sleep(for: min(service.delay, limit))
        if service.delay > limit { throw .timedOut }
        return service
    }

    /// No worker is started in a simulated world, so that none has to be there.
    package func obstacle(to program: ProgramCall) async -> ProgramEnding? { nil }

    package func run(
        _ program: ProgramCall, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProgramOutput, [UInt8]) -> Void
    ) async -> ProgramEnding {
        let line = program.argv.joined(separator: " ")
        for service in services {
            guard case .program(let words, let exit, let output, let error) = service.kind,
                words == program.argv || Glob(words.joined(separator: " ")).matches(line)
            else { continue }
            started()
            let limit = program.limit ?? service.delay
            await time.sleep(for: min(service.delay, limit))
            if service.delay > limit { return .timedOut }
            if !output.isEmpty { receive(.standard, output) }
            if !error.isEmpty { receive(.error, error) }
            return .exited(exit)
        }
        return .absent
    }

    package func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        throw FileFault(path, .failed("no worker runs in a simulated world"))
    }
}

extension SimulatedOutside.Service {
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
                try words.strings(), exit: try members.required("exit").integer(in: 0...255),
                output: try text("stdout"), error: try text("stderr"))
            return
        }
        let at = try members.required("at")
        guard let endpoint = Endpoint(try at.string()) else {
            throw at.fault(.breaksRule("this is no http://HOST:PORT"))
        }
        guard let status = members.optional("status") else {
            kind = .tcp(endpoint)
            return
        }
        kind = .http(
            endpoint, status: try status.integer(in: 100...599), body: try text("body"))
    }
}
