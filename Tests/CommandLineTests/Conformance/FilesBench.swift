import MNCore
import Synchronization

/// Files below a root: what `texts` and `links` say, and nothing else.
struct FilesBench: Sendable {
    var files: any Files
    let root: String
    /// What has to live as long as the files, such as a folder on the disk.
    var keeping: (any Sendable)?

    static let texts = ["file": "old", "dir/a": "1", "dir/sub/b": "2", "dir/.c": "3"]
    /// Where symbolic links lead, by their paths.
    static let links = [
        "one": "file", "two": "one", "deep/link": "../dir/a", "folder": "dir", "up": "dir/sub/../a",
        "dir/link": "../file", "hang": "no/where", "second": "hang", "lost": "nowhere",
        "dir/gone": "../none", "self": "self", "there": "back", "back": "there",
    ]
    static let names = [
        "back", "deep", "dir", "file", "folder", "hang", "lost", "one", "second", "self", "there",
        "two", "up",
    ]

    func path(_ name: String) -> String { "\(root)/\(name)" }

    func text(_ name: String) -> String? {
        (try? files.read(path(name), limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    func replace(_ name: String, _ text: String) throws {
        try files.replace(path(name), with: Array(text.utf8))
    }

    /// The bench with files of which some calls go otherwise.
    func changed(_ change: (inout ChangedFiles) -> Void) -> FilesBench {
        var files = ChangedFiles(inner: files)
        change(&files)
        var bench = self
        bench.files = files
        return bench
    }

    /// What is wrong, in a word; the path of a fault below the root stands behind it.
    func fault(_ body: () throws(FileFault) -> Void) -> String {
        do throws(FileFault) {
            try body()
            return "none"
        } catch {
            let place =
                error.path.hasPrefix(root) ? " \(error.path.dropFirst(root.count + 1))" : ""
            return String("\(error.reason)".prefix { $0 != "(" }) + place
        }
    }

    func reading(_ name: String) -> String {
        fault { () throws(FileFault) in _ = try files.read(path(name), limit: 100) }
    }
    /// Why there is no header, in the words for people.
    func heading(_ name: String) -> String {
        do throws(GGUFFault) {
            _ = try files.header(ofModel: path(name))
            return "none"
        } catch {
            return error.problem
        }
    }
    func listing(_ name: String) -> String {
        fault { () throws(FileFault) in _ = try files.list(path(name)) }
    }
    func replacing(_ name: String) -> String {
        fault { () throws(FileFault) in try files.replace(path(name), with: [7]) }
    }
    func rehearsing(_ name: String) -> String {
        fault { () throws(FileFault) in try files.rehearse(path(name), with: [7]) }
    }
    func locking(_ name: String) -> String {
        fault { () throws(FileFault) in _ = try files.lock(path(name)) }
    }
}

/// A lock that anybody may have.
struct FreeLock: FileLock {
    func release() {}
}

/// Bytes by the words of their paths.
final class Shelf: Sendable {
    private let all = Mutex<[String: [UInt8]]>([:])

    func put(_ bytes: [UInt8], _ path: String) { all.withLock { $0[path] = bytes } }
    func bytes(_ path: String) -> [UInt8]? { all.withLock { $0[path] } }
}

/// Locks that nobody lets go.
final class Keeper: Sendable {
    private let all = Mutex<[any FileLock]>([])

    func keep(_ lock: any FileLock) { all.withLock { $0.append(lock) } }
}
