import MNCore
import Testing

@testable import mn

@Suite(.serialized) struct `The environment of a worker` {
    private func resolved(
        _ blueprint: BlueprintFixture, _ kind: String
    ) async throws -> [String: String] {
        let json = try await blueprint.validate("--worker \(kind)")["environment"]?[kind]
        let members = json?.object?.members ?? []
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.string ?? "") })
    }

    @Test func `is that of the document`() async throws {
        let expected = [
            "MN_LLM_PROVIDER": "docker_model_runner", "MN_LLM_MODEL": "ai/gemma4:E2B",
            "MN_LLM_RUNTIME_MODEL": "ai/gemma4:E2B",
            "MN_LLM_API_BASE": "http://localhost:12434/engines/v1", "MN_LLM_BACKEND": "llama.cpp",
            "MN_LLM_CONTEXT_SIZE": "4096", "MN_LLM_TIMEOUT_SECONDS": "60",
            "MN_LLM_MAX_TOKENS": "800",
        ]
        #expect(try await resolved(BlueprintFixture(), "host") == expected)
        let container = expected.merging(
            ["MN_LLM_API_BASE": "http://model-runner.docker.internal/engines/v1"]) { $1 }
        #expect(try await resolved(BlueprintFixture(), "container") == container)
    }

    /// An `api_base`, and what it is for each kind of worker.
    static let bases = [
        ("http://localhost:12434/engines/v1/", "http://localhost:12434/engines/v1", nil),
        (
            "http://127.0.0.1:12434/engines/llama.cpp/v1",
            "http://127.0.0.1:12434/engines/llama.cpp/v1", nil
        ),
        ("http://gpu-box:12434/v1", "http://gpu-box:12434/v1", "http://gpu-box:12434/v1"),
        ("http://[::1]:12434/v1", "http://[::1]:12434/v1", "http://[::1]:12434/v1"),
    ]

    @Test(arguments: bases) func `keeps an address that is stated, but for a container's own`(
        stated: String, host: String, container: String?
    ) async throws {
        let blueprint = BlueprintFixture(entry: "\"api_base\": \"\(stated)\"")
        #expect(try await resolved(blueprint, "host")["MN_LLM_API_BASE"] == host)
        #expect(
            try await resolved(blueprint, "container")["MN_LLM_API_BASE"]
                == container ?? "http://model-runner.docker.internal/engines/v1")
    }

    @Test func `is empty if models are not enabled`() async throws {
        let blueprint = BlueprintFixture(
            configuration: BlueprintFixture.configuration.replacing("true", with: "false"))
        #expect(try await resolved(blueprint, "host") == [:])
        #expect(try await blueprint.validate()["results"]?.array == [])
    }

    @Test func `takes what older programs set where the configuration is silent`() async throws {
        var blueprint = BlueprintFixture()
        blueprint.world.environment["LITELLM_NUM_RETRIES"] = "3"
        blueprint.world.environment["LITELLM_MAX_TOKENS"] = "9"
        let variables = try await resolved(blueprint, "host")
        #expect(variables["MN_LLM_NUM_RETRIES"] == "3")
        #expect(variables["MN_LLM_MAX_TOKENS"] == "800")
    }

    @Test func `falls back to the first entry, with a word`() async throws {
        let blueprint = BlueprintFixture(
            configuration: BlueprintFixture.configuration.replacing(
                "\"default_config\": \"primary\"", with: "\"default_config\": \"primray\""))
        #expect(try await blueprint.codes() == ["config.unknown_default"])
        #expect(await blueprint.run("blueprint validate /bp").exitCode == .done)
        #expect(try await resolved(blueprint, "host")["MN_LLM_MODEL"] == "ai/gemma4:E2B")
    }
}
