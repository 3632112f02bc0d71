// long: one table of every code
import MNCore
import Testing

@testable import mn

/// Every code that a check can give, each from a blueprint that is wrong in one way.
@Suite(.serialized) struct `The checks of a blueprint` {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: String
        var blueprint: BlueprintFixture
        var exit = ExitCode.failed
        var testDescription: String { code }

        init(_ code: String, exit: ExitCode = .failed, _ blueprint: BlueprintFixture) {
            self.code = code
            self.blueprint = blueprint
            self.exit = exit
        }
    }

    private static func files(_ path: String, _ text: String?) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.files[path] = text
        return blueprint
    }

    private static func with(
        _ runner: StubRunner, machine: String = "test-cuda-8gb"
    ) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.world.docker = runner
        blueprint.world.machine = TestMachines.machine(machine)
        return blueprint
    }

    private static func outside(
        _ members: String, _ ending: ProgramEnding, _ output: String = ""
    ) -> BlueprintFixture {
        var blueprint = BlueprintFixture(manifest: members)
        blueprint.outside = StubOutside { _ in (ending, output, "") }
        return blueprint
    }

    private static let rule = "\"input_validation\": {\"rules\": "
    private static let validator =
        rule + "[{\"type\": \"command\", \"command\": [\"payloads/check\"]}]}"

    private static func workflow(_ edges: String) -> BlueprintFixture {
        files(
            "/bp/manifest.json",
            """
            {"apiVersion": "mn.workflow/v1", "kind": "Workflow", "id": "w", "name": "W",
             "manifest_version": "1", "job_name": "j", "contract": {}, "runtime": {},
             "agents": {"nodes": []}, "workflow": {"source": "a", "sink": "c",
             "steps": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "edges": \(edges)}}
            """)
    }

    static let cases: [Case] = [
        Case("manifest.folder", BlueprintFixture(files: [:])),
        Case("manifest.not_found", files("/bp/manifest.json", nil)),
        Case("manifest.invalid_json", files("/bp/manifest.json", "{\n  \"a\": ,\n}")),
        Case("manifest.wrong_type", files("/bp/manifest.json", "[]")),
        Case("manifest.missing_key", BlueprintFixture(without: "\"graph_id\": \"demo\", ")),
        Case("manifest.wrong_type", BlueprintFixture(manifest: "\"requiredContextEngine\": 1")),
        Case("manifest.unknown_name", BlueprintFixture(replacing: ("[\"w\"]", "[\"v\"]"))),
        Case(
            "manifest.out_of_range",
            BlueprintFixture(manifest: "\"apiVersion\": \"mn.workflow/v9\"")),
        Case(
            "manifest.workflow_cycle",
            workflow(
                "[{\"from\": \"a\", \"to\": \"b\"}, {\"from\": \"b\", \"to\": \"a\"}, {\"from\": \"b\", \"to\": \"c\"}]"
            )),
        Case("manifest.workflow_unreachable", workflow("[{\"from\": \"a\", \"to\": \"b\"}]")),
        Case(
            "manifest.unknown_name",
            workflow(
                "[{\"from\": \"a\", \"to\": \"b\"}, {\"from\": \"b\", \"to\": \"d\"}, {\"from\": \"a\", \"to\": \"c\"}]"
            )),
        Case(
            "manifest.name_twice",
            BlueprintFixture(replacing: ("\"nodes\": [", "\"nodes\": [{\"node_id\": \"w\"}, "))),
        Case(
            "manifest.worker.shell",
            BlueprintFixture(
                replacing: (
                    "[\"python3\", \"payloads/worker.py\"]", "\"python3 worker.py | tee log\""
                ))),
        Case(
            "manifest.worker.outside",
            BlueprintFixture(replacing: ("\"python3\", ", "\"../evil\", "))),
        Case(
            "manifest.worker.outside",
            BlueprintFixture(replacing: ("\"command\"", "\"upload_path\": \"../x\", \"command\""))),
        Case(
            "manifest.worker.missing",
            BlueprintFixture(replacing: ("\"command\"", "\"upload_path\": \"x\", \"command\""))),
        Case(
            "manifest.service.invalid",
            BlueprintFixture(manifest: "\"required_services\": [{\"name\": \"-\"}]")),
        Case(
            "manifest.service.out_of_range",
            BlueprintFixture(
                manifest:
                    "\"required_services\": [{\"name\": \"a\", \"address\": \"h\", \"port\": 0}]")),
        Case(
            "manifest.service.script.shell",
            BlueprintFixture(
                manifest:
                    "\"required_services\": [{\"name\": \"a\", \"required\": false, \"checks\": [{\"type\": \"script\", \"command\": [\"sh\", \"-c\", \"true\"]}]}]"
            )),
        Case(
            "manifest.validator.command",
            BlueprintFixture(manifest: "\(rule)[{\"command\": \"a 'b\"}]}")),
        Case(
            "manifest.validator.pattern",
            BlueprintFixture(manifest: "\(rule)[{\"path\": \"a\", \"pattern\": \"(\"}]}")),
        Case("config.invalid_json", exit: .failed, files("/bp/config/overwrite.json", "{")),
        Case("config.wrong_type", files("/bp/config/overwrite.json", "[1]")),
        Case("config.out_of_range", BlueprintFixture(entry: "\"context_size\": 0")),
        Case("config.out_of_range", BlueprintFixture(entry: "\"context_size\": -1")),
        Case("config.out_of_range", BlueprintFixture(entry: "\"context_size\": 1000000000000")),
        Case("config.wrong_type", BlueprintFixture(entry: "\"timeout_seconds\": \"60\"")),
        Case(
            "config.unknown_backend", exit: .failed,
            BlueprintFixture(entry: "\"backend\": \"lama.cpp\"")),
        Case(
            "config.unknown_provider",
            BlueprintFixture(entry: "\"provider\": \"docker_model_runer\"")),
        Case(
            "service.health_failed",
            BlueprintFixture(
                manifest:
                    "\"required_services\": [{\"name\": \"db\", \"address\": \"localhost\", \"port\": 5432}]"
            )),
        Case(
            "service.required_missing",
            BlueprintFixture(manifest: "\"required_services\": [{\"name\": \"db\"}]")),
        Case(
            "service.check_failed",
            outside(
                "\"required_services\": [{\"name\": \"db\", \"checks\": [{\"type\": \"script\", \"command\": [\"payloads/up\"]}]}]",
                .exited(1))),
        Case(
            "config.template_unknown",
            BlueprintFixture(
                manifest:
                    "\"required_services\": [{\"name\": \"db\", \"url\": \"http://${config.host}:1\"}]"
            )),
        Case("config.template_cycle", BlueprintFixture(cycle: true)),
        Case(
            "model.unknown", exit: .unknownModel,
            BlueprintFixture(entry: "\"runtime_model\": \"gema4:e2b\"")),
        Case("model.not_installed", with(StubRunner("[]"))),
        Case("model.registry_unavailable", exit: .runnerUnreachable, with(StubRunner(.refused))),
        Case(
            "model.hardware_incompatible", exit: .notCompatible,
            with(StubRunner(BlueprintFixture.installed), machine: "test-cuda-6gb")),
        Case(
            "model.hardware_incompatible", exit: .needsForce,
            with(StubRunner(BlueprintFixture.installed), machine: "test-cpu-32gb")),
        Case(
            "config.required",
            BlueprintFixture(
                manifest: "\(rule)[{\"path\": \"inputs.payload.mail\", \"required\": true}]}")),
        Case(
            "config.pattern_mismatch",
            BlueprintFixture(
                manifest: "\(rule)[{\"path\": \"llm.default_config\", \"pattern\": \"^x\"}]}")),
        Case("validator.command_failed", outside(validator, .exited(2))),
        Case(
            "validator.command_failed",
            outside(validator, .exited(0), "{\"ok\": false, \"message\": \"no\"}")),
        Case("validator.command_timeout", outside(validator, .timedOut)),
        Case("validator.command_unavailable", outside(validator, .absent)),
        Case("validator.command_invalid", outside(validator, .exited(0), "{\"ok\": 3}")),
    ]

    @Test(arguments: cases) func `give each code`(wrong: Case) async throws {
        let session = await wrong.blueprint.run("blueprint validate /bp --json")
        let report = try session.json
        let codes = report["issues"]?.array?.compactMap { $0["code"]?.string } ?? []
        #expect(codes.contains(wrong.code), "\(codes)")
        #expect(session.exitCode == wrong.exit)
        #expect(report["version"] == "validation.report/v1")
        #expect(report["ok"] == false)
        for issue in report["issues"]?.array ?? [] {
            #expect(issue["message"]?.string?.isEmpty == false)
            #expect(issue["help"]?.string?.isEmpty == false)
        }
        // A run starts nothing of it.
        let started = StubOutside { _ in (.exited(0), "", "") }
        var blueprint = wrong.blueprint
        if blueprint.outside is NoOutside { blueprint.outside = started }
        if !codes.contains(where: { $0.hasPrefix("service.") || $0.hasPrefix("validator.") }) {
            _ = await blueprint.run("blueprint run /bp")
            #expect(started.called.isEmpty)
        }
    }

    @Test func `all run and are all told, and the first that fails decides`() async throws {
        var blueprint = BlueprintFixture(
            manifest: """
                "required_services": [{"name": "db", "address": "localhost", "port": 1}],
                "input_validation": {"rules": [{"path": "inputs.x", "required": true}]}
                """)
        blueprint.world.docker = StubRunner(.refused)
        #expect(
            try await blueprint.codes() == [
                "service.health_failed", "model.registry_unavailable", "config.required",
            ])
        #expect(await blueprint.run("blueprint validate /bp").exitCode == .failed)
        blueprint.files["/bp/manifest.json"] = BlueprintFixture.manifest
        #expect(await blueprint.run("blueprint validate /bp").exitCode == .runnerUnreachable)
    }

    @Test func `say nothing against what is sound, and tell all stages`() async throws {
        let report = try await BlueprintFixture().validate()
        #expect(report["ok"] == true)
        #expect(report["status"] == "passed")
        #expect(report["issues"]?.array == [])
        #expect(
            report["stages"]?.array?.compactMap { $0["status"]?.string }
                == Array(repeating: "passed", count: 4))
        #expect(report["results"]?.array?.first?["status"] == "installed")
    }

    @Test func `pass over what is not required`() async throws {
        for entry in ["\"required\": false", "\"install\": false", "\"install_mode\": \"cluster\""]
        {
            var blueprint = BlueprintFixture(entry: entry)
            blueprint.world.docker = StubRunner("[]")
            #expect(try await blueprint.codes() == [], "\(entry)")
        }
    }

    @Test func `take the layers in their order, and point into the one that holds the value`()
        async throws
    {
        var blueprint = BlueprintFixture(entry: "\"runtime_model\": \"a:1\"")
        func place() async throws -> [String?] {
            let issue = try await blueprint.validate()["issues"]?.array?.first
            return [issue?["actual"]?.string, issue?["location"]?["file"]?.string]
        }
        #expect(try await place() == ["a:1", "config/overwrite.json"])
        blueprint.files["/more.json"] =
            "{\"llm\": {\"configs\": {\"primary\": {\"runtime_model\": \"b:1\"}}}}"
        blueprint.world.environment["MN_BLUEPRINT_CONFIG_PATH"] = "/more.json"
        #expect(try await place() == ["b:1", "/more.json"])
        blueprint.world.environment["MN_BLUEPRINT_CONFIG_JSON"] =
            "{\"llm\": {\"configs\": {\"primary\": {\"runtime_model\": \"c:1\"}}}}"
        #expect(try await place() == ["c:1", "MN_BLUEPRINT_CONFIG_JSON"])
        let issue = try await blueprint.validate()["issues"]?.array?.first
        #expect(issue?["location"]?["file_pointer"] == "/llm/configs/primary/runtime_model")
        #expect(issue?["location"]?["pointer"] == "/config/llm/configs/primary/runtime_model")
    }

    @Test func `show no secret anywhere`() async throws {
        var blueprint = BlueprintFixture(
            manifest: """
                "required_services": [{"name": "db", "checks": [
                  {"type": "http", "url": "http://me:hunter2@localhost:1/?k=${config.llm.api_key}"},
                  {"type": "script", "command": ["payloads/up", "${env.MY_TOKEN}"]}]}]
                """)
        blueprint.files["/bp/config/overwrite.json"] = "{\"llm\": {\"api_key\": \"sk-abcdef\"}}"
        blueprint.world.environment["MY_TOKEN"] = "tok-123456"
        blueprint.outside = StubOutside { _ in (.exited(1), "", "tok-123456 sk-abcdef") }
        for line in [
            "validate /bp", "validate /bp --json", "run /bp", "run /bp --dry-run",
            "run /bp --dry-run --json",
        ] {
            let session = await blueprint.run("blueprint \(line)")
            for secret in ["hunter2", "sk-abcdef", "tok-123456"] {
                #expect(!(session.output + session.error).contains(secret), "\(line): \(secret)")
            }
        }
    }

    @Test func `have no trace`() async throws {
        let session = await BlueprintFixture().run("blueprint validate /bp --trace /t")
        #expect(session.exitCode == .usage)
        #expect(session.error.contains("cannot be traced"))
    }

    @Test func `survive manifests that are cut or changed anywhere`() async throws {
        let text = Array(
            (BlueprintFixture.manifest.dropLast(1)
                + """
                , "required_services": [{"name": "a", "url": "http://h:1/p", "checks": [{"type": "http", "expected_status": "200-299"}]}],
                "input_validation": {"rules": [{"path": "a.b", "pattern": "x"}, {"command": "a b"}]},
                "runtime": {"models": {"m": {"model": "default"}}}}
                """).utf8)
        for index in stride(from: 0, to: text.count, by: 3) {
            for damage in 0..<2 {
                var damaged = text
                if damage == 0 { damaged.removeSubrange(index...) } else { damaged[index] = 0x31 }
                var blueprint = BlueprintFixture()
                blueprint.files["/bp/manifest.json"] = String(decoding: damaged, as: UTF8.self)
                let session = await blueprint.run("blueprint validate /bp --json")
                #expect(session.exitCode != .internalError)
                _ = try session.json
            }
        }
    }
}

extension BlueprintFixture {
    init(files: [String: String]) {
        self.init()
        self.files = files
    }

    init(without text: String) { self.init(replacing: (text, "")) }

    init(replacing change: (String, String)) {
        self.init()
        files["/bp/manifest.json"] = Self.manifest.replacing(change.0, with: change.1)
    }

    init(cycle: Bool) {
        self.init(
            manifest:
                "\"required_services\": [{\"name\": \"db\", \"url\": \"http://${config.a}:1\"}]")
        files["/bp/config/overwrite.json"] = "{\"a\": \"${config.b}\", \"b\": \"${config.a}\"}"
    }
}
