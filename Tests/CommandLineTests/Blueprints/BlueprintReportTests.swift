import MNCore
import MNSim
import Testing

@testable import mn

/// What programs that read the reports rely on.
@Suite(.serialized) struct `A report on a blueprint` {
    static let rule =
        "\"input_validation\": {\"rules\": [{\"path\": \"x\"}, {\"type\": \"command\", \"name\": \"mail\", \"command\": [\"payloads/check\"]RULE}]}"

    static func checked(
        _ output: String, error: String = "", _ ending: ProcessOutcome = .exited(0),
        rule: String = ""
    ) async throws -> JSON {
        var blueprint = BlueprintFixture(
            manifest: Self.rule.replacing("RULE", with: rule))
        blueprint.services = StubServices { _ in (ending, output, error) }
        return try await blueprint.validate()
    }

    @Test func `holds what a command wrote and how it ended`() async throws {
        let report = try await Self.checked("hello\n", error: "bad\n", .exited(3))
        #expect(report["schema_version"] == "validation.report/v1")
        let result = report["results"]?.array?.last
        #expect(result?["stdout"] == "hello\n")
        #expect(result?["stderr"] == "bad\n")
        #expect(result?["returncode"] == 3)
        #expect(result?["rule"] == ["name": "mail", "type": "command", "index": 1])
        #expect(result?["error"] == report["errors"]?[0])
        #expect(result?["issue"] == report["issues"]?[0])
        #expect(report["issues"]?[0]?["rule"] == result?["rule"])
        #expect(report["issues"]?[0]?["actual"]?["ending"] == "it ended with 3")
        let passed = try await Self.checked("fine").results.last
        #expect(passed?["issue"] == .null)
        #expect(passed?["error"] == .null)
        #expect(passed?["returncode"] == 0)
    }

    @Test func `says of a command that was not there why`() async throws {
        let result = try await Self.checked("", .absent).results.last
        #expect(result?["returncode"] == .null)
        #expect(result?["error"]?.string?.isEmpty == false)
    }

    @Test func `holds a validator's own words`() async throws {
        let own = """
            {"ok": false, "issues": [{"code": "mail.unknown", "message": "No such mail.",
             "help": "Ask for it.", "path": "llm.default_config", "expected": {"kind": "mail"},
             "actual": [1, {"a": 2}]}]}
            """
        let issue = try await Self.checked(own)["issues"]?[0]
        #expect(issue?["code"] == "mail.unknown")
        #expect(issue?["message"] == "No such mail.")
        #expect(issue?["help"] == "Ask for it.")
        #expect(issue?["location"]?["path"] == "llm.default_config")
        #expect(issue?["expected"] == ["kind": "mail"])
        #expect(issue?["actual"] == [1, ["a": 2]])
        let rule =
            ", \"code\": \"mail.bad\", \"message\": \"Give a mail.\", \"help\": \"Set it.\", \"path\": \"inputs.mail\""
        let stated = try await Self.checked("", .exited(1), rule: rule)["issues"]?[0]
        #expect(stated?["code"] == "mail.bad")
        #expect(stated?["message"] == "Give a mail.")
        #expect(stated?["help"] == "Set it.")
        #expect(stated?["location"]?["path"] == "inputs.mail")
        // Among other lines, and with a mark before it.
        for said in [
            "checking\n{\"ok\": false, \"message\": \"m\"}",
            "\u{FEFF}{\"ok\": false, \"message\": \"m\"}\nbye",
        ] {
            #expect(try await Self.checked(said)["issues"]?[0]?["message"] == "m")
        }
        let kept = try await Self.checked(
            "{\"ok\": true, \"issues\": [{\"code\": \"z\", \"message\": \"m\"}]}")
        #expect(kept["ok"] == true)
        #expect(kept["issues"]?[0]?["severity"] == "warning")
        let odd = try await Self.checked(
            "{\"ok\": false, \"code\": \"a b\\u001b[1m\", \"message\": \"m\"}")
        #expect(odd["issues"]?[0]?["code"] == "validator.command_failed")
    }

    @Test func `holds no secret of a validator`() async throws {
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        let own =
            "{\"ok\": false, \"message\": \"\(token)\", \"path\": \"\(token)\", \"actual\": {\"x\": \"\(token)\"}}"
        #expect(
            !(try await Self.checked(own, error: "say \(token)", .exited(1))).text().contains(token)
        )
        // Nor what stands below its name.
        let below = try await Self.checked("", error: "password:\n  hunter2hunter2\n", .exited(1))
        #expect(!below.text().contains("hunter2hunter2"))
        // Not the part of it that is left of a long output, either.
        let long = String(repeating: "x ", count: 10) + token + String(repeating: " y", count: 1990)
        let report = try await Self.checked(long, .exited(1)).text()
        #expect(!report.contains(token.suffix(20)))
    }

    @Test func `skips what nobody can be asked`() async throws {
        var blueprint = BlueprintFixture(
            manifest: Self.rule.replacing("RULE", with: "")
                + ", \"required_services\": [{\"name\": \"db\", \"address\": \"localhost\", \"port\": 1}]"
        )
        blueprint.services = UnrecordedServices()
        let report = try await blueprint.validate()
        #expect(report["ok"] == true)
        #expect(
            report.results.map { $0["status"] } == ["skipped", "installed", "passing", "skipped"])
        #expect(
            report["stages"]?.array?.map { $0["status"] } == [
                "passed", "not_checked", "passed", "passed", "passed",
            ])
        let text = await blueprint.run("blueprint validate /bp").output
        #expect(text.contains("Services      not checked (db)"))
        #expect(text.contains("Inputs        ok, 1 check, not checked (mail)"))
        #expect(!text.contains("The blueprint runs."))
    }

    static let broken: [(name: String, files: [String: String], code: String)] = [
        ("no folder", [:], "manifest.folder"),
        ("broken", ["/bp/manifest.json": "{"], "manifest.invalid_json"),
        (
            "unknown model",
            [
                "/bp/manifest.json": BlueprintFixture.manifest,
                "/bp/config/default.json":
                    "{\"llm\": {\"configs\": {\"a\": {\"provider\": \"dmr\", \"model\": \"none-such\"}}}}",
            ], "unknown_model"
        ),
        ("nothing to judge", ["/bp/manifest.json": BlueprintFixture.manifest], "nothing_judged"),
    ]

    @Test(arguments: broken) func `is whole whatever is wrong`(
        name: String, files: [String: String], code: String
    ) async throws {
        var blueprint = BlueprintFixture(files: files)
        blueprint.world.profiles = TestMachines.texts
        let lines = await blueprint.run("blueprint validate /bp --matrix --jsonl")
        #expect(lines.exitCode != .done)
        let documents = try lines.output.split(separator: "\n").map { try JSON.parse(String($0)) }
        #expect(documents.map { $0["t"] } == ["header", "error", "end"])
        #expect(documents[1]["code"] == .string(code))
        let junit = await blueprint.run("blueprint validate /bp --matrix --junit -").output
        #expect(junit.hasPrefix("<?xml"))
        #expect(junit.hasSuffix("</testsuites>\n"))
        #expect(junit.contains("errors=\"1\""))
        #expect(junit.contains("<error type=\"\(code)\""))
        let json = try await blueprint.run("blueprint validate /bp --matrix --json").json
        #expect(
            json["error"]?["code"] == .string(code) || json["issues"]?[0]?["code"] == .string(code))
    }

    @Test(arguments: broken) func `never leaves an old file as it was`(
        name: String, files: [String: String], code: String
    ) async throws {
        var world = TestWorld()
        world.profiles = TestMachines.texts
        let texts = files.merging(["/report.xml": "<old/>"]) { first, _ in first }
        let memory = MemoryFiles(texts: texts)
        world.files = memory
        let session = await world.run(
            ["blueprint", "validate", "/bp", "--matrix", "--junit", "/report.xml"])
        #expect(session.exitCode != .done)
        let report = String(decoding: try memory.read("/report.xml", limit: 1 << 20), as: UTF8.self)
        #expect(report.contains("<error type=\"\(code)\""), "\(report)")
        #expect(report.hasSuffix("</testsuites>\n"))
    }

    /// Also where the command line itself is wrong.
    @Test(arguments: [
        ["--profile", "none-such"], ["--data-as-of", "x"], ["--worker", "x"], ["--none-such"],
        ["--require", "rubbish"], ["--force"], ["x"],
    ]) func `is whole, and replaced, whatever the words`(words: [String]) async throws {
        var world = TestWorld()
        world.profiles = TestMachines.texts
        let files = BlueprintFixture().files.merging(["/report.xml": "<old/>"]) { first, _ in first
        }
        let memory = MemoryFiles(texts: files)
        world.files = memory
        let line = ["blueprint", "validate", "/bp", "--matrix"] + words
        #expect(await world.run(line + ["--junit", "/report.xml"]).exitCode != .done)
        let report = String(decoding: try memory.read("/report.xml", limit: 1 << 20), as: UTF8.self)
        #expect(report.contains("errors=\"1\"") && report.hasSuffix("</testsuites>\n"))
        let lines = await world.run(line + ["--jsonl"]).output
        let kinds = try lines.split(separator: "\n").map { try JSON.parse(String($0))["t"] }
        #expect(kinds == ["header", "error", "end"])
    }

    @Test func `is whole where a matrix ends before its time`() async throws {
        var world = TestWorld()
        world.profiles = TestMachines.texts
        let lines = await world.run(
            ["sim", "matrix", "--jsonl", "--require", "gemma4:e2b on nowhere-*: pass"]).output
        let kinds = try lines.split(separator: "\n").map { try JSON.parse(String($0))["t"] }
        #expect(kinds.first == "header")
        #expect(kinds.suffix(2) == ["error", "end"])
        let junit = await world.run(
            ["sim", "matrix", "--junit", "-", "--models", "none-such"]).output
        #expect(junit.contains("<error type=\"unknown_model\""))
        #expect(junit.hasSuffix("</testsuites>\n"))
    }
}

extension JSON {
    fileprivate var results: [JSON] { self["results"]?.array ?? [] }

    /// An element of a list, if it is there.
    subscript(index: Int) -> JSON? {
        array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    }
}
