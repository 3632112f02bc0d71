import MNCore
import MNSim
import MNSupport
import Testing

@testable import mn

@Suite("Minimised traces", .serialized)
struct TraceMinimizerTests {
    private static let player = SupportReplayTests.player

    @Test("What is left fails in the same way, is smaller, and is minimal")
    func keepsSignature() throws {
        let all = try SupportWorld.failures(SupportWorld.sampledNames)
        var sizes: [(before: Int, after: Int, tests: Int)] = []
        // One that was killed has no end that could be kept.
        for (name, trace) in all where !trace.isPartial {
            let result = try #require(
                TraceMinimizer.minimized(
                    trace, by: Self.player, limit: SupportWorld.isSlow ? 3000 : 40), "\(name)")
            let again = try Trace.read(Array(result.trace.text.utf8), name: name)
            let played = Self.player.play(again)
            #expect(played.divergence == nil, "\(name)")
            #expect(played.signature == Self.player.play(trace).signature, "\(name)")
            #expect(result.trace.text.utf8.count <= trace.text.utf8.count, "\(name)")
            sizes.append((trace.text.utf8.count, result.trace.text.utf8.count, result.tests))
        }
        #expect(!sizes.isEmpty)
        func median(_ numbers: [Int]) -> Int { numbers.sorted()[numbers.count / 2] }
        print(
            "minimized \(sizes.count): bytes \(median(sizes.map(\.before))) to",
            "\(median(sizes.map(\.after))), tests \(median(sizes.map(\.tests))),",
            "most \(sizes.map(\.tests).max() ?? 0)")
    }

    @Test("It is the same every time, and minimal")
    func isDeterministic() throws {
        let trace = try SupportReplayTests.failure()
        let first = try #require(TraceMinimizer.minimized(trace, by: Self.player))
        let second = try #require(TraceMinimizer.minimized(trace, by: Self.player))
        #expect(first.trace == second.trace)
        #expect(first.tests == second.tests)
        #expect(!first.isCutShort)
        let third = try #require(TraceMinimizer.minimized(first.trace, by: Self.player))
        #expect(third.trace == first.trace)
    }

    @Test("Of a large trace fewer runs are tried, and what is left is whole")
    func isBounded() throws {
        var trace = try SupportReplayTests.failure()
        let all = try #require(TraceMinimizer.minimized(trace, by: Self.player))
        #expect(!all.isCutShort)
        trace.events.insert(
            .read(path: "/large", .success(Array(repeating: 7, count: 1 << 20))), at: 0)
        let some = try #require(
            TraceMinimizer.minimized(trace, by: Self.player, bytes: trace.text.utf8.count + 10))
        #expect(some.isCutShort)
        #expect(some.tests < all.tests)
        #expect(some.signature == all.signature)
        #expect(Self.player.play(some.trace).signature == all.signature)
    }

    @Test("It never ends on another rule, and tells that others were met")
    func staysWithItsRule() throws {
        let trace = try SupportReplayTests.failure("install-refused")
        let result = try #require(TraceMinimizer.minimized(trace, by: Self.player))
        #expect(result.signature.rulings == [.init(rule: "apple-silicon-small", status: "fail")])
        #expect(!result.others.isEmpty)
        #expect(result.others.count <= TraceMinimizer.otherLimit)
        #expect(!result.others.contains(result.signature))
        // What was taken away is not there; nothing is unrecorded that the program asks.
        #expect(
            !Self.player.play(result.trace).events.contains { $0.answerWords == "not recorded" })
    }

    @Test("The command keeps the file, and writes what is left elsewhere")
    func isACommand() async throws {
        let trace = try SupportReplayTests.failure()
        let files = MemoryFiles(["f": Array(trace.text.utf8)])
        let terminal = CapturedText()
        var world = SupportWorld.world(files: files)
        world.terminal = terminal
        #expect(await Program.run(["support", "minimize", "f", "-o", "f"], world) == .usage)
        #expect(await Program.run(["support", "minimize", "f", "-o", "g"], world) == .done)
        #expect(files.all["f"] == Array(trace.text.utf8))
        let left = try SupportFile.read("g", in: files).run(name: "g")
        #expect(left.ending.exitCode == 5)
        #expect(terminal.output.contains("model install, exit 5, runner_unreachable"))
        // What is there already stays, and a file is not named as a stream is.
        files.place([1], at: "h")
        #expect(await Program.run(["support", "minimize", "f", "-o", "h"], world) == .failed)
        #expect(files.all["h"] == [1])
        #expect(await Program.run(["support", "minimize", "f", "-o", "-"], world) == .usage)
        #expect(files.all["-"] == nil)
        #expect(await Program.run(["support", "html", "f", "-o", "h"], world) == .failed)
        #expect(await Program.run(["support", "html", "f", "-o", "-"], world) == .usage)
        #expect(await Program.run(["support", "add", "f", "f", "-o", "h"], world) == .failed)
        #expect(await Program.run(["support", "bundle", "-o", "-"], world) == .usage)
        #expect(files.all["h"] == [1])
        // The same once more is no loss.
        #expect(await Program.run(["support", "minimize", "f", "-o", "g"], world) == .done)
        var cut = trace
        cut.events = []
        files.place(Array(cut.text.utf8), at: "f")
        #expect(await Program.run(["support", "minimize", "f"], world) == .differs)
    }
}
