import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `A new blueprint` {
    static let names = ["config/default.json", "manifest.json", "payloads/worker/worker.py"]

    private static func world(_ files: [String: String] = [:]) -> TestWorld {
        var world = TestWorld()
        // Where the program runs is a folder with a name.
        let here = "/home/user/here"
        world.files = ChangedFiles(
            inner: MemoryFiles(texts: files),
            resolving: { files, path throws(FileFault) in
                let found = try files.resolved(path)
                if found.hasPrefix("/") { return found }
                return found.isEmpty ? here : "\(here)/\(found)"
            })
        world.docker = StubRunner(BlueprintFixture.installed)
        world.environment["PWD"] = here
        return world
    }

    private static func text(_ path: String, _ world: TestWorld) throws -> String {
        String(decoding: try world.files.read(path, limit: 1 << 20), as: UTF8.self)
    }

    @Test func `is written, and says what comes next`() async throws {
        let world = Self.world()
        let session = await world.run("blueprint init demo")
        #expect(session.exitCode == .done)
        #expect(session.error == "")
        #expect(
            session.output == """
                Wrote a blueprint with gemma4:e2b to demo:
                  config/default.json
                  manifest.json
                  payloads/worker/worker.py

                Next:
                  mn blueprint validate demo
                  mn blueprint run demo --install
                  mn blueprint validate demo --matrix

                """)
        #expect(try world.files.list("demo") == ["config", "manifest.json", "payloads"])
        #expect(
            try JSON.parse(Self.text("demo/config/default.json", world))
                == JSON.parse(BlueprintFixture.configuration))
    }

    @Test func `runs where its model does`() async throws {
        var world = Self.world()
        let services = StubServices { _ in (.exited(0), "", "") }
        world.services = services
        for line in ["init demo", "validate demo", "validate demo --matrix"] {
            let session = await world.run("blueprint \(line)")
            #expect(session.exitCode == .done, "\(line): \(session.output)\(session.error)")
        }
        let plan = try await world.run("blueprint run demo --dry-run --json").json
        #expect(plan["ok"] == true)
        #expect(plan["run_id"] == "demo-1")
        #expect(plan["plan"]?.array?.count == 1)
        #expect(await world.run("blueprint run demo").exitCode == .done)
        let call = try #require(services.called.first)
        #expect(call.argv == ["python3", "worker.py"])
        #expect(
            call.directory == "/home/user/here/demo/payloads/worker"
                || call.directory == "demo/payloads/worker")
        #expect(call.variables["MN_LLM_MODEL"] == "ai/gemma4:E2B")
    }

    @Test(arguments: [[], ["--model", "gemma4"], ["--model", "AI/GEMMA4:E2B"]])
    func `has its model by the id`(words: [String]) async throws {
        let world = Self.world()
        let report = try await world.run(["blueprint", "init", "demo", "--json"] + words).json
        #expect(
            report == [
                "schema": "mn.blueprint.init/1", "folder": "demo", "blueprint_id": "demo",
                "model_id": "gemma4:e2b", "files": .strings(Self.names), "written": true,
                "next": [
                    "mn blueprint validate demo", "mn blueprint run demo --install",
                    "mn blueprint validate demo --matrix",
                ], "simulated": false, "notices": [],
            ])
        let entry = try JSON.parse(Self.text("demo/config/default.json", world))["llm"]?[
            "configs"]?[
                "primary"]
        #expect(entry?["runtime_model"] == "gemma4:e2b")
        #expect(entry?["context_size"] == 4096)
    }

    @Test(arguments: Self.names + ["config/overwrite.json"])
    func `overwrites nothing`(name: String) async throws {
        for text in ["", "something of the user's own"] {
            let world = Self.world(["demo/\(name)": text, "demo/README.md": "x"])
            let session = await world.run("blueprint init demo/")
            #expect(session.exitCode == .failed)
            #expect(session.error.contains("demo holds \(name) already; nothing was written."))
            #expect(session.error.contains("mn blueprint validate demo"))
            #expect(try Self.text("demo/\(name)", world) == text)
            for other in Self.names where other != name {
                #expect(throws: FileFault.self) { try Self.text("demo/\(other)", world) }
            }
        }
    }

    @Test func `goes into a folder that holds other things`() async throws {
        let world = Self.world(["README.md": "1", "config/mine.json": "1"])
        let session = await world.run("blueprint init")
        #expect(session.exitCode == .done)
        #expect(session.output.contains("mn blueprint run . --install\n"))
        #expect(try Self.text("./manifest.json", world).contains("\"graph_id\": \"here\""))
        #expect(await world.run("blueprint init").exitCode == .failed)
    }

    @Test func `is not made for a model that nobody knows`() async throws {
        let world = Self.world()
        let session = await world.run("blueprint init demo --model gema4 --json")
        #expect(session.exitCode == .unknownModel)
        #expect(try session.json["error"]?["code"] == "unknown_model")
        #expect(throws: FileFault.self) { try world.files.list("demo") }
    }

    @Test(arguments: [
        "{", "{\"models\": [{\"id\": \"other\", \"model\": \"o\", \"provider\": \"ollama\"}]}",
    ])
    func `is not made where the catalog has no such model of the runner`(
        catalog: String
    ) async throws {
        let world = Self.world([TestWorld.homeCatalog: catalog])
        #expect(await world.run("blueprint init demo --model other").exitCode == .failed)
        #expect(throws: FileFault.self) { try world.files.list("demo") }
    }

    @Test(arguments: ["", " ", "\t"]) func `needs a folder with a name`(path: String) async {
        let session = await Self.world().run(["blueprint", "init", path])
        #expect(session.exitCode == .usage)
    }

    @Test(arguments: [
        ("/home/me/My Blueprint/", "my-blueprint", "My Blueprint", "'/home/me/My Blueprint'"),
        ("--odd", "odd", "--odd", "-- --odd"),
        (".", "here", "here", "."),
        ("..", "blueprint", "blueprint", ".."),
        ("/", "blueprint", "blueprint", "/"),
        ("Übung", "bung", "Übung", "Übung"),
        ("模型", "blueprint", "模型", "模型"),
        ("a.b_c--d", "a-b_c-d", "a.b_c--d", "a.b_c--d"),
        ("$(rm x)", "rm-x", "$(rm x)", "'$(rm x)'"),
        ("x\u{202E}\u{1B}[31my", "x-31my", "x\\u{202E}y", "'x\\u{202E}y'"),
        ("\"q\"", "q", "\"q\"", "'\"q\"'"),
    ])
    func `is named after its folder`(
        path: String, id: String, name: String, word: String
    ) async throws {
        let world = Self.world()
        let report = try await world.run(["blueprint", "init", "--json", "--", path]).json
        #expect(report["blueprint_id"]?.string == id)
        #expect(report["next"]?.array?.first?.string == "mn blueprint validate \(word)")
        let folder = try #require(report["folder"]?.string)
        let manifest = try JSON.parse(
            Self.text(folder == "/" ? "/manifest.json" : "\(folder)/manifest.json", world))
        #expect(manifest["graph_id"]?.string == id)
        #expect(manifest["job_name"]?.string == name)
        if folder == "/" { return }
        let valid = await world.run(["blueprint", "validate", "--", folder])
        #expect(valid.exitCode == .done, "\(valid.output)")
    }

    @Test func `of a very long name has an id of a length that others take`() {
        let long = String(repeating: "ab-", count: 100)
        let template = BlueprintTemplate(Catalog.builtin.models[0], folder: long)
        #expect(template.id.count <= 64 && !template.id.hasSuffix("-"))
    }

    @Test func `asks the model what it is for`() async throws {
        let world = Self.world([
            TestWorld.homeCatalog: """
            {"models": [{"id": "e", "model": "ai/e", "model_type": "embedding"},
                        {"id": "r", "model": "ai/r", "model_type": "rerank", "context_size": 99,
                         "backends": ["vllm", "llama.cpp"], "backend": "vllm"}]}
            """
        ])
        for (model, route) in [
            ("e", "\"/embeddings\""), ("r", "\"/rerank\""), ("qwen3:8b", "\"/chat/completions\""),
        ] {
            #expect(await world.run("blueprint init \(model) --model \(model)").exitCode == .done)
            let program = try Self.text("\(model)/payloads/worker/worker.py", world)
            #expect(program.contains("ask(") && program.contains(route), "\(model)")
        }
        func entry(_ folder: String) throws -> JSON? {
            try JSON.parse(Self.text("\(folder)/config/default.json", world))["llm"]?["configs"]?[
                "primary"]
        }
        #expect(try entry("e")?["context_size"] == nil)
        #expect(try entry("e")?["max_tokens"] == nil)
        #expect(try entry("r")?["context_size"] == 99)
        #expect(try entry("r")?["backend"] == "vllm")
    }

    @Test func `is only shown on a simulated machine`() async throws {
        let world = Self.world()
        let session = await world.run("blueprint init demo --profile test-cuda-8gb")
        #expect(session.exitCode == .done)
        #expect(session.output.hasPrefix("Simulated machine: test-cuda-8gb\n"))
        #expect(session.output.hasSuffix("\nSimulated: nothing was written.\n"))
        #expect(throws: FileFault.self) { try world.files.list("demo") }
        let report = try await world.run("blueprint init demo --profile test-cuda-8gb --json").json
        #expect(report["written"] == false)
        #expect(report["next"] == [])
    }
}
