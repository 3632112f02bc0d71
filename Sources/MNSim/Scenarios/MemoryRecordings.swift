package import MNCore
import Synchronization

/// Recordings that are nowhere but in memory.
package final class MemoryRecordings: RecordingFiles {
    fileprivate struct State {
        var held: Set<String> = []
        /// The bytes that can still be written.
        var room: Int
    }

    fileprivate let files: MemoryFiles
    fileprivate let state: Mutex<State>

    /// - Parameters:
    ///   - files: where they lie.
    ///   - room: how many bytes can be written until the disk is full.
    package init(_ files: MemoryFiles, room: Int = .max) {
        self.files = files
        state = Mutex(State(room: room))
    }

    package func make(_ path: String) throws(FileFault) -> any RecordingFile {
        if files.all[path] != nil { throw FileFault(path, .failed("open: File exists")) }
        try files.append([], to: path)
        state.withLock { _ = $0.held.insert(path) }
        return Open(recordings: self, path: path)
    }

    package func isHeld(_ path: String) -> Bool { state.withLock { $0.held.contains(path) } }

    package func remove(_ path: String) -> Bool { isHeld(path) ? false : files.takeAway(path) }

    /// Lets go of all files, as when their programs are killed.
    package func kill() { state.withLock { $0.held = [] } }

    private final class Open: RecordingFile {
        private let recordings: MemoryRecordings
        private let path: String
        private let isOpen = Mutex(true)

        init(recordings: MemoryRecordings, path: String) {
            self.recordings = recordings
            self.path = path
        }

        deinit { release() }

        func append(_ bytes: [UInt8]) throws(FileFault) {
            guard isOpen.withLock(\.self) else {
                throw FileFault(path, .failed("write: Bad file descriptor"))
            }
            let count = recordings.state.withLock { state in
                let count = min(bytes.count, state.room)
                state.room -= count
                return count
            }
            try recordings.files.append(Array(bytes.prefix(count)), to: path)
            if count < bytes.count {
                throw FileFault(path, .failed("write: No space left on device"))
            }
        }

        func release() { _ = close() }

        func remove() { if close() { _ = recordings.files.takeAway(path) } }

        /// Lets go of the file; false if that was done before.
        private func close() -> Bool {
            let wasOpen = isOpen.withLock { isOpen in
                defer { isOpen = false }
                return isOpen
            }
            if wasOpen { recordings.state.withLock { _ = $0.held.remove(path) } }
            return wasOpen
        }
    }
}
