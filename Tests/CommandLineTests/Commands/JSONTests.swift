import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `A document` {
    /// A line for each command that prints a result.
    static let lines = [
        "model list", "model list --installed", "model list --compatible", "model recommend",
        "model show", "model show --compatibility",
        "model show --explain --force --backend vllm", "model memory",
        "model memory qwen3:8b gemma3:4b",
        "model rules", "model rules --document",
        "model rules --markdown", "model install --dry-run",
        "model update --all", "model remove gemma4", "model doctor",
        "model doctor --list-checks", "hardware", "hardware --explain", "blueprint validate /bp",
        "blueprint init /new --profile test-cuda-8gb",
        "blueprint run /bp", "profile list",
        "profile list test-*", "profile list --tags te*", "profile show test-cuda-8gb",
        "profile record",
        "profile record -o /out.json", "profile verify test-cuda-8gb",
        "profile verify test-cuda-6gb", "profile lint", "profile diff test-cuda-8gb test-cuda-6gb",
        "profile import windows-cim /cim.json", "profile import windows-cim /cim.json -o /o.json",
        "profile merge test-cuda-8gb", "profile merge test-cuda-8gb -o /o.json",
        "sim mutate change-share/93 --machines test-cuda-8gb", "sim matrix",
        "sim matrix --models gemma4,smollm2-vllm", "sim matrix --shard 1/2", "sim run --shard 1/1",
        "sim merge /trace.jsonl",
        "sim coverage", "sim list", "sim new first", "sim run", "sim serve", "sim contract --list",
        "sim exec true --profile test-cuda-8gb", "sim explore --runs 2", "sim explore --list",
        "sim contract http://localhost:12434 --only unload-no*", "sim show test-list",
        "support replay /trace.jsonl", "support check /trace.jsonl",
        "support minimize /trace.jsonl", "support adopt /trace.jsonl --id no/id",
        "support diff /trace.jsonl /trace.jsonl", "support serve /trace.jsonl", "support triage /",
        "support bundle", "support bundle -o /b.json --drop /logs", "support bundle --run 1",
        "support open /trace.jsonl", "support html /trace.jsonl -o /o.html",
        "support explain /trace.jsonl", "support add /trace.jsonl /trace.jsonl",
        "support what-if /trace.jsonl --profile test-cuda-6gb",
        "fleet import table /hosts.csv --preset fleet",
        "fleet import table /hosts.csv --preset fleet -o /f.json", "fleet show /fleet.json",
        "fleet verdict /fleet.json", "fleet verdict /fleet.json --models gemma4",
        "fleet verdict /fleet.json --contexts 50",
        "policy check /models.policy", "policy explain 2 /models.policy --as-of 2026-11-27",
        "policy coverage /models.policy", "policy init", "schema", "schema scenario",
        "help environment", "help exit-codes", "help limits",
        "completions bash", "completions zsh", "completions fish", "completions names models",
        "manual", "manual model show", "manual -o /man",
    ]

    /// Whether a line prints the same each time: what is asked side by side comes in any order, and the digest
    /// of a bundle tells which.
    ///
    /// A new file is made once.
    static func isSteady(_ line: String) -> Bool {
        !["support bundle", "sim new", "policy init"].contains { line.hasPrefix($0) }
    }

    @Test func `is asked of every command`() {
        for command in Program.commands {
            let words = command.specification.words.joined(separator: " ")
            #expect(Self.lines.contains { $0.hasPrefix(words) }, "\(words)")
        }
    }

    @Test(arguments: lines)
    func `is all that is printed`(line: String) async throws {
        var world = TestWorld()
        world.docker = StubRunner("[]")
        world.files = MemoryFiles(
            texts: [
                "/cim.json": "{\"Win32_Processor\": {\"Name\": \"CPU\"}}",
                "/hosts.csv": TestFleet.table, "/fleet.json": TestFleet.text,
                "/models.policy": "fleet machines.json\ngemma4 on fleet: runs >= 0%",
                "/machines.json": `A policy on the command line`.fleet,
            ])
        #expect(await world.run("hardware --trace /trace.jsonl").exitCode == .done)
        let session = await world.run("\(line) --json")
        #expect(session.error.isEmpty)
        #expect(session.output.hasSuffix("}\n") && !session.output.hasSuffix("\n\n"))
        #expect(try session.json.object != nil)
        // Where the option stands makes no difference.
        if Self.isSteady(line) {
            #expect(await world.run("--json \(line)").output == session.output)
        }
    }

    @Test(arguments: [
        ("hardware", ExitCode.failed), ("profile show nothing", .failed),
        ("model show nothing", .unknownModel),
    ])
    func `is the only one, with the end of its command, though the trace is not written`(
        line: String, exit: ExitCode
    ) async throws {
        let terminal = CapturedTerminal(width: nil)
        let world = World(
            machine: TestMachines.machine("test-cuda-8gb"), http: StubRunner("[]"),
            processes: NoServices(), files: MemoryFiles([:], faults: ["/t.jsonl": .denied]),
            terminal: terminal,
            time: VirtualTime(), environment: ["HOME": "/home/user"], profiles: TestMachines.texts)
        let words = "\(line) --json --trace /t.jsonl".split(separator: " ").map(String.init)
        #expect(await Program.run(words, world) == exit)
        #expect(try JSON.parse(terminal.output).object != nil)
        #expect(terminal.error.hasPrefix("mn: The trace was not written: /t.jsonl "))
    }

    /// A line that fails, in a world with a broken catalog and broken files, and the code of its error.
    static let failures = [
        ("model show", "invalid_file"), ("sim matrix", "invalid_file"),
        ("profile verify test-cuda-8gb", "invalid_file"),
        ("model list --installed", "runner_unreachable"),
        ("profile show nothing", "unknown_profile"),
        ("sim contract http://localhost:9", "runner_unreachable"),
        ("sim contract http://localhost:9 --only x", "unknown_check"),
        ("hardware --profile nothing", "unknown_profile"),
        ("profile list no*such", "unknown_profile"),
        ("profile list --tags nothing", "nothing_selected"),
        ("hardware --profile /no/such.json", "file_not_found"),
        ("hardware --profile /large.json", "file_too_large"),
        ("hardware --profile /denied.json", "file_unusable"),
        ("hardware --profile /empty.json", "invalid_file"),
        ("profile list --profiles /no/folder", "file_not_found"),
        ("support replay /no/such.jsonl", "file_not_found"),
        ("policy check", "invalid_file"), ("policy explain x", "usage"),
        ("sim show nothing", "unknown_scenario"), ("sim mutate nothing", "unknown_mutant"),
        ("profile import windows-cim /empty.json", "invalid_file"),
        ("profile import nvidia-smi /no/such.xml", "file_not_found"),
        ("profile import hwloc /a /b", "usage"),
        ("profile record --id UPPER", "usage"), ("model", "usage"), ("", "usage"),
    ]

    static var broken: MemoryFiles {
        MemoryFiles(
            texts: [TestWorld.homeCatalog: "{", "/empty.json": ""],
            sizes: ["/large.json": Document.sizeLimit + 1], faults: ["/denied.json": .denied])
    }

    @Test(arguments: failures)
    func `says what failed, and is alone`(line: String, code: String) async throws {
        var world = TestWorld()
        world.files = Self.broken
        let session = await world.run("--json \(line)")
        #expect(session.error.isEmpty)
        let document = try session.json
        #expect(document.object?.keys == ["error"])
        let error = try #require(document["error"])
        #expect(error.object?.keys == ["code", "message", "fixes"])
        #expect(error["code"]?.string == code)
        #expect(error["message"]?.string?.hasSuffix(".") == true || code == "usage")
        #expect(error["fixes"]?.array?.isEmpty == false)
        #expect(session.exitCode != .done)
        // The same failure in words: nothing on standard output.
        let words = await world.run(line)
        if !line.isEmpty {
            #expect(words.output.isEmpty)
            #expect(words.error.hasPrefix("mn: "))
            #expect(words.exitCode == session.exitCode)
        }
    }

    @Test func `of a model that nobody knows says so`() async throws {
        let session = await TestWorld().run("model show gemma5 --json")
        #expect(session.exitCode == .unknownModel)
        #expect(try session.json["error"]?["code"]?.string == "unknown_model")
    }

    @Test func `holds the notices that would stand on standard error`() async throws {
        var world = TestWorld()
        world.files = Self.broken
        for line in ["model list", "model rules", "hardware"] {
            let session = await world.run("\(line) --json")
            #expect(session.error.isEmpty)
            #expect(session.exitCode == .failed)
            let json = try session.json
            #expect(json["catalog_error"]?["code"]?.string == "invalid_file")
            #expect(json["notices"]?.array?.isEmpty == false)
        }
    }
}
