import FoundationEssentials
import MNCore
@testable import MNExplore
import MNSim
import MNSupport
import Profiles
import Scenarios
import TestSupport
import Testing

@testable import mn

/// What stands under all tests of exploration: the built-in machines and models, and the program.
enum Explored {
    static let material = Result {
        let library = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        return Material(
            profiles: try library.ids.map(library.profile), models: Catalog.builtin.models,
            offers: RegistryOffer.offers(of: .builtin))
    }

    private struct NoMachine: Machine {
        func answer(_ access: Access, within limit: Duration) async -> Outcome { .unrecorded }
    }

    static func laboratory(
        _ plant: @Sendable (@escaping RunFindings.Program) -> RunFindings.Program = { $0 }
    ) throws -> Laboratory {
        Laboratory(
            try material.get(),
            in: World(
                machine: NoMachine(), http: NoServices(), processes: NoServices(),
                files: MemoryFiles([:]), terminal: SilentTerminal(width: nil), time: VirtualTime(),
                environment: [:], profiles: EmbeddedProfiles.texts,
                scenarios: EmbeddedScenarios.files),
            program: Laboratory.Program(
                run: plant(Program.watched),
                parses: { words in
                    if case .wrong = Program.tree.read(words).request { false } else { true }
                }))
    }

    static func exploration(
        _ laboratory: Laboratory, seed: UInt64 = 1, runs: Int, jobs: Int = 2,
        _ invariants: [Invariant] = Invariant.all
    ) async -> Exploration {
        var exploration = Exploration(laboratory, seed: seed, invariants: invariants)
        while exploration.runs < runs {
            await exploration.explore(runs - exploration.runs, jobs: jobs)
        }
        return exploration
    }
}

@Suite(.serialized) struct `Exploring` {
    @Test func `is random as it was published`() {
        // The first numbers of SplitMix64 from the state 1234567, as its authors' program prints them.
        var stream = RandomStream(state: 1_234_567)
        let numbers = (0..<5).map { _ in stream.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func `comes to the same on one processor and on two`() async throws {
        let laboratory = try Explored.laboratory()
        let few = Invariant.all.filter { $0.area == .world || $0.area == .speech }
        func report(_ jobs: Int) async -> String {
            let all = await Explored.exploration(laboratory, seed: 7, runs: 100, jobs: jobs, few)
            return
                "\(all.steps) \(all.situationsInPool) \(all.metClaims) \(all.findings.map(\.identity))"
        }
        let (one, two) = (await report(1), await report(2))
        #expect(one == two)
        #expect(await report(2) == two)
    }

    @Test func `finds nothing in the program`() async throws {
        let all = await Explored.exploration(try Explored.laboratory(), seed: 3, runs: 128)
        #expect(all.unplayed == 0)
        for finding in all.findings {
            Issue.record(
                "\(finding.identity): \(finding.words)\n\(JSON.object(finding.original.members).text())"
            )
        }
    }

    /// What it found once is kept as a scenario with the tag `explored`; slow tests ask it of all scenarios.
    @Test func `finds nothing again in what it found`() throws {
        let laboratory = try Explored.laboratory()
        var asked = 0
        for (name, text) in EmbeddedScenarios.files.sorted(by: { $0.key < $1.key })
        where name.hasSuffix(".json") {
            guard let members = try JSON.parse(text).object else { continue }
            let isFound = members["tags"]?.array?.contains("explored") == true
            guard isFound || Self.asksAll, let situation = Self.situation(members) else { continue }
            let played = try #require(laboratory.play(situation), "\(name)")
            for finding in Exploration.findings(in: played, Invariant.all, laboratory) {
                Issue.record("\(name): \(finding.identity): \(finding.words)")
            }
            asked += 1
        }
        #expect(asked > 5)
    }

    private static let asksAll = ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] != nil

    /// A scenario as it is explored, its command lines as words; nil where something runs beside a step, or a
    /// step is of a command that is not explored.
    private static func situation(_ members: JSONObject) -> Situation? {
        var situation = Situation(members)
        for (index, step) in situation.steps.enumerated() {
            guard step["beside"] == nil else { return nil }
            if let line = step["run"]?.string {
                guard let words = try? ShellWords.words(of: line), words.count > 1,
                    ["model", "hardware", "blueprint"].contains(words[1])
                else { return nil }
                situation.steps[index]["run"] = .strings(words)
            }
        }
        return situation
    }

    /// Otherwise the scenario that is shown of a finding would not show it.
    @Test func `asks the same of a situation that was made smaller and written down`() throws {
        let laboratory = try Explored.laboratory()
        let generator = SituationGenerator(laboratory.material, seed: 21)
        var asked = 0
        for run in 0..<60 {
            let situation = generator.situation(run: run, pool: [])
            var small = situation.withoutFaults.playing([["hardware"]])
            small.members["title"] = "Another one"
            small.members["terminal"] = nil
            guard let whole = laboratory.play(situation), let part = laboratory.play(small),
                let first = Judge(whole, laboratory), var second = Judge(part, laboratory)
            else { continue }
            var stream = first.stream
            #expect(first.model == second.model)
            #expect(stream.next() == second.stream.next())
            asked += 1
        }
        #expect(asked > 10)
    }

    @Test func `finds the canary, and tells where nothing would be found`() async throws {
        let laboratory = try Explored.laboratory()
        let whole = Exploration(laboratory, seed: 5, invariants: Invariant.all)
        #expect(await whole.findsCanary(jobs: 2))
        let blind = Exploration(laboratory, seed: 5, invariants: [])
        #expect(await !blind.findsCanary(jobs: 2))
    }

    @Test func `finds a bug that is put there, and makes it small`() async throws {
        let planted = try #require(PlantedFault.all.first { $0.name == "a crash" })
        let laboratory = try Explored.laboratory(planted.plant)
        let speech = Invariant.all.filter { $0.name == "ends-in-words" }
        var all = await Explored.exploration(laboratory, runs: 256, speech)
        all.shrink()
        let finding = try #require(all.findings.first)
        let minimal = try #require(finding.minimal)
        #expect(minimal.steps == [["run": ["mn", "hardware"]]])
        #expect(minimal.members.members.map(\.key).sorted() == ["schema", "steps"])
        let (document, transcript) = try #require(finding.scenario(laboratory))
        #expect(document.contains("\"run\": \"mn hardware\""))
        #expect(transcript.contains("$ mn hardware"))
        // It is found again in what was written.
        let played = try #require(laboratory.play(minimal))
        let found = Exploration.findings(in: played, speech, laboratory)
        #expect(found.map(\.identity) == [finding.identity])
    }
}

/// A command that is killed at any call ends, once it is run again, as if nothing had been.
@Suite struct `A command that is killed` {
    static let commands: [(name: String, files: JSONObject, models: [String], steps: [[String]])] =
        [
            ("install", [:], [], [["model", "install", "qwen3:0.6b"]]),
            (
                "install with force and a context", [:], [],
                [["model", "install", "qwen3:8b", "--force", "--context-size", "2048"]]
            ),
            (
                "install of what is there", [:], ["ai/qwen3:0.6B-Q4_K_M"],
                [["model", "install", "qwen3:0.6b"]]
            ),
            (
                "update", [:], [],
                [["model", "install", "qwen3:0.6b"], ["model", "update", "qwen3:0.6b"]]
            ),
            (
                "update of all", [:], [],
                [
                    ["model", "install", "qwen3:0.6b"], ["model", "install", "smollm2:135m"],
                    ["model", "update", "--all"],
                ]
            ),
            (
                "remove", [:], [],
                [["model", "install", "qwen3:0.6b"], ["model", "remove", "qwen3:0.6b"]]
            ),
        ]

    @Test(arguments: commands.indices)
    func `converges`(index: Int) throws {
        let command = Self.commands[index]
        let situation = Situation([
            "schema": "mn.scenario/1", "profile": "nvidia-rtx5060-8gb",
            "runner": [
                "models": .strings(command.models), "bandwidthBytesPerSecond": .integer(50 << 20),
            ],
            "steps": .array(command.steps.map { ["run": .strings(["mn"] + $0)] }),
        ])
        let points = CrashPoints(
            try Explored.laboratory(), situation, step: command.steps.count - 1)
        #expect(points.calls > 10)
        #expect(points.violations().map(\.words) == [], "\(command.name)")
    }
}
