#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Puts the process into the state that everything here relies on.
enum ProcessStart {
    /// Called once, first of all, while there is one thread.
    ///
    /// - A reader that goes away must end a write with EPIPE, not the process with SIGPIPE.
    /// - A parent that ignores SIGCHLD would make the system forget how commands ended.
    /// - A standard descriptor that the parent has closed is tied to `/dev/null`; otherwise the next file
    ///   opened would take its number, and the answer would be printed into it.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGCHLD, SIG_DFL)
        for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 {
            // The lowest free number is given, and those below are open by now.
            _ = unsafe open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY)
        }
    }
}
