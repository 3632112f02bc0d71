#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem

/// Both ends of a pipe, not inherited by programs unless they are given one.
struct Pipe: ~Copyable {
    let read: OwnedDescriptor
    let write: OwnedDescriptor

    /// Makes a pipe; inside `RunningCommands.start` only, since where the system cannot mark it at once a
    /// program may start in between.
    init() throws(SystemFault) {
        var ends: [Int32] = [-1, -1]
        guard unsafe mn_pipe(&ends) == 0 else { throw SystemFault("pipe") }
        read = OwnedDescriptor(ends[0])
        write = OwnedDescriptor(ends[1])
    }

    /// The reading end; the writing end closes, so that the pipe ends with its last writer.
    consuming func intoRead() -> OwnedDescriptor { read }

    /// The writing end; the reading end closes, and is left to whoever has a copy of it.
    consuming func intoWrite() -> OwnedDescriptor { write }
}
