import MNCore
import MNSim
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
            files: MemoryFiles(["/there": [104, 105]]), terminal: CapturedTerminal(width: 80),
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
                HTTPRequest("GET", "/models"), to: RunnerClient.defaultEndpoint, within: .status)
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
