import MNCore
import Testing

@testable import mn

/// Models as blueprints ask for them today.
@Suite(.serialized) struct `A model of a blueprint` {
    private static func result(_ entry: String, installed: String? = nil) async throws -> JSON {
        var blueprint = BlueprintFixture(
            configuration: "{\"llm\": {\"configs\": {\"primary\": {\(entry)}}}}")
        if let installed { blueprint = blueprint.with(installed: installed) }
        blueprint.files["/bp/payloads/own.gguf"] = "x"
        return try await blueprint.validate()
    }

    @Test(arguments: [
        ("small", "gemma4:e2b"), ("medium", "nemotron3"), ("nemotron3", "nemotron3"),
        ("docker.io/ai/gemma4:E2B", "gemma4:e2b"), ("docker.io/ai/nemotron3:latest", "nemotron3"),
    ])
    func `may have a name of today`(name: String, id: String) async throws {
        let report = try await Self.result(
            "\"provider\": \"docker_model_runner\", \"model\": \"\(name)\"")
        #expect(report["results"]?[0]?["model_id"] == .string(id))
    }

    @Test(arguments: ["cluster-provided", "cluster_provided", "Cluster-Provided", "remote-service"])
    func `may be provided by a cluster`(mode: String) async throws {
        let report = try await Self.result(
            "\"provider\": \"docker_model_runner\", \"model\": \"none-such\", \"install_mode\": \"\(mode)\""
        )
        #expect(report["results"]?[0]?["status"] == "cluster_provided")
        #expect(report["ok"] == true)
    }

    @Test(arguments: [
        "openai-compatible", "openai_compatible", "openai", "ollama", "nvidia",
        "litellm_proxy", "litellm-proxy",
    ])
    func `may be another provider's`(provider: String) async throws {
        let report = try await Self.result(
            "\"provider\": \"\(provider)\", \"model\": \"some-model\"")
        #expect(report["ok"] == true)
        #expect(report["issues"] == [])
    }

    @Test func `may be one that no catalog has, if that is meant`() async throws {
        let entry = "\"provider\": \"docker_model_runner\", \"model\": \"hf.co/me/own:q4\""
        #expect(try await Self.result(entry)["issues"]?[0]?["code"] == "model.unknown")
        let custom = entry + ", \"customize_mode\": true"
        let missing = try await Self.result(custom)
        #expect(
            missing["issues"]?.array?.map { $0["code"] } == [
                "model.not_judged", "model.not_installed",
            ])
        #expect(missing["results"]?[0]?["compatibility"] == .null)
        let there = try await Self.result(custom, installed: "hf.co/me/own:q4")
        #expect(there["ok"] == true)
        #expect(there["results"]?[0]?["status"] == "installed")
    }

    @Test func `may lie in the blueprint's folder`() async throws {
        let report = try await Self.result(
            "\"provider\": \"docker_model_runner\", \"model\": \"payloads/own.gguf\", \"customize_mode\": true"
        )
        #expect(report["ok"] == true)
        #expect(report["results"]?[0]?["status"] == "payload")
    }

    @Test func `that nobody knows leaves no machine that simply passes`() async throws {
        var blueprint = BlueprintFixture(
            manifest:
                "\"runtime\": {\"models\": {\"own\": {\"model\": \"hf.co/me/own:q4\", \"customize_mode\": true}}}"
        )
        blueprint.world.profiles = TestMachines.texts
        let matrix = try await blueprint.run("blueprint validate /bp --matrix --json").json
        let machines = matrix["machines"]?.array ?? []
        #expect(!machines.isEmpty && machines.allSatisfy { $0["status"] != "pass" })
        let big = machines.first { $0["profile"] == "test-cuda-8gb" }
        #expect(big?["status"] == "warning")
        #expect(big?["decided_by"] == "hf.co/me/own:q4")
        blueprint.files["/bp/config/default.json"] = "{}"
        #expect(await blueprint.run("blueprint validate /bp --matrix").exitCode == .failed)
    }
}
