import MNCore

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Asks about the processes of the system.
enum Processes {
    /// Whether `/proc` shows them, as on Linux.
    static var haveProcfs: Bool { FileStatus.exists("/proc/self/status") }

    /// Whether a process has ended; it may still wait to be reaped by whoever has adopted it.
    ///
    /// A killed process takes a moment to go, so it is asked about for at most a second.
    static func isGone(_ pid: pid_t) -> Bool {
        for _ in 0..<200 {
            if kill(pid, 0) != 0 { return errno == ESRCH }
            let status = try? RegularFile.read("/proc/\(pid)/stat", limit: 4096)
            let fields = String(decoding: status ?? [], as: UTF8.self).split(separator: " ")
            if fields.count > 2, ["Z", "X"].contains(fields[2]) { return true }
            _ = poll(nil, 0, 5)
        }
        return false
    }

    /// Ends what a test has left running.
    static func end(_ pids: [pid_t]) { for pid in pids { kill(pid, SIGKILL) } }

    /// Both ends of a pipe that no program inherits; otherwise one that lives on would keep it open.
    static func pipe() throws -> (read: Int32, write: Int32) {
        try RunningCommands.start { _ throws(SystemFault) in
            let pipe = try Pipe()
            return (
                fcntl(pipe.read.number, F_DUPFD_CLOEXEC, 3),
                fcntl(pipe.write.number, F_DUPFD_CLOEXEC, 3)
            )
        }
    }

    /// Whether this process may do everything.
    static var isSuperuser: Bool { geteuid() == 0 }

    /// Takes every right to a file or socket away.
    static func forbid(_ path: String) throws(SystemFault) {
        guard unsafe chmod(path, 0) == 0 else { throw SystemFault("chmod") }
    }
}

extension FileStatus {
    /// Whether a path leads anywhere.
    static func exists(_ path: String) -> Bool { (try? of(path)) != nil }
}
