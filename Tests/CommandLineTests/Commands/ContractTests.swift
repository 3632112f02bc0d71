import MNCore
import MNSim
import Synchronization
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `The contract command` {
    static let url = "\(Endpoint.modelRunner)"

    static func world() -> TestWorld {
        var world = TestWorld()
        world.docker = SimulatedDocker(runner, time: VirtualTime())
        return world
    }

    static var runner: RunnerState {
        var state = RunnerState()
        state.registry.offers = RegistryOffer.offers(of: .builtin)
        return state
    }

    @Test func `prints a line for each check and a summary`() async {
        let world = Self.world()
        let session = await world.run("sim contract \(Self.url)")
        #expect(session.exitCode == .done && session.error.isEmpty)
        #expect(session.lines.dropLast().allSatisfy { $0.hasPrefix("ok       ") })
        let count = ContractCheck.all.count { !$0.isChanging }
        #expect(session.lines.count == count + 1)
        #expect(
            session.lines.last == "The runner says it is v1.2.6. \(count) checks, none differs.")
    }

    @Test func `pulls and takes away where it may`() async {
        let world = Self.world()
        let session = await world.run("sim contract \(Self.url) --changing --model smollm2:135m")
        #expect(session.exitCode == .done && session.error.isEmpty)
        #expect(session.output.contains("ok       delete-again\n"))
        #expect(session.lines.count == ContractCheck.all.count + 1)
    }

    @Test func `prints what was asked, wanted and found, and the paragraph`() async {
        var world = TestWorld()
        world.docker = StubRunner(status: 418, "I am \u{1B}[31ma teapot\u{7} token=abcdef12")
        let session = await world.run("sim contract \(Self.url) --only models-put")
        #expect(session.exitCode == .differs)
        #expect(
            session.output == """
                differs  models-put
                    asked   PUT /models
                    wanted  status 404
                    found   status 418, "I am a teapot token=[redacted]"
                    source  dmr-contract §1.1
                1 check, 1 differs.

                """)
    }

    @Test(arguments: [20, 40, 80]) func `fits the terminal`(width: Int) async {
        var world = TestWorld()
        world.width = width
        world.docker = StubRunner(status: 500, String(repeating: "word ", count: 99))
        for line in ["sim contract \(Self.url)", "sim contract --list"] {
            let session = await world.run(line)
            // A word that fits nowhere stands out, and no text is narrower than can be read.
            let long = session.lines.filter { $0.count > max(width, 32) && $0.contains("word w") }
            #expect(long.isEmpty, "\(long)")
        }
    }

    @Test func `is a document for programs`() async throws {
        let json = try await Self.world().run("sim contract \(Self.url) --only root --json").json
        #expect(json["schema"] == "mn.contract/1")
        #expect(json["totals"] == ["checks": 1, "ok": 1, "differ": 0, "skipped": 0])
        #expect(json["checks"]?.array?.first?["result"] == "ok")
        #expect(json["checks"]?.array?.first?["request"] == "GET /")
        var world = TestWorld()
        world.docker = StubRunner(status: 500, "")
        let session = await world.run("sim contract \(Self.url) --json")
        #expect(session.exitCode == .differs && session.error.isEmpty)
        let check = try session.json["checks"]?.array?.first
        #expect(check?["result"] == "differs")
        #expect(check?["found"] == "status 500, nothing")
    }

    static let failures: [(line: String, exit: ExitCode, words: String)] = [
        ("sim contract", .usage, "needs an argument: URL"),
        ("sim contract ftp://x", .usage, "'URL' is 'ftp://x'"),
        ("sim contract https://me:secret@x", .usage, "'URL' is 'https://[redacted]@x'"),
        ("sim contract http://localhost:0", .usage, "'URL'"),
        ("sim contract \(url) --only nosuch", .usage, "No check is called 'nosuch'"),
        ("sim contract \(url) --only pull", .usage, "No check is called 'pull'"),
        ("sim contract \(url) --model ai/x", .usage, "'--model' needs '--changing'"),
        ("sim contract \(url) --changing --model !", .usage, "'--model' is '!', and should be"),
        ("sim contract http://localhost:1", .runnerUnreachable, "No runner answers at"),
    ]

    @Test(arguments: failures)
    func `says why it asks nothing`(line: String, exit: ExitCode, words: String) async throws {
        let session = await Self.world().run(line)
        #expect(session.exitCode == exit)
        #expect(session.output.isEmpty && session.error.contains(words), "\(session.error)")
        let document = try await Self.world().run("\(line) --json").json
        #expect(document.object?.keys == ["error"])
    }

    /// Over real sockets, with the client that people have.
    @Test(.timeLimit(.minutes(30))) func `meets a served runner`() async throws {
        let folder = try TemporaryFolder()
        for path in [nil, folder("s")] {
            let session = try await TestServer.with(TestServer.runner(), at: path) { endpoint in
                var world = TestWorld()
                world.docker = LiveTransports()
                return await world.run("sim contract \(endpoint) --changing")
            }
            #expect(session.exitCode == .done, "\(session.output) \(session.error)")
            #expect(session.lines.count == ContractCheck.all.count + 1)
        }
    }

    /// Docker Desktop has it at Docker's own socket, below a path.
    @Test(.timeLimit(.minutes(30))) func `meets a runner below a path`() async throws {
        let folder = try TemporaryFolder()
        var state = Self.runner
        state.kind = .dockerDesktop
        let runner = ServedRunner(state, at: LiveTime().sinceEpoch)
        let session = try await TestServer.with(runner, at: folder("s")) { endpoint in
            var world = TestWorld()
            world.docker = LiveTransports()
            return await world.run("sim contract \(endpoint):/exp/vDD4.40 --changing")
        }
        #expect(session.exitCode == .done, "\(session.output) \(session.error)")
        #expect(session.output.contains("ok       root (at the port of Docker Desktop)"))
    }

    /// The user asks for the end at each check that changes something.
    @Test func `takes away what was pulled when it is interrupted`() async throws {
        let names = ContractCheck.all.filter(\.isChanging).map(\.name)
        for call in 1...(names.count + 6) {
            let (session, state) = try Self.interrupted(atCall: call)
            #expect(state.models.isEmpty && state.configurations.isEmpty, "call \(call)")
            if session.exitCode == .done { continue }
            #expect(session.exitCode == .interrupted, "call \(call): \(session.output)")
            #expect(session.error.contains("Interrupted."))
            #expect(session.output.contains("not made."))
        }
        let (session, _) = try Self.interrupted(atCall: 20)
        #expect(session.error.contains("Taken away again: docker.io/ai/smollm2:135M-Q4_K_M."))
    }

    /// Runs the changing checks; the user asks for the end while this request is under way.
    static func interrupted(atCall call: Int) throws -> (Session, RunnerState) {
        try Simulation.run { time in
            let requests = AskedEnd()
            let docker = SimulatedDocker(runner, time: time)
            let terminal = CapturedTerminal(width: 80)
            let world = World(
                machine: TestMachines.machine("test-cuda-8gb"),
                http: InterruptedDocker(docker, requests, call: call), processes: NoServices(),
                files: MemoryFiles([:]),
                terminal: terminal, time: time, environment: [:], endRequests: requests)
            let names = ContractCheck.all.filter(\.isChanging).flatMap { ["--only", $0.name] }
            let exit = await Program.run(
                ["sim", "contract", url, "--changing"] + names, world)
            return (
                Session(output: terminal.output, error: terminal.error, exitCode: exit),
                docker.state
            )
        }
    }
}

/// Requests to end that a test makes.
final class AskedEnd: EndRequests {
    private let end = GracefulShutdown()

    func add(_ action: @escaping @Sendable () -> Void) -> any EndAction { end.add(action) }

    func addLastWords(_ words: @escaping @Sendable () -> TerminalMessage) -> any EndAction {
        end.addLastWords(words)
    }

    /// What would be said if the program ended now.
    var lastWords: [TerminalMessage] { end.lastWords }

    func ask() { end.take()?() }
}

/// A runner during one of whose answers the user asks for the end.
final class InterruptedDocker: StubTransports {
    private let inner: any HTTPTransport
    private let end: AskedEnd
    private let call: Int
    private let count = Mutex(0)

    init(_ inner: any HTTPTransport, _ end: AskedEnd, call: Int) {
        self.inner = inner
        self.end = end
        self.call = call
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        let number = count.withLock { count in
            count += 1
            return count
        }
        // The runner has done what it was asked for, and the answer does not come any more.
        try await inner.exchange(
            request, with: endpoint, patience: patience, limit: limit, receive)
        guard number == call else { return }
        end.ask()
        for _ in 0..<9 where !Task.isCancelled { await Task.yield() }
        if Task.isCancelled { throw .cut }
    }
}
