import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `A run of a blueprint` {
    @Test func `gives its workers the environment, keeps what they write and passes their end on`()
        async throws
    {
        var blueprint = BlueprintFixture()
        let services = StubServices { _ in (.exited(17), "the answer\nand more", "a word\n") }
        blueprint.services = services
        let session = await blueprint.run("blueprint run /bp -- --fast")
        #expect(session.exitCode.rawValue == 17)
        #expect(session.output == "the answer\nand more")
        #expect(session.error.contains("a word\n"))
        let call = try #require(services.called.first)
        #expect(call.argv == ["python3", "payloads/worker.py", "--fast"])
        #expect(call.directory == "/bp")
        #expect(call.variables["HOME"] == "/home/user")
        #expect(call.variables["MN_LLM_MODEL"] == "ai/gemma4:E2B")
        #expect(call.variables["MN_RUN_ID"] == "demo-1")
        #expect(call.variables["MN_RUNS_ROOT"] == "/home/user/.mn/runs")
        #expect(call.variables["MN_BLUEPRINT_ID"] == "demo")
        #expect(call.variables["MN_BLUEPRINT_REVISION"]?.count == 12)
        let configuration = try JSON.parse(
            try #require(call.variables["MN_BLUEPRINT_CONFIG_JSON"]))
        #expect(configuration["llm"]?["default_config"] == "primary")
        let folder = "/home/user/.mn/runs/demo-1/worker-w"
        #expect(blueprint.kept("\(folder)/stdout.log") == "the answer\nand more")
        #expect(blueprint.kept("\(folder)/stderr.log") == "a word\n")
    }

    @Test(arguments: [
        ("demo-41", "demo-42"), ("demo-9223372036854775807", "demo-1"), ("demo--5", "demo-1"),
        ("demo-999999999", "demo-1000000000"), ("demo-99999999999999999999", "demo-1"),
    ])
    func `is counted on from the runs before`(earlier: String, name: String) async throws {
        var world = TestWorld()
        world.docker = StubRunner(BlueprintFixture.installed)
        var files = BlueprintFixture().files
        files["/home/user/.mn/runs/\(earlier)"] = ""
        world.files = MemoryFiles(texts: files)
        let services = StubServices { _ in (.exited(0), "", "") }
        world.services = services
        #expect(await world.run("blueprint run /bp").exitCode == .done)
        #expect(services.called.first?.variables["MN_RUN_ID"] == name)
    }

    @Test func `keeps standard output for the document`() async throws {
        var blueprint = BlueprintFixture()
        blueprint.services = StubServices { _ in (.exited(0), "the answer\n", "") }
        let session = await blueprint.run("blueprint run --folder /bp --json --run-id mine")
        let json = try session.json
        #expect(session.exitCode == .done)
        #expect(session.error == "the answer\n")
        #expect(json["run_id"] == "mine")
        #expect(json["workers"]?.array?.first?["exit"] == 0)
        #expect(json["validation"]?["version"] == "validation.report/v1")
    }

    @Test func `makes the blueprint an owner of its models once it has started`() async throws {
        let ledger = "/home/user/.mn/models/ownership.json"
        for (ending, isOwner) in [(ProcessOutcome.exited(0), true), (.absent, false)] {
            var world = TestWorld()
            world.docker = StubRunner(BlueprintFixture.installed)
            world.files = MemoryFiles(texts: BlueprintFixture().files)
            world.services = StubServices { _ in (ending, "", "") }
            let session = await world.run("blueprint run /bp")
            #expect(session.exitCode == (isOwner ? .done : .failed))
            let text = (try? world.files.read(ledger, limit: 1 << 20)) ?? []
            let owners = try? JSON.parse(text)["models"]?["docker.io/ai/gemma4:E2B"]?["owners"]
            #expect((owners?.object?.keys == ["demo"]) == isOwner)
        }
    }

    @Test func `starts nothing when it is dry, and prints the plan even if a check fails`()
        async throws
    {
        var blueprint = BlueprintFixture(
            manifest:
                "\"required_services\": [{\"name\": \"a\", \"checks\": [{\"type\": \"script\", \"command\": [\"payloads/a\"]}]}]"
        )
        blueprint.world.docker = StubRunner("[]")
        let services = StubServices { _ in (.exited(0), "", "") }
        blueprint.services = services
        let session = await blueprint.run("blueprint run /bp --dry-run")
        #expect(session.exitCode == .failed)
        #expect(session.output.contains("mn model install gemma4:e2b"))
        #expect(session.output.contains("  MN_LLM_MODEL=ai/gemma4:E2B\n"))
        #expect(session.output.contains("Nothing was started."))
        #expect(services.called.isEmpty)
    }

    @Test func `starts container workers with docker, their values in its environment only`()
        async throws
    {
        var blueprint = BlueprintFixture(
            replacing: (
                "\"runner_module\": \"MirrorNeuron.Runner.HostLocal\"",
                "\"runner_module\": \"MirrorNeuron.Runner.DockerWorker\", \"image\": \"me/worker\", \"environment\": {\"A_SECRET\": \"hidden-value\"}"
            ))
        let services = StubServices { _ in (.exited(0), "", "") }
        blueprint.services = services
        _ = await blueprint.run("blueprint run /bp")
        let call = try #require(services.called.first)
        #expect(
            call.argv.starts(with: [
                "docker", "run", "--rm", "--init", "--name", "mn-demo-1-w", "-e", "A_SECRET",
            ]))
        #expect(call.cleanup == ["docker", "rm", "--force", "--", "mn-demo-1-w"])
        #expect(call.argv.suffix(4) == ["--", "me/worker", "python3", "payloads/worker.py"])
        #expect(call.variables["A_SECRET"] == "hidden-value")
        #expect(
            call.variables["MN_LLM_API_BASE"] == "http://model-runner.docker.internal/engines/v1")
    }

    @Test(arguments: [
        ("/bp", "/bp"), ("/a:b", "/a:b"), ("/a,b", "\"source=/a,b\""),
        ("/a\"b", "\"source=/a\"\"b\""), ("/a\nb", "\"source=/a\nb\""),
    ]) func `mounts a folder of any name, and no other`(folder: String, text: String) async throws {
        var blueprint = BlueprintFixture()
        blueprint.files = [
            "\(folder)/manifest.json": BlueprintFixture.manifest.replacing(
                "Runner.HostLocal\"", with: "Runner.DockerWorker\", \"image\": \"-x\""),
            "\(folder)/config/default.json": BlueprintFixture.configuration,
        ]
        let services = StubServices { _ in (.exited(0), "", "") }
        blueprint.services = services
        let refused = await blueprint.run(["blueprint", "run", folder, "--json"])
        #expect(refused.output.contains("worker.no_image"))
        #expect(services.called.isEmpty)
        blueprint.files["\(folder)/manifest.json"]?.replace("\"-x\"", with: "\"me/x\"")
        _ = await blueprint.run(["blueprint", "run", folder])
        let words = try #require(services.called.first?.argv)
        let place = try #require(words.firstIndex(of: "--mount"))
        let source = text.hasPrefix("\"") ? text : "source=\(text)"
        #expect(words[place + 1] == "type=bind,\(source),target=/mn/blueprint,readonly")
    }

    @Test(arguments: [
        ("bash", ["-c", "x"]), ("env", ["sh", "-c", "x"]), ("timeout", ["5", "sh", "-ec", "x"]),
    ])
    func `starts no shell that the words for the workers make one`(
        program: String, words: [String]
    ) async throws {
        var blueprint = BlueprintFixture()
        blueprint.files["/bp/manifest.json"]?.replace(
            "[\"python3\", \"payloads/worker.py\"]", with: "[\"\(program)\"]")
        let services = StubServices { _ in (.exited(0), "", "") }
        blueprint.services = services
        let session = await blueprint.run(["blueprint", "run", "/bp", "--json", "--"] + words)
        #expect(session.output.contains("manifest.worker.shell"))
        #expect(session.exitCode == .failed)
        #expect(services.called.isEmpty)
    }

    @Test func `starts no shell that a template makes one`() async throws {
        var blueprint = BlueprintFixture(
            manifest: """
                "required_services": [{"name": "db", "checks": [
                  {"type": "script", "script": ["${config.tool}", "${config.option}", "x"]}]}]
                """)
        blueprint.files["/bp/config/overwrite.json"] = #"{"tool": "/bin/sh", "option": "-c"}"#
        let services = StubServices { _ in (.exited(0), "", "") }
        blueprint.services = services
        for command in ["validate", "run"] {
            let session = await blueprint.run("blueprint \(command) /bp --json")
            #expect(session.output.contains("manifest.service.script.shell"))
            #expect(session.exitCode == .failed)
        }
        #expect(services.called.isEmpty)
    }

    @Test func `lets a worker give no commands to the job that it runs in`() async throws {
        var blueprint = BlueprintFixture()
        blueprint.world.environment["GITHUB_ACTIONS"] = "true"
        let said = "::add-mask::x\nfine\r::error::y\n##[group]z\n"
        blueprint.services = StubServices { _ in (.exited(0), said, said) }
        let session = await blueprint.run("blueprint run /bp")
        #expect(session.output == ": :add-mask::x\nfine\n: :error::y\n## [group]z\n")
        #expect(session.error.contains(": :add-mask::x\nfine"))
        #expect(blueprint.kept("/home/user/.mn/runs/demo-1/worker-w/stdout.log") == said)
    }

    @Test(arguments: [
        (ProcessOutcome.absent, "worker.not_found"), (.denied, "worker.denied"),
        (.failed("no memory"), "worker.failed"),
    ]) func `says which worker did not start`(ending: ProcessOutcome, code: String) async throws {
        var blueprint = BlueprintFixture()
        blueprint.services = StubServices { _ in (ending, "", "") }
        let session = await blueprint.run("blueprint run /bp --json")
        #expect(session.exitCode == .failed)
        #expect(try session.json["issues"]?.array?.first?["code"]?.string == code)
    }

    @Test func `starts none of its workers if one cannot`() async throws {
        var blueprint = BlueprintFixture(
            replacing: (
                "\"nodes\": [",
                "\"nodes\": [{\"node_id\": \"first\", \"config\": {\"runner_module\": \"MirrorNeuron.Runner.HostLocal\", \"command\": [\"true\"]}}, "
            ))
        let services = StubServices(obstacles: ["python3": .absent]) { _ in (.exited(0), "", "") }
        blueprint.services = services
        let json = try await blueprint.run("blueprint run /bp --json").json
        #expect(
            json["issues"]?.array?.first?["location"]?["pointer"]
                == "/manifest/nodes/1/config/command")
        #expect(services.called.isEmpty)
        let dry = await blueprint.run("blueprint run /bp --dry-run")
        #expect(dry.exitCode == .failed)
        #expect(
            dry.output.contains("The worker 'w' cannot start: python3: there is no such program."))
    }

    @Test func `ends with 130 when it is interrupted`() async throws {
        var blueprint = BlueprintFixture()
        blueprint.services = StubServices { _ in (.interrupted, "half an ans", "") }
        let session = await blueprint.run("blueprint run /bp")
        #expect(session.exitCode == .interrupted)
        #expect(session.output == "half an ans")
        #expect(
            session.error.contains("Worker 'w' of run demo-1 is over; it was interrupted.")
        )
    }

    @Test func `owns its model with the backend that it asks for`() async throws {
        var world = TestWorld()
        world.docker = StubRunner(BlueprintFixture.installed)
        var files = BlueprintFixture(entry: "\"backend\": \"vllm\"").files
        files[TestWorld.homeCatalog] = `The machines of a blueprint`.catalog
        world.files = MemoryFiles(texts: files)
        world.services = StubServices { _ in (.exited(0), "", "") }
        #expect(await world.run("blueprint run /bp --force").exitCode == .done)
        let text = try world.files.read(
            "/home/user/.mn/models/ownership.json", limit: 1 << 20)
        let record = try JSON.parse(text)["models"]?["docker.io/ai/gemma4:E2B"]
        #expect(record?["backend"] == "vllm")
    }

    @Test func `says why it has no folder`() async throws {
        var world = TestWorld()
        world.docker = StubRunner(BlueprintFixture.installed)
        world.files = MemoryFiles(texts: BlueprintFixture().files)
        world.services = StubServices { _ in (.exited(0), "", "") }
        #expect(await world.run("blueprint run /bp --run-id a").exitCode == .done)
        let taken = try await world.run("blueprint run /bp --run-id a --json").json
        #expect(taken["error"]?["code"] == "run_exists")
        world.environment = [:]
        let lost = try await world.run("blueprint run /bp --json").json
        #expect(lost["error"]?["code"] == "no_home")
    }

    @Test(
        arguments: [
            ("run /bp -- a b", ["a", "b"]), ("run --folder /bp -- a", ["a"]), ("run /bp", []),
            ("run -- /bp", nil), ("run /bp a", nil), ("run a --folder /bp", nil), ("run", nil),
        ] as [(String, [String]?)])
    func `hands on what stands after the dashes, and nothing else`(
        line: String, words: [String]?
    ) async {
        var blueprint = BlueprintFixture()
        let services = StubServices { _ in (.exited(0), "", "") }
        blueprint.services = services
        #expect(
            await blueprint.run("blueprint \(line)").exitCode == (words == nil ? .usage : .done))
        #expect(services.called.first.map { Array($0.argv.dropFirst(2)) } == words)
    }

    @Test func `has a name that leads nowhere else`() async {
        for name in ["../x", ".x", "a/b", ""] {
            let arguments = ["blueprint", "run", "/bp", "--run-id", name]
            var world = TestWorld()
            world.files = MemoryFiles(texts: BlueprintFixture().files)
            #expect(await world.run(arguments).exitCode == .usage)
        }
    }
}
