import MNCore
import MNFleet
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `A policy on the command line` {
    /// 60 machines with a GPU that suffices, 30 of too little memory, 10 of which little is told.
    static let fleet = """
        {"schema": "mn.fleet/1", "as_of": "2026-11-01", "classes": [
         {"id": "a", "count": 60, "facts": {"system": "linux", "arch": "x86_64",
          "ram": {"at": 66571993088}, "tags": ["office"], "gpus": [{"vendor": "nvidia",
          "name": "NVIDIA GeForce RTX 4060", "memory": {"at": 8585740288},
          "driver": "610.43.02"}]}},
         {"id": "b", "count": 30, "facts": {"system": "linux", "arch": "x86_64",
          "ram": {"at": 2147483648}}},
         {"id": "c", "count": 10, "facts": {"system": "linux", "arch": "x86_64",
          "ram": {"at": 66571993088}, "gpus": [{"vendor": "nvidia",
          "name": "NVIDIA GeForce RTX 4060", "memory": {"not": "it is not told"},
          "driver": "610.43.02"}]}}]}
        """

    static let policy = """
        # what we promise
        fleet ../machines.json, not older than 90 days
        gemma4:e2b on fleet: runs >= 80% and unknown <= 10%
        gemma4:e2b on vendor nvidia and vram >= 8GB: runs = 100%
        allow until 2027-03-01: gemma4:e2b on vendor none because "replaced in Q1"
        """

    static func world(_ policy: String = policy) -> TestWorld {
        var world = TestWorld()
        world.files = MemoryFiles(texts: ["/p/models.policy": policy, "/machines.json": fleet])
        world.width = nil
        return world
    }

    static let line = "policy check /p/models.policy --as-of 2026-11-27"

    @Test func `that is met says so, with its days`() async throws {
        let session = await Self.world().run(Self.line)
        #expect(session.exitCode == .done, "\(session.output)\(session.error)")
        #expect(session.output.contains("2 of 2 promises met, as of 2026-11-27"))
        #expect(session.output.contains("/machines.json (100 machines, of 2026-11-01)"))
        #expect(session.output.contains("Could not be chosen: 10 machines."))
        #expect(session.output.contains("on 30 machines"))
        #expect(session.output.contains("because 'replaced in Q1'"))
        #expect(session.error.isEmpty)
    }

    @Test func `that is not there is made by another command, which is named`() async throws {
        for line in ["policy check", "policy coverage", "policy explain 1"] {
            let session = await TestWorld().run(line)
            #expect(session.exitCode == .failed)
            #expect(session.error.contains("There is no file models.policy."))
            #expect(session.error.contains("Write one to begin with: mn policy init"))
        }
        let other = await TestWorld().run("policy check other.policy")
        #expect(other.error.contains("Check the path."))
    }

    @Test func `takes today from the clock`() async throws {
        let session = await Self.world("gemma4 on test-cuda-8gb: pass")
            .run("policy check /p/models.policy --json")
        #expect(session.exitCode == .done)
        #expect(
            try session.json["as_of"]?.string
                == "\(CalendarDate(at: VirtualTime().sinceEpoch))")
    }

    @Test func `that is broken ends with 7, and tells what stands against it`() async throws {
        let world = Self.world("fleet ../machines.json\n\ngemma4:e2b on fleet: runs >= 75%")
        let session = await world.run(Self.line)
        #expect(session.exitCode == .differs)
        #expect(session.output.contains("/p/models.policy:3:1: gemma4:e2b: runs >= 75%: 60"))
        let document = await world.run(Self.line + " --json")
        #expect(document.exitCode == .differs)
        let json = try document.json
        #expect(json["schema"]?.string == "mn.policy.check/1")
        #expect(json["ok"] == false && json["broken"] == 1)
        let result = try #require(json["results"]?.array?.first)
        #expect(result["line"] == 3 && result["column"] == 1)
        #expect(result["against"]?.array?.compactMap { $0["machines"]?.integer } == [30, 10])
        let parts = ["runs", "does_not_run", "unknown"].compactMap { result[$0]?.integer }
        #expect(parts == [60, 30, 10])
    }

    @Test func `has keys that are on the page`() async throws {
        let json = try await Self.world().run(Self.line + " --json").json
        #expect(
            json.object?.keys == [
                "schema", "simulated", "file", "as_of", "data", "fleets", "ok", "promises", "met",
                "not_known", "broken", "results", "waivers",
            ])
        #expect(
            json["results"]?.array?.first?.object?.keys == [
                "file", "line", "column", "text", "model", "result", "chosen",
                "not_chosen_unknown", "allowed", "runs", "runs_assumed", "after_action",
                "does_not_run", "unknown", "bounds", "against",
            ])
        #expect(
            json["waivers"]?.array?.first?.object?.keys == [
                "file", "line", "column", "text", "until", "reason", "machines", "models",
                "hidden",
            ])
    }

    @Test(arguments: [
        ("x", ExitCode.usage, "/p/models.policy:1:1: 'MODEL on MACHINES: …' is expected"),
        ("gemma4 on vender nvidia: pass", .failed, "/p/models.policy:1:11: Nothing is called"),
        (
            "allow until 2020-01-01: gemma4 on shipped because \"x\"\n* on shipped: pass", .failed,
            "/p/models.policy:1:1: It was allowed until 2020-01-01"
        ),
        ("gemma4 on (((", .usage, "/p/models.policy:1:14: A choice of machines is expected"),
        ("", .failed, "/p/models.policy promises nothing."),
        ("fleet no.json\n* on fleet: pass", .failed, "There is no file /p/no.json."),
        ("gemma4 on test-cuda-8gb: pa\u{1B}[31mss", .usage, "The character U+1B has no place"),
    ])
    func `that is wrong is told with its place`(
        policy: String, code: ExitCode, words: String
    ) async throws {
        let session = await Self.world(policy).run(Self.line)
        #expect(session.exitCode == code)
        #expect(session.output.isEmpty && session.error.contains(words), "\(session.error)")
        #expect(!session.error.contains("\u{1B}"))
    }

    @Test func `annotates the lines of a job`() async throws {
        var world = Self.world("fleet ../machines.json\ngemma4:e2b on fleet: runs >= 75%")
        world.environment["GITHUB_ACTIONS"] = "true"
        let session = await world.run(Self.line)
        #expect(
            session.error.contains("::error file=/p/models.policy,line=2,col=1,title=gemma4%3Ae2b"),
            "\(session.error)")
        var wrong = Self.world("gemma4 on vender nvidia: pass")
        wrong.environment["GITHUB_ACTIONS"] = "true"
        let fault = await wrong.run(Self.line)
        #expect(
            fault.error.contains("::error file=/p/models.policy,line=1,col=11,title=mn policy::"))
    }

    @Test func `is a JUnit report, in a file or printed`() async throws {
        let world = Self.world()
        let printed = await world.run(Self.line + " --junit -")
        #expect(printed.exitCode == .done)
        #expect(printed.output.hasPrefix("<?xml") && printed.output.hasSuffix("</testsuites>\n"))
        _ = try XMLReader.read(Array(printed.output.utf8), limit: 1 << 20)
        #expect(await world.run(Self.line + " --junit /r.xml").exitCode == .done)
        #expect(try world.files.read("/r.xml", limit: 100_000) == Array(printed.output.utf8))
        #expect(await world.run(Self.line + " --junit - --json").exitCode == .usage)
        // What cannot be judged is a report, too.
        #expect(await Self.world("x").run(Self.line + " --junit -").output.hasPrefix("<?xml"))
    }

    @Test func `explains a line`() async throws {
        let session = await Self.world().run("policy explain 4 /p/models.policy")
        #expect(session.exitCode == .done, "\(session.error)")
        #expect(session.output.contains("Chosen: 60 machines in 1 class"))
        #expect(session.output.contains("Could not be chosen: 10 machines."))
        let json = try await Self.world().run("policy explain 4 /p/models.policy --json").json
        #expect(json["chosen"]?.array?.first?["outcomes"]?.array?.first?["outcome"] == "runs")
        let waiver = await Self.world().run("policy explain 5 /p/models.policy")
        #expect(waiver.output.contains("Chosen: 30 machines in 1 class"))
        for (line, code) in [("1", ExitCode.failed), ("99", .failed), ("0", .usage), ("x", .usage)]
        {
            #expect(
                await Self.world().run("policy explain \(line) /p/models.policy").exitCode == code)
        }
    }

    @Test func `tells of which machines it does not speak`() async throws {
        let world = Self.world("fleet ../machines.json\ngemma4 on vram >= 8GB: pass")
        let session = await world.run("policy coverage /p/models.policy --as-of 2026-11-27")
        #expect(session.exitCode == .done, "\(session.error)")
        #expect(session.output.contains("Promises speak of 60 of 100 machines (60 %)"))
        let json = try await world.run("policy coverage /p/models.policy --json").json
        #expect(json["not_covered"] == 30 && json["unknown"] == 10)
        let none = await Self.world("gemma4 on shipped: pass").run(
            "policy coverage /p/models.policy")
        #expect(none.exitCode == .failed && none.error.contains("names none"))
    }

    @Test func `is not read where it is too large`() async {
        var world = Self.world()
        world.files = MemoryFiles(texts: [:], sizes: ["/p/models.policy": 10 << 20])
        let session = await world.run(Self.line)
        #expect(session.exitCode == .failed && session.error.contains("larger than"))
    }
}
