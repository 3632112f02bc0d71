import MNCore
import MNSim
import Profiles
import Scenarios
import Synchronization

@testable import mn

/// What a reader has who follows a page: a folder, a Mac with Docker Desktop, and a Model Runner without models.
final class ExampleSession: Sendable {
    private let files = MemoryFiles([:])
    private let services: SimulatedServices
    private let machine: Profile
    private let time: VirtualTime

    /// The machine of the reader; pages that show numbers of it say so.
    static let machine = "apple-m2-16gb"

    init(_ time: VirtualTime) async throws {
        self.time = time
        machine = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:])
        ).profile(Self.machine)
        let hardware = await Hardware.probe(ReplayMachine(machine))
        let docker = SimulatedDocker(
            RunnerState(on: hardware, offers: RegistryOffer.offers(of: .builtin)), faults: [],
            setup: DockerSetup(on: hardware), time: time, endpoints: [Endpoint.modelRunner])
        services = SimulatedServices([], beside: docker, environment: Self.environment, time: time)
    }

    private static let environment = ["HOME": "/home/user"]

    func save(_ name: String, _ lines: [String]) {
        files.place(Array(lines.map { $0 + "\n" }.joined().utf8), at: Self.path(name))
    }

    /// The lines of a file that a command has made.
    func made(_ name: String) throws -> [String] {
        let bytes = try files.read(Self.path(name), limit: 1 << 20)
        return String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).dropLast().map(String.init)
    }

    /// Files are where the reader is, or below the home.
    private static func path(_ name: String) -> String {
        name.hasPrefix("~/") ? "/home/user/" + name.dropFirst(2) : name
    }

    /// Runs `mn …`, perhaps with `> FILE` or a comment at its end, and gives all that a terminal shows, and the
    /// end.
    func run(_ line: String) async throws -> (shown: [String], exit: ExitCode) {
        let line = line.split(separator: "  # ").first.map(String.init) ?? ""
        let parts = line.replacing(" ~/", with: " /home/user/").split(
            separator: " > ", maxSplits: 1
        ).map(String.init)
        let words = try ShellWords.words(of: parts[0])
        let terminal = ScreenTerminal(keepsOutput: parts.count > 1)
        let world = World(
            machine: ReplayMachine(machine), http: services, processes: services, files: files,
            terminal: terminal, time: time, environment: Self.environment,
            profiles: EmbeddedProfiles.texts, scenarios: EmbeddedScenarios.files)
        let exit = await Program.run(Array(words.dropFirst()), world)
        if parts.count > 1 {
            files.place(Array(terminal.output.utf8), at: Self.path(parts[1]))
        }
        var lines = terminal.screen.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return (lines.map(String.init), exit)
    }
}

/// A terminal of 100 columns that shows both streams in the order in which they come.
private final class ScreenTerminal: Terminal {
    let presentation = Presentation(width: 100)
    private let keepsOutput: Bool
    private let texts = Mutex((screen: "", output: ""))

    /// - Parameter keepsOutput: whether standard output goes to a file.
    init(keepsOutput: Bool) { self.keepsOutput = keepsOutput }

    var screen: String { texts.withLock { $0.screen } }
    var output: String { texts.withLock { $0.output } }
    func write(_ text: String) {
        texts.withLock { if keepsOutput { $0.output += text } else { $0.screen += text } }
    }
    func writeError(_ text: String) { texts.withLock { $0.screen += text } }
}
