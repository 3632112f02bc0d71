#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An open file descriptor that closes when it goes out of scope.
struct OwnedDescriptor: ~Copyable, Sendable {
    let number: Int32

    /// Takes over a descriptor that nobody else closes.
    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Opens a path; the descriptor is not inherited by programs and never becomes a controlling terminal.
    static func opened(
        _ path: String, _ flags: Int32, mode: mode_t = 0
    ) throws(SystemFault) -> OwnedDescriptor {
        guard !path.utf8.contains(0) else { throw SystemFault("open", code: EINVAL) }
        let number = unsafe open(path, flags | O_CLOEXEC | O_NOCTTY, mode)
        guard number >= 0 else { throw SystemFault("open") }
        return OwnedDescriptor(number)
    }

    /// Opens a regular file, which is made if it is not there, and not through a link that leads nowhere.
    ///
    /// One that root makes belongs to whom its directory belongs to.
    static func openedOrMade(
        _ path: String, _ flags: Int32, mode: mode_t
    ) throws(SystemFault) -> OwnedDescriptor {
        while true {
            do throws(SystemFault) {
                let file = try opened(path, flags | O_NONBLOCK)
                let kind = try file.status().st_mode & S_IFMT
                guard kind == S_IFREG else {
                    throw SystemFault("open", code: kind == S_IFDIR ? EISDIR : EINVAL)
                }
                return file
            } catch {
                guard error.code == ENOENT else { throw error }
            }
            do throws(SystemFault) {
                let file = try opened(path, flags | O_CREAT | O_EXCL, mode: mode)
                try file.give(toOwnerOf: FileStatus.parent(of: path))
                return file
            } catch {
                // Another program may have made it just now.
                guard error.code == EEXIST, (try? FileStatus.of(path)) != nil else { throw error }
            }
        }
    }

    /// Gives what root has just made to whom the directory belongs to in which it lies: a user who once
    /// runs this program as root must find nothing that he may not change.
    borrowing func give(toOwnerOf directory: String) throws(SystemFault) {
        guard geteuid() == 0 else { return }
        let folder = try FileStatus.of(directory)
        let own = try status()
        guard folder.st_uid != own.st_uid else { return }
        guard fchown(number, folder.st_uid, folder.st_gid) != 0 else { return }
        // There are systems on which root may give nothing away, and file systems without owners.
        if errno != EPERM, errno != EINVAL { throw SystemFault("fchown") }
    }

    /// What kind of thing this is, its size and permissions.
    borrowing func status() throws(SystemFault) -> stat {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw SystemFault("fstat") }
        return status
    }

    /// Reads until the end, or until `limit` bytes are there.
    borrowing func readAll(limit: Int) throws(SystemFault) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit, 64 << 10))
        while bytes.count < limit {
            let wanted = min(buffer.count, limit - bytes.count)
            let count = unsafe read(number, &buffer, wanted)
            if count == 0 { break }
            if count > 0 {
                bytes += buffer.prefix(count)
            } else if errno != EINTR {
                throw SystemFault("read")
            }
        }
        return bytes
    }

    /// Waits until what was written is on the disk.
    ///
    /// Some file systems cannot do that for a directory and say so; that is no error.
    borrowing func synchronize() throws(SystemFault) {
        guard fsync(number) != 0, errno != EINVAL, errno != ENOTSUP else { return }
        throw SystemFault("fsync")
    }
}
