import MNCore
import MNSim
import MNSupport
import Profiles
import Testing

@testable import mn

@Suite("Many support files, and two", .serialized)
struct TriageTests {
    /// - Parameter machines: those that a machine may be nearest to; nil takes all, which takes long.
    private func run(
        _ words: [String], _ files: MemoryFiles, machines: [String: String]? = nil
    ) async -> (ExitCode, CapturedText) {
        let terminal = CapturedText()
        var world = SupportWorld.world(files: files)
        world.terminal = terminal
        if let machines { world.profiles = machines }
        return (await Program.run(words, world), terminal)
    }

    @Test("Equal failures are one group, with their row; what cannot be read says why")
    func groups() async throws {
        let trace = try SupportReplayTests.failure()
        let other = try SupportReplayTests.failure("install-refused")
        var well = trace
        well.arguments = ["help", "limits"]
        well.events = []
        well.exitCode = 0
        let files = MemoryFiles([
            "d/a.jsonl": Array(trace.text.utf8),
            "d/b.json": Array(SupportFileTests.bundle { $0.run = trace }.text.utf8),
            "d/c.jsonl": Array(other.text.utf8),
            "d/d.json": Array("{\"schema\": \"mn.bundle/7\"}".utf8),
            "d/e.json": Array("\u{1B}[2J".utf8), "d/notes.txt": [1],
            "d/f.jsonl": Array(well.text.utf8),
        ])
        let (exit, terminal) = await run(["support", "triage", "d", "--json"], files)
        #expect(exit == .differs)
        let document = try JSON.parse(terminal.output)
        #expect(document["groups"]?.array?.count == 3)
        let first = document["groups"]?.array?.first
        #expect(first?["files"] == ["a.jsonl", "b.json"])
        #expect(first?["row"] == "6b")
        let standings = document["groups"]?.array?.compactMap { $0["standing"]?.string } ?? []
        #expect(standings.sorted() == ["known", "verdict", "well"])
        #expect(document["unreadable"]?.array?.count == 2)
        let (_, text) = await run(["support", "triage", "d"], files)
        #expect(text.output.contains("2 files, row 6b of docs/failures.md: There is no docker"))
        #expect(text.output.contains("1 file, decided by a rule"))
        #expect(text.output.contains("1 file, ended well"))
        #expect(!text.output.contains("\u{1B}"))
        let (known, _) = await run(
            ["support", "triage", "d"],
            MemoryFiles([
                "d/a.jsonl": Array(trace.text.utf8), "d/c.jsonl": Array(other.text.utf8),
                "d/f.jsonl": Array(well.text.utf8),
            ]))
        #expect(known == .done)
    }

    @Test("Who explains, who opens and who sorts name the same row, or call it new")
    func agrees() async throws {
        let table = FailureTable(scenarios: SupportWorld.world().scenarios)
        // The nearest machine is no part of the row.
        let few = EmbeddedProfiles.texts.filter { $0.key.hasSuffix("-runner-unchecked") }
        try #require(!few.isEmpty)
        for (name, trace) in try SupportWorld.failures(SupportWorld.sampledNames) {
            let files = MemoryFiles(["d/a.jsonl": Array(trace.text.utf8)])
            // The machine that a run names is asked again.
            let named = EmbeddedProfiles.texts.filter { trace.arguments.contains($0.key) }
            let (_, sorted) = await run(["support", "triage", "d", "--json"], files)
            let (_, explained) = await run(
                ["support", "explain", "d/a.jsonl", "--json"], files,
                machines: few.merging(named) { one, _ in one })
            let (_, opened) = await run(["support", "open", "d/a.jsonl"], files)
            guard let group = try JSON.parse(sorted.output)["groups"]?.array?.first else {
                continue
            }
            let document = try JSON.parse(explained.output)
            #expect(group["standing"] == document["standing"], "\(name)")
            let rows = document["failures"]?.array?.compactMap { $0["number"]?.string } ?? []
            #expect(group["row"]?.string == rows.first, "\(name)")
            let row = table.rows.first { $0.number == rows.first }
            let words = row.map { "\($0.number): \($0.situation)" }
            if document["standing"] == "known" {
                #expect(opened.output.contains(words ?? "no row"), "\(name)")
            }
            #expect(
                opened.output.contains(RunStanding.newWords) == (group["standing"] == "new"),
                "\(name)\n\(opened.output)")
        }
    }

    @Test("Two files that are equal end with 0, and others with 7 and what differs")
    func differs() async throws {
        let trace = try SupportReplayTests.failure("install-refused")
        var other = trace
        other.events.append(.variable("MN_HOME", "/elsewhere"))
        other.exitCode = 4
        other.events = other.events.map { event in
            guard case .access(let exchange) = event,
                exchange.access == .command(["sysctl", "-n", "hw.memsize"])
            else { return event }
            return .access(
                .init(
                    exchange.access,
                    .ended(
                        CommandResult(.exited(0), standardOutput: Array("34359738368\n".utf8)))))
        }
        let bundle = SupportFileTests.bundle {
            $0.run = other
            $0.ledger = [.init(path: "/l", bytes: [1])]
        }
        let files = MemoryFiles([
            "a": Array(trace.text.utf8), "b": Array(bundle.text.utf8),
        ])
        let (same, text) = await run(["support", "diff", "a", "a"], files)
        #expect(same == .done)
        #expect(text.output.contains("Exchanges: the same"))
        let (exit, terminal) = await run(["support", "diff", "a", "b", "--json"], files)
        #expect(exit == .differs)
        let document = try JSON.parse(terminal.output)
        #expect(document["equal"] == false)
        #expect(document["variables"]?.array?.first?["name"] == "MN_HOME")
        #expect(document["files"]?.array?.first?["b"] == "1 byte")
        #expect(document["run"]?.array?.first?["name"] == "exit")
        #expect(document["exchanges"]?.array?.count == 1)
        #expect(document["facts"]?.array?.isEmpty == false)
        #expect(document["verdicts"]?.array?.isEmpty == false)
    }
}
