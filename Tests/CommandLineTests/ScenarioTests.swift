import Dispatch
import MNCore
import MNSim
import Profiles
import Scenarios
import TestSupport
import Testing

@testable import mn

/// Every file in `Scenarios/` is a test: the program does what the file expects, byte for byte.
///
/// One after the other, and on a thread of their own: a simulation holds the thread it runs on, and the
/// suites beside this one wait for real programs.
@Suite(.serialized) struct `The scenarios` {
    static let library = ScenarioLibrary(
        builtin: EmbeddedScenarios.files, offers: RegistryOffer.offers(of: .builtin))

    /// A world in which nothing is but the profiles and scenarios of the program.
    static func world(
        files: MemoryFiles = MemoryFiles([:]), environment: [String: String] = [:],
        terminal: CapturedTerminal = CapturedTerminal(width: nil)
    ) -> World {
        World(
            machine: NoMachine(), http: NoServices(), processes: NoServices(), files: files,
            terminal: terminal, time: VirtualTime(), environment: environment,
            profiles: EmbeddedProfiles.texts,
            scenarios: EmbeddedScenarios.files)
    }

    struct NoMachine: Machine {
        func answer(_ access: Access, within limit: Duration) async -> Outcome { .unrecorded }
    }

    private static let queue = DispatchQueue(label: "scenarios")

    /// Runs a scenario so many times.
    static func runs(_ count: Int, of name: String) async throws -> [ScenarioRun] {
        try await withCheckedThrowingContinuation { done in
            queue.async {
                done.resume(
                    with: Result {
                        let profiles = try ProfileLibrary(
                            builtin: EmbeddedProfiles.texts, folders: [],
                            files: MemoryFiles([:]))
                        return try (0..<count).map { _ in
                            try SimScenarios.play(name, library, profiles, world()).run
                        }
                    })
            }
        }
    }

    @Test func `are there`() {
        #expect(Self.library.names.count >= 45)
        #expect(Self.library.strayTranscripts == [])
    }

    @Test(arguments: library.names)
    func `do what they expect, as in their transcripts, every time`(name: String) async throws {
        let runs = try await Self.runs(2, of: name)
        let run = try #require(runs.first)
        #expect(run.failures.map(\.description) == [], "\(run.name)")
        #expect(runs.allSatisfy { $0 == run && $0.transcript == run.transcript })
    }

    @Test(arguments: library.names)
    func `have an area in their name and an intent of one sentence`(name: String) throws {
        let scenario = try Self.library.scenario(name)
        #expect(name.split(separator: "-").count >= 2)
        #expect(name == name.lowercased())
        let intent = try #require(scenario.intent)
        #expect(intent.hasSuffix("."))
        #expect(!intent.dropLast().contains(". "))
        #expect(!scenario.tags.isEmpty)
    }

    /// What can go wrong with a pull only, and not with a list, is not to be seen yet.
    @Test func `meet every fault of a runner that a list can meet`() throws {
        var met: Set<String> = []
        for name in Self.library.names {
            for fault in try Self.library.scenario(name).runnerFaults {
                met.insert(Self.word(fault.json["kind"]))
            }
        }
        let seen = [
            "notInstalled", "daemonDown", "socketDenied", "refused", "resetByPeer", "dnsFail",
            "portInUse", "proxyInjectsHtml", "http", "garbageThenClose", "slowFirstByteSeconds",
            "dripSeconds", "stallAfterParts", "closeAfterBytes", "malformedChunk",
            "backendInstallingUntilSeconds", "backendError", "errorAfter200", "noTerminalEvent",
            "unauthorized", "modelNotFound", "unsupportedMediaType", "conflict",
            "diskFullAfterBytes", "evicted", "loadTimeout", "quitUnexpectedly", "olderApi",
            "newerUnknownField",
        ]
        for kind in seen { #expect(met.contains(kind), "\(kind)") }
    }

    private static func word(_ kind: JSON?) -> String {
        kind?.string ?? kind?.object?.keys.first ?? ""
    }

    @Test func `meet every fault of a machine`() throws {
        var met: Set<String> = []
        for name in Self.library.names {
            guard let text = EmbeddedScenarios.files["\(name).json"] else { continue }
            for fault in try JSON.parse(text)["machineFaults"]?.array ?? [] {
                met.insert(fault["kind"]?.string ?? "")
            }
        }
        let kinds = [
            "absent", "denied", "hang", "unrecorded", "failed", "exit", "crash", "empty",
            "replaced", "truncated", "crlf", "byteOrderMark", "utf16", "preceded",
        ]
        for kind in kinds { #expect(met.contains(kind), "\(kind)") }
    }
}
