import CSystem
#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
@unsafe @preconcurrency import Glibc
#elseif canImport(Musl)
@unsafe @preconcurrency import Musl
#else
#error("mn has no live adapters for this system yet")
#endif

/// What differs between the C libraries, under one name each, so that all other files read alike.
///
/// The Darwin half is not compiled where this project is built.
enum CLibrary {
    #if canImport(Darwin)
    static func makeSpawnActions() -> posix_spawn_file_actions_t? { nil }
    static func makeSpawnAttributes() -> posix_spawnattr_t? { nil }
    /// Closes in the child every descriptor that it is not given.
    static let spawnFlags = Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
    #else
    static func makeSpawnActions() -> posix_spawn_file_actions_t {
        unsafe posix_spawn_file_actions_t()
    }
    static func makeSpawnAttributes() -> posix_spawnattr_t { posix_spawnattr_t() }
    static let spawnFlags: Int32 = 0
    #endif

    /// The type of TCP sockets; an enumeration in glibc.
    static var streamSocket: Int32 {
        #if canImport(Glibc)
        Int32(SOCK_STREAM.rawValue)
        #else
        SOCK_STREAM
        #endif
    }

    /// Makes a `send` to a client that has gone fail, and not end the process; on Darwin
    /// `ProcessStart.prepare` does.
    static var noSignal: Int32 {
        #if canImport(Darwin)
        0
        #else
        Int32(MSG_NOSIGNAL)
        #endif
    }

    /// Ends this process; what is not flushed is lost.
    static func endProcess(_ status: Int32) -> Never { exit(status) }

    /// The arguments as the process was given them, its own name first; none where that is not told.
    static var arguments: (Int, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) {
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe mn_arguments(&arguments)
        return unsafe (Int(count), arguments)
    }

    /// The variables as the process was given them: C strings, ended by a null pointer.
    static var environmentBlock: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        #if canImport(Darwin)
        unsafe _NSGetEnviron().pointee
        #else
        unsafe environ
        #endif
    }

    /// The processor this program was built for, in the words of `uname -m`; nil for one not listed.
    static var processor: String? {
        #if arch(x86_64)
        "x86_64"
        #elseif arch(arm64) && canImport(Darwin)
        "arm64"
        #elseif arch(arm64)
        "aarch64"
        #elseif arch(i386)
        "i686"
        #elseif arch(arm)
        "armv7l"
        #elseif arch(riscv64)
        "riscv64"
        #elseif arch(powerpc64le)
        "ppc64le"
        #elseif arch(s390x)
        "s390x"
        #else
        nil
        #endif
    }
}
