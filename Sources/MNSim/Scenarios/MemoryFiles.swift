public import MNCore
import Synchronization

/// Files that are nowhere but in memory.
public final class MemoryFiles: Files {
    private let contents: Mutex<[String: [UInt8]]>

    public init(_ contents: [String: [UInt8]]) { self.contents = Mutex(contents) }

    /// All files by path.
    public var all: [String: [UInt8]] { contents.withLock { $0 } }

    public func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        let found = contents.withLock { files in
            (files[path], files.keys.contains { $0.hasPrefix("\(path)/") })
        }
        guard let bytes = found.0 else { throw FileFault(path, found.1 ? .isDirectory : .notFound) }
        if bytes.count > limit { throw FileFault(path, .tooLarge(limit: limit)) }
        return bytes
    }

    public func list(_ path: String) throws(FileFault) -> [String] {
        let names = contents.withLock { files in
            Set(
                files.keys.filter { $0.hasPrefix("\(path)/") }.compactMap {
                    $0.dropFirst(path.utf8.count + 1).split(separator: "/").first.map(String.init)
                })
        }
        if names.isEmpty { throw FileFault(path, .notFound) }
        return names.sorted()
    }

    public func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        contents.withLock { $0[path] = bytes }
    }
}
