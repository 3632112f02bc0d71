#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

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
