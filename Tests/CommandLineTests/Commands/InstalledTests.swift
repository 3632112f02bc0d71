import MNCore
import Testing

@testable import mn

@Suite(.serialized) struct `What is installed` {
    /// `GET /models` of a runner with one model of the catalog and one of another.
    static let models = """
        [{"id": "sha256:4d30791f97a48ad986b981db6b5535cfd980ecef2d4d7b90b57f0af190e23fb1",
          "tags": ["docker.io/ai/gemma4:E2B", "docker.io/ai/gemma4:latest"], "created": 1742465472,
          "config": {"format": "gguf", "quantization": "Q4_K_M", "parameters": "4.6 B",
            "architecture": "gemma4", "size": "3.11 GiB", "gguf": {"general.name": "Gemma"}}},
         {"id": "sha256:\(String(repeating: "a", count: 64))",
          "tags": ["docker.io/ai/stranger:1B"], "created": 0, "config": {}}]

        """

    private func world(_ runner: StubRunner) -> TestWorld {
        var world = TestWorld()
        world.docker = runner
        return world
    }

    @Test func `is what the runner lists`() async throws {
        let world = world(StubRunner(Self.models))
        let list = try await world.run("model list --json").json
        let models = list["models"]?.array ?? []
        let installed = models.filter { $0["installed"] == true }.map { $0["id"]?.string }
        #expect(installed == ["gemma4:e2b", "docker.io/ai/stranger:1B"])
        #expect(models.count { $0["installed"] == false } == Catalog.builtin.models.count - 1)
        #expect(list["runner"] == ["reachable": true, "endpoint": "http://localhost:12434"])
        let show = try await world.run("model show gemma4 --json").json
        #expect(show["installed"] == true)
        #expect(show["runner"]?["reachable"] == true)
        #expect(await world.run("model show gemma4").output.contains("\n  Installed    yes\n"))
        #expect(await world.run("model show qwen3:4b").output.contains("\n  Installed    no\n"))
    }

    @Test func `can be listed alone`() async {
        let session = await world(StubRunner(Self.models)).run("model list --installed --wide")
        #expect(session.exitCode == .done)
        #expect(session.lines.count == 3)
        #expect(session.lines.last?.hasPrefix("docker.io/ai/stranger:1B") == true)
        #expect(session.lines.last?.hasSuffix(" yes") == true)
    }

    @Test(arguments: ["[]", "[]\n"])
    func `may be nothing`(body: String) async throws {
        let world = world(StubRunner(body))
        let session = await world.run("model list --installed")
        #expect(session.exitCode == .done)
        #expect(session.output == "No model is installed.\n")
        #expect(try await world.run("model list --installed --json").json["models"] == [])
        #expect(try await world.run("model show --json").json["installed"] == false)
    }

    /// Runners that tell nothing, and what is said of each.
    static let silent: [(StubRunner, String)] = [
        (
            StubRunner("<!DOCTYPE html><html><body>Welcome</body></html>"),
            "it answers with a web page"
        ),
        (StubRunner(status: 503, "unavailable"), "503"),
        (StubRunner(status: 404, "[]"), "404"),
        (StubRunner(String(models.prefix(300))), "no JSON array"),
        (StubRunner(#"{"models": []}"#), "no JSON array"),
        (StubRunner(#"[{"tags": []}]"#), "without an id"), (StubRunner(""), "no JSON array"),
        (StubRunner(.refused), "nothing listens there"),
        (StubRunner(.timedOut), "no answer in time"),
        (StubRunner(.cut), "the connection was cut"),
        (StubRunner(.unknownHost), "the host is not known"),
        (StubRunner(.garbled("no status line\u{1B}[2J")), "no status line"),
        (StubRunner(.failed("connect: No route to host")), "No route to host"),
    ]

    @Test(arguments: silent.indices)
    func `is not known where the runner tells nothing`(index: Int) async throws {
        let (runner, reason) = Self.silent[index]
        let world = world(runner)
        let list = await world.run("model list --wide")
        #expect(list.exitCode == .done)
        #expect(list.error.contains(reason))
        #expect(list.lines.dropFirst().allSatisfy { $0.hasSuffix(" unknown") })
        #expect(!list.error.contains("\u{1B}"))
        let json = try await world.run("model list --json").json
        #expect(json["models"]?.array?.allSatisfy { $0["installed"] == .null } == true)
        #expect(json["runner"]?["reachable"] == false)
        #expect(json["runner"]?["message"]?.string?.contains(reason) == true)
        #expect(json["runner"]?["fixes"]?.array?.isEmpty == false)

        let show = await world.run("model show")
        #expect(show.exitCode == .done)
        #expect(show.output.contains("\n  Installed    unknown ("))
        let shown = try await world.run("model show --json").json
        #expect(shown["installed"] == .null)
        #expect(shown["runner"]?["message"]?.string?.contains(reason) == true)

        let only = await world.run("model list --installed")
        #expect(only.exitCode == .runnerUnreachable)
        #expect(only.output.isEmpty)
        #expect(only.error.contains(reason))
    }

    @Test func `is not asked at an address that is none`() async throws {
        var world = world(StubRunner("[]"))
        world.environment["MODEL_RUNNER_HOST"] = "ftp://somewhere"
        let list = await world.run("model list --wide")
        #expect(list.error.contains("MODEL_RUNNER_HOST is 'ftp://somewhere'"))
        #expect(list.lines.dropFirst().allSatisfy { $0.hasSuffix(" unknown") })
        let only = await world.run("model list --installed")
        #expect(only.exitCode == .failed)
        #expect(only.error.contains("export MODEL_RUNNER_HOST="))
    }

    @Test func `on a simulated machine is not asked of this one`() async throws {
        let world = world(StubRunner(Self.models))
        let json = try await world.run("model list --profile test-cuda-8gb --json").json
        #expect(json["simulated"] == true)
        #expect(json["models"]?.array?.allSatisfy { $0["installed"] == false } == true)
    }
}
