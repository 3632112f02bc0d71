import MNCore
import MNSim
import Synchronization

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
    var files = MemoryFiles()
    var environment = ["HOME": "/home/user"]
    var profiles = TestMachines.texts
    /// One scenario, without its transcript.
    var scenarios = [
        "test-list.json": """
        {"schema": "mn.scenario/1", "title": "A list", "intent": "It can be had anywhere.",
         "profile": "test-cuda-6gb", "steps": [{"run": ["mn", "model", "list"], "exit": 0}]}
        """
    ]
    var width: Int? = 80
    var hasColour = false
    var simulatedMachine: String?

    /// The catalog file of the user's home.
    static let homeCatalog = "/home/user/.mn/models/catalog.json"

    /// The same file as it is shown to its user.
    static let shownCatalog = "~/.mn/models/catalog.json"

    /// Runs `mn` with the words of a line; quotes mean nothing.
    func run(_ line: String) async -> Session {
        await run(line.split(separator: " ").map(String.init))
    }

    func run(_ arguments: [String]) async -> Session {
        let terminal = CapturedTerminal(width: width, hasColour: hasColour)
        let transports = RoutedTransports(docker: docker, services: services ?? docker)
        let world = World(
            machine: machine, http: transports, processes: transports, files: files,
            terminal: terminal, time: VirtualTime(), environment: environment, profiles: profiles,
            scenarios: scenarios, simulatedMachine: simulatedMachine)
        let exitCode = await Program.run(arguments, world)
        return Session(output: terminal.output, error: terminal.error, exitCode: exitCode)
    }
}

/// How one command line went.
struct Session: Sendable {
    /// Standard output.
    var output: String
    /// Standard error.
    var error: String
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
    let width: Int?
    let hasColour: Bool
    private let texts = Mutex((output: "", error: ""))

    init(width: Int?, hasColour: Bool = false) {
        self.width = width
        self.hasColour = hasColour
    }

    var output: String { texts.withLock { $0.output } }
    var error: String { texts.withLock { $0.error } }
    func write(_ text: String) { texts.withLock { $0.output += text } }
    func writeError(_ text: String) { texts.withLock { $0.error += text } }
}

/// Files in memory, by path; a folder is there if a file is below it.
final class MemoryFiles: Files {
    enum Entry: Sendable {
        case bytes([UInt8])
        /// A file of this size, of which no byte is kept.
        case huge(Int)
        case fault(FileFault.Reason)
    }

    private let entries: Mutex<[String: Entry]>
    /// Where links lead, by path.
    private let links: [String: String]

    init(_ entries: [String: Entry] = [:], links: [String: String] = [:]) {
        self.entries = Mutex(entries)
        self.links = links
    }

    convenience init(texts: [String: String]) {
        self.init(texts.mapValues { .bytes(Array($0.utf8)) })
    }

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        switch entries.withLock({ $0[path] }) {
        case .bytes(let bytes) where bytes.count <= limit: return bytes
        case .bytes, .huge: throw FileFault(path, .tooLarge(limit: limit))
        case .fault(let reason): throw FileFault(path, reason)
        case nil: throw FileFault(path, .notFound)
        }
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        let below = entries.withLock { $0.keys.filter { $0.hasPrefix(path + "/") } }
        if below.isEmpty { throw FileFault(path, .notFound) }
        return Set(
            below.compactMap { $0.dropFirst(path.count + 1).split(separator: "/").first }
        ).sorted().map(String.init)
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        entries.withLock { $0[path] = .bytes(bytes) }
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        entries.withLock { entries in
            if case .bytes(let old)? = entries[path] {
                entries[path] = .bytes(old + bytes)
            } else {
                entries[path] = .bytes(bytes)
            }
        }
    }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? { FreeLock() }

    func resolved(_ path: String) throws(FileFault) -> String {
        let isThere = entries.withLock { $0.keys.contains { "\($0)/".hasPrefix("\(path)/") } }
        if !isThere { throw FileFault(path, .notFound) }
        return links[path] ?? path
    }

    /// A lock that nobody else wants.
    struct FreeLock: FileLock {
        func release() {}
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
