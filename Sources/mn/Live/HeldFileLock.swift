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
    private let descriptor: Mutex<Int32?>

    private init(_ number: Int32) { descriptor = Mutex(number) }

    deinit { release() }

    /// Takes the lock; nil if somebody else has it.
    static func taken(_ path: String) throws(FileFault) -> HeldFileLock? {
        try FileReplacement.makeParent(of: path)
        do throws(SystemFault) {
            // Not `OwnedDescriptor`, which cannot be given up by a shared value.
            let number = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o666)
            guard number >= 0 else { throw SystemFault("open") }
            while flock(number, LOCK_EX | LOCK_NB) != 0 {
                let fault = SystemFault("flock")
                if fault.code == EINTR { continue }
                close(number)
                if fault.code == EWOULDBLOCK { return nil }
                throw fault
            }
            return HeldFileLock(number)
        } catch {
            throw FileFault(path, error)
        }
    }

    func release() {
        if let number = descriptor.withLock({ $0.take() }) { close(number) }
    }
}
