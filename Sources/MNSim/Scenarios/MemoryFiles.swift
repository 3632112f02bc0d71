public import MNCore
import Synchronization

/// Files that are nowhere but in memory.
public final class MemoryFiles: Files {
    private let contents: Mutex<[String: [UInt8]]>
    private let locked = Mutex<Set<String>>([])
    private let held: [String: Duration]
    private let time: (any Time)?

    /// - Parameters:
    ///   - held: locks that another program holds, each until this moment of `time`.
    public init(
        _ contents: [String: [UInt8]], held: [String: Duration] = [:], time: (any Time)? = nil
    ) {
        self.contents = Mutex(contents)
        self.held = held
        self.time = time
    }

    /// The one name of a file that may be written in several ways: `./a` is `a`.
    private static func name(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).enumerated()
            .filter { $0.element != "." && ($0.offset == 0 || !$0.element.isEmpty) }
            .map(\.element).joined(separator: "/")
    }

    /// All files by path.
    public var all: [String: [UInt8]] { contents.withLock { $0 } }

    public func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        let name = Self.name(path)
        let found = contents.withLock { files in
            (files[name], files.keys.contains { $0.hasPrefix("\(name)/") })
        }
        guard let bytes = found.0 else { throw FileFault(path, found.1 ? .isDirectory : .notFound) }
        if bytes.count > limit { throw FileFault(path, .tooLarge(limit: limit)) }
        return bytes
    }

    public func list(_ path: String) throws(FileFault) -> [String] {
        let folder = Self.name(path)
        let names = contents.withLock { files in
            Set(
                files.keys.filter { $0.hasPrefix("\(folder)/") }.compactMap {
                    $0.dropFirst(folder.count + 1).split(separator: "/").first.map(String.init)
                })
        }
        if names.isEmpty { throw FileFault(path, .notFound) }
        return names.sorted()
    }

    public func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        place(bytes, at: path)
    }

    /// Puts a file there, as somebody else than the program would.
    public func place(_ bytes: [UInt8], at path: String) {
        contents.withLock { $0[Self.name(path)] = bytes }
    }

    public func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        let name = Self.name(path)
        if let end = held[name], let time, time.now < end { return nil }
        return locked.withLock { $0.insert(name).inserted }
            ? HeldLock(files: self, name: name) : nil
    }

    /// There are no links here.
    public func resolved(_ path: String) throws(FileFault) -> String {
        let name = Self.name(path)
        let isThere = contents.withLock { files in
            files.keys.contains { $0 == name || $0.hasPrefix("\(name)/") }
        }
        if !isThere { throw FileFault(path, .notFound) }
        return name
    }

    /// Whose lock it is does not matter: nobody has two of a name.
    private struct HeldLock: FileLock {
        let files: MemoryFiles
        let name: String

        func release() { _ = files.locked.withLock { $0.remove(name) } }
    }
}
