import MNCore
import MNSim
import Profiles
import TestSupport
import Testing

@testable import mn

/// Which models run here, in a list and as advice.
@Suite(.serialized) struct `What runs here` {
    /// A machine whose driver no model can use.
    private static let refused = "nvidia-rtx3060-12gb-driver570"

    /// Runs a command with the profiles that are built in.
    private static func shipped(_ line: String) async -> Session {
        var world = TestWorld()
        world.profiles = EmbeddedProfiles.texts
        return await world.run(line)
    }

    private static func lines(_ line: String) async -> [Substring] {
        await TestWorld().run(line).lines
    }

    @Test func `is a column of the list, as each model's own verdict has it`() async throws {
        for machine in TestMachines.texts.keys.sorted() {
            let list = try await TestWorld().run("model list --json --profile \(machine)").json
            for model in list["models"]?.array ?? [] {
                let id = try #require(model["id"]?.string)
                let line = "model show \(id) --compatibility --json --profile \(machine)"
                let verdict = try await TestWorld().run(line).json["compatibility"]
                for key in ["status", "ok", "rule", "accelerator", "message"] {
                    let found = model["compatibility"]?[key]
                    #expect(found == verdict?[key], "\(machine) \(id) \(key)")
                }
            }
        }
        let lines = await Self.lines("model list --profile test-cuda-8gb")
        #expect(lines[1].contains(" RUNS "))
        #expect(lines.contains { $0.hasPrefix("gemma4:e2b ") && $0.contains(" yes ") })
        #expect(lines.contains { $0.hasPrefix("llama3.3:70b ") && $0.contains(" no ") })
    }

    @Test func `can be listed alone`() async throws {
        let all = try await TestWorld().run("model list --json --profile test-cuda-8gb").json
        let some = try await TestWorld()
            .run("model list --compatible --json --profile test-cuda-8gb").json
        let accepted = all["models"]?.array?.filter { $0["compatibility"]?["ok"] == true }
        #expect(some["models"]?.array == accepted)
        #expect(accepted?.isEmpty == false && accepted?.count != all["models"]?.array?.count)
        let none = await Self.shipped("model list --compatible --profile \(Self.refused)")
        #expect(none.output.contains("No model of the catalog runs here"), "\(none.output)")
    }

    @Test func `is recommended, what fits first and then the largest`() async throws {
        let answer = await TestWorld().run("model recommend --json --profile test-apple-16gb")
        #expect(answer.exitCode == .done)
        let choices = try answer.json["choices"]?.array ?? []
        #expect(try answer.json["recommended"] == choices.first?["id"])
        #expect(choices.first?["compatibility"]?["status"] == "pass")
        #expect(choices.first?["memory"]?["status"] == "fits")
        #expect(choices.allSatisfy { $0["compatibility"]?["ok"] == true })
        let words = await TestWorld().run("model recommend --profile test-apple-16gb").output
        let id = try #require(choices.first?["id"]?.string)
        #expect(words.contains("Install it: mn model install \(id)\n"))
    }

    @Test func `is the smallest where nobody can tell whether it fits`() async throws {
        let line = "model recommend --json --profile windows-snapdragon-x-elite-16gb-no-memory"
        let choices = try await Self.shipped(line).json["choices"]?.array ?? []
        #expect(choices.count > 1)
        let sizes = choices.map { choice in
            Catalog.builtin[choice["id"]?.string ?? ""]?.requirements.videoMemory.bytes ?? .zero
        }
        #expect(sizes.first == sizes.min())
    }

    @Test func `is recommended for a context that fits`() async throws {
        let line = "model recommend --json --profile test-apple-16gb"
        let usual = try await TestWorld().run(line).json
        for context in [65_536, 131_072] {
            let answer = try await TestWorld().run("\(line) --context \(context)").json
            for choice in answer["choices"]?.array ?? [] {
                #expect(choice["memory"]?["status"] == "fits")
                #expect(choice["memory"]?["context"]?.integer == context)
            }
            let count = try #require(answer["choices"]?.array?.count)
            #expect(count < (usual["choices"]?.array?.count ?? 0))
        }
        let none = await TestWorld().run("\(line) --context 9000000")
        #expect(none.exitCode == .notCompatible)
        #expect(try none.json["recommended"] == .null)
        let words = await TestWorld()
            .run("model recommend --profile test-apple-16gb --context 9000000").output
        #expect(words.contains("No model that runs here fits with a context of 9000000."))
        let wrong = await TestWorld().run("model recommend --context many")
        #expect(wrong.exitCode == .usage)
    }

    @Test func `may be nothing, and why is said`() async throws {
        let answer = await Self.shipped("model recommend --json --profile \(Self.refused)")
        #expect(answer.exitCode == .needsForce)
        #expect(try answer.json["recommended"] == .null && answer.json["choices"] == [])
        #expect(try answer.json["with_force"]?.array?.isEmpty == false)
        let words = await Self.shipped("model recommend --profile \(Self.refused)").output
        #expect(words.contains("No model of the catalog runs here without --force."))
        #expect(words.contains("Update the NVIDIA driver"), "\(words)")
    }
}
