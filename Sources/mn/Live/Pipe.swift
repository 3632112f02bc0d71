#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Both ends of a pipe, not inherited by programs unless they are given one.
struct Pipe: ~Copyable {
    let read: OwnedDescriptor
    let write: OwnedDescriptor

    /// Makes a pipe; inside `RunningCommands.start` only, or a program may start before it is marked.
    init() throws(SystemFault) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemFault("pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        read = OwnedDescriptor(ends[0])
        write = OwnedDescriptor(ends[1])
    }

    /// The reading end; the writing end closes, so that the pipe ends with its last writer.
    consuming func intoRead() -> OwnedDescriptor { read }
}
