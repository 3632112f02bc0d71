import Foundation
import MNCore
import MNSim
import Profiles
import Scenarios
import Synchronization
import TestSupport

@testable import mn

/// A world in which nothing is but the profiles and scenarios of the program, and some files.
enum SupportWorld {
    struct NoMachine: Machine {
        func answer(_ access: Access, within limit: Duration) async -> Outcome { .unrecorded }
    }

    static let library = ScenarioLibrary(
        builtin: EmbeddedScenarios.files, offers: RegistryOffer.offers(of: .builtin))

    /// All built-in scenarios with MN_SLOW_TESTS, else some of them.
    static var sampledNames: [String] {
        let names = library.names
        return isSlow ? names : names.enumerated().filter { $0.offset % 12 == 5 }.map(\.element)
    }

    static var isSlow: Bool { ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1" }

    static func world(
        files: any Files = MemoryFiles([:]), environment: [String: String] = [:]
    ) -> MNCore.World {
        World(
            machine: NoMachine(), http: NoServices(), processes: NoServices(), files: files,
            terminal: SilentTerminal(width: nil), time: VirtualTime(), environment: environment,
            profiles: EmbeddedProfiles.texts, scenarios: EmbeddedScenarios.files)
    }

    /// The steps of built-in scenarios, each as a trace with its name; what they print is what their replay
    /// prints.
    static func traces(
        _ names: [String], where isWanted: (Trace) -> Bool = { _ in true }
    ) throws -> [(name: String, trace: Trace)] {
        let profiles = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        return try names.flatMap { name in
            try SimScenarios.play(name, library, profiles, world()).steps.map(\.trace).enumerated()
                .filter { isWanted($0.element) }
                .map {
                    (
                        "\(name)-\($0.offset + 1)",
                        TraceReplay.settled($0.element, in: world(), program: Program.run)
                    )
                }
        }
    }

    /// Those that did not end with 0.
    static func failures(_ names: [String] = library.names) throws -> [(name: String, trace: Trace)]
    {
        try traces(names) { trace in
            trace.exitCode != 0
                && !["sim", "support", "profile"].contains(trace.arguments.first)
        }
    }
}

/// A terminal that keeps what is written to it.
final class CapturedText: Terminal {
    private let texts = Mutex((output: "", error: ""))

    var presentation: Presentation { Presentation() }
    var output: String { texts.withLock { $0.output } }
    var error: String { texts.withLock { $0.error } }
    func write(_ text: String) { texts.withLock { $0.output += text } }
    func writeError(_ text: String) { texts.withLock { $0.error += text } }
}
