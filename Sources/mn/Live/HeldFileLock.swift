#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

/// An advisory lock on a file (`flock`), which the system takes back when its holder dies.
///
/// Between two holders in one process it counts too, because each opens the file anew. The file is
/// never removed: whoever waits for it would then hold the lock of a file that nobody else finds.
final class HeldFileLock: FileLock {
    private let descriptor: Mutex<OwnedDescriptor?>

    private init(_ descriptor: consuming sending OwnedDescriptor) {
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Takes the lock; nil if somebody else has it.
    static func taken(_ path: String) throws(FileFault) -> HeldFileLock? {
        try FileReplacement.makeParent(of: path)
        do throws(SystemFault) {
            let file = try opened(path)
            while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
                let fault = SystemFault("flock")
                if fault.code == EINTR { continue }
                if fault.code == EWOULDBLOCK { return nil }
                throw fault
            }
            return HeldFileLock(file)
        } catch {
            throw FileFault(path, error)
        }
    }

    /// The file, to be written if it may be; to lock it is enough that it may be read.
    private static func opened(_ path: String) throws(SystemFault) -> OwnedDescriptor {
        do throws(SystemFault) {
            return try OwnedDescriptor.openedOrMade(path, O_RDWR, mode: 0o666)
        } catch {
            guard error.code == EACCES || error.code == EROFS else { throw error }
            return try OwnedDescriptor.openedOrMade(path, O_RDONLY, mode: 0o666)
        }
    }

    func release() {
        descriptor.withLock { descriptor in
            guard let file = descriptor.take() else { return }
            // A guardian that is just being forked may have a copy for a moment, which must not hold it.
            flock(file.number, LOCK_UN)
        }
    }
}
