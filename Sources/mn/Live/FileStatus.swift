#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

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
