import MNCore
import Testing

@testable import MNRunner
@testable import MNSim
@testable import mn

/// What every machine keeps to: this one, and those that stand in for one.
@Suite struct `Machines of every kind` {
    enum Kind: String, CaseIterable, Sendable {
        case live, recording, replay, scenario, faulty, traced
    }

    static func bench(_ kind: Kind) async throws -> MachineBench {
        let folder = try TemporaryFolder()
        let live = try MachineBench.prepare(folder)
        func bench(_ machine: any Machine) -> MachineBench {
            MachineBench(machine: machine, folder: folder.path, keeping: folder)
        }
        return switch kind {
        case .live: bench(live)
        case .recording: bench(RecordingMachine(live))
        case .replay: bench(ReplayMachine(await recording(bench(live)), rest: .unrecorded))
        case .scenario: bench(try scenario(await recording(bench(live))))
        case .faulty: bench(FaultyMachine(live, []))
        case .traced: bench(Tracer(.bare(machine: live)).world.machine)
        }
    }

    /// What a machine says to all that the rules ask.
    private static func recording(_ bench: MachineBench) async -> Recording {
        let recorder = RecordingMachine(bench.machine)
        let more = [bench.folder, bench.path("marked")]
        for access in bench.answered + bench.missing + [.directory(more[0]), .file(more[1])] {
            _ = await recorder.answer(access, within: MachineBench.patience)
        }
        _ = await recorder.answer(.command(MachineBench.slow), within: .milliseconds(50))
        return recorder.recording
    }

    private static func scenario(_ recording: Recording) throws -> ScenarioMachine {
        let text = """
            {"schema": "mn.scenario/1", "title": "A machine", "intent": "It answers.",
             "steps": [{"run": ["mn", "hardware"], "exit": 0}]}
            """
        let scenario = try Scenario.read(Array(text.utf8), name: "machine", offers: [])
        let profile = Profile(
            id: "prepared", title: "A prepared folder", provenance: .recorded, sources: ["a test"],
            recording: recording)
        return ScenarioMachine(scenario, profile: profile, time: VirtualTime())
    }

    @Test(arguments: Kind.allCases, SeamRule<MachineBench>.machine)
    func `keep to the rule`(kind: Kind, rule: SeamRule<MachineBench>) async throws {
        #expect(await rule.findings(on: try await Self.bench(kind)) == [])
    }

    @Test(arguments: SeamRule<MachineBench>.machine)
    func `that break a rule are told`(rule: SeamRule<MachineBench>) async throws {
        #expect(await rule.findings(on: rule.breaking(try await Self.bench(.replay))) != [])
    }
}
