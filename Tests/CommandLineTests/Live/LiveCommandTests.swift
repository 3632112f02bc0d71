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

@Suite struct `A live command` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func machine(_ more: [String: String] = [:]) -> LiveMachine {
        let path = "\(folder.path):/usr/bin:/bin"
        return LiveMachine(environment: ["PATH": path].merging(more) { $1 })
    }

    /// The result of a program of these lines, which must end by itself.
    func result(_ lines: String) async throws -> CommandResult {
        try folder.program("stub", lines)
        let outcome = await machine().answer(.command(["stub", "one", "two three"]))
        guard case .ended(let result) = outcome else { throw Unexpected(outcome: outcome) }
        return result
    }

    struct Unexpected: Error { var outcome: Outcome }

    @Test func `gives both outputs and the exit code`() async throws {
        let result = try await result("printf '%s|' \"$@\"; echo no >&2; exit 3")
        #expect(
            result
                == CommandResult(
                    .exited(3), standardOutput: Array("one|two three|".utf8),
                    standardError: Array("no\n".utf8)))
    }

    @Test func `says which signal killed it`() async throws {
        #expect(try await result("kill -9 $$").ending == .signalled(9))
    }

    @Test func `speaks English and inherits the rest`() async throws {
        try folder.program(
            "stub", "echo $LC_ALL $LANG $OTHER; cat; ps -o pgid= -p $$ | tr -d ' '; echo $$")
        let machine = machine(["LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "OTHER": "x"])
        guard case .ended(let result) = await machine.answer(.command(["stub"])) else {
            Issue.record("it did not end")
            return
        }
        let lines = String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n")
        #expect(lines.first == "C C x")
        #expect(lines.count == 3 && lines[1] != "\(getpgrp())", "not in a group of its own")
    }

    @Test(.enabled("needs procfs") { Processes.haveProcfs })
    func `has the usual effect of signals and blocks none`() async throws {
        let result = try await result("grep -E '^Sig(Blk|Ign)' /proc/self/status")
        let text = String(decoding: result.standardOutput, as: UTF8.self)
        // Bit 12 is SIGPIPE; what else the parent of the tests ignores is its own affair.
        let masks = text.split(separator: "\n").compactMap { line in
            UInt64(line.split(separator: "\t").last ?? "", radix: 16)
        }
        #expect(masks.count == 2)
        #expect(masks.first == 0)
        #expect(masks.last.map { $0 & (1 << 12) } == 0)
    }

    @Test func `that is not there is absent, and one that may not be run is denied`() async throws {
        try folder.write("text", Array("#!/bin/sh\n".utf8))
        #expect(unsafe mkdir(folder("folder"), 0o755) == 0)
        let machine = machine()
        #expect(await machine.answer(.command(["no-such-tool"])) == .absent)
        #expect(await machine.answer(.command([folder("no-such-tool")])) == .absent)
        #expect(await machine.answer(.command(["folder"])) == .absent)
        #expect(await machine.answer(.command(["./text"])) == .absent)
        #expect(await machine.answer(.command([""])) == .absent)
        #expect(await machine.answer(.command(["text"])) == .denied)
        #expect(await machine.answer(.command([folder("text")])) == .denied)
    }

    @Test func `that the system cannot start failed`() async throws {
        try folder.write("garbage", [1, 2, 3], mode: 0o755)
        try folder.write("orphan", Array("#!/no/such/interpreter\n".utf8), mode: 0o755)
        let machine = machine()
        #expect(
            await machine.answer(.command(["garbage"])) == .failed("posix_spawn: Exec format error")
        )
        #expect(
            await machine.answer(.command(["orphan"]))
                == .failed("posix_spawn: No such file or directory"))
        #expect(
            await machine.answer(.command(["sh", "a\0b"]))
                == .failed("posix_spawn: Invalid argument"))
        #expect(await machine.answer(.command([])) == .failed("a command needs its program"))
    }

    @Test func `that is being written is tried again, but not for long`() async throws {
        let path = try folder.program("stub", "exit 0")
        let writer = try OwnedDescriptor.opened(path, O_WRONLY)
        let outcome = await machine().answer(.command(["stub"]))
        #expect(outcome == .failed("posix_spawn: Text file busy"))
        _ = writer.number
    }

    @Test func `is looked for in absolute directories of PATH only`() async throws {
        try folder.program("stub", "exit 0")
        for path in ["", ":", ".", "relative:.."] {
            let machine = LiveMachine(
                environment: ["PATH": path])
            #expect(await machine.answer(.command(["sh", "-c", ":"])) == .absent, "PATH '\(path)'")
        }
        #expect(ProgramSearch(path: nil).directories == ["/usr/bin", "/bin"])
        #expect(ProgramSearch(path: "/a::b:/c").directories == ["/a", "/c"])
    }

    @Test func `is looked for further when a directory has only a file that may not be run`() throws
    {
        try folder.write("sh", [])
        let search = ProgramSearch(path: "\(folder.path):/bin")
        #expect(search.find("sh") == .found("/bin/sh"))
    }

    @Test func `keeps the first bytes of each output up to the limit and reads on`() async throws {
        let limit = CommandResult.outputLimit
        let result = try await result(
            "head -c \(limit + 1) /dev/zero; head -c \(limit) /dev/zero >&2; exit 4")
        #expect(result.ending == .exited(4))
        #expect(result.standardOutput.count == limit)
        #expect(result.standardError.count == limit)
        #expect(result.isTruncated)
    }

    @Test func `is not truncated at exactly its limit`() async throws {
        let limit = CommandResult.outputLimit
        let result = try await result("head -c \(limit) /dev/zero")
        #expect(result.standardOutput.count == limit && !result.isTruncated)
    }

    @Test func `is killed with its children when the time is over`() async throws {
        // The shell and its child refuse to end when they are asked to.
        try folder.program("stub", "trap '' TERM; sleep 60 & echo $$ $! > \(folder("pids")); wait")
        let outcome = await machine().answer(.command(["stub"]), within: .seconds(3))
        #expect(outcome == .timedOut)
        let pids = try #require(folder.text("pids")).split(separator: /\s+/).compactMap {
            pid_t($0)
        }
        #expect(pids.count == 2)
        for pid in pids { #expect(Processes.isGone(pid), "\(pid) lives") }
    }

    @Test func `that ends when it is asked to has still timed out`() async throws {
        try folder.program(
            "stub", "trap 'echo asked > \(folder("asked")); exit 0' TERM; sleep 60 & wait")
        #expect(await machine().answer(.command(["stub"]), within: .seconds(3)) == .timedOut)
        #expect(folder.text("asked") == "asked\n")
    }

    @Test func `that floods its output is still ended in time`() async throws {
        try folder.program("stub", "exec cat /dev/zero")
        #expect(await machine().answer(.command(["stub"]), within: .milliseconds(100)) == .timedOut)
    }

    @Test func `is not started without time`() async throws {
        try folder.program("stub", "echo ran > \(folder("ran"))")
        #expect(await machine().answer(.command(["stub"]), within: .zero) == .timedOut)
        #expect(folder.text("ran") == nil)
    }

    @Test func `does not wait for a child that keeps its output open`() async throws {
        let result = try await result("echo done; sleep 60 & echo $! > \(folder("pid"))")
        #expect(result == CommandResult(.exited(0), standardOutput: Array("done\n".utf8)))
        let pid = try #require(folder.text("pid").flatMap { pid_t($0.dropLast()) })
        #expect(Processes.isGone(pid))
    }

    @Test func `does not listen for long to a child that talks on`() async throws {
        let result = try await result("cat /dev/zero & exit 5")
        #expect(result.ending == .exited(5))
        #expect(result.isTruncated)
    }

    @Test func `that closes its outputs is waited for`() async throws {
        #expect(try await result("exec >&- 2>&-; sleep 0.1; exit 6").ending == .exited(6))
    }

    /// In a process of its own, because other tests open descriptors that are inherited.
    @Test(.enabled("needs procfs") { Processes.haveProcfs })
    func `sees no descriptor of the forty that run beside it`() async {
        await #expect(processExitsWith: .success) {
            let machine = LiveMachine()
            let list = Access.command(["ls", "/proc/self/fd"])
            let alone = await machine.answer(list)
            guard case .ended(let result) = alone, result.ending == .exited(0) else {
                preconditionFailure("\(alone)")
            }
            await withTaskGroup(of: Outcome.self) { group in
                for _ in 0..<40 { group.addTask { await machine.answer(list) } }
                for await outcome in group { #expect(outcome == alone) }
            }
        }
    }

    @Test func `does not wait for its turn among forty`() async throws {
        // Each waits until all forty have written their name, so none may wait for another's end.
        try folder.program(
            "stub",
            """
            : > \(folder("here")).$1
            while [ "$(ls \(folder.path) | grep -c '^here')" -lt 40 ]; do sleep 0.2; done
            exit 7
            """)
        let machine = machine()
        await withTaskGroup(of: Outcome.self) { group in
            for number in 0..<40 {
                group.addTask { await machine.answer(.command(["stub", "\(number)"])) }
            }
            for await outcome in group { #expect(outcome == .ended(CommandResult(.exited(7)))) }
        }
    }
}
