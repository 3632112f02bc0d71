import MNCore
import Synchronization
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite struct `The arguments of the process` {
    @Test func `are text`() {
        let (arguments, fault) = ProcessArguments.decode([[], Array("ä".utf8)])
        #expect(arguments == ["", "ä"])
        #expect(fault == nil)
        #expect(!ProcessArguments.arguments().0.isEmpty)
    }

    @Test func `that are not UTF-8 are counted from one`() {
        let (arguments, error) = ProcessArguments.decode([[65], [0xC3], [0xFF], [66]])
        #expect(arguments == ["A", "\u{FFFD}", "\u{FFFD}", "B"])
        #expect(error?.problem == "Argument 2 is not valid UTF-8.")
        #expect(error?.exitCode == .usage)
    }

    @Test func `come with variables, of which the first of equal names counts`() {
        let entries = ["A=1", "A=2", "B=", "C=x=y", "nothing", "=odd"].map { Array($0.utf8) }
        let variables = ProcessArguments.environment(entries + [[68, 61, 0xFF]])
        #expect(variables == ["A": "1", "B": "", "C": "x=y", "D": "\u{FFFD}"])
        #expect(ProcessArguments.environment()["PATH"] != nil)
    }
}

@Suite struct `The process` {
    @Test func `opens the standard descriptors that its parent has closed`() async {
        await #expect(processExitsWith: .success) {
            close(0)
            close(1)
            ProcessStart.prepare()
            #expect(fcntl(0, F_GETFD) >= 0)
            #expect(fcntl(1, F_GETFL) & O_ACCMODE == O_WRONLY)
        }
    }

    @Test func `survives a reader that goes away`() async {
        await #expect(processExitsWith: .exitCode(9)) {
            ProcessStart.prepare()
            var ends: [Int32] = [-1, -1]
            #expect(unsafe pipe(&ends) == 0)
            close(ends[0])
            #expect(throws: SystemFault("write", code: EPIPE)) {
                try writeAll([1], to: ends[1])
            }
            exit(9)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `is interrupted with all that it runs`(
        number: Int32
    ) async throws {
        let folder = try TemporaryFolder()
        // Ignores what it is asked, and sends the signal as soon as all of it is there.
        let path: String = try folder.program(
            "stub",
            """
            trap '' INT TERM
            sleep 60 &
            echo $$ $! > \(folder("pids"))
            kill -\(number) $PPID
            wait
            """)
        await #expect(processExitsWith: .exitCode(130)) { [path = path as String] in
            let interruption = Interruption()
            _ = await LiveMachine().answer(
                .command([path]))
            withExtendedLifetime(interruption) {}
        }
        let pids = try #require(folder.text("pids")).split(separator: /\s+/).compactMap {
            pid_t($0)
        }
        #expect(pids.count == 2)
        for pid in pids { #expect(Processes.isGone(pid), "\(pid) lives") }
    }

    @Test func `does at a request to end all that was added and not withdrawn`() {
        let end = GracefulShutdown()
        let done = Mutex<[String]>([])
        let first = end.add { done.withLock { $0.append("first") } }
        let second = end.add { done.withLock { $0.append("second") } }
        let third = end.add { done.withLock { $0.append("third") } }
        // Who is done first takes nothing away from others.
        first.withdraw()
        first.withdraw()
        end.take()?()
        #expect(done.withLock(\.self) == ["second", "third"])
        #expect(end.take() == nil)
        let fourth = end.add {}
        second.withdraw()
        third.withdraw()
        #expect(end.take() != nil)
        fourth.withdraw()
    }

    @Test func `ends a program whose task is cancelled, with all that it started`() async throws {
        let folder = try TemporaryFolder()
        try folder.program(
            "stub", "trap '' TERM; sleep 600 & echo $$ $!; wait")
        let (pids, came) = AsyncStream.makeStream(of: [UInt8].self)
        let processes = LiveProcesses(environment: ["PATH": "\(folder.path):/usr/bin:/bin"])
        let call = ProcessCommand(
            ["stub"], environment: .only(["PATH": "/usr/bin:/bin"]))
        let running = Task { await processes.run(call) { came.yield($1) } }
        var numbers: [pid_t] = []
        for await bytes in pids {
            numbers = String(decoding: bytes, as: UTF8.self).split(separator: /\s+/)
                .compactMap { pid_t($0) }
            break
        }
        running.cancel()
        #expect(await running.value == .interrupted)
        #expect(numbers.count == 2)
        for pid in numbers { #expect(Processes.isGone(pid), "\(pid) lives") }
        // And one that is not wanted when it would begin does not.
        let never = Task {
            while !Task.isCancelled { await Task.yield() }
            return await processes.run(call) { _, _ in Issue.record("it ran") }
        }
        never.cancel()
        #expect(await never.value == .interrupted)
    }

    @Test(.enabled("needs procfs") { Processes.haveProcfs })
    func `keeps its sockets and pipes from programs from the start`() throws {
        let pipe = try Processes.pipe()
        let socket = try ListeningSocket(loopback: 0)
        let stop = try EndSignal()
        let connection = try Connection.open(
            SocketAddress.resolve("127.0.0.1", socket.port), within: .seconds(60),
            patience: .seconds(60), stop: stop)
        var client = try socket.accept()
        while client == nil { client = try socket.accept() }
        for number in [pipe.read, pipe.write, socket.number, stop.number, client?.number ?? -1] {
            #expect(fcntl(number, F_GETFD) == FD_CLOEXEC)
        }
        for number in [socket.number, client?.number ?? -1] {
            #expect(fcntl(number, F_GETFL) & O_NONBLOCK != 0)
        }
        _ = connection
        for number in [pipe.read, pipe.write] { close(number) }
    }

    @Test func `stays deaf to signals that its parent has turned off`() async {
        await #expect(processExitsWith: .exitCode(9)) {
            signal(SIGHUP, SIG_IGN)
            let interruption = Interruption()
            kill(getpid(), SIGHUP)
            _ = await LiveMachine().answer(
                .command(["true"]))
            withExtendedLifetime(interruption) {}
            exit(9)
        }
    }
}
