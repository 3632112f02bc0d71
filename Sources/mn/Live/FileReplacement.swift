#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

/// Puts new bytes in the place of a file, whole or not at all.
///
/// They are written beside it under a name of their own, brought to the disk, and renamed over it. What
/// already lies there keeps its permissions, a symbolic link stays and its target is replaced, and
/// anything but a regular file (`/dev/null`) is refused. Directories made on the way stay.
struct FileReplacement {
    /// The path as the user named it, for errors.
    private let name: String
    /// The file itself, behind symbolic links.
    private let path: String
    private let directory: String
    /// The permissions of the file that is there; nil if there is none.
    private let mode: mode_t?

    /// Looks at what is there; throws if it must not be replaced.
    init(_ name: String) throws(FileFault) {
        self.name = name
        guard !name.isEmpty else { throw FileFault(name, .notFound) }
        guard !name.hasSuffix("/") else { throw FileFault(name, .isDirectory) }
        mode = try Self.mode(of: name)
        path = mode == nil ? name : Self.resolved(name)
        directory = Self.parent(of: path)
    }

    /// Writes the file; returns once it is on the disk.
    ///
    /// - Parameter isPrivate: whether nobody but the owner may read it, whatever lay there.
    func write(_ bytes: [UInt8], isPrivate: Bool = false) throws(FileFault) {
        try Self.makeDirectory(directory)
        do throws(SystemFault) {
            let temporary = try TemporaryFile.made(in: directory)
            do throws(SystemFault) {
                let mode = isPrivate ? 0o600 : mode
                if let mode, fchmod(temporary.descriptor.number, mode) != 0 {
                    throw SystemFault("fchmod")
                }
                try WholeWrite.run(bytes, to: temporary.descriptor.number)
                try temporary.descriptor.synchronize()
                guard unsafe rename(temporary.path, path) == 0 else { throw SystemFault("rename") }
            } catch {
                unsafe unlink(temporary.path)
                throw error
            }
            try Self.synchronize(directory)
        } catch {
            throw FileFault(name, error)
        }
    }

    /// Makes the directory in which a file will lie, and those above it.
    static func makeParent(of path: String) throws(FileFault) {
        try makeDirectory(parent(of: path))
    }

    /// Makes a directory and those above it.
    private static func makeDirectory(_ path: String) throws(FileFault) {
        if FileStatus.isDirectory(path) { return }
        let parent = parent(of: path)
        if parent != path { try makeDirectory(parent) }
        if unsafe mkdir(path, 0o777) != 0 {
            let fault = SystemFault("mkdir")
            // Another program may have made it just now.
            if FileStatus.isDirectory(path) { return }
            throw fault.code == EEXIST ? FileFault(path, .notADirectory) : FileFault(path, fault)
        }
        do { try synchronize(parent) } catch { throw FileFault(parent, error) }
    }

    private static func mode(of name: String) throws(FileFault) -> mode_t? {
        let status: stat
        do {
            status = try FileStatus.of(name)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw FileFault(name, error)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw FileFault(name, .isDirectory)
        default: throw FileFault(name, .notRegular)
        }
        // Renaming asks the directory only; a file that is write-protected is meant to stay.
        guard unsafe access(name, W_OK) == 0 else { throw FileFault(name, SystemFault("access")) }
        return status.st_mode & 0o777
    }

    private static func resolved(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        let parent = path[..<slash]
        return parent.isEmpty ? "/" : String(parent)
    }

    /// Brings the names of a directory to the disk; one that may be written but not read is passed over.
    private static func synchronize(_ directory: String) throws(SystemFault) {
        do throws(SystemFault) {
            try OwnedDescriptor.opened(directory, O_RDONLY | O_DIRECTORY).synchronize()
        } catch {
            if error.code != EACCES { throw error }
        }
    }
}

/// A file under a name that no other has, made to be renamed.
private struct TemporaryFile: ~Copyable {
    let path: String
    let descriptor: OwnedDescriptor

    /// How many names are tried, in case files left by a crash are in the way.
    private static let attempts = 100
    private static let count = Atomic<Int>(0)

    /// Makes one in the directory of the final file, because renaming works within a file system only.
    static func made(in directory: String) throws(SystemFault) -> TemporaryFile {
        var attempt = 1
        while true {
            let number = count.add(1, ordering: .relaxed).newValue
            let path = "\(directory)/.mn-\(getpid())-\(number).partial"
            do {
                let flags = O_WRONLY | O_CREAT | O_EXCL
                let descriptor = try OwnedDescriptor.opened(path, flags, mode: 0o666)
                return TemporaryFile(path: path, descriptor: descriptor)
            } catch {
                guard error.code == EEXIST, attempt < attempts else { throw error }
                attempt += 1
            }
        }
    }
}
