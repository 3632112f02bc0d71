import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

/// A run of a blueprint, traced and played again.
@Suite(.serialized) struct `A trace of a blueprint` {
    /// A service and programs that say what they should not.
    struct Indiscreet: StubTransports {
        func exchange(
            _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
            _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
        ) async throws(TransportFault) {
            let body = "{\"state\": \"ready\", \"api_key\": \"canary-of-the-service\"}"
            guard receive(.head(HTTPResponseHead(status: 200))), receive(.body(Array(body.utf8)))
            else { throw .stopped }
        }

        func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {}

        func obstacle(to command: ProcessCommand) async -> ProcessOutcome? { nil }

        func run(
            _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
            _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
        ) async -> ProcessOutcome {
            started()
            let token = command.variables["WORKER_TOKEN"] ?? ""
            receive(.standard, Array("the answer of \(command.argv[0])\nwith \(token)\n".utf8))
            receive(.error, [0xFF] + Array(" password=canary-said \(token)\n".utf8))
            return .exited(command.argv[0] == "python3" ? 3 : 0)
        }
    }

    static let services = """
        "required_services": [
          {"name": "web", "checks": [
            {"type": "http", "url": "http://localhost:9000/health?token=canary-asked",
             "contains": "ready"}]},
          {"name": "db", "address": "localhost", "port": 5432},
          {"name": "queue", "checks": [{"type": "script", "command": ["check-queue", "now"]}]}]
        """

    private static func blueprint() -> BlueprintFixture {
        var blueprint = BlueprintFixture(manifest: services)
        blueprint.services = Indiscreet()
        blueprint.world.environment["WORKER_TOKEN"] = "canary-of-the-user"
        return blueprint
    }

    @Test(arguments: [
        ("validate /bp", 0), ("validate /bp --json", 0), ("run /bp", 3), ("run /bp --json", 3),
        ("run /bp --dry-run", 0),
    ])
    func `replays, and holds no secret`(line: String, exit: Int) async throws {
        let blueprint = Self.blueprint()
        let session = await blueprint.run("blueprint \(line) --trace /t.jsonl")
        #expect(session.exitCode.rawValue == exit, "\(session.error)")
        let text = try #require(blueprint.kept("/t.jsonl"))
        let place = text.firstRange(of: "canary").map { text[$0.lowerBound...].prefix(80) }
        #expect(place == nil)
        let trace = try Trace.read(Array(text.utf8), name: "t")
        #expect(trace.ending.exitCode == exit)
        let (ending, divergence) = TraceReplay(trace).run(
            in: `The scenarios`.world(), program: Program.run)
        #expect(divergence == nil)
        #expect(ending.exitCode == exit)
        guard line == "run /bp" else { return }
        #expect(ending.standardOutput.contains("the answer of python3"))
        #expect(session.output == ending.standardOutput)
    }
}
