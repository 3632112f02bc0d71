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

    /// Whether a path leads to a directory.
    static func isDirectory(_ path: String) -> Bool {
        (try? of(path)).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }
}
