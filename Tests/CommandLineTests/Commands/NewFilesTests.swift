import MNCore
import MNSim
import Testing

@testable import mn

/// `mn sim new` and `mn policy init`.
@Suite(.serialized) struct `A file to begin with` {
    private static func run(
        _ words: String..., files: MemoryFiles
    ) async -> (exit: ExitCode, output: String, error: String) {
        let terminal = CapturedTerminal(width: nil)
        let world = `The scenarios`.world(files: files, terminal: terminal)
        let exit = await Program.run(words, world)
        return (exit, terminal.output, terminal.error)
    }

    @Test func `is a scenario that passes with its machine and its runner`() async throws {
        let state = #"{"models": ["ai/gemma4:E2B"], "availability": "disabled"}"#
        let files = MemoryFiles(texts: ["/state.json": state])
        #expect(await Self.run("sim", "new", "own", files: files).exit == .done)
        let small = await Self.run(
            "sim", "new", "small", "--profile", "nvidia-rtx2060-6gb", "--state", "/state.json",
            files: files)
        #expect(small.exit == .done, "\(small.error)")
        let text = try String(
            decoding: files.read("Scenarios/small.json", limit: 1 << 20), as: UTF8.self)
        #expect(text.contains(#""exit": 3"#))
        #expect(text.contains(#""availability": "disabled""#))
        let run = await Self.run("sim", "run", "--scenarios", "Scenarios", files: files)
        #expect(run.exit == .done, "\(run.output)")
        #expect(run.output.contains("2 scenarios, 4 steps: all passed."))
    }

    @Test func `is a policy whose promises are met`() async {
        let files = MemoryFiles([:])
        #expect(await Self.run("policy", "init", "-o", "own.policy", files: files).exit == .done)
        let check = await Self.run("policy", "check", "own.policy", files: files)
        #expect(check.exit == .done, "\(check.output)")
        #expect(check.output.contains("2 of 2 promises met"))
    }

    @Test func `is never written over another`() async throws {
        let files = MemoryFiles(texts: ["Scenarios/a.json": "mine", "models.policy": "mine"])
        for words in [["sim", "new", "a"], ["policy", "init"]] {
            let terminal = CapturedTerminal(width: nil)
            let world = `The scenarios`.world(files: files, terminal: terminal)
            #expect(await Program.run(words, world) == .failed)
            #expect(terminal.error.contains("is left as it is"))
        }
        #expect(files.all.values.allSatisfy { $0 == Array("mine".utf8) })
    }

    @Test(arguments: [
        (["sim", "new"], ExitCode.usage), (["sim", "new", "No Name"], .usage),
        (["sim", "new", "../a"], .usage), (["sim", "new", "a", "-o", "a.txt"], .usage),
        (["sim", "new", "a", "-o", "-"], .usage), (["policy", "init", "-o", "-"], .usage),
        (["policy", "init", "models.policy"], .usage),
        (["sim", "new", "a", "--profile", "no-such-machine"], .failed),
        (["sim", "new", "a", "--state", "/no/such.json"], .failed),
        (["sim", "new", "a", "--state", "/broken.json"], .failed),
    ])
    func `is not written where something is wrong`(words: [String], exit: ExitCode) async {
        let files = MemoryFiles(texts: ["/broken.json": #"{"modles": []}"#])
        let terminal = CapturedTerminal(width: nil)
        let world = `The scenarios`.world(files: files, terminal: terminal)
        #expect(await Program.run(words, world) == exit, "\(terminal.error)")
        #expect(files.all.count == 1)
        #expect(terminal.output.isEmpty)
    }
}
