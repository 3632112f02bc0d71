import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

/// What is kept of runs that fail, and that keeping it changes nothing.
@Suite struct `The flight recorder` {
    private static let hint = "    Share what happened: mn support bundle\n"
    private static let runs = "/home/user/.mn/runs/"

    private static func world(room: Int? = .max) -> (TestWorld, MemoryFiles) {
        let files = MemoryFiles([:])
        var world = TestWorld(files: files)
        world.room = room
        return (world, files)
    }

    private static func kept(_ files: MemoryFiles) -> [String] {
        files.all.keys.filter { $0.hasPrefix(runs + "recording-") }.sorted()
    }

    /// Commands that fail where there is no runner, and in how they end.
    private static let failing = [
        "model install gemma4:e2b", "model doctor", "model list --installed", "model update --all",
        "model remove gemma4:e2b", "model memory qwen3:14b --require-fit",
    ]

    @Test func `records every command that asks the machine or the runner`() {
        for command in Program.commands where command.specification.words.first == "model" {
            let words = command.specification.words
            #expect(command.isRecorded == (words != ["model", "rules"]), "\(words)")
        }
    }

    @Test(arguments: failing) func `keeps a run that fails, which replays`(line: String)
        async throws
    {
        let (world, files) = Self.world()
        let session = await world.run(line)
        #expect(session.exitCode != .done)
        #expect(session.error.hasSuffix(Self.hint))
        let path = try #require(Self.kept(files).first)
        let trace = try Trace.read(try #require(files.all[path]), name: path)
        #expect(trace.exitCode == session.exitCode.rawValue)
        #expect(trace.printed(.standard) == session.output)
        #expect(trace.printed(.error) + Self.hint == session.error)
        let (ending, divergence) = TraceReplay(trace).run(
            in: `The scenarios`.world(), program: Program.run)
        #expect(divergence == nil)
        #expect(ending == trace.ending)
    }

    @Test(arguments: failing + ["model show gemma4:e2b", "hardware", "model show no-such-model"])
    func `changes nothing of what a run does and says, whatever becomes of the disk`(
        line: String
    ) async throws {
        let (plain, plainFiles) = Self.world(room: nil)
        let wanted = await plain.run(line)
        #expect(Self.kept(plainFiles) == [])
        for room in [0, 1, 100, 250, 500, 1000, 2000, 5000, 10_000, 100_000] {
            let (world, files) = Self.world(room: room)
            let session = await world.run(line)
            let isKept = !Self.kept(files).isEmpty
            #expect(session.output == wanted.output)
            #expect(session.error == wanted.error + (isKept ? Self.hint : ""), "\(room)")
            #expect(session.exitCode == wanted.exitCode)
            if session.exitCode == .done || room <= 100 { #expect(!isKept) }
            if Self.failing.contains(line), room == 100_000 { #expect(isKept) }
            #expect(files.all.filter { !$0.key.hasPrefix(Self.runs) } == plainFiles.all)
        }
        var world = Self.world(room: nil).0
        let files = MemoryFiles([:])
        world.files = files
        world.recordings = NoRecordings()
        let session = await world.run(line)
        #expect(session.error == wanted.error && session.output == wanted.output)
        #expect(files.all == plainFiles.all)
    }

    /// A home in which nothing can be made.
    private struct NoRecordings: RecordingFiles {
        func make(_ path: String) throws(FileFault) -> any RecordingFile {
            throw FileFault(path, .denied)
        }
        func isHeld(_ path: String) -> Bool { false }
        func remove(_ path: String) -> Bool { false }
    }

    @Test(arguments: [
        "model memory qwen3:0.6b --context much", "model install qwen3:0.6b --context-size much",
        "model show gemma4:e2b", "hardware", "model list", "model nonsense",
        "model install --backend", "model doctor --profile test-cuda-6gb", "profile show nowhere",
        "model memory no-such-model", "model memory /none.gguf", "model show no-such-model",
        "model doctor --profile no-such-machine",
        "sim show none", "support replay none.jsonl", "help limits", "support check none",
    ])
    func `keeps nothing of other runs`(line: String) async {
        let (world, files) = Self.world()
        let session = await world.run(line)
        #expect(Self.kept(files) == [])
        #expect(!session.error.contains("support bundle"))
    }

    @Test func `says nothing beside a document, and can be turned off`() async throws {
        var (world, files) = Self.world()
        let session = await world.run("model doctor --json")
        #expect(session.error == "")
        _ = try session.json
        #expect(Self.kept(files).count == 1)
        (world, files) = Self.world()
        world.environment["MN_NO_RECORDER"] = "1"
        #expect(await world.run("model doctor").error == "")
        #expect(Self.kept(files) == [])
        world.environment["MN_NO_RECORDER"] = ""
        #expect(await world.run("model doctor").error == Self.hint)
    }

    @Test func `keeps what it keeps beside a trace that was asked for`() async throws {
        let (world, files) = Self.world()
        let session = await world.run("model doctor --trace /t.jsonl")
        #expect(session.error == Self.hint)
        let trace = try Trace.read(try #require(files.all["/t.jsonl"]), name: "t")
        #expect(!trace.text.contains("\"at\":"))
        let path = try #require(Self.kept(files).first)
        let kept = try Trace.read(try #require(files.all[path]), name: path)
        #expect(kept.arguments == trace.arguments)
        #expect(kept.exitCode == trace.exitCode)
    }

    // MARK: - Secrets

    @Test(arguments: ["validate /bp", "run /bp", "run /bp --json"])
    func `writes no secret down`(line: String) async throws {
        var blueprint = BlueprintFixture(manifest: `A trace of a blueprint`.services)
        blueprint.services = `A trace of a blueprint`.Indiscreet()
        blueprint.world.environment["WORKER_TOKEN"] = "canary-of-the-user"
        blueprint.world.room = .max
        let files = MemoryFiles(texts: blueprint.files)
        blueprint.world.files = files
        var world = blueprint.world
        world.services = blueprint.services
        let session = await world.run("blueprint \(line)")
        let all = files.all.filter { $0.key.hasPrefix(Self.runs + "recording-") }
        #expect(all.isEmpty == (session.exitCode == .done))
        for (_, bytes) in all {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.firstRange(of: "canary").map { text[$0.lowerBound...].prefix(80) } == nil)
            #expect(text.contains("[redacted]"))
        }
    }
}
