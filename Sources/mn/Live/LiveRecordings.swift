#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

/// The files of recordings on the machine this program runs on; each is locked (`flock`) while it is written.
///
/// Nothing is brought to the disk at once (`fsync`): a recording outlives this program, not the machine.
struct LiveRecordings: RecordingFiles {
    func make(_ path: String) throws(FileFault) -> any RecordingFile {
        let folder = FileStatus.parent(of: path)
        do throws(SystemFault) {
            let home = FileStatus.parent(of: folder)
            if !FileStatus.isDirectory(home) { try Self.make(directory: home, mode: 0o777) }
            if !FileStatus.isDirectory(folder) { try Self.make(directory: folder, mode: 0o700) }
            let flags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW
            let file = try OwnedDescriptor.opened(path, flags, mode: 0o600)
            do throws(SystemFault) {
                try file.give(toOwnerOf: folder)
                // On a file system without locks nobody removes what is not locked.
                if !FileLocking.isTaken(file.number, LOCK_EX), errno == EWOULDBLOCK {
                    throw SystemFault("flock")
                }
            } catch {
                unsafe unlink(path)
                throw error
            }
            return GrowingFile(path, file)
        } catch {
            throw FileFault(path, error)
        }
    }

    private static func make(directory: String, mode: mode_t) throws(SystemFault) {
        guard unsafe mkdir(directory, mode) == 0 else {
            let fault = SystemFault("mkdir")
            // Another program may have made it just now.
            if FileStatus.isDirectory(directory) { return }
            throw fault
        }
        try OwnedDescriptor.opened(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            .give(toOwnerOf: FileStatus.parent(of: directory))
    }

    func isHeld(_ path: String) -> Bool {
        guard let file = Self.opened(path) else { return false }
        return !FileLocking.isTaken(file.number, LOCK_SH) && errno == EWOULDBLOCK
    }

    func remove(_ path: String) -> Bool {
        guard let file = Self.opened(path), let status = try? file.status(),
            FileLocking.isTaken(file.number, LOCK_EX)
        else { return false }
        // Another program may have removed it since, and made it anew.
        var now = stat()
        guard unsafe lstat(path, &now) == 0, now.st_ino == status.st_ino,
            now.st_dev == status.st_dev
        else { return false }
        return unsafe unlink(path) == 0
    }

    /// A regular file, to be locked.
    private static func opened(_ path: String) -> OwnedDescriptor? {
        guard let file = try? OwnedDescriptor.opened(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
            let status = try? file.status(), status.st_mode & S_IFMT == S_IFREG
        else { return nil }
        return file
    }
}

private enum FileLocking {
    /// Takes a lock at once; false, with the reason in `errno`, if that cannot be.
    static func isTaken(_ number: Int32, _ kind: Int32) -> Bool {
        while flock(number, kind | LOCK_NB) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}

/// A recording that is open.
private final class GrowingFile: RecordingFile {
    private let path: String
    private let descriptor: Mutex<OwnedDescriptor?>

    init(_ path: String, _ descriptor: consuming sending OwnedDescriptor) {
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    func append(_ bytes: [UInt8]) throws(FileFault) {
        do throws(SystemFault) {
            try descriptor.withLock { (descriptor) throws(SystemFault) in
                guard let number = descriptor?.number else {
                    throw SystemFault("write", code: EBADF)
                }
                try writeAll(bytes, to: number)
            }
        } catch {
            throw FileFault(path, error)
        }
    }

    func release() {
        descriptor.withLock { descriptor in
            guard let file = descriptor.take() else { return }
            // A guardian that is just being forked may have a copy for a moment, which must not hold it.
            flock(file.number, LOCK_UN)
        }
    }

    func remove() {
        descriptor.withLock { descriptor in
            guard let file = descriptor.take() else { return }
            unsafe unlink(path)
            flock(file.number, LOCK_UN)
        }
    }
}
