import MNCore
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
                try WholeWrite.run([1], to: ends[1])
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
            _ = await LiveMachine(budget: .seconds(120), limit: { _ in .seconds(120) }).answer(
                .command([path]))
            withExtendedLifetime(interruption) {}
        }
        let pids = try #require(folder.text("pids")).split(separator: /\s+/).compactMap {
            pid_t($0)
        }
        #expect(pids.count == 2)
        for pid in pids { #expect(Processes.isGone(pid), "\(pid) lives") }
    }

    @Test func `stays deaf to signals that its parent has turned off`() async {
        await #expect(processExitsWith: .exitCode(9)) {
            signal(SIGHUP, SIG_IGN)
            let interruption = Interruption()
            kill(getpid(), SIGHUP)
            _ = await LiveMachine(budget: .seconds(120), limit: { _ in .seconds(120) }).answer(
                .command(["true"]))
            withExtendedLifetime(interruption) {}
            exit(9)
        }
    }
}
