import MNCore
import MNSim
import Synchronization
import TestSupport

@testable import mn

/// A world in memory: what a test does not put into it is not there.
///
/// Suites that use it run one case at a time: each keeps a thread busy for some milliseconds, and
/// hundreds side by side would hold up the tests that measure time.
struct TestWorld: Sendable {
    var machine: any Machine = TestMachines.machine("test-cuda-8gb")
    var docker: any HTTPTransport & ProcessRunner = NoServices()
    /// What is asked besides Docker; nil is Docker alone, whatever is asked.
    var services: (any HTTPTransport & ProcessRunner)?
    var files: any Files = MemoryFiles([:])
    var environment = ["HOME": "/home/user"]
    var profiles = TestMachines.texts
    /// One scenario, without its transcript.
    var scenarios = [
        "test-list.json": """
        {"schema": "mn.scenario/1", "title": "A list", "intent": "It can be had anywhere.",
         "profile": "test-cuda-6gb", "steps": [{"run": ["mn", "model", "list"], "exit": 0}]}
        """
    ]
    /// A terminal of 80 columns, of which standard error is none.
    var presentation = Presentation(width: 80)
    var width: Int? {
        get { presentation.width }
        set { presentation.width = newValue }
    }
    var hasColour: Bool {
        get { presentation.hasColour }
        set { presentation.hasColour = newValue }
    }
    var simulatedMachine: String?
    /// How many bytes of recordings a disk in memory takes; nil where nothing is recorded.
    var room: Int?
    /// What one run has that another has not.
    var seed: UInt64 = 0
    /// Where runs are recorded instead.
    var recordings: (any RecordingFiles)?

    /// The catalog file of the user's home.
    static let homeCatalog = "/home/user/.mn/models/catalog.json"

    /// The same file as it is shown to its user.
    static let shownCatalog = "~/.mn/models/catalog.json"

    /// Runs `mn` with the words of a line; quotes mean nothing.
    func run(_ line: String) async -> Session {
        await run(line.split(separator: " ").map(String.init))
    }

    func run(_ arguments: [String]) async -> Session {
        // As the program makes it at its start.
        let options = Program.tree.read(arguments).arguments.presentation
        let terminal = CapturedTerminal(presentation.following(options))
        let transports = RoutedTransports(docker: docker, services: services ?? docker)
        var world = World(
            machine: machine, http: transports, processes: transports, files: files,
            terminal: terminal, time: VirtualTime(), environment: environment, profiles: profiles,
            scenarios: scenarios, simulatedMachine: simulatedMachine)
        world.seed = seed
        world.recordings = recordings
        if let room, let memory = files as? MemoryFiles {
            world.recordings = MemoryRecordings(memory, room: room)
        }
        let exitCode = await Program.run(arguments, world)
        return Session(
            output: terminal.output, error: terminal.error, progress: terminal.progress,
            exitCode: exitCode)
    }
}

/// How one command line went.
struct Session: Sendable {
    /// Standard output.
    var output: String
    /// Standard error.
    var error: String
    /// The lines of progress that were shown, one after another.
    var progress: [String] = []
    var exitCode: ExitCode

    /// The one document on standard output, as the strict reader sees it.
    var json: JSON {
        get throws { try JSON.parse(output) }
    }

    /// The lines of standard output.
    var lines: [Substring] { output.split(separator: "\n") }
}

/// A terminal that keeps what is written to it.
final class CapturedTerminal: Terminal {
    let presentation: Presentation
    private let texts = Mutex((output: "", error: "", progress: [String]()))

    init(_ presentation: Presentation) { self.presentation = presentation }

    convenience init(width: Int?) { self.init(Presentation(width: width)) }

    var output: String { texts.withLock { $0.output } }
    var error: String { texts.withLock { $0.error } }
    /// The lines of progress that were shown, one after another.
    var progress: [String] { texts.withLock { $0.progress } }
    func write(_ text: String) { texts.withLock { $0.output += text } }
    func writeError(_ text: String) { texts.withLock { $0.error += text } }
    func showProgress(_ line: String?) {
        guard let line, presentation.progressWidth != nil else { return }
        texts.withLock { $0.progress.append(line) }
    }
}

extension MemoryFiles {
    /// Files of these texts, and others that something is wrong with.
    ///
    /// - Parameters:
    ///   - sizes: files of so many bytes, by path.
    ///   - faults: files that are there and cannot be used, and why.
    convenience init(
        texts: [String: String], sizes: [String: Int] = [:],
        faults: [String: FileFault.Reason] = [:], links: [String: String] = [:]
    ) {
        var contents = texts.mapValues { Array($0.utf8) }
        for (path, size) in sizes { contents[path] = [UInt8](repeating: 0x20, count: size) }
        for path in faults.keys { contents[path] = [] }
        self.init(contents, links: links, faults: faults)
    }
}

/// A Model Runner that gives every request the same answer.
struct StubRunner: StubTransports {
    var answer: Result<HTTPResponse, TransportFault>
    /// Whether nothing listens at ports.
    var isAtSocketsOnly = false

    init(_ fault: TransportFault) { answer = .failure(fault) }

    init(status: Int = 200, _ body: String) {
        answer = .success(HTTPResponse(.init(status: status), body: Array(body.utf8)))
    }

    func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        if isAtSocketsOnly, !endpoint.isSocket { throw .refused }
        let response = try answer.get()
        _ = receive(.head(response.head)) && receive(.body(response.body))
    }
}
