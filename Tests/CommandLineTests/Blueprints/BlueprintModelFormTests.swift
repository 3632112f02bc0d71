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

    @Test(arguments: ["../own.gguf", "/etc/own.gguf", "payloads/none.gguf"])
    func `is not in the folder where it is elsewhere`(file: String) async throws {
        let report = try await Self.result(
            "\"provider\": \"docker_model_runner\", \"model\": \"\(file)\", \"customize_mode\": true"
        )
        #expect(report["issues"]?[0]?["code"] == "model.payload_missing")
    }

    @Test func `may be a payload of the manifest, which must be there`() async throws {
        var blueprint = BlueprintFixture(
            manifest:
                "\"runtime\": {\"models\": {\"own\": {\"model\": \"own\", \"source\": {\"type\": \"payload\", \"path\": \"models/own.gguf\"}}}}"
        )
        #expect(try await blueprint.codes() == ["model.payload_missing"])
        let matrix = await blueprint.run("blueprint validate /bp --matrix --jsonl")
        #expect(matrix.exitCode == .failed)
        #expect(matrix.output.contains("model.payload_missing"))
        blueprint.files["/bp/payloads/models/own.gguf"] = "x"
        #expect(try await blueprint.codes() == ["model.not_judged"])
    }

    @Test(arguments: [
        "{\"type\": \"payload\"}", "{\"type\": \"payload\", \"path\": \"\"}",
        "{\"type\": \"payload\", \"path\": 5}",
    ])
    func `that is a payload names its file`(source: String) async throws {
        let blueprint = BlueprintFixture(
            manifest:
                "\"runtime\": {\"models\": {\"own\": {\"model\": \"own\", \"source\": \(source)}}}")
        #expect(try await blueprint.codes() == ["model.payload_missing"])
    }

    @Test func `is another's where its mode says so`() async throws {
        let report = try await Self.result(
            "\"mode\": \"ollama\", \"model\": \"ollama/nemotron3:33b\", \"api_base\": \"http://192.0.2.1:11434\""
        )
        #expect(report["results"]?[0]?["status"] == "service_required")
        #expect(report["environment"]?["host"]?["MN_LLM_PROVIDER"] == "ollama")
        #expect(report["stages"]?[3]?["status"] == "not_checked")
    }

    @Test func `that is forced is noted`() async throws {
        var blueprint = BlueprintFixture()
        blueprint.world.machine = TestMachines.machine("test-cuda-6gb")
        let report = try await blueprint.validate("--force")
        #expect(report["ok"] == true)
        #expect(report["issues"]?[0]?["severity"] == "warning")
        #expect(report["issues"]?[0]?["message"]?.string?.hasPrefix("Forced: ") == true)
        let refused = try await blueprint.validate()
        #expect(refused["issues"]?[0]?["help"]?.string?.contains("config/default.json") == true)
        #expect(refused["issues"]?[0]?["help"]?.string?.contains("--force") == true)
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
        #expect(
            matrix["verdicts"]?.array?.contains {
                $0["model_id"] == "hf.co/me/own:q4" && $0["rule"] == "model.not_judged"
                    && $0["status"] == "warning"
            } == true)
        let big = machines.first { $0["profile"] == "test-cuda-8gb" }
        #expect(big?["status"] == "warning")
        #expect(big?["decided_by"] == "hf.co/me/own:q4")
        blueprint.files["/bp/config/default.json"] = "{}"
        #expect(await blueprint.run("blueprint validate /bp --matrix").exitCode == .failed)
    }
}
