#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reads regular files, and what procfs and sysfs show as such, without ever waiting for a writer.
enum RegularFile {
    /// Why a file was not read.
    enum Fault: Error, Hashable {
        case system(SystemFault)
        case isDirectory
        /// A pipe, a socket or a device: opening one may block, or change the machine.
        case notRegular
        /// There is more than the limit.
        case tooLarge
    }

    /// The bytes of a file; at most `limit` + 1 are read to tell that it is too large.
    ///
    /// The size that `stat` gives is not used: procfs says 0, sysfs 4096, whatever there is.
    static func read(_ path: String, limit: Int) throws(Fault) -> [UInt8] {
        // Asked before opening, because opening a device can already do something to it.
        try requireRegular(try attempt { () throws(SystemFault) in try FileStatus.of(path) })
        let file = try attempt { () throws(SystemFault) in
            try OwnedDescriptor.opened(path, O_RDONLY | O_NONBLOCK)
        }
        try requireRegular(try attempt { () throws(SystemFault) in try file.status() })
        let bytes = try attempt { () throws(SystemFault) in try file.readAll(limit: limit + 1) }
        if bytes.count > limit { throw .tooLarge }
        return bytes
    }

    private static func requireRegular(_ status: stat) throws(Fault) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .isDirectory
        default: throw .notRegular
        }
    }

    private static func attempt<Value: ~Copyable>(
        _ body: () throws(SystemFault) -> Value
    ) throws(Fault) -> Value {
        do { return try body() } catch { throw .system(error) }
    }
}
