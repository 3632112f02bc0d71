#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore
import Synchronization

/// The files of the machine this program runs on.
struct LiveFiles: Files {
    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        if path == Self.standardInput { return try StandardInput.read(limit: limit) }
        return try Self.reading(path, limit: limit) { () throws(RegularFile.Fault) in
            try RegularFile.read(path, limit: limit)
        }
    }

    func piece(of path: String, at offset: Int) throws(FileFault) -> [UInt8] {
        try Self.reading(path, limit: Self.filePiece) { () throws(RegularFile.Fault) in
            try RegularFile.read(path, from: offset, count: Self.filePiece)
        }
    }

    func header(ofModel path: String) throws(GGUFFault) -> GGUFHeader {
        try GGUFHeader(file: path) { (offset, count) throws(FileFault) in
            try Self.reading(path, limit: count) { () throws(RegularFile.Fault) in
                try RegularFile.read(path, from: offset, count: count)
            }
        }
    }

    private static func reading(
        _ path: String, limit: Int, _ body: () throws(RegularFile.Fault) -> [UInt8]
    ) throws(FileFault) -> [UInt8] {
        do throws(RegularFile.Fault) {
            return try body()
        } catch {
            switch error {
            case .system(let fault) where fault.code == ENOTDIR: throw FileFault(path, .notFound)
            case .system(let fault): throw FileFault(path, fault)
            case .isDirectory: throw FileFault(path, .isDirectory)
            case .notRegular: throw FileFault(path, .notRegular)
            case .tooLarge: throw FileFault(path, .tooLarge(limit: limit))
            }
        }
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        do {
            return try DirectoryListing.read(path).map(\.name)
        } catch {
            switch error {
            case .system(let fault): throw FileFault(path, fault)
            case .tooLarge:
                throw FileFault(path, .failed("more than \(DirectoryListing.limit) names"))
            }
        }
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try FileReplacement(path).write(bytes)
    }

    func replace(_ path: String, with bytes: [UInt8], isPrivate: Bool) throws(FileFault) {
        try FileReplacement(path).write(bytes, isPrivate: isPrivate)
    }

    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try FileReplacement(path).write(bytes, isRehearsal: true)
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        try FileReplacement.makeParent(of: path)
        do throws(SystemFault) {
            let file = try OwnedDescriptor.openedOrMade(path, O_WRONLY | O_APPEND, mode: 0o600)
            try file.writeAll(bytes)
        } catch {
            throw FileFault(path, error)
        }
    }

    func removeLeftovers(in directory: String) { UnfinishedFile.removeLeftovers(in: directory) }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? { try HeldFileLock.taken(path) }

    func resolved(_ path: String) throws(FileFault) -> String {
        do throws(SystemFault) {
            return try FileStatus.resolved(path)
        } catch {
            throw FileFault(path, error)
        }
    }
}

extension FileFault {
    /// What an error of the system means for the file at `path`.
    ///
    /// Where a link leads nowhere, the fault names the link: it is not as if there were no file.
    init(_ path: String, _ fault: SystemFault) {
        let isMissing = [ENOENT, EEXIST].contains(fault.code)
        if isMissing, let link = FileStatus.brokenLink(on: path) {
            self.init(link, .brokenLink)
            return
        }
        let reason: Reason =
            switch fault.code {
            case ENOENT: .notFound
            case _ where fault.call == FileReplacement.keepingOwner: .failed("\(fault)")
            case EACCES, EPERM: .denied
            case EISDIR: .isDirectory
            case ENOTDIR: .notADirectory
            default: .failed("\(fault)")
            }
        self.init(path, reason)
    }
}

extension FileFault.Reason {
    /// A pipe, a socket or a device.
    static var notRegular: Self { .failed("not a regular file") }
}

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
