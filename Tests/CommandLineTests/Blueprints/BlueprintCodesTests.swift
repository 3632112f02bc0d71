import FoundationEssentials
import MNCore
import TestSupport
import Testing

@testable import mn

/// Every code that a check can give, each from a blueprint that is wrong in one way.
@Suite(.serialized) struct `The checks of a blueprint` {
    @Test func `have a blueprint for each code`() {
        let given = Set(BlueprintCodes.cases.map(\.code))
        #expect(given == Set(BlueprintIssue.Code.allCases.map(\.rawValue)))
    }

    @Test(arguments: BlueprintCodes.cases) func `give each code`(
        wrong: BlueprintCodes.Case
    ) async throws {
        var blueprint = wrong.blueprint
        if wrong.isOnRun, blueprint.services is NoServices {
            blueprint.services = StubServices { _ in (.exited(0), "", "") }
        }
        let session = await blueprint.run(
            "blueprint \(wrong.isOnRun ? "run" : "validate") /bp --json")
        let report = try session.json
        let issues = report["issues"]?.array ?? []
        let codes = issues.compactMap { $0["code"]?.string }
        #expect(codes.contains(wrong.code), "\(codes)")
        #expect(session.exitCode == wrong.exit)
        #expect(report["ok"] == .bool(wrong.exit == .done))
        for issue in issues {
            #expect(issue["message"]?.string?.isEmpty == false)
            #expect(issue["help"]?.string?.isEmpty == false)
        }
        if wrong.isOnRun {
            #expect(report["started"] == false)
            #expect((blueprint.services as? StubServices)?.called == [])
        } else {
            #expect(report["version"] == "validation.report/v1")
        }
    }

    @Test(arguments: BlueprintCodes.cases.filter { $0.exit != .done && !$0.isOnRun })
    func `let nothing start`(wrong: BlueprintCodes.Case) async throws {
        var blueprint = wrong.blueprint
        // Only what checks the blueprint may run.
        guard blueprint.services is NoServices else { return }
        let services = StubServices { _ in (.exited(0), "", "") }
        blueprint.services = services
        if wrong.code.hasPrefix("service.") { return }
        #expect(await blueprint.run("blueprint run /bp").exitCode == wrong.exit)
        #expect(services.called.isEmpty)
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
                == Array(repeating: "passed", count: 5))
        #expect(report["results"]?.array?.first?["status"] == "installed")
    }

    @Test func `look once for a model that is asked for in several places`() async throws {
        for model in [
            "{\"model\": \"default\"}", "{\"provider\": \"dmr\", \"model\": \"gemma4\"}",
        ] {
            let blueprint = BlueprintFixture(
                manifest: "\"runtime\": {\"models\": {\"m\": \(model)}}")
            #expect(try await blueprint.validate()["results"]?.array?.count == 1, "\(model)")
        }
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
        blueprint.services = StubServices { _ in (.exited(1), "", "tok-123456 sk-abcdef") }
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

    @Test func `survive manifests that are cut or changed anywhere`() async throws {
        let text = Array(
            (BlueprintFixture.manifest.dropLast(1)
                + """
                , "required_services": [{"name": "a", "url": "http://h:1/p", "checks": [{"type": "http", "expected_status": "200-299"}]}],
                "input_validation": {"rules": [{"path": "a.b", "pattern": "x"}, {"command": "a b"}]},
                "runtime": {"models": {"m": {"model": "default"}}}}
                """).utf8)
        // Every place with MN_SLOW_TESTS=1, else some in each part of the manifest.
        let isSlow = ProcessInfo.processInfo.environment["MN_SLOW_TESTS"] == "1"
        for index in stride(from: 0, to: text.count, by: isSlow ? 1 : 11) {
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
