import MNCore
import MNSim
import Synchronization
import TestSupport

@testable import mn

/// A blueprint in memory: a sound one, with what a test changes in it.
struct BlueprintFixture: Sendable {
    static let manifest = """
        {"manifest_version": "1.0", "graph_id": "demo", "job_name": "Demo", "entrypoints": ["w"],
         "nodes": [{"node_id": "w", "config": {"runner_module": "MirrorNeuron.Runner.HostLocal",
           "command": ["python3", "payloads/worker.py"]}}]}
        """
    /// The configuration that the document gives.
    static let configuration = """
        {"llm": {"enabled": true, "default_config": "primary", "configs": {"primary": {
          "provider": "docker_model_runner", "mode": "openai_compatible",
          "runtime_model": "gemma4:e2b", "model": "gemma4:e2b", "api_base": "auto",
          "backend": "llama.cpp", "context_size": 4096, "timeout_seconds": 60, "max_tokens": 800}}}}
        """
    static let installed = """
        [{"id": "sha256:11", "tags": ["docker.io/ai/gemma4:E2B"], "created": 1, "config": {}}]
        """

    var files = [
        "/bp/manifest.json": manifest, "/bp/config/default.json": configuration,
    ]
    /// Files of so many bytes, by path.
    var sizes: [String: Int] = [:]
    /// Files that cannot be used, and why.
    var faults: [String: FileFault.Reason] = [:]
    /// Where links lead, by path.
    var links: [String: String] = [:]
    /// Services, and the programs of the blueprint.
    var services: any HTTPTransport & ProcessRunner = NoServices()
    var world = TestWorld()
    /// The files of the last run.
    private let lastFiles = Last()

    private final class Last: Sendable {
        let files = Mutex(MemoryFiles([:]))
    }

    init() { world.docker = StubRunner(Self.installed) }

    /// A blueprint whose manifest has more members.
    init(manifest members: String) {
        self.init()
        files["/bp/manifest.json"] = Self.manifest.dropLast(1) + ", \(members)}"
    }

    /// A blueprint with this configuration.
    init(configuration: String) {
        self.init()
        files["/bp/config/default.json"] = configuration
    }

    /// A blueprint whose default entry has these members over its own.
    init(entry members: String) {
        self.init()
        files["/bp/config/overwrite.json"] = "{\"llm\": {\"configs\": {\"primary\": {\(members)}}}}"
    }

    /// The blueprint where the runner has this model alone.
    func with(installed reference: String) -> BlueprintFixture {
        var blueprint = self
        blueprint.world.docker = StubRunner(
            Self.installed.replacing("docker.io/ai/gemma4:E2B", with: reference))
        return blueprint
    }

    func run(_ line: String) async -> Session {
        await run(line.split(separator: " ").map(String.init))
    }

    func run(_ arguments: [String]) async -> Session {
        var world = world
        world.services = services
        let memory = MemoryFiles(texts: files, sizes: sizes, faults: faults, links: links)
        world.files = memory
        lastFiles.files.withLock { $0 = memory }
        return await world.run(arguments)
    }

    /// What the last run has kept of the output of its workers, by path.
    func kept(_ path: String) -> String? {
        (try? lastFiles.files.withLock(\.self).read(path, limit: 1 << 20)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    func validate(_ options: String = "") async throws -> JSON {
        try await run("blueprint validate /bp --json \(options)").json
    }

    /// The codes of all issues, in order.
    func codes(_ options: String = "") async throws -> [String] {
        try await validate(options)["issues"]?.array?.compactMap { $0["code"]?.string } ?? []
    }
}

/// Services that are not ready, and programs that write and end as a test says; what was run is kept.
final class StubServices: StubTransports {
    private let calls = Mutex<[ProcessCommand]>([])
    private let answer: @Sendable (ProcessCommand) -> (ProcessOutcome, String, String)
    /// Why a program cannot be started, by its name.
    private let obstacles: [String: ProcessOutcome]

    /// What was run.
    var called: [ProcessCommand] { calls.withLock { $0 } }

    init(
        obstacles: [String: ProcessOutcome] = [:],
        _ answer: @escaping @Sendable (ProcessCommand) -> (ProcessOutcome, String, String)
    ) {
        self.obstacles = obstacles
        self.answer = answer
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        _ = receive(.head(HTTPResponseHead(status: 503)))
        _ = receive(.body(Array("not yet".utf8)))
    }

    func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
        throw .timedOut
    }

    func obstacle(to command: ProcessCommand) async -> ProcessOutcome? {
        command.argv.first.flatMap { obstacles[$0] }
    }

    func run(
        _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
        _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
    ) async -> ProcessOutcome {
        calls.withLock { $0.append(command) }
        let (outcome, output, error) = answer(command)
        if outcome == .absent { return outcome }
        started()
        receive(.standard, Array(output.utf8))
        receive(.error, Array(error.utf8))
        return outcome
    }
}
