import MNCore
import MNSim
import MNSupport
import Testing

@testable import mn

@Suite("Support replays", .serialized)
struct SupportReplayTests {
    static let player = SupportReplay(in: SupportWorld.world(), program: Program.watched)

    /// One run: it asks the runner of a machine without docker.
    static func failure(_ name: String = "failure-no-client") throws -> Trace {
        try #require(SupportWorld.failures([name]).first?.trace)
    }

    private func run(_ words: [String], _ text: String) async -> (ExitCode, CapturedText) {
        let terminal = CapturedText()
        var world = SupportWorld.world(files: MemoryFiles(["f": Array(text.utf8)]))
        world.terminal = terminal
        return (await Program.run(["support", "replay", "f"] + words, world), terminal)
    }

    @Test("A run and its bundle play alike, and say that it is a replay")
    func playsBoth() async throws {
        let trace = try Self.failure()
        var bundle = Bundle(version: "0.1.0", day: "2026-11-27")
        bundle.run = trace
        for text in [trace.text, bundle.text] {
            let (exit, terminal) = await run([], text)
            #expect(exit.rawValue == trace.exitCode)
            #expect(terminal.output == trace.ending.standardOutput)
            #expect(terminal.error.hasSuffix(trace.ending.standardError))
            #expect(terminal.error.hasPrefix("mn: A replay of 'mn model install' (mn 0.1.0): "))
            #expect(terminal.error.split(separator: "\n").first?.hasSuffix("ended with 5.") == true)
        }
        let (exit, terminal) = await run(["--json"], bundle.text)
        #expect(exit.rawValue == trace.exitCode)
        let document = try JSON.parse(terminal.output)
        #expect(document["failure"]?["error"] == "runner_unreachable")
        #expect(document["stderr"] == .string(trace.ending.standardError))
    }

    @Test("A difference ends with 7, and is shown as the exchange")
    func showsExchange() async throws {
        var trace = try Self.failure()
        trace.exitCode = 1
        trace.events.append(.read(path: "/once", .success([1, 2])))
        var (exit, terminal) = await run([], trace.text)
        #expect(exit == .differs)
        #expect(terminal.error.contains("now ends with 5, the trace with 1."))
        #expect(
            terminal.error.contains("the traced run asked 'read /once' (2 bytes); now it is not"))
        trace.events = trace.events.filter { $0.seamKind != "GET" }
        (exit, terminal) = await run([], trace.text)
        #expect(exit == .differs)
        #expect(terminal.error.contains("now asks for 'GET /models at http://localhost:12434'"))
        (exit, terminal) = await run(["--json"], trace.text)
        #expect(exit == .differs)
        #expect(try JSON.parse(terminal.output)["error"]?["code"] == "divergence")
    }

    @Test("Nothing of a replay stays when it is over")
    func leavesNothing() throws {
        let trace = try Self.failure()
        weak var left: TraceReplay?
        do {
            let replay = TraceReplay(trace)
            left = replay
            #expect(
                replay.run(in: SupportWorld.world(), program: Program.run).ending.exitCode
                    == trace.exitCode)
            #expect(left != nil)
        }
        #expect(left == nil)
    }

    @Test("A run without its end is played as far as it goes, and has no failure to keep")
    func playsBeginning() async throws {
        var trace = try Self.failure()
        trace.exitCode = nil
        trace.events = Array(trace.events.prefix { $0.seamKind != "process" })
        let (exit, terminal) = await run([], trace.text)
        #expect(exit == .done)
        #expect(terminal.error.contains("played as far as the trace goes."))
        // The question at which it was killed was asked, and is told.
        #expect(
            terminal.error.hasSuffix(
                "mn: The trace goes no further than this: 'run docker model version' was not answered.\n"
            ),
            "\(terminal.error)")
        #expect(Self.player.play(trace).signature.exitCode == nil)
        #expect(TraceMinimizer.minimized(trace, by: Self.player) == nil)
        // One of which events were left out has its end, and that is the customer's.
        trace.events.append(.cut(events: 3, bytes: 200))
        trace.exitCode = 5
        let (cut, said) = await run([], trace.text)
        #expect(cut.rawValue == 5)
        #expect(
            said.error.contains("played as far as the trace goes; the run ended with 5."),
            "\(said.error)")
        #expect(said.error.hasSuffix("mn: The trace goes no further than this.\n"))
        #expect(throws: SupportFileFault.noEnd("t")) {
            try SupportFile.trace(trace).endedRun(name: "t")
        }
    }

    @Test("A signature holds words of the program and nothing else")
    func isOfWords() throws {
        let signature = Self.player.play(try Self.failure()).signature
        #expect(signature.command == ["model", "install"])
        #expect(signature.exitCode == 5)
        #expect(signature.error == "runner_unreachable")
        #expect(signature.lastCall == "process")
        let refused = Self.player.play(try Self.failure("install-refused")).signature
        #expect(refused.rulings == [.init(rule: "apple-silicon-small", status: "fail")])
        let doctor = Self.player.play(try Self.failure("doctor-no-plugin")).signature
        #expect(doctor.checks.contains(.init(name: "plugin", state: "failed")))
        #expect(doctor != refused)
    }

    @Test("The same failure on another machine, in another home, has the same signature")
    func isOfTheFailure() throws {
        let trace = try Self.failure()
        let text = trace.text.replacing("/home/user", with: "/Users/a b").replacing(
            "80", with: "80")
        let other = try Trace.read(Array(text.utf8), name: "t")
        #expect(other != trace)
        #expect(Self.player.play(other).signature == Self.player.play(trace).signature)
    }

    @Test("Every scenario that fails replays from its bytes to the same bytes and signature")
    func replaysAll() throws {
        let all = try SupportWorld.failures(SupportWorld.sampledNames)
        #expect(all.count > 5)
        for (name, trace) in all {
            var bundle = SupportFileTests.bundle { $0.run = trace }
            bundle.machine = nil
            let run = try SupportFile.read(Array(bundle.text.utf8), name: name).run(name: name)
            let (first, second) = (Self.player.play(trace), Self.player.play(run))
            #expect(second.divergence == nil, "\(name)")
            #expect(second.ending == trace.ending, "\(name)")
            #expect(first.signature == second.signature, "\(name)")
            #expect(second.signature.exitCode == trace.ending.exitCode, "\(name)")
        }
    }

    @Test(
        "The bundle of every run that fails plays elsewhere to its own bytes, and fails in the same way"
    )
    func replaysBundles() throws {
        var stories: [String: Int] = [:]
        for raw in try RawBundles.ofScenarios(each: RawBundles.step(40)) {
            let trace = try #require(raw.bundle.run)
            let bundle = BundleRedaction.redacted(
                raw.bundle, identity: raw.identity, environment: raw.environment,
                in: RawBundles.base, program: Program.run
            ).bundle
            let story = bundle.checks.first { $0.name == "same_story" }?.result ?? "none"
            stories[story, default: 0] += 1
            // A story that is another one is written as such.
            if story != "passed" { continue }
            let run = try SupportFile.read(Array(bundle.text.utf8), name: raw.name)
                .run(name: raw.name)
            let played = Self.player.play(run)
            #expect(played.divergence == nil, "\(raw.name)")
            #expect(played.ending == run.ending, "\(raw.name)")
            #expect(played.signature == Self.player.play(trace).signature, "\(raw.name)")
        }
        print("bundles by their story:", stories)
        #expect(stories["passed", default: 0] > 0)
    }
}
