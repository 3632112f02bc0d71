import MNCore
import Profiles
import Testing

@testable import mn

@Suite(.serialized) struct `The machines of a blueprint` {
    @Test func `are those of the matrix, with every row of the document`() async throws {
        var blueprint = BlueprintFixture()
        blueprint.world.profiles = EmbeddedProfiles.texts
        let session = await blueprint.run("blueprint validate /bp --matrix --json")
        #expect(session.exitCode == .done)
        let matrix = try session.json
        let usual = try await blueprint.run("sim matrix --json").json
        #expect(matrix["verdicts"] == usual["verdicts"])
        #expect(matrix["totals"] == usual["totals"])
        let verdicts = matrix["verdicts"]?.array ?? []
        let rows = try await blueprint.run("model rules --document --json").json["document"]?.array
        #expect(rows?.count == 10)
        for row in rows ?? [] {
            let rules = row["rules"]?.array ?? []
            #expect(verdicts.contains { rules.contains($0["rule"] ?? .null) }, "\(row)")
        }
    }

    /// A catalog in which the default model runs on two backends.
    static let catalog = """
        {"models": [{"id": "gemma4:e2b", "model": "ai/gemma4:E2B", "backend": "llama.cpp",
          "backends": ["llama.cpp", "vllm"],
          "requirements": {"min_vram_gb": 8, "min_unified_memory_gb": 16, "min_cpu_ram_gb": 32}}]}
        """

    @Test func `are judged for the backend that it asks for`() async throws {
        var blueprint = BlueprintFixture(entry: "\"backend\": \"vllm\"")
        blueprint.files[TestWorld.homeCatalog] = Self.catalog
        let session = await blueprint.run("blueprint validate /bp --matrix --json")
        // No profile expects anything of this backend.
        #expect(session.exitCode == .done)
        let verdicts = try session.json["verdicts"]?.array ?? []
        #expect(!verdicts.isEmpty)
        #expect(verdicts.allSatisfy { $0["backend"] == "vllm" }, "\(verdicts.first ?? .null)")
    }

    @Test func `are asked for only once the form is right`() async throws {
        let broken = BlueprintFixture(entry: "\"context_size\": 0")
        let session = await broken.run("blueprint validate /bp --matrix")
        #expect(session.exitCode == .failed)
        #expect(session.output.contains("config.out_of_range"))
        let none = BlueprintFixture(configuration: "{}")
        let nothing = await none.run("blueprint validate /bp --matrix --json")
        #expect(nothing.exitCode == .failed)
        #expect(try nothing.json["error"]?["code"] == "nothing_judged")
    }

    @Test func `are held, chosen and printed as mn sim matrix does`() async throws {
        var blueprint = BlueprintFixture()
        blueprint.world.profiles = EmbeddedProfiles.texts
        let options = [
            "--machines", "apple-*", "--require", "gemma4:e2b on apple-m1-8gb: pass",
        ]
        for form in [[], ["--markdown"], ["--jsonl"], ["--junit", "-"]] {
            let session = await blueprint.run(
                ["blueprint", "validate", "/bp", "--matrix"] + options + form)
            #expect(session.exitCode == .differs)
            // Beside each machine as a whole it prints the same.
            let shown = session.output.split(separator: "\n").filter {
                !$0.contains("\"t\":\"machine\"") && !$0.hasPrefix("The blueprint runs on ")
            }
            let usual = await blueprint.run(["sim", "matrix"] + options + form).output
            #expect(shown == usual.split(separator: "\n"))
        }
        // Every command can be quiet.
        for option in SimMatrixCommand.gateOptions where option.name != "quiet" {
            let value = option.kind == .flag ? "" : "x"
            let session = await blueprint.run("blueprint validate /bp --\(option.name) \(value)")
            #expect(session.exitCode == .usage, "\(option.name)")
        }
    }
}
