#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import CSystem

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

    /// Lets the next read begin at an offset.
    borrowing func seek(to offset: Int) throws(SystemFault) {
        guard lseek(number, off_t(clamping: offset), SEEK_SET) >= 0 else {
            throw SystemFault("lseek")
        }
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

    /// Writes all of these bytes.
    borrowing func writeAll(_ bytes: [UInt8]) throws(SystemFault) {
        try mn.writeAll(bytes, to: number)
    }

    /// Waits until what was written is on the disk.
    ///
    /// Some file systems cannot do that for a directory and say so; that is no error.
    borrowing func synchronize() throws(SystemFault) {
        guard fsync(number) != 0, errno != EINVAL, errno != ENOTSUP else { return }
        throw SystemFault("fsync")
    }
}

/// Both ends of a pipe, not inherited by programs unless they are given one.
struct Pipe: ~Copyable {
    let read: OwnedDescriptor
    let write: OwnedDescriptor

    /// Makes a pipe; inside `RunningCommands.start` only, since where the system cannot mark it at once a
    /// program may start in between.
    init() throws(SystemFault) {
        var ends: [Int32] = [-1, -1]
        guard unsafe mn_pipe(&ends) == 0 else { throw SystemFault("pipe") }
        read = OwnedDescriptor(ends[0])
        write = OwnedDescriptor(ends[1])
    }

    /// The reading end; the writing end closes, so that the pipe ends with its last writer.
    consuming func intoRead() -> OwnedDescriptor { read }

    /// The writing end; the reading end closes, and is left to whoever has a copy of it.
    consuming func intoWrite() -> OwnedDescriptor { write }
}

/// Writes to a descriptor until every byte is taken: in as many calls as it needs, and waiting for as long as
/// the reader takes, as any program does.
func writeAll(_ bytes: some Sequence<UInt8>, to descriptor: Int32) throws(SystemFault) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress, $0.count)
        }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
            // The parent may have made the descriptor non-blocking, for itself.
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = unsafe poll(&waiting, 1, -1)
        } else if errno != EINTR {
            throw SystemFault("write")
        }
    }
}

/// A C call that failed: which one, and the system's error number.
struct SystemFault: Error, Hashable, Sendable {
    let call: String
    let code: Int32

    /// Takes the error number of the call just made, unless it is given.
    init(_ call: String, code: Int32 = errno) {
        self.call = call
        self.code = code
    }
}

extension SystemFault: CustomStringConvertible {
    /// The call and the system's words: `open: Input/output error`.
    var description: String { "\(call): \(unsafe String(cString: strerror(code)))" }
}
