import MNCore
import MNSim
import TestSupport
import Testing

@Suite struct `A trace` {
    /// A world with one of each answer in it.
    private static func world() -> MNCore.World {
        var recording = Recording()
        recording[.platform] = .platform(
            Platform(system: "Linux", release: "6.8", machine: "x86_64", process: "x86_64"))
        recording[.file("/binary")] = .bytes([0xFF, 0x00])
        recording[.command(["tool"])] = .ended(CommandResult(.exited(3), standardOutput: [65]))
        let profile = Profile(
            id: "test", title: "test", provenance: .synthetic, sources: ["test"], rest: .absent,
            recording: recording)
        return MNCore.World(
            machine: ReplayMachine(profile), http: NoServices(), processes: NoServices(),
            files: MemoryFiles(["/there": [104, 105]]), terminal: SilentTerminal(width: 80),
            time: VirtualTime(), environment: ["HOME": "/home/user", "SECRET": "hidden"],
            simulatedMachine: "test")
    }

    /// A program that asks everything once and prints what it was told.
    @Sendable private static func program(_ arguments: [String], _ world: MNCore.World) async
        -> ExitCode
    {
        for access: Access in [.platform, .file("/binary"), .file("/none"), .command(["tool"])] {
            world.terminal.write("\(await world.machine.answer(access))\n")
        }
        for path in ["/there", "/none"] {
            do throws(FileFault) {
                world.terminal.write("\(try world.files.read(path, limit: 10))\n")
            } catch {
                world.terminal.writeError("\(error)\n")
            }
        }
        do throws(TransportFault) {
            _ = try await world.docker.send(
                HTTPRequest("GET", "/models"), to: Endpoint.modelRunner, within: .status)
        } catch {
            world.terminal.writeError("\(error)\n")
        }
        world.terminal.write((world.environment["HOME"] ?? "") + "\n")
        return .failed
    }

    private static func traced() async -> Trace {
        let tracer = Tracer(world())
        let exit = await program(["do"], tracer.world)
        return tracer.trace(["do"], exit: exit, version: "1")
    }

    @Test func `reads back as it was written`() async throws {
        let trace = await Self.traced()
        let again = try Trace.read(Array(trace.text.utf8), name: "t.jsonl")
        #expect(again == trace)
        #expect(again.text == trace.text)
    }

    @Test func `keeps no variable that was not asked for by name`() async {
        let text = await Self.traced().text
        #expect(text.contains("/home/user"))
        #expect(!text.contains("hidden"))
    }

    @Test func `replays to the same output, error and exit without the world it came from`() async {
        let trace = await Self.traced()
        var elsewhere = Self.world()
        elsewhere.machine = ReplayMachine(
            Profile(
                id: "none", title: "none", provenance: .synthetic, sources: ["test"],
                recording: Recording()))
        elsewhere.files = MemoryFiles([:])
        elsewhere.environment = [:]
        let (ending, divergence) = TraceReplay(trace).run(
            in: elsewhere, program: Self.program)
        #expect(divergence == nil)
        #expect(ending == trace.ending)
    }

    @Test func `replays a lock that somebody else held, and files that could not be changed`()
        throws
    {
        let program: ScenarioRun.Program = { _, world in
            while (try? world.files.lock("/l")) == nil {
                world.terminal.write("held\n")
                await world.time.sleep(for: .seconds(40))
            }
            func attempt(_ body: () throws(FileFault) -> Void) {
                do throws(FileFault) { try body() } catch {
                    world.terminal.writeError("\(error.reason)\n")
                }
            }
            for path in ["/denied", "/free"] {
                attempt { () throws(FileFault) in try world.files.replace(path, with: [1]) }
                attempt { () throws(FileFault) in try world.files.append([1], to: path) }
                attempt { () throws(FileFault) in try world.files.rehearse(path, with: [1]) }
                attempt { () throws(FileFault) in _ = try world.files.lock(path) }
                attempt { () throws(FileFault) in
                    world.terminal.write("\(try world.files.resolved(path))\n")
                }
            }
            world.files.removeLeftovers(in: "/")
            return .done
        }
        let trace = try Simulation.run { time in
            var world = Self.world()
            world.time = time
            world.files = MemoryFiles(
                [:], faults: ["/denied": .denied], held: ["/l": .seconds(60)], time: time)
            let tracer = Tracer(world)
            let exit = await program([], tracer.world)
            return tracer.trace([], exit: exit, version: "1")
        }
        #expect(trace.ending.standardOutput == "held\nheld\n/free\n")
        #expect(trace.ending.standardError == String(repeating: "denied\n", count: 5))
        let again = try Trace.read(Array(trace.text.utf8), name: "t.jsonl")
        #expect(again == trace)
        let (ending, divergence) = TraceReplay(again).run(in: Self.world(), program: program)
        #expect(divergence == nil)
        #expect(ending == trace.ending)
    }

    @Test func `replays programs and services, and keeps no environment`() async throws {
        struct Outside: StubTransports {
            func connect(to endpoint: Endpoint, limit: Duration) async throws(TransportFault) {
                if endpoint.isSocket { throw .unrecorded }
            }
            func run(
                _ command: ProcessCommand, started: @escaping @Sendable () -> Void,
                _ receive: @escaping @Sendable (ProcessOutput, [UInt8]) -> Void
            ) async -> ProcessOutcome {
                started()
                receive(.error, [111, 104])
                receive(.standard, [0xFF])
                return command.argv == ["late"] ? .timedOut : .interrupted
            }
        }
        let program: ScenarioRun.Program = { _, world in
            for words in [["late"], ["docker", "run"]] {
                let command = ProcessCommand(words, environment: .only(["A": "hidden"]))
                let obstacle = await world.processes.obstacle(to: command)
                let result = await world.processes.collect(command)
                world.terminal.write("\(String(describing: obstacle)) \(result)\n")
            }
            for endpoint in [Endpoint(.socket("/s")), Endpoint(host: "h", port: 1)] {
                do throws(TransportFault) {
                    try await world.http.connect(to: endpoint, limit: .seconds(1))
                } catch {
                    world.terminal.writeError("\(error)\n")
                }
            }
            return .done
        }
        var world = Self.world()
        world.http = Outside()
        world.processes = Outside()
        let tracer = Tracer(world)
        let exit = await program([], tracer.world)
        let trace = tracer.trace([], exit: exit, version: "1")
        #expect(!trace.text.contains("hidden"))
        let again = try Trace.read(Array(trace.text.utf8), name: "t.jsonl")
        #expect(again == trace)
        let (ending, divergence) = TraceReplay(again).run(in: Self.world(), program: program)
        #expect(divergence == nil)
        #expect(ending == trace.ending)
    }

    @Test func `names the first question that it does not answer`() async {
        let trace = await Self.traced()
        let (_, divergence) = TraceReplay(trace).run(in: Self.world()) { arguments, world in
            _ = await world.machine.answer(.file("/new"))
            return await Self.program(arguments, world)
        }
        #expect(divergence == .unanswered(question: "file /new"))
    }

    @Test func `names the first line that differs`() async {
        let trace = await Self.traced()
        let (_, divergence) = TraceReplay(trace).run(in: Self.world()) { arguments, world in
            let exit = await Self.program(arguments, world)
            world.terminal.write("more\n")
            return exit
        }
        #expect(
            divergence
                == .output(name: "standard output", line: 7, traced: "", now: "more"))
    }

    @Test(arguments: [
        "", "\n", "{}", "{\"t\":\"header\"}", "not JSON", "{\"t\":\"exit\",\"code\":0}",
        "{\"t\":\"header\",\"schema\":\"mn.trace/2\"}",
    ])
    func `is refused with its place if it is none`(text: String) {
        #expect(throws: DocumentFault.self) { try Trace.read(Array(text.utf8), name: "t.jsonl") }
    }
}
