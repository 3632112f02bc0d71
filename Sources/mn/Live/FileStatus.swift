#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// Asks what lies at a path.
enum FileStatus {
    /// The status of what a path leads to, through symbolic links.
    static func of(_ path: String) throws(SystemFault) -> stat {
        guard !path.utf8.contains(0) else { throw SystemFault("stat", code: EINVAL) }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw SystemFault("stat") }
        return status
    }

    /// The path from the root that a path leads to, through symbolic links.
    static func resolved(_ path: String) throws(SystemFault) -> String {
        guard !path.utf8.contains(0) else { throw SystemFault("realpath", code: EINVAL) }
        guard let resolved = unsafe realpath(path, nil) else { throw SystemFault("realpath") }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The symbolic link at which a path ends because there is nothing where it leads; nil if it does not.
    static func brokenLink(on path: String) -> String? {
        guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
        var part = path
        var status = stat()
        while unsafe lstat(part, &status) != 0 {
            let parent = parent(of: part)
            guard [ENOENT, ENOTDIR].contains(errno), parent != part else { return nil }
            part = parent
        }
        guard status.st_mode & S_IFMT == S_IFLNK, unsafe stat(part, &status) != 0 else {
            return nil
        }
        return errno == ENOENT ? part : nil
    }

    /// The path of the directory in which a path lies, as it is written.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        let parent = path[..<slash]
        return parent.isEmpty ? "/" : String(parent)
    }

    /// Whether a path leads to a directory.
    static func isDirectory(_ path: String) -> Bool {
        (try? of(path)).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }
}

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

    /// Up to `count` bytes of a file from an offset on; fewer only where it ends.
    static func read(_ path: String, from offset: Int, count: Int) throws(Fault) -> [UInt8] {
        try requireRegular(try attempt { () throws(SystemFault) in try FileStatus.of(path) })
        let file = try attempt { () throws(SystemFault) in
            try OwnedDescriptor.opened(path, O_RDONLY | O_NONBLOCK)
        }
        try requireRegular(try attempt { () throws(SystemFault) in try file.status() })
        return try attempt { () throws(SystemFault) in
            try file.seek(to: offset)
            return try file.readAll(limit: max(count, 0))
        }
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
