import MNCore
import MNSim
import MNSupport
import Testing

@testable import mn

@Suite("Many support files, and two", .serialized)
struct TriageTests {
    private func run(_ words: [String], _ files: MemoryFiles) async -> (ExitCode, CapturedText) {
        let terminal = CapturedText()
        var world = SupportWorld.world(files: files)
        world.terminal = terminal
        return (await Program.run(words, world), terminal)
    }

    @Test("Equal failures are one group, with their row; what cannot be read says why")
    func groups() async throws {
        let trace = try SupportReplayTests.failure()
        let other = try SupportReplayTests.failure("install-refused")
        let files = MemoryFiles([
            "d/a.jsonl": Array(trace.text.utf8),
            "d/b.json": Array(SupportFileTests.bundle { $0.run = trace }.text.utf8),
            "d/c.jsonl": Array(other.text.utf8),
            "d/d.json": Array("{\"schema\": \"mn.bundle/7\"}".utf8),
            "d/e.json": Array("\u{1B}[2J".utf8), "d/notes.txt": [1],
        ])
        let (exit, terminal) = await run(["support", "triage", "d", "--json"], files)
        #expect(exit == .differs)
        let document = try JSON.parse(terminal.output)
        #expect(document["groups"]?.array?.count == 2)
        let first = document["groups"]?.array?.first
        #expect(first?["files"] == ["a.jsonl", "b.json"])
        #expect(first?["row"] == "6b")
        #expect(document["groups"]?.array?.last?["known"] == false)
        #expect(document["unreadable"]?.array?.count == 2)
        let (_, text) = await run(["support", "triage", "d"], files)
        #expect(text.output.contains("2 files, row 6b: There is no docker"))
        #expect(text.output.contains("1 file, new"))
        #expect(!text.output.contains("\u{1B}"))
        let (known, _) = await run(
            ["support", "triage", "d"], MemoryFiles(["d/a.jsonl": Array(trace.text.utf8)]))
        #expect(known == .done)
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
        #expect(document["files"]?.array?.first?["b"] == "1 bytes")
        #expect(document["run"]?.array?.first?["name"] == "exit")
        #expect(document["exchanges"]?.array?.count == 1)
        #expect(document["facts"]?.array?.isEmpty == false)
        #expect(document["verdicts"]?.array?.isEmpty == false)
    }
}
