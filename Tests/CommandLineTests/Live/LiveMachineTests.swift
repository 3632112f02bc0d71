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

@Suite struct `A live machine` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A machine whose programs are those of the folder, then the system's.
    func machine(_ more: [String: String] = [:]) -> LiveMachine {
        let path = "\(folder.path):/usr/bin:/bin"
        return LiveMachine(environment: ["PATH": path].merging(more) { $1 })
    }

    @Test(.enabled("needs procfs") { Processes.haveProcfs })
    func `reads a file of procfs, whose size is said to be 0`() async throws {
        guard case .bytes(let bytes) = await machine().answer(.file("/proc/self/status")) else {
            Issue.record("no bytes")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).contains("\nPid:"))
    }

    @Test func `reads a file that is no text`() async throws {
        let path = try folder.write("bytes", [0xFF, 0, 0x80])
        #expect(await machine().answer(.file(path)) == .bytes([0xFF, 0, 0x80]))
    }

    @Test func `says what keeps a file from being read`() async throws {
        let file = try folder.write("file", [])
        let machine = machine()
        #expect(await machine.answer(.file(file)) == .bytes([]))
        #expect(await machine.answer(.file(folder("none"))) == .absent)
        #expect(await machine.answer(.file(file + "/below")) == .absent)
        #expect(await machine.answer(.file(folder.path)) == .failed("is a directory"))
        #expect(await machine.answer(.file("/dev/zero")) == .failed("not a regular file"))
        #expect(await machine.answer(.file("relative")) == .failed("not an absolute path"))
        #expect(await machine.answer(.directory(".")) == .failed("not an absolute path"))
        #expect(await machine.answer(.file("/nul\0")) == .failed("stat: Invalid argument"))
        _ = unsafe symlink("loop", folder("loop"))
        #expect(
            await machine.answer(.file(folder("loop")))
                == .failed("stat: Too many levels of symbolic links"))
    }

    @Test func `reads a file up to its limit and none beyond`() async throws {
        let whole = [UInt8](repeating: 7, count: LiveMachine.fileLimit)
        #expect(await machine().answer(.file(try folder.write("whole", whole))) == .bytes(whole))
        let path = try folder.write("larger", whole + [7])
        #expect(await machine().answer(.file(path)) == .failed("larger than 1 MiB"))
    }

    @Test func `does not wait for the writer of a pipe`() async throws {
        #expect(unsafe mkfifo(folder("pipe"), 0o600) == 0)
        #expect(await machine().answer(.file(folder("pipe"))) == .failed("not a regular file"))
    }

    @Test func `knows which errors mean absent and which denied`() {
        #expect(Outcome(SystemFault("open", code: ENOENT)) == .absent)
        #expect(Outcome(SystemFault("open", code: ENOTDIR)) == .absent)
        #expect(Outcome(SystemFault("open", code: EACCES)) == .denied)
        #expect(Outcome(SystemFault("open", code: EPERM)) == .denied)
        #expect(Outcome(SystemFault("read", code: EIO)) == .failed("read: Input/output error"))
    }

    /// Asked as another user in a process of its own, because nothing is denied to root.
    @Test func `says that a file, a directory or a program is denied`() async throws {
        try folder.write("secret", [1], mode: 0)
        #expect(unsafe mkdir(folder("hidden"), 0) == 0)
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            if geteuid() == 0 { #expect(setuid(65_534) == 0) }
            let machine = LiveMachine()
            #expect(await machine.answer(.file(path + "/secret")) == .denied)
            #expect(await machine.answer(.file(path + "/hidden/file")) == .denied)
            #expect(await machine.answer(.directory(path + "/hidden")) == .denied)
            #expect(await machine.answer(.command([path + "/hidden/tool"])) == .denied)
            #expect(await machine.answer(.command([path + "/secret"])) == .denied)
        }
    }

    @Test func `looks past a folder on PATH that may not be searched`() async throws {
        #expect(unsafe mkdir(folder("hidden"), 0) == 0)
        #expect(unsafe mkdir(folder("open"), 0o755) == 0)
        try folder.program("open/tool", "echo ran")
        try folder.write("open/data", [1], mode: 0o644)
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            if geteuid() == 0 { #expect(setuid(65_534) == 0) }
            let machine = LiveMachine(
                environment: ["PATH": "\(path)/hidden:\(path)/open:\(path)/hidden"])
            guard case .ended(let result) = await machine.answer(.command(["tool"])) else {
                Issue.record("it did not run")
                return
            }
            #expect(result.standardOutput == Array("ran\n".utf8))
            #expect(await machine.answer(.command(["none"])) == .absent)
            // A file that is there and may not be run is another matter.
            #expect(await machine.answer(.command(["data"])) == .denied)
        }
    }

    @Test func `keeps of the first process's variables the one that names a container`() {
        let variables = Array("PATH=/bin\0TOKEN=secret\0container=lxc\0".utf8)
        #expect(LiveMachine.container(variables) == Array("container=lxc\0".utf8))
        #expect(LiveMachine.container([]) == [])
    }

    @Test func `lists a directory by name with the targets of links`() async throws {
        try folder.write("b", [])
        _ = unsafe symlink("../nowhere", folder("a"))
        #expect(unsafe mkdir(folder("c"), 0o700) == 0)
        let machine = machine()
        #expect(
            await machine.answer(.directory(folder.path))
                == .entries([
                    DirectoryEntry("a", target: "../nowhere"), DirectoryEntry("b"),
                    DirectoryEntry("c"),
                ]))
        #expect(await machine.answer(.directory(folder("c"))) == .entries([]))
        #expect(await machine.answer(.directory(folder("none"))) == .absent)
        #expect(await machine.answer(.directory(folder("b"))) == .absent)
    }

    @Test func `tells an empty variable from one that is not set`() async {
        let machine = machine(["EMPTY": ""])
        #expect(await machine.answer(.environment("EMPTY")) == .value(""))
        #expect(await machine.answer(.environment("UNSET")) == .absent)
    }

    @Test func `says what uname says`() async throws {
        guard case .platform(let platform) = await machine().answer(.platform),
            case .ended(let result) = await machine().answer(.command(["uname", "-srm"]))
        else {
            Issue.record("no platform")
            return
        }
        let words = "\(platform.system) \(platform.release) \(platform.machine)\n"
        #expect(String(decoding: result.standardOutput, as: UTF8.self) == words)
        #expect(platform.process == platform.machine)
    }

    @Test func `gives up on what does not answer`() async {
        let late = await BlockingWork.run(limit: .milliseconds(10), late: true) {
            // Far longer than the limit; the thread ends with it and nobody waits.
            _ = poll(nil, 0, 500)
            return false
        }
        #expect(late)
    }
}
