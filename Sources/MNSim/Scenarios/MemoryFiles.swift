package import MNCore
import Synchronization

/// Files that are nowhere but in memory, and behave as those of a disk do.
///
/// A folder is there if a file or a link is below it.
package final class MemoryFiles: Files {
    private struct State {
        var contents: [String: [UInt8]]
        /// Where symbolic links lead, as written.
        var links: [String: String]
        var locked: Set<String> = []
        /// The files that only locks have made; they say nothing.
        var lockFiles: Set<String> = []
        /// The links and faults that something came upon.
        var met: Set<String> = []

        func isFile(_ name: String) -> Bool {
            contents[name] != nil || lockFiles.contains(name)
        }

        func isFolder(_ name: String) -> Bool { !names(in: name).isEmpty }

        /// The names in a folder; that of the empty name is the one where the program runs.
        func names(in folder: String) -> Set<String> {
            let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
            var names: Set<String> = []
            func add(_ path: String) {
                guard path.hasPrefix(prefix), !folder.isEmpty || !path.hasPrefix("/") else {
                    return
                }
                if let name = path.dropFirst(prefix.count).split(separator: "/").first {
                    names.insert(String(name))
                }
            }
            for path in contents.keys { add(path) }
            for path in links.keys { add(path) }
            for path in lockFiles { add(path) }
            return names
        }
    }

    private let state: Mutex<State>
    private let held: [String: Duration]
    /// What cannot be done with a file, whatever is tried.
    private let faults: [String: FileFault.Reason]
    private let time: (any Time)?

    /// How many links a path may lead through (Linux, path_resolution(7)).
    private static let mostLinks = 40

    /// - Parameters:
    ///   - links: where symbolic links lead, by their paths.
    ///   - faults: files that cannot be read, written or locked, and why.
    ///   - held: locks that another program holds, each until this moment of `time`.
    package init(
        _ contents: [String: [UInt8]], links: [String: String] = [:],
        faults: [String: FileFault.Reason] = [:], held: [String: Duration] = [:],
        time: (any Time)? = nil
    ) {
        state = Mutex(State(contents: contents, links: links))
        self.held = held
        self.faults = faults
        self.time = time
    }

    /// Where a path leads.
    private enum Place {
        case file(String)
        case folder(String)
        /// Nothing is there; it could be made, in its folder.
        case nothing(String)
    }

    /// Follows a path through all links.
    ///
    /// - Parameter links: through how many it has led already.
    private func place(
        _ path: String, _ state: inout State, after links: Int = 0
    ) throws(FileFault) -> Place {
        guard !path.isEmpty else { throw FileFault(path, .notFound) }
        guard links <= Self.mostLinks else {
            throw FileFault(path, .failed("stat: Too many levels of symbolic links"))
        }
        var name = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") where part != "." {
            if state.isFile(name) { throw FileFault(name, .notADirectory) }
            if part == ".." {
                name = Self.folder(of: name)
                continue
            }
            let next = Self.below(name, part)
            guard let target = state.links[next] else {
                name = next
                continue
            }
            state.met.insert(next)
            let wanted = target.hasPrefix("/") ? target : Self.below(name, target)
            do throws(FileFault) {
                switch try place(wanted, &state, after: links + 1) {
                case .file(let found), .folder(let found): name = found
                case .nothing: throw FileFault(next, .brokenLink)
                }
            } catch {
                // A circle is told by the path that leads into it.
                if case .failed = error.reason { throw FileFault(path, error.reason) }
                throw error
            }
        }
        if let reason = faults[name] {
            state.met.insert(name)
            throw FileFault(path, reason)
        }
        if state.isFile(name) { return .file(name) }
        return state.isFolder(name) ? .folder(name) : .nothing(name)
    }

    private static func below(_ folder: String, _ name: some StringProtocol) -> String {
        folder.isEmpty || folder.hasSuffix("/") ? "\(folder)\(name)" : "\(folder)/\(name)"
    }

    private static func folder(of name: String) -> String {
        guard let slash = name.lastIndex(of: "/") else { return "" }
        return slash == name.startIndex ? "/" : String(name[..<slash])
    }

    /// The one name of a file that may be written in several ways: `./a` is `a`.
    private static func name(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).enumerated()
            .filter { $0.element != "." && ($0.offset == 0 || !$0.element.isEmpty) }
            .map(\.element).joined(separator: "/")
    }

    private func withState<Value>(
        _ body: (inout State) throws(FileFault) -> Value
    ) throws(FileFault) -> Value {
        try state.withLock { (state) throws(FileFault) in try body(&state) }
    }

    /// The links and faults that nothing has come upon, sorted.
    var unmet: [String] {
        state.withLock { state in
            (Array(state.links.keys) + faults.keys).filter { !state.met.contains($0) }.sorted()
        }
    }

    /// The files as they are at one moment, without locks that are held.
    package struct Snapshot: Hashable, Sendable {
        package fileprivate(set) var contents: [String: [UInt8]]
        fileprivate var lockFiles: Set<String>
    }

    package var snapshot: Snapshot {
        state.withLock { Snapshot(contents: $0.contents, lockFiles: $0.lockFiles) }
    }

    /// Puts the files back to what they were; nobody holds a lock.
    package func restore(_ snapshot: Snapshot) {
        state.withLock { state in
            state.contents = snapshot.contents
            state.lockFiles = snapshot.lockFiles
            state.locked = []
        }
    }

    /// All files by path.
    package var all: [String: [UInt8]] { state.withLock(\.contents) }

    package func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        let bytes = try withState { (state) throws(FileFault) -> [UInt8] in
            do throws(FileFault) {
                switch try place(path, &state) {
                case .file(let name): return state.contents[name] ?? []
                case .folder: throw FileFault(path, .isDirectory)
                case .nothing: throw FileFault(path, .notFound)
                }
            } catch {
                // Below a file there is nothing.
                throw error.reason == .notADirectory ? FileFault(path, .notFound) : error
            }
        }
        if bytes.count > limit { throw FileFault(path, .tooLarge(limit: limit)) }
        return bytes
    }

    package func list(_ path: String) throws(FileFault) -> [String] {
        try withState { (state) throws(FileFault) -> [String] in
            switch try place(path, &state) {
            case .folder(let name): return state.names(in: name).sorted()
            case .file: throw FileFault(path, .notADirectory)
            case .nothing: throw FileFault(path, .notFound)
            }
        }
    }

    package func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try withState { (state) throws(FileFault) in
            let name = try writable(path, &state)
            state.contents[name] = bytes
        }
    }

    package func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        try withState { (state) throws(FileFault) in
            let name = try writable(path, &state)
            state.contents[name, default: []] += bytes
        }
    }

    package func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try withState { (state) throws(FileFault) in _ = try writable(path, &state) }
    }

    /// The name of a file that can be written.
    private func writable(_ path: String, _ state: inout State) throws(FileFault) -> String {
        if path.hasSuffix("/") { throw FileFault(path, .isDirectory) }
        switch try place(path, &state) {
        case .file(let name), .nothing(let name): return name
        case .folder: throw FileFault(path, .isDirectory)
        }
    }

    /// Puts a file there, as somebody else than the program would.
    package func place(_ bytes: [UInt8], at path: String) {
        state.withLock { $0.contents[Self.name(path)] = bytes }
    }

    /// Takes a file away; false if there is none.
    func takeAway(_ path: String) -> Bool {
        state.withLock { $0.contents.removeValue(forKey: Self.name(path)) != nil }
    }

    package func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        try withState { (state) throws(FileFault) -> (any FileLock)? in
            let name = try writable(path, &state)
            if let end = held[name], let time, time.now < end { return nil }
            guard state.locked.insert(name).inserted else { return nil }
            state.lockFiles.insert(name)
            return HeldLock(files: self, name: name)
        }
    }

    package func resolved(_ path: String) throws(FileFault) -> String {
        try withState { (state) throws(FileFault) in
            switch try place(path, &state) {
            case .file(let name), .folder(let name): return name
            case .nothing: throw FileFault(path, .notFound)
            }
        }
    }

    private func release(_ name: String) { state.withLock { _ = $0.locked.remove(name) } }

    /// A lock that is released once, by whoever has it.
    private final class HeldLock: FileLock {
        private let files: MemoryFiles
        private let name: String
        private let isHeld = Mutex(true)

        init(files: MemoryFiles, name: String) {
            self.files = files
            self.name = name
        }

        deinit { release() }

        func release() {
            let wasHeld = isHeld.withLock { isHeld in
                defer { isHeld = false }
                return isHeld
            }
            if wasHeld { files.release(name) }
        }
    }
}
