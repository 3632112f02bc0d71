import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `A catalog of one's own` {
    /// A world with a catalog in the home folder and, if given, one that the environment names.
    static func world(home: String?, environment: String? = nil) -> TestWorld {
        var world = TestWorld()
        var texts: [String: String] = [:]
        if let home { texts[TestWorld.homeCatalog] = home }
        if let environment {
            texts["/etc/mn.json"] = environment
            world.environment["MN_MODEL_CATALOG_PATH"] = "/etc/mn.json"
        }
        world.files = MemoryFiles(texts: texts)
        return world
    }

    /// What `mn model show` says of a model.
    static func model(_ name: String, _ world: TestWorld) async throws -> JSON {
        let session = await world.run(["model", "show", name, "--json"])
        #expect(session.exitCode == .done, "\(session.output)")
        return try session.json
    }

    static let shapes = [
        #"[{"id": "own:1b", "model": "ai/own:1B"}]"#,
        #"{"models": [{"id": "own:1b", "model": "ai/own:1B"}]}"#,
        #"{"version": 1, "models": [{"id": "own:1b", "model": "ai/own:1B"}]}"#,
        #"{"own:1b": {"model": "ai/own:1B"}}"#,
        #"{"own:1b": {"id": "own:1b", "docker_model": "ai/own:1B"}}"#,
        #"[{"id": "own:1b", "dmr_model": "ai/own:1B"}]"#,
    ]

    @Test(arguments: shapes)
    func `may have any of three shapes`(text: String) async throws {
        let world = Self.world(home: text)
        let model = try await Self.model("own:1b", world)
        #expect(model["docker_model"] == "ai/own:1B")
        #expect(model["name"] == "own:1b")
        let list = try await world.run("model list --json").json
        let count = Catalog.builtin.models.count
        #expect(list["models"]?.array?.count == count + 1)
    }

    @Test(arguments: ["[]", "{}", #"{"models": []}"#, #"{"version": 1, "models": []}"#])
    func `may be empty`(text: String) async {
        let world = Self.world(home: text)
        #expect(
            await world.run("model show").output == (await TestWorld().run("model show")).output)
    }

    @Test func `is merged key by key, and its lists replace`() async throws {
        let world = Self.world(
            home: """
                {"GEMMA4:e2b": {"requirements": {"min_vram_gb": 10}, "aliases": ["mine"],
                                "backends": ["llama.cpp", "vllm"]}}
                """)
        let model = try await Self.model("mine", world)
        #expect(model["id"] == "gemma4:e2b")
        #expect(model["docker_model"] == "ai/gemma4:E2B")
        #expect(
            model["requirements"] == [
                "min_vram_gb": 10, "min_unified_memory_gb": 16, "min_cpu_ram_gb": 32,
            ])
        #expect(model["aliases"] == ["mine"])
        #expect(model["backends"] == ["llama.cpp", "vllm"])
        #expect(await world.run("model show gemma4-e2b").exitCode == .unknownModel)
    }

    @Test func `may name backends in any case, and those of other providers`() async throws {
        let world = Self.world(
            home: """
                {"a": {"model": "ai/a", "backends": ["Llama.CPP", "VLLM", "sglang"]},
                 "b": {"model": "b", "provider": "ollama", "backend": "ollama"}}
                """)
        #expect(try await Self.model("a", world)["backends"] == ["llama.cpp", "vllm", "sglang"])
        #expect(try await Self.model("b", world)["backend"] == "ollama")
    }

    @Test func `replaces the reference, whatever its key is called`() async throws {
        for key in ["model", "docker_model", "dmr_model"] {
            let world = Self.world(home: #"{"gemma4:e2b": {"\#(key)": "ai/gemma4:E4B"}}"#)
            #expect(try await Self.model("gemma4", world)["model"] == "ai/gemma4:E4B", "\(key)")
        }
    }

    @Test func `of the environment wins over that of the home folder`() async throws {
        let world = Self.world(
            home: #"{"gemma4:e2b": {"name": "Home", "context_size": 1024}}"#,
            environment: #"{"gemma4:e2b": {"name": "Environment"}}"#)
        let model = try await Self.model("gemma4", world)
        #expect(model["name"] == "Environment")
        #expect(model["context_size"] == 1024)
    }

    @Test func `may lie elsewhere, at MN_HOME or under '~'`() async throws {
        var world = TestWorld()
        world.files = MemoryFiles(texts: [
            "/srv/mn/models/catalog.json": #"{"a:1": {"model": "ai/a"}}"#,
            "/home/user/b.json": #"{"b:1": {"model": "ai/b"}}"#,
        ])
        world.environment["MN_HOME"] = "/srv/mn"
        world.environment["MN_MODEL_CATALOG_PATH"] = "~/b.json"
        _ = try await Self.model("a:1", world)
        _ = try await Self.model("b:1", world)
    }

    @Test func `takes an alias from a built-in model, and says so`() async throws {
        let world = Self.world(home: #"{"own:1b": {"model": "ai/own:1B", "aliases": ["Gemma4"]}}"#)
        let session = await world.run("model show gemma4")
        #expect(session.output.hasPrefix("own:1b"))
        let notice = "The alias 'gemma4' means own:1b here, and not gemma4:e2b"
        #expect(session.error.contains(notice))
        #expect(await world.run("model list").error.contains(notice))
        let json = try await world.run("model list --json").json
        #expect(json["notices"]?.array?.contains { $0.string?.hasPrefix(notice) == true } == true)
        // Who asks by the id is not told of aliases.
        #expect(await world.run("model show gemma4:e2b").error.isEmpty)
    }

    @Test func `cannot take an id with an alias`() async throws {
        let world = Self.world(
            home: #"{"own:1b": {"model": "ai/own:1B", "aliases": ["gemma4:e2b"]}}"#)
        #expect(try await Self.model("gemma4:e2b", world)["id"] == "gemma4:e2b")
        #expect(await world.run("model list").error.contains("means gemma4:e2b here"))
    }

    @Test func `is not needed in the home folder, but where it is named`() async throws {
        #expect(await TestWorld().run("model show").exitCode == .done)
        var world = TestWorld()
        world.environment["MN_MODEL_CATALOG_PATH"] = "/no/such.json"
        let session = await world.run("model show")
        #expect(session.exitCode == .failed)
        #expect(session.error.contains("/no/such.json"))
        #expect(session.error.contains("MN_MODEL_CATALOG_PATH"))
        #expect(session.error.contains("unset"))
        let json = try await world.run("model show --json").json
        #expect(json["error"]?["code"] == "file_not_found")
        // An empty variable names nothing.
        world.environment["MN_MODEL_CATALOG_PATH"] = ""
        #expect(await world.run("model show").exitCode == .done)
    }

    @Test func `that states no minimum is judged by the document's, and that is said`() async throws
    {
        let world = Self.world(home: #"{"own:1b": {"model": "ai/own:1B"}}"#)
        let json = try await world.run("model show own:1b --compatibility --json").json
        let verdict = try #require(json["compatibility"])
        #expect(verdict["needed_bytes"]?.integer == 8 << 30)
        let warnings = verdict["warnings"]?.array?.compactMap(\.string) ?? []
        #expect(warnings.contains { $0.contains("states no such minimum") })
        #expect(json["requirements"] == [:])
    }

    @Test func `may state that there is no minimum`() async throws {
        let world = Self.world(
            home: """
                {"own:1b": {"model": "ai/own:1B", "requirements":
                    {"min_vram_gb": 0, "min_unified_memory_gb": 0, "min_cpu_ram_gb": 0}}}
                """)
        for (machine, rule) in [
            ("test-cuda-6gb", "cuda"), ("test-apple-8gb", "apple-silicon"),
            ("test-cpu-16gb", "cpu-large"),
        ] {
            let line = "model show own:1b --compatibility --json --profile \(machine)"
            let verdict = try #require(try await world.run(line).json["compatibility"])
            #expect(verdict["rule"]?.string == rule)
            #expect(verdict["needed_bytes"] == 0)
            #expect(verdict["warnings"] == [])
        }
    }
}

@Suite(.serialized) struct `A model's name` {
    static let names = [
        "gemma4:e2b", "GEMMA4:E2B", "default", "Gemma4", "gemma4-e2b", "ai/gemma4:E2B",
        "ai/gemma4:e2b", "docker.io/ai/gemma4:E2B", "index.docker.io/ai/gemma4:E2B",
        "registry-1.docker.io/ai/gemma4:e2b",
    ]

    @Test(arguments: names)
    func `may be the id, an alias or the reference, in any case`(name: String) async throws {
        let world = TestWorld()
        #expect(
            try await `A catalog of one's own`.model(name, world)["id"]?.string == "gemma4:e2b")
    }

    @Test(arguments: [
        "hf.co/org/Model-GGUF", "huggingface.co/org/model-gguf", "HF.co/Org/Model-GGUF:latest",
        "huggingface.co/org/Model-GGUF:LATEST",
    ])
    func `may be a reference to Hugging Face`(name: String) async throws {
        let world = `A catalog of one's own`.world(
            home: #"{"own": {"model": "hf.co/org/Model-GGUF"}}"#)
        #expect(try await `A catalog of one's own`.model(name, world)["id"]?.string == "own")
    }

    @Test(arguments: ["ai/own", "docker.io/ai/own:latest", "own:latest"])
    func `needs no tag where that is the latest`(name: String) async throws {
        for reference in ["ai/own", "docker.io/ai/own:latest", "ai/own:latest"] {
            let world = `A catalog of one's own`.world(
                home: #"{"id:1": {"model": "\#(reference)"}}"#)
            #expect(try await `A catalog of one's own`.model(name, world)["id"]?.string == "id:1")
        }
    }

    @Test(arguments: [
        ("gemma4:e3b", "gemma4:e2b"), ("gema4", "gemma4"), ("smollm2:135n", "smollm2:135m"),
        ("ai/gemma4:E3B", "ai/gemma4:E2B"),
    ])
    func `that is almost right is answered with the right one`(name: String, meant: String)
        async throws
    {
        let session = await TestWorld().run(["model", "show", name])
        #expect(session.exitCode == .unknownModel)
        #expect(session.error.contains("Did you mean '\(meant)'?"))
        #expect(session.error.contains("mn model list"))
        #expect(session.output.isEmpty)
    }

    @Test(arguments: ["", " ", ":", "/", "ai/", "e2b", String(repeating: "x", count: 100_000)])
    func `that is none is unknown`(name: String) async throws {
        #expect(await TestWorld().run(["model", "show", name]).exitCode == .unknownModel)
    }
}
