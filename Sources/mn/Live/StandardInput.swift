#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// What is handed to the program while it runs: through a pipe, or typed.
enum StandardInput {
    /// All of it, if that is no more than `limit` bytes.
    static func read(limit: Int) throws(FileFault) -> [UInt8] {
        let bytes: [UInt8]
        do throws(SystemFault) {
            let number = dup(STDIN_FILENO)
            guard number >= 0 else { throw SystemFault("dup") }
            bytes = try OwnedDescriptor(number).readAll(limit: limit + 1)
        } catch {
            throw FileFault("standard input", .failed("\(error)"))
        }
        if bytes.count > limit { throw FileFault("standard input", .tooLarge(limit: limit)) }
        return bytes
    }
}
