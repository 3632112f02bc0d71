import MNCore
import MNSim
import Synchronization
import Testing

@testable import mn

/// What every implementation of the HTTP seam keeps to, over a socket and in memory.
@Suite struct `Transports of every kind` {
    enum Kind: CaseIterable, Sendable { case live, simulated }

    /// Something that asks, and where it asks a runner that has these faults.
    typealias Body = @Sendable (any HTTPTransport, Endpoint) async -> [String]

    static func answers(
        _ kind: Kind, _ faults: [RunnerFault] = [], _ body: @escaping Body
    ) async throws -> [String] {
        switch kind {
        case .live:
            try await TestServer.with(TestServer.runner(faults)) { await body(LiveHTTP(), $0) }
        case .simulated:
            try Simulation.run { time in
                let docker = SimulatedDocker(RunnerState(), faults: faults, time: time)
                let services = SimulatedServices([], beside: docker, environment: [:], time: time)
                return await body(services, Endpoint.modelRunner)
            }
        }
    }

    @Sendable static func outcome(
        _ http: any HTTPTransport, _ request: HTTPRequest, _ endpoint: Endpoint,
        bytes: Int = 1 << 20, patience: Duration = .seconds(100)
    ) async -> String {
        let outcome = await http.collect(
            request, from: endpoint, patience: patience, limit: nil, bytes: bytes)
        let status = outcome.response.map { "\($0.head.status) " } ?? ""
        let body = String(decoding: outcome.response?.body ?? [], as: UTF8.self)
        return status + body + (outcome.fault.map { "\($0)" } ?? "")
    }

    @Test(arguments: Kind.allCases) func `bring the whole answer`(kind: Kind) async throws {
        let answers = try await Self.answers(kind) { http, endpoint in
            [
                await Self.outcome(http, HTTPRequest("GET", "/version"), endpoint),
                await Self.outcome(http, HTTPRequest("HEAD", "/version"), endpoint),
                await Self.outcome(http, HTTPRequest("GET", "/models"), endpoint),
            ]
        }
        #expect(answers[0] == "200 {\"version\":\"v1.2.6\"}\n")
        #expect(!answers[1].contains("version"))
        #expect(answers[2] == "200 []\n")
    }

    @Test(arguments: Kind.allCases) func `keep no more than is wanted`(kind: Kind) async throws {
        let answers = try await Self.answers(kind) { http, endpoint in
            [await Self.outcome(http, HTTPRequest("GET", "/version"), endpoint, bytes: 5)]
        }
        #expect(answers == ["200 {\"ver\(TransportFault.stopped)"])
    }

    @Test(arguments: Kind.allCases) func `leave a receiver that has enough`(kind: Kind) async throws
    {
        let answers = try await Self.answers(kind) { http, endpoint in
            var faults: [String] = []
            for takesHead in [false, true] {
                do throws(TransportFault) {
                    try await http.exchange(
                        HTTPRequest("GET", "/version"), with: endpoint, patience: .seconds(100),
                        limit: nil
                    ) { part in
                        if case .head = part { takesHead } else { false }
                    }
                } catch {
                    faults.append("\(error)")
                }
            }
            return faults
        }
        #expect(answers == ["\(TransportFault.stopped)", "\(TransportFault.stopped)"])
    }

    @Test(arguments: Kind.allCases) func `connect where something listens`(kind: Kind) async throws
    {
        let answers = try await Self.answers(kind) { http, endpoint in
            var answers: [String] = []
            for place in [endpoint, Endpoint(host: "127.0.0.1", port: 1)] {
                do throws(TransportFault) {
                    try await http.connect(to: place, limit: .seconds(100))
                    answers.append("connected")
                } catch {
                    answers.append("\(error)")
                }
            }
            answers.append(
                await Self.outcome(
                    http, HTTPRequest("GET", "/models"), Endpoint(host: "127.0.0.1", port: 1)))
            return answers
        }
        let refused = "\(TransportFault.refused)"
        #expect(answers == ["connected", refused, refused])
    }

    @Test(arguments: Kind.allCases) func `send nothing that is two requests`(kind: Kind)
        async throws
    {
        let answers = try await Self.answers(kind) { http, endpoint in
            [
                await Self.outcome(
                    http, HTTPRequest("GET", "/x HTTP/1.1\r\n\r\nDELETE /y"), endpoint)
            ]
        }
        #expect(answers.allSatisfy { $0.hasSuffix("cannot be sent") }, "\(answers)")
    }

    static let faults: [(RunnerFault.Kind, TransportFault)] = [
        (.closeAfter(ByteCount(0)), .cut), (.resetByPeer, .cut),
        (.garbageThenClose, .garbled("not HTTP")), (.stallAfter(parts: 0), .timedOut),
    ]

    @Test(arguments: Kind.allCases, faults)
    func `tell faults apart`(kind: Kind, fault: (RunnerFault.Kind, TransportFault)) async throws {
        let patience: Duration = fault.1 == .timedOut ? .milliseconds(500) : .seconds(100)
        let answers = try await Self.answers(kind, [RunnerFault("fault", fault.0)]) {
            http, endpoint in
            [
                await Self.outcome(
                    http, HTTPRequest("GET", "/version"), endpoint, patience: patience)
            ]
        }
        #expect(answers[0].hasSuffix("\(fault.1)"))
    }
}

/// What every implementation of the seam to programs keeps to, on this machine and in memory.
@Suite struct `Programs of every kind` {
    enum Kind: CaseIterable, Sendable { case live, simulated }

    /// Runs a program that says a word on each output, waits so many seconds and ends with 3.
    static func result(
        _ kind: Kind, _ argv: [String] = ["stub"], seconds: Double = 0, limit: Duration? = nil
    ) async throws -> (result: CommandResult, obstacle: ProcessOutcome?, hasStarted: Bool) {
        let run: @Sendable (any ProcessRunner) async -> (CommandResult, ProcessOutcome?, Bool) = {
            processes in
            let started = Mutex(false)
            let collector = OutputCollector()
            let command = ProcessCommand(
                argv, environment: .only(["PATH": "/usr/bin:/bin"]), limit: limit)
            let obstacle = await processes.obstacle(to: command)
            let outcome = await processes.run(
                command, started: { started.withLock { $0 = true } }, collector.take)
            return (collector.result(outcome), obstacle, started.withLock { $0 })
        }
        switch kind {
        case .live:
            let folder = try TemporaryFolder()
            try folder.program(
                "stub", "sleep \(seconds); printf out; printf error >&2; exit 3")
            return await run(
                LiveProcesses(environment: ["PATH": "\(folder.path):/usr/bin:/bin"]))
        case .simulated:
            let text = """
                {"schema": "mn.scenario/1", "title": "t", "intent": "i", "services": [
                  {"program": ["stub"], "exit": 3, "stdout": "out", "stderr": "error",
                   "afterSeconds": \(seconds)}],
                 "steps": [{"run": ["mn"], "exit": 0}]}
                """
            let scenario = try Scenario.read(Array(text.utf8), name: "s", offers: [])
            return try Simulation.run { time in
                await run(
                    SimulatedServices(
                        scenario.services, beside: SimulatedDocker(RunnerState(), time: time),
                        environment: [:], time: time))
            }
        }
    }

    @Test(arguments: Kind.allCases) func `hand on both outputs and the end`(kind: Kind) async throws
    {
        let (result, obstacle, hasStarted) = try await Self.result(kind)
        #expect(
            result
                == CommandResult(
                    .exited(3), standardOutput: Array("out".utf8),
                    standardError: Array("error".utf8)))
        #expect(obstacle == nil && hasStarted)
    }

    @Test(arguments: Kind.allCases) func `say that there is no such program`(kind: Kind)
        async throws
    {
        let (result, _, hasStarted) = try await Self.result(kind, ["no-such-program"])
        #expect(result == CommandResult(.absent))
        #expect(!hasStarted)
    }

    @Test(arguments: Kind.allCases) func `end what takes too long`(kind: Kind) async throws {
        let (result, _, hasStarted) = try await Self.result(
            kind, seconds: 60, limit: .milliseconds(300))
        #expect(result == CommandResult(.timedOut))
        #expect(hasStarted)
    }
}
