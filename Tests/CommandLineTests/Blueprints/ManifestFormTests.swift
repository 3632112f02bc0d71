import MNCore
import Testing

@testable import mn

/// Manifests in the forms in which people write them today.
@Suite(.serialized) struct `A manifest` {
    static let source = """
        {"apiVersion": "VERSION", "kind": "WorkflowSource",
         "identity": {"id": "research", "name": "Research", "version": "2.1"},
         "config": {"default": "config/own.json", "manifest_defaults": ["llm", {"from": "extra.host", "to": "db.host"}]},
         "extra": {"host": "localhost"},
         "llm": {"configs": {"primary": {"provider": "docker_model_runner", "model": "small"}}},
         "runtime": {"models": {"second": {"model": "gemma4:e2b"}}},
         "requirements": {"gpu": {"vendor": "amd"}},
         "required_services": [{"name": "db", "url": "http://${config.db.host}:9"}],
         "input_validation": {"rules": [{"path": "inputs.mail", "required": true}]},
         "workflow": {"steps": [{"id": "a", "kind": "agent", "goal": "look"}]},
         "agents": {"registry": {"a": {"handler": "agents.a"}}}, "workers": {"groups": []}}
        """

    static func blueprint(_ manifest: String) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.files = ["/bp/manifest.json": manifest, "/bp/config/own.json": "{}"]
        return blueprint
    }

    @Test(arguments: ["mn.workflow.source/v1", "mn.workflow.source/v2"])
    func `may be a source, of which all but its workers is checked`(version: String) async throws {
        var blueprint = Self.blueprint(Self.source.replacing("VERSION", with: version))
        let report = try await blueprint.validate()
        #expect(
            report["issues"]?.array?.map { $0["code"] } == [
                "manifest.source_form", "service.health_failed",
                "requirements.gpu_node_unavailable", "config.required",
            ])
        #expect(report["blueprint"]?["id"] == "research")
        #expect(report["blueprint"]?["revision"] == "2.1")
        #expect(report["blueprint"]?["dialect"] == "source")
        let models = report["results"]?.array?.filter { $0["type"] == "runtime_model" }
        #expect(models?.map { $0["model_id"] } == ["gemma4:e2b"])
        // What its own configuration says lies over what the manifest hands on.
        blueprint.files["/bp/config/own.json"] =
            "{\"llm\": {\"configs\": {\"primary\": {\"model\": \"medium\"}}}}"
        let second = try await blueprint.validate()
        let both = second["results"]?.array?.filter { $0["type"] == "runtime_model" }
        #expect(both?.map { $0["model_id"] } == ["nemotron3", "gemma4:e2b"])
        #expect(
            second["issues"]?.array?.contains { $0["code"] == "model.hardware_incompatible" }
                == true)
    }

    @Test func `that is a source is not run, and says who does`() async throws {
        var blueprint = Self.blueprint(
            """
            {"apiVersion": "mn.workflow.source/v1", "identity": {"id": "a", "name": "A"},
             "workflow": {"steps": ["a"]}}
            """)
        blueprint.services = StubServices { _ in (.exited(0), "", "") }
        #expect(await blueprint.run("blueprint validate /bp").exitCode == .done)
        let run = await blueprint.run("blueprint run /bp")
        #expect(run.exitCode == .failed)
        #expect(run.error.contains("Run it with MirrorNeuron"))
        #expect(
            !(await blueprint.run("blueprint validate /bp").output).contains("The blueprint runs."))
    }

    @Test func `that is a source must have an identity, and its files`() async throws {
        #expect(
            try await Self.blueprint("{\"apiVersion\": \"mn.workflow.source/v1\"}").codes().first
                == "manifest.missing_key")
        #expect(
            try await Self.blueprint(
                "{\"kind\": \"WorkflowSource\", \"identity\": {\"id\": \"a\", \"name\": \"A\"}, \"config\": {\"default\": \"config/none.json\"}}"
            ).codes().first == "config.not_found")
        #expect(
            try await Self.blueprint(
                "{\"kind\": \"WorkflowSource\", \"identity\": {\"id\": \"a\", \"name\": \"A\"}, \"config\": {\"default\": \"../own.json\"}}"
            ).codes().first == "config.outside")
    }

    @Test func `that is a source takes parts from files`() async throws {
        var blueprint = Self.blueprint(
            """
            {"apiVersion": "mn.workflow.source/v1", "identity": {"id": "a", "name": "A"},
             "requirements": {"$json_file": "parts/requirements.json"}}
            """)
        #expect(try await blueprint.codes().first == "manifest.not_found")
        blueprint.files["/bp/parts/requirements.json"] =
            "{\"gpu\": {\"vendor\": \"amd\", \"enforcement\": \"hard\"}}"
        #expect(
            try await blueprint.codes() == [
                "manifest.source_form", "requirements.gpu_node_unavailable",
            ])
    }

    @Test(arguments: [
        ("\"requirements\": {\"$json_file\": 5}", "manifest.invalid"),
        ("\"requirements\": {\"$json_file\": \"own.json\"}", "manifest.invalid"),
        ("\"config\": {\"manifest_defaults\": [\"none.such\"]}", "manifest.invalid"),
        ("\"config\": {\"manifest_defaults\": \"llm\"}", "manifest.wrong_type"),
        (
            "\"manifest\": {\"requirements\": {\"gpu\": {\"vendor\": \"amd\", \"enforcement\": \"hard\"}}}",
            "requirements.gpu_node_unavailable"
        ),
    ]) func `that is a source keeps what it says`(members: String, code: String) async throws {
        var blueprint = Self.blueprint(
            "{\"apiVersion\": \"mn.workflow.source/v1\", \"identity\": {\"id\": \"a\", \"name\": \"A\"}, \(members)}"
        )
        // It names itself.
        blueprint.files["/bp/own.json"] = "{\"$json_file\": \"own.json\"}"
        let report = try await blueprint.validate()
        #expect(report["ok"] == false)
        #expect(
            report["issues"]?.array?.contains { $0["code"] == .string(code) } == true,
            "\(report["issues"] ?? .null)")
    }

    @Test func `may name files for its parts`() async throws {
        var blueprint = Self.blueprint(
            """
            {"$schema": "https://example.invalid/blueprint/v1/manifest.schema.json", "id": "split",
             "name": "Split", "version": "1.0", "workflow": "workflow.json",
             "execution": "execution.json", "config": "config/own.json",
             "extensions": {"mn.llm": {"file": "extensions/llm.json", "required": true}}}
            """)
        blueprint.files["/bp/execution.json"] =
            "{\"requirements\": {\"gpu\": {\"vendor\": \"amd\"}}}"
        blueprint.files["/bp/extensions/llm.json"] =
            "{\"configs\": {\"primary\": {\"provider\": \"docker_model_runner\",\n  \"model\": \"none-such\"}}}"
        let report = try await blueprint.validate()
        #expect(
            report["issues"]?.array?.map { $0["code"] } == [
                "manifest.source_form", "requirements.gpu_node_unavailable", "model.unknown",
            ])
        #expect(report["issues"]?[1]?["location"]?["file"] == "execution.json")
        #expect(report["issues"]?[2]?["location"]?["file"] == "extensions/llm.json")
        #expect(report["issues"]?[2]?["location"]?["line"] == 2)
        #expect(report["issues"]?[2]?["location"]?["file_pointer"] == "/configs/primary/model")
        blueprint.files["/bp/extensions/llm.json"] = nil
        #expect(try await blueprint.codes().first == "manifest.not_found")
        #expect(report["blueprint"]?["dialect"] == "split")
    }

    @Test func `and a configuration may have a key twice, of which the last counts`() async throws {
        let blueprint = BlueprintFixture(
            configuration:
                "{\"llm\": {\"configs\": {\"a\": {\"model\": \"none-such\"}}},\n \"llm\": {\"configs\": {\"b\": {\"model\": \"small\", \"backend\": \"lama.cpp\"}}}}"
        )
        let report = try await blueprint.validate()
        #expect(
            report["issues"]?.array?.map { $0["code"] } == [
                "config.duplicate_key", "config.unknown_backend",
            ])
        #expect(report["issues"]?[0]?["severity"] == "warning")
        // The place is that of the value that counts.
        #expect(report["issues"]?.array?.map { $0["location"]?["line"] } == [2, 2])
    }
}
