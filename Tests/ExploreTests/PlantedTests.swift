import FoundationEssentials
import MNCore
import MNSim
import Testing

@testable import MNExplore

/// Bugs that are put into the program are found; how many, and in how many situations.
@Suite(.serialized) struct `Bugs that are put there` {
    /// In each, this many situations are explored until one is found.
    private static let runs =
        ProcessInfo.processInfo.environment["MN_PLANTED_RUNS"].flatMap { Int($0) } ?? 1536

    private static func isFound(_ planted: PlantedFault) async throws -> (Int, String)? {
        let laboratory = try Explored.laboratory(planted.plant)
        var exploration = Exploration(laboratory, seed: 11, invariants: Invariant.all)
        while exploration.runs < runs {
            await exploration.explore(64, jobs: 2)
            if let finding = exploration.findings.first {
                return (exploration.runs, finding.identity.invariant)
            }
        }
        return nil
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] != nil))
    func `are found, nine of ten`() async throws {
        var missed: [String] = []
        for planted in PlantedFault.all {
            if let (runs, invariant) = try await Self.isFound(planted) {
                print("found in \(runs) situations by \(invariant): \(planted.name)")
            } else {
                print("NOT FOUND in \(Self.runs) situations: \(planted.name)")
                missed.append(planted.name)
            }
        }
        #expect(missed.count * 10 <= PlantedFault.all.count, "\(missed)")
    }

    @Test(arguments: ["a token is printed", "the ledger is cut", "a model is never removed"])
    func `are found in a moment`(name: String) async throws {
        let planted = try #require(PlantedFault.all.first { $0.name == name })
        let found = try await Self.isFound(planted)
        #expect(found != nil)
    }

    /// Situations of these come up too seldom for a test to wait for.
    @Test(arguments: [
        ("a ledger that cannot be read is taken for none", "read", "unread-kept"),
        ("faults of writing are swallowed", "replace", "lost-writes-told"),
    ])
    func `finds a ledger that is lost`(planted: String, call: String, invariant: String) throws {
        let fault = try #require(PlantedFault.all.first { $0.name == planted })
        let situation = Situation([
            "schema": "mn.scenario/1", "profile": "nvidia-rtx5060-8gb", "runner": [:],
            "files": ["/home/user/.mn/models/ownership.json": "{\"version\": 1, \"models\": {}}"],
            "steps": [
                [
                    "run": ["mn", "model", "install", "qwen3:0.6b"],
                    "callFaults": [
                        [
                            "id": "call", "on": .string(call), "path": "*ownership.json",
                            "kind": "denied",
                        ]
                    ],
                ]
            ],
        ])
        func found(_ laboratory: Laboratory) throws -> [String] {
            let played = try #require(laboratory.play(situation))
            return Exploration.findings(in: played, Invariant.files, laboratory)
                .map { $0.invariant.name }
        }
        #expect(try found(try Explored.laboratory()) == [])
        #expect(try found(try Explored.laboratory(fault.plant)) == [invariant])
    }

    @Test func `finds a way that does not lead back to order`() throws {
        let name = "a file of the run stays after a kill, and stands in the way"
        let fault = try #require(PlantedFault.all.first { $0.name == name })
        let situation = Situation([
            "schema": "mn.scenario/1", "profile": "nvidia-rtx5060-8gb", "runner": [:],
            "steps": [
                [
                    "run": ["mn", "model", "install", "qwen3:0.6b"], "killed": ["afterCall": 40],
                    "exit": .integer(Scenario.Kill.exitCode),
                ]
            ],
        ])
        func found(_ laboratory: Laboratory) throws -> [String] {
            let played = try #require(laboratory.play(situation))
            let heals = Invariant.all.filter { $0.name == "heals" }
            return Exploration.findings(in: played, heals, laboratory).map { $0.identity.kind }
        }
        #expect(try found(try Explored.laboratory()) == [])
        #expect(try found(try Explored.laboratory(fault.plant)) == ["install"])
    }
}
