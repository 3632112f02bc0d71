import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `A sign of life` {
    /// A runner and programs that take their time.
    private struct Slow: StubTransports {
        let time: any Time
        let pause: Duration

        func exchange(
            _ request: HTTPRequest, with endpoint: Endpoint, patience: Duration, limit: Duration?,
            _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
        ) async throws(TransportFault) {
            await time.sleep(for: pause)
            throw .refused
        }

        func run(
            _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
            _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
        ) async -> ProcessOutcome {
            await time.sleep(for: pause)
            return .absent
        }
    }

    static func presentation(_ width: Int? = 80) -> Presentation {
        var presentation = Presentation(width: 80)
        presentation.errorWidth = width
        presentation.showsProgress = width != nil
        return presentation
    }

    /// What a command shows while all that it asks takes so long.
    private static func run(
        _ line: String, pause: Duration, _ presentation: Presentation
    ) throws -> CapturedTerminal {
        try Simulation.run { time in
            let terminal = CapturedTerminal(presentation)
            let slow = Slow(time: time, pause: pause)
            let world = World(
                machine: TestMachines.machine("test-cuda-8gb"), http: slow, processes: slow,
                files: MemoryFiles([:]), terminal: terminal, time: time,
                environment: ["HOME": "/home/user"], profiles: TestMachines.texts)
            _ = await Program.run(line.split(separator: " ").map(String.init), world)
            return terminal
        }
    }

    @Test func `tells what is waited for, and for how long`() throws {
        let terminal = try Self.run(
            "model list --installed", pause: .seconds(5), Self.presentation())
        #expect(terminal.progress.first == "Waiting for an answer from http://localhost:12434  1 s")
        #expect(terminal.progress.contains { $0.hasSuffix("  4 s") })
        #expect(terminal.progress.allSatisfy { DisplayWidth.of($0) < 80 })
    }

    @Test func `is not shown for what comes at once, in a pipe, or to who wants quiet`() throws {
        let quick = try Self.run(
            "model list --installed", pause: .milliseconds(300), Self.presentation())
        #expect(quick.progress.isEmpty)
        let pipe = try Self.run(
            "model list --installed", pause: .seconds(9), Self.presentation(nil))
        #expect(pipe.progress.isEmpty)
        let quiet = try Self.run(
            "model list --installed --quiet", pause: .seconds(9), Self.presentation())
        #expect(quiet.progress.isEmpty)
        #expect(quiet.output == pipe.output)
    }

    @Test(arguments: [1, 9, 10, 20, 40]) func `fits any terminal`(width: Int) throws {
        let terminal = try Self.run(
            "model list --installed", pause: .seconds(5), Self.presentation(width))
        #expect(!terminal.progress.isEmpty)
        #expect(terminal.progress.allSatisfy { DisplayWidth.of($0) <= max(1, width - 1) })
    }

    @Test func `says that progress stands still`() throws {
        let lines = try Simulation.run { time in
            let terminal = CapturedTerminal(Self.presentation())
            var world = World.bare(terminal: terminal)
            world.time = time
            await LifeSigns.shown(of: world) { world in
                world.terminal.showProgress("43%")
                await time.sleep(for: .seconds(2))
                world.terminal.showProgress("44%")
                await time.sleep(for: .milliseconds(6500))
                world.terminal.showProgress("45%")
                await time.sleep(for: .seconds(1))
            }
            return terminal.progress
        }
        #expect(
            lines == [
                "43%", "44%", "44%  nothing new for 3 s", "44%  nothing new for 4 s",
                "44%  nothing new for 5 s", "44%  nothing new for 6 s", "45%",
            ])
    }
}

@Suite struct `The last words of an install` {
    @Test func `say what is left, and how to go on`() {
        let display = PullDisplay(World.bare())
        var request = ModelManager.InstallRequest("my model")
        request.contextSize = 4096
        request.isForced = true
        #expect(
            display.lastWords(request).plain == """
                mn: Interrupted. Nothing was pulled yet.
                    To go on:
                    mn model install 'my model' --context-size 4096 --force

                """)
        display.tell(.pulling("ai/x:1B"))
        #expect(
            display.lastWords(request).sentence == "Interrupted. What has come of ai/x:1B is kept.")
        display.tell(.loading("ai/x:1B"))
        #expect(
            display.lastWords(request).sentence
                == "Interrupted. ai/x:1B is there, and not loaded yet.")
    }
}

@Suite(.serialized) struct `Progress with many things` {
    private static func lines(
        _ count: Int, each pause: Duration, _ presentation: Presentation
    ) throws -> [String] {
        try Simulation.run { time in
            let terminal = CapturedTerminal(presentation)
            var world = World.bare(terminal: terminal)
            world.time = time
            let progress = WorkProgress(world, "machines", of: count, resume: [])
            for number in 0..<count {
                progress.begin("machine-\(number)")
                await time.sleep(for: pause)
                progress.advance()
            }
            progress.end()
            return terminal.progress
        }
    }

    @Test func `tells how far it is, how fast, and how long it will take`() throws {
        let lines = try Self.lines(8, each: .milliseconds(400), `A sign of life`.presentation())
        #expect(
            lines == [
                "2 of 8 machines  machine-2", "3 of 8 machines  2.5/s  2 s left  machine-3",
                "4 of 8 machines  2.5/s  1 s left  machine-4",
                "5 of 8 machines  2.5/s  1 s left  machine-5",
                "6 of 8 machines  2.5/s  0 s left  machine-6",
                "7 of 8 machines  2.5/s  0 s left  machine-7",
            ])
    }

    @Test func `is not shown for what is done at once, or where nobody looks`() throws {
        let screen = `A sign of life`.presentation()
        #expect(try Self.lines(40, each: .milliseconds(10), screen).isEmpty)
        #expect(try Self.lines(40, each: .seconds(1), Presentation(width: 80)).isEmpty)
        // Not every one of many is told.
        #expect(try Self.lines(1000, each: .milliseconds(10), screen).count < 101)
        for width in [1, 10, 30] {
            let narrow = `A sign of life`.presentation(width)
            let lines = try Self.lines(9, each: .seconds(1), narrow)
            #expect(lines.allSatisfy { $0.hasPrefix("\($0.first ?? " ")") && !$0.contains("\n") })
        }
    }

    @Test func `says what is left where it is interrupted, and how to go on`() throws {
        try Simulation.run { time in
            let requests = AskedEnd()
            var world = World.bare(terminal: CapturedTerminal(width: 80))
            world.time = time
            world.endRequests = requests
            let progress = WorkProgress(world, "mutants", of: 9, resume: ["mn sim mutate x"])
            progress.begin()
            progress.advance()
            progress.begin()
            #expect(
                requests.lastWords.map(\.plain) == [
                    "mn: Interrupted after 1 of 9 mutants; nothing was written.\n    mn sim mutate x\n"
                ])
            progress.end()
            #expect(requests.lastWords.isEmpty)
        }
    }
}
