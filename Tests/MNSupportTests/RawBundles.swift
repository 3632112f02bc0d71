import FoundationEssentials
import MNCore
import MNSim
import Profiles
import Scenarios
import TestSupport

@testable import MNSupport
@testable import mn

/// Bundles as they would be collected: of each scenario's failing steps, and of each machine.
enum RawBundles {
    struct Case {
        var name: String
        var bundle: Bundle
        var environment: [String: String]
        var planted: Identity?

        var identity: Identity { planted ?? Identity(environment, hostName: "aurora7") }
    }

    static let library = ScenarioLibrary(
        builtin: EmbeddedScenarios.files, offers: RegistryOffer.offers(of: .builtin))
    static let isSlow = ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1"

    /// Every nth of all that there are: `MN_SLOW_TESTS=1` takes each.
    static func step(_ sample: Int) -> Int {
        isSlow
            ? ProcessInfo.processInfo.environment["MN_STEP"].flatMap { Int($0) } ?? 1 : sample
    }

    /// A world in which nothing is but the profiles and scenarios of the program.
    static var base: World {
        World(
            machine: Nothing(), http: NoServices(), processes: NoServices(),
            files: MemoryFiles([:]),
            terminal: SilentTerminal(width: nil), time: VirtualTime(),
            environment: [String: String](),
            profiles: EmbeddedProfiles.texts, scenarios: EmbeddedScenarios.files)
    }

    private struct Nothing: Machine {
        func answer(_ access: Access, within limit: Duration) async -> Outcome { .unrecorded }
    }

    /// The bundles of the failing steps of all scenarios, or of every nth.
    static func ofScenarios(each step: Int = 1) throws -> [Case] {
        let names = library.names.enumerated().filter { $0.offset % step == 0 }
        return try names.flatMap { try ofScenario($0.element) }
    }

    static func ofScenario(_ name: String) throws -> [Case] {
        let profiles = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        let scenario = try library.scenario(name)
        let profile = try scenario.profile.map(profiles.profile)
        let run = ScenarioRun(scenario, in: base, profile: profile, program: Program.run)
        return run.steps.compactMap { result in
            guard result.exitCode != 0, !result.arguments.contains("sim") else { return nil }
            var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
            bundle.run = result.trace
            bundle.machine = profile.map(owned)
            // What was not recorded is no answer of a real machine.
            guard (try? Bundle(JSONField(bundle.json))) != nil else { return nil }
            return Case(name: name, bundle: bundle, environment: scenario.environment)
        }
    }

    static func ofProfiles(each step: Int = 1) throws -> [Case] {
        try EmbeddedProfiles.texts.sorted { $0.key < $1.key }.enumerated()
            .filter { $0.offset % step == 0 }
            .map { _, file in
                let profile = try Profile.read(Array(file.value.utf8), name: file.key)
                var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
                bundle.machine = owned(profile)
                return Case(name: file.key, bundle: bundle, environment: [:])
            }
    }

    /// The machine as the collector would record it.
    private static func owned(_ profile: Profile) -> Profile {
        Profile(
            id: "this-machine", title: "This machine", provenance: .recorded, sources: ["mn 0.1.0"],
            recording: profile.recording)
    }
}
