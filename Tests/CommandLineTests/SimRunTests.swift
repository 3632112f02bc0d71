import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `mn sim run` {
    static let good = """
        {"schema": "mn.scenario/1", "title": "Version", "intent": "The version is told.",
         "steps": [{"run": ["mn", "--version"], "exit": 0, "stdout": {"contains": ["mn "]}}]}
        """
    /// Expects what is not so, again and again.
    static let bad = """
        {"schema": "mn.scenario/1", "title": "Wrong", "intent": "This must fail.",
         "steps": [\((1...40).map { step(number: $0) }.joined(separator: ",\n"))]}
        """

    private static func step(number: Int) -> String {
        """
        {"run": ["mn", "model", "rules"], "exit": \(number),
         "stdout": {"contains": ["not there \(number)"], "json": null}}
        """.replacing(", \"json\": null", with: "")
    }

    /// What a command line leaves behind.
    struct Ending {
        var exitCode: ExitCode
        var output: String
        var error: String
        var files: MemoryFiles
    }

    static func run(
        _ files: [String: String], _ arguments: String..., environment: [String: String] = [:],
        width: Int? = nil
    ) async -> Ending {
        let memory = MemoryFiles(files.mapValues { Array($0.utf8) })
        let terminal = CapturedTerminal(width: width)
        let world = `The scenarios`.world(
            files: memory, environment: environment, terminal: terminal)
        let exit = await Program.run(["sim", "run", "--scenarios", "s"] + arguments, world)
        return Ending(
            exitCode: exit, output: terminal.output, error: terminal.error, files: memory)
    }

    private func transcript(_ ending: Ending, _ name: String) throws -> String {
        String(decoding: try #require(ending.files.all["s/\(name).txt"]), as: UTF8.self)
    }

    @Test func `judges by expectations alone without a transcript, and writes one with --update`()
        async throws
    {
        let first = await Self.run(["s/a.json": Self.good])
        #expect(first.exitCode == .done)
        #expect(first.error.contains("Without a transcript"))
        #expect(first.error.contains("a.\n"))
        let update = await Self.run(["s/a.json": Self.good], "--update")
        #expect(update.exitCode == .done)
        #expect(update.error.contains("a: transcript written."))
        let written = try transcript(update, "a")
        #expect(written.contains("$ mn --version\nmn \(Program.version)\n? 0\n"))
        let second = await Self.run(["s/a.json": Self.good, "s/a.txt": written])
        #expect(second.exitCode == .done)
        #expect(second.output == "1 scenario, 1 step: all passed.\n")
    }

    /// A fault that nothing meets: more than it asks for.
    static let idle = good.replacing(
        "\"steps\"",
        with:
            "\"machineFaults\": [{\"id\": \"f\", \"on\": {\"file\": \"/no\"}, \"kind\": \"denied\"}], \"steps\""
    )

    @Test func `asks for the meeting of faults only beside a transcript`() async throws {
        #expect(await Self.run(["s/a.json": Self.idle]).exitCode == .done)
        let update = await Self.run(["s/a.json": Self.idle], "--update")
        #expect(update.exitCode == .differs)
        #expect(update.error == "mn: a: fails, so its transcript is left alone.\n")
        let ending = await Self.run(["s/a.json": Self.idle, "s/a.txt": "old\n"])
        #expect(ending.output.contains("the fault 'f' was never met"))
    }

    @Test func `takes a broken file for one failed scenario`() async throws {
        let files = ["s/a.json": "{", "s/b.json": Self.good, "s/c.json": Self.bad]
        let ending = await Self.run(files, "--json")
        #expect(ending.exitCode == .differs)
        let document = try JSON.parse(ending.output)
        #expect(document["schema"] == "mn.sim.run/2")
        let scenarios = try #require(document["scenarios"]?.array)
        #expect(scenarios.map { $0["name"] } == ["a", "b", "c"])
        #expect(scenarios.map { $0["ok"] } == [false, true, false])
        #expect(scenarios[0]["failures"]?.array?.first?["kind"] == "file")
        #expect(scenarios[0]["failures"]?.array?.first?["step"] == .null)
        #expect(scenarios[2]["failures"]?.array?.first?["step"] == 1)
        let differs = await Self.run(["s/b.json": Self.good, "s/b.txt": "old\n"], "--json")
        let failures = try JSON.parse(differs.output)["scenarios"]?.array?.first?["failures"]?.array
        #expect(failures?.map { $0["kind"] } == ["transcript"])
        let text = await Self.run(files)
        #expect(text.output.contains("FAILED a\n"))
        #expect(text.output.contains("3 scenarios"))
    }

    @Test func `says where a transcript differs`() async throws {
        let ending = await Self.run(["s/a.json": Self.good, "s/a.txt": "# Version\nold\n"])
        #expect(ending.exitCode == .differs)
        #expect(ending.output.contains("line 2 is '# The version is told.', not 'old'"))
    }

    @Test func `writes only what differs, and says which exit codes are new`() async throws {
        let written = try transcript(
            await Self.run(["s/a.json": Self.good], "--update"), "a")
        let files = [
            "s/a.json": Self.good, "s/a.txt": written, "s/b.json": Self.good,
            "s/b.txt": written.replacing("? 0", with: "? 3"),
        ]
        let ending = await Self.run(files, "--update")
        #expect(
            ending.error == "mn: b: exit codes 3 are now 0.\nmn: b: transcript written.\n")
        #expect(try transcript(ending, "b") == written)
    }

    @Test func `leaves the transcript of a scenario alone that fails`() async throws {
        let files = ["s/a.json": Self.bad, "s/a.txt": "old\n"]
        let ending = await Self.run(files, "--update")
        #expect(ending.exitCode == .differs)
        #expect(ending.error == "mn: a: fails, so its transcript is left alone.\n")
        #expect(try transcript(ending, "a") == "old\n")
    }

    @Test func `refuses --update under CI, and without a folder`() async throws {
        let ending = await Self.run(
            ["s/a.json": Self.good], "--update", environment: ["CI": "true"])
        #expect(ending.exitCode == .usage)
        #expect(ending.files.all.keys.sorted() == ["s/a.json"])
        let terminal = CapturedTerminal(width: nil)
        let world = `The scenarios`.world(terminal: terminal)
        #expect(await Program.run(["sim", "run", "help-tables", "--update"], world) == .usage)
        #expect(terminal.error.contains("--scenarios"))
    }

    @Test func `fails for a transcript without a scenario`() async {
        let ending = await Self.run(["s/a.txt": "old\n", "s/b.json": Self.good], "--update")
        #expect(ending.exitCode == .differs)
        #expect(ending.output.contains("a.txt belongs to no scenario"))
    }

    @Test(arguments: [80, 100, nil])
    func `keeps its report of a bad failure on a screen`(width: Int?) async {
        let ending = await Self.run(["s/bad.json": Self.bad], width: width)
        #expect(ending.exitCode == .differs)
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count <= 40, "\(ending.output)")
        if let width { #expect(lines.allSatisfy { $0.count <= width }) }
        #expect(ending.output.contains("This must fail."))
        #expect(ending.output.contains("step 1: exit 0, expected 1"))
        #expect(ending.output.contains("more"))
        #expect(ending.output.contains("mn sim show bad --scenarios s"))
    }

    @Test func `writes a JUnit report that XML readers can read`() async throws {
        let files = [
            "s/bad.json": Self.bad.replacing(
                "This must fail.", with: "\\u001b[31m<&\\\" \\u0001 must fail."),
            "s/good.json": Self.good, "s/good.txt": "old\n",
        ]
        let ending = await Self.run(files, "--junit", "out.xml")
        let bytes = try #require(ending.files.all["out.xml"])
        #expect(bytes.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
        let suite = try #require(try XMLReader.read(bytes, limit: 1 << 20)["testsuite"])
        #expect(suite.attributes["tests"] == "2")
        #expect(suite.attributes["failures"] == "2")
        let cases = suite.all("testcase")
        #expect(cases.map { $0.attributes["name"] } == ["bad", "good"])
        #expect(cases.allSatisfy { $0["failure"] != nil })
        let message = try #require(cases[0]["failure"]?.attributes["message"])
        #expect(message.contains("<&\" "))
    }

    @Test func `says in JSON what failed`() async throws {
        let ending = await Self.run(["s/bad.json": Self.bad], "--json")
        let document = try JSON.parse(ending.output)
        #expect(document["scenarios"]?.array?.first?["ok"] == false)
        #expect(document["scenarios"]?.array?.first?["failures"]?.array?.count == 80)
    }

    @Test(arguments: [
        ("{\"schema\": \"mn.scenario/1\"}", "steps"),
        ("{\"schema\": \"mn.scenario/2\"}", "schema"),
        (good.replacing("\"mn\", ", with: ""), "/steps/0/run"),
        (
            good.replacing("[\"mn\", \"--version\"]", with: "\"mn --version | cat\""),
            "line 2, column 34"
        ),
        (good.replacing("[\"mn\", \"--version\"]", with: "\"mn 'x\""), "this ' is not closed"),
        (good.replacing("\"exit\"", with: "\"exits\""), "/steps/0/exits"),
    ])
    func `refuses a file that is no scenario`(text: String, place: String) async {
        let ending = await Self.run(["s/a.json": text])
        #expect(ending.exitCode == .differs)
        #expect(ending.output.contains("s/a.json"))
        #expect(ending.output.contains(place), "\(ending.output)")
    }
}
