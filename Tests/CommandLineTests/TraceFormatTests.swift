import FoundationEssentials
import MNCore
import MNSim
import Testing

@testable import mn

/// Traces as files: what was written by other versions, and by runs that were killed.
@Suite struct `A trace file` {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Traces")

    /// Traces that `mn` 0.1.0 has written, before `mn.trace/2`.
    static let first = ["1-show", "1-doctor", "1-install", "1-blueprint"]

    /// What today's program says besides: the files stay as they were written.
    private static let added = [
        "1-show": "  Memory       1.5 GiB on a GPU at a context of 4096, 54 MiB of it cache",
        "1-install":
            "mn: It takes 6.3 GiB of 23.5 GiB at a context of 4096, and fits; the largest context is 131072.",
    ]

    /// What it says in other words.
    private static let changed = [
        "1-blueprint": (
            then: "mn: Run talker-1: 'w': it ended with 17.",
            now: "mn: Worker 'w' of run talker-1 is over; it ended with 17."
        )
    ]

    /// Whether today's program does what the run did, but for what it says besides, or in other words.
    private static func isSame(_ divergence: TraceReplay.Divergence?, _ name: String) -> Bool {
        switch divergence {
        case nil: true
        case .output(_, _, let traced, let now)?:
            now == added[name]
                || changed[name].map { traced.replacing($0.then, with: $0.now) == now } == true
        default: false
        }
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(
            try #require(
                FileManager.default.contents(
                    atPath: folder.appending(path: "\(name).jsonl").path)))
    }

    private static func replay(
        _ trace: Trace
    ) -> (ending: Trace.Ending, divergence: TraceReplay.Divergence?) {
        TraceReplay(trace).run(in: `The scenarios`.world(), program: Program.run)
    }

    @Test(arguments: first) func `of the first format still replays, and is written in today's`(
        name: String
    ) throws {
        let bytes = try Self.bytes(name)
        let trace = try Trace.read(bytes, name: name)
        let last = try #require(bytes.split(separator: 10).last)
        let exit = try JSON.parse(Array(last))
        #expect(trace.ending.standardOutput == exit["stdout"]?.string)
        #expect(trace.ending.standardError == exit["stderr"]?.string)
        #expect(trace.ending.exitCode == exit["code"]?.integer)
        var (ending, divergence) = Self.replay(trace)
        #expect(Self.isSame(divergence, name))
        #expect((divergence == nil) == (Self.added[name] == nil && Self.changed[name] == nil))
        if let words = Self.changed[name] {
            ending.standardError = ending.standardError.replacing(words.now, with: words.then)
        }
        if let line = Self.added[name] {
            ending.standardOutput = ending.standardOutput.replacing("\(line)\n", with: "")
            ending.standardError = ending.standardError.replacing("\(line)\n", with: "")
        }
        #expect(ending == trace.ending)
        let again = try Trace.read(Array(trace.text.utf8), name: name)
        #expect(again == trace)
        #expect(trace.text.contains("\"mn.trace/2\""))
    }

    /// A run that was killed after any of its lines, and in the middle of one.
    @Test(arguments: first) func `of a run that was killed replays as far as it goes`(
        name: String
    ) throws {
        let trace = try Trace.read(try Self.bytes(name), name: name)
        let lines = trace.lines.map { $0.text(.canonical) }
        for count in 1..<lines.count {
            let whole = lines[..<count].map { $0 + "\n" }.joined()
            var cut = try Trace.read(Array(whole.utf8), name: name)
            #expect(cut.exitCode == nil && cut.isPartial)
            #expect(cut.events == Array(trace.events.prefix(count - 1)))
            #expect(Self.isSame(Self.replay(cut).divergence, name), "\(count)")

            let half = lines[count].prefix(lines[count].count / 2)
            cut = try Trace.read(Array((whole + half).utf8), name: name)
            #expect(cut.events.last == .cut(events: 1, bytes: half.utf8.count))
            #expect(Self.isSame(Self.replay(cut).divergence, name), "\(count)")
            #expect(try Trace.read(Array(cut.text.utf8), name: name) == cut)
        }
    }

    @Test func `of a run that was killed tells where today's program prints something else`() throws
    {
        var trace = try Trace.read(try Self.bytes("1-doctor"), name: "t")
        trace.exitCode = nil
        #expect(Self.replay(trace).divergence == nil)
        let output = trace.printed(.standard)
        trace.events.removeAll { if case .printed(.standard, _) = $0 { true } else { false } }
        trace.events.append(.printed(.standard, "x" + output))
        let divergence = try #require(Self.replay(trace).divergence)
        guard case .output(_, line: 1, _, _) = divergence else {
            Issue.record("\(divergence)")
            return
        }
    }

    @Test func `with a hole replays to the hole`() throws {
        let trace = try Trace.read(try Self.bytes("1-doctor"), name: "t")
        let middle = trace.events.count / 2
        var holed = trace
        holed.events.replaceSubrange(middle..<middle + 5, with: [.cut(events: 5, bytes: 700)])
        #expect(holed.isPartial && holed.beginning.count == middle)
        let (ending, divergence) = Self.replay(holed)
        #expect(divergence == nil)
        #expect(ending.exitCode == nil)
        #expect(try Trace.read(Array(holed.text.utf8), name: "t") == holed)
    }

    @Test func `keeps what is left of an event, and how much is not`() throws {
        var trace = try Trace.read(try Self.bytes("1-doctor"), name: "t")
        trace.events = trace.events.map { event in
            if case .call = event { .shortened(event, bytes: 99) } else { event }
        }
        #expect(try Trace.read(Array(trace.text.utf8), name: "t") == trace)
        #expect(Self.replay(trace).divergence == nil)
        let shown = trace.redacted(Identity(), environment: [:])
        #expect(shown.text.contains("\"cut\":99"))
    }

    @Test func `keeps the order of what was printed and asked`() async throws {
        let world = `The scenarios`.world()
        let tracer = Tracer(world)
        tracer.world.terminal.write("a")
        tracer.world.terminal.write("b")
        tracer.world.terminal.writeError("c")
        _ = tracer.world.environment["MN_NOT_SET"]
        _ = tracer.world.environment["MN_NOT_SET"]
        tracer.world.terminal.write("d")
        let trace = tracer.trace([], exit: .done, version: "1")
        #expect(
            trace.events == [
                .printed(.standard, "ab"), .printed(.error, "c"), .variable("MN_NOT_SET", nil),
                .printed(.standard, "d"),
            ])
        #expect(trace.ending.standardOutput == "abd")
    }

    @Test func `goes no further than it was written, and says so`() async throws {
        let trace = try Trace.read(try Self.bytes("1-doctor"), name: "t")
        var cut = trace
        cut.exitCode = nil
        cut.events = Array(cut.events.prefix(10))
        let world = TestWorld(files: MemoryFiles(["/t.jsonl": Array(cut.text.utf8)]))
        let session = await world.run("support replay /t.jsonl")
        #expect(session.exitCode == .done)
        #expect(
            session.error.hasSuffix(
                "mn: The trace goes no further than this: "
                    + "'file /sys/fs/cgroup/unified/memory.max' was not answered.\n"))
    }

    @Test(arguments: [
        #"{"t":"exit","code":0}"#, #"{"t":"printed","stream":"tape","text":""}"#,
        #"{"t":"cut","events":-1,"bytes":0}"#, #"{"t":"variable","name":"A"}"#,
        #"{"t":"header"}"#, #"{"t":"access"}"#,
    ])
    func `is refused with its place if a line is none`(line: String) throws {
        let trace = try Trace.read(try Self.bytes("1-show"), name: "t")
        let text = trace.text + line + "\n"
        #expect(throws: DocumentFault.self) { try Trace.read(Array(text.utf8), name: "t") }
        let whole = trace.text.split(separator: "\n").dropLast().joined(separator: "\n")
        if !line.contains("exit") {
            #expect(throws: DocumentFault.self) {
                try Trace.read(Array("\(whole)\n\(line)\n".utf8), name: "t")
            }
        }
    }
}
