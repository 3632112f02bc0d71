#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// Lists directories, with the targets of symbolic links as they are written.
enum DirectoryListing {
    /// The most names that are read; sysfs and `/dev` have a few thousand.
    static let limit = 65_536

    /// Why a directory was not listed.
    enum Fault: Error, Hashable {
        case system(SystemFault)
        /// More names than the limit.
        case tooLarge
    }

    /// The entries of a directory, sorted by name, without `.` and `..`.
    static func read(_ path: String) throws(Fault) -> [DirectoryEntry] {
        guard !path.utf8.contains(0) else { throw .system(SystemFault("opendir", code: EINVAL)) }
        guard let directory = unsafe opendir(path) else { throw .system(SystemFault("opendir")) }
        defer { unsafe closedir(directory) }
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(directory) else { break }
            // The record is only as long as its name, so it must not be copied whole.
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { break }
            let bytes = unsafe (UnsafeRawPointer(entry) + offset)
            let name = unsafe String(cString: bytes.assumingMemoryBound(to: CChar.self))
            if name == "." || name == ".." { continue }
            guard entries.count < limit else { throw .tooLarge }
            let isLink = unsafe [UInt8(DT_LNK), UInt8(DT_UNKNOWN)].contains(entry.pointee.d_type)
            let target = isLink ? unsafe target(of: bytes, in: dirfd(directory)) : nil
            entries.append(DirectoryEntry(name, target: target))
        }
        guard errno == 0 else { throw .system(SystemFault("readdir")) }
        return entries.sorted { $0.name < $1.name }
    }

    /// Where a name leads; nil if it is no link or has just gone.
    private static func target(of name: UnsafeRawPointer, in directory: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { buffer in
            guard let start = unsafe buffer.bindMemory(to: CChar.self).baseAddress else { return 0 }
            let name = unsafe name.assumingMemoryBound(to: CChar.self)
            return unsafe readlinkat(directory, name, start, buffer.count)
        }
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }
}
