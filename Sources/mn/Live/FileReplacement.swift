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
/// already lies there keeps its permissions and its owner, a symbolic link stays and its target is replaced;
/// a file that may not be read or written, a link that leads nowhere and anything but a regular file
/// (`/dev/null`) are refused. Directories made on the way stay. Another name of the file (a hard link) keeps
/// the old bytes.
struct FileReplacement {
    /// The path as the user named it, for errors.
    private let name: String
    /// The file itself, behind symbolic links.
    private let path: String
    private let directory: String
    /// The file that is there; nil if there is none.
    private let before: stat?

    /// Looks at what is there; throws if it must not be replaced.
    init(_ name: String) throws(FileFault) {
        self.name = name
        guard !name.isEmpty else { throw FileFault(name, .notFound) }
        guard !name.hasSuffix("/") else { throw FileFault(name, .isDirectory) }
        before = try Self.replaceable(name)
        do throws(SystemFault) {
            path = before == nil ? name : try FileStatus.resolved(name)
        } catch {
            throw FileFault(name, error)
        }
        directory = FileStatus.parent(of: path)
    }

    /// Writes the file; returns once it is on the disk.
    ///
    /// - Parameters:
    ///   - isPrivate: whether nobody but the owner may read it, whoever could read what lay there.
    ///   - isRehearsal: whether the last step is left out, so that nothing changes.
    func write(
        _ bytes: [UInt8], isPrivate: Bool = false, isRehearsal: Bool = false
    ) throws(FileFault) {
        try Self.makeDirectory(directory)
        UnfinishedFile.removeLeftovers(in: directory)
        do throws(SystemFault) {
            let file = try UnfinishedFile.made(in: directory)
            do throws(SystemFault) {
                try keepOwner(file.descriptor)
                let mode = isPrivate ? 0o600 : before.map { $0.st_mode & 0o777 }
                if let mode, fchmod(file.descriptor.number, mode) != 0 {
                    throw SystemFault("fchmod")
                }
                try file.descriptor.writeAll(bytes)
                try file.descriptor.synchronize()
                if isRehearsal {
                    unsafe unlink(file.path)
                } else {
                    guard unsafe rename(file.path, path) == 0 else { throw SystemFault("rename") }
                }
            } catch {
                unsafe unlink(file.path)
                throw error
            }
            if !isRehearsal { try Self.synchronize(directory) }
        } catch {
            throw FileFault(name, error)
        }
    }

    /// What goes wrong where a file would have to change its owner.
    static let keepingOwner = "keeping its owner"

    /// Makes the new file belong to whom the old one does; throws where that cannot be.
    private func keepOwner(_ file: borrowing OwnedDescriptor) throws(SystemFault) {
        guard let before else { return try file.give(toOwnerOf: directory) }
        let new = try file.status()
        if new.st_uid == before.st_uid, new.st_gid == before.st_gid { return }
        guard fchown(file.number, before.st_uid, before.st_gid) == 0 else {
            throw SystemFault(Self.keepingOwner)
        }
    }

    /// Makes the directory in which a file will lie, and those above it.
    static func makeParent(of path: String) throws(FileFault) {
        try makeDirectory(FileStatus.parent(of: path))
    }

    /// Makes a directory and those above it.
    private static func makeDirectory(_ path: String) throws(FileFault) {
        if FileStatus.isDirectory(path) { return }
        let parent = FileStatus.parent(of: path)
        if parent != path { try makeDirectory(parent) }
        if unsafe mkdir(path, 0o777) != 0 {
            let fault = SystemFault("mkdir")
            // Another program may have made it just now.
            if FileStatus.isDirectory(path) { return }
            let isOther = fault.code == EEXIST && FileStatus.brokenLink(on: path) == nil
            throw isOther ? FileFault(path, .notADirectory) : FileFault(path, fault)
        }
        do throws(SystemFault) {
            if geteuid() == 0 {
                try OwnedDescriptor.opened(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                    .give(toOwnerOf: parent)
            }
            try synchronize(parent)
        } catch {
            throw FileFault(parent, error)
        }
    }

    /// The regular file that is there; nil if there is nothing.
    private static func replaceable(_ name: String) throws(FileFault) -> stat? {
        let status: stat
        do {
            status = try FileStatus.of(name)
        } catch {
            let isMissing = error.code == ENOENT || error.code == ENOTDIR
            if isMissing, FileStatus.brokenLink(on: name) == nil { return nil }
            throw FileFault(name, error)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw FileFault(name, .isDirectory)
        default: throw FileFault(name, .notRegular)
        }
        // Renaming asks the directory only; a file that is write-protected is meant to stay, and what
        // cannot be read cannot be known to be worth less than the new.
        guard unsafe access(name, R_OK | W_OK) == 0 else {
            throw FileFault(name, SystemFault("access"))
        }
        return status
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
///
/// It is locked (`flock`) for as long as its writer lives, however that ends; so one that is not locked was
/// left by a writer that was killed, on whatever machine and in whatever container.
struct UnfinishedFile: ~Copyable {
    let path: String
    let descriptor: OwnedDescriptor

    /// How many names are tried, in case files left by a crash are in the way.
    private static let attempts = 100
    private static let count = Atomic<Int>(0)

    /// Makes one in the directory of the final file, because renaming works within a file system only.
    static func made(in directory: String) throws(SystemFault) -> UnfinishedFile {
        var attempt = 1
        while true {
            let number = count.add(1, ordering: .relaxed).newValue
            let path = "\(directory)/.mn-\(getpid())-\(number).partial"
            do {
                let flags = O_WRONLY | O_CREAT | O_EXCL
                let descriptor = try OwnedDescriptor.opened(path, flags, mode: 0o666)
                if try isHeld(descriptor) {
                    return UnfinishedFile(path: path, descriptor: descriptor)
                }
            } catch {
                guard error.code == EEXIST, attempt < attempts else { throw error }
                attempt += 1
            }
        }
    }

    /// Locks a new file; false if somebody was faster, who took it for a leftover and removes it.
    private static func isHeld(
        _ descriptor: borrowing OwnedDescriptor
    ) throws(SystemFault) -> Bool {
        if !lock(descriptor.number), errno == EWOULDBLOCK { return false }
        // A file system without locks keeps its leftovers.
        return try descriptor.status().st_nlink > 0
    }

    private static func lock(_ number: Int32) -> Bool {
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }

    /// Removes the files of this kind that nobody writes any more.
    static func removeLeftovers(in directory: String) {
        guard let entries = try? DirectoryListing.read(directory) else { return }
        for entry in entries where isName(entry.name) { remove("\(directory)/\(entry.name)") }
    }

    /// Whether a name is one that `made` gives.
    static func isName(_ name: String) -> Bool {
        name.wholeMatch(of: /\.mn-[0-9]+-[0-9]+\.partial/) != nil
    }

    private static func remove(_ path: String) {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
        guard let file = try? OwnedDescriptor.opened(path, flags),
            let status = try? file.status(), status.st_mode & S_IFMT == S_IFREG,
            lock(file.number)
        else { return }
        // Since it was opened its writer may have renamed it, and closed it then.
        var now = stat()
        guard unsafe lstat(path, &now) == 0, now.st_ino == status.st_ino,
            now.st_dev == status.st_dev
        else { return }
        unsafe unlink(path)
    }
}
