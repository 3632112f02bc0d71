package import MNCore

/// Files of which those below one folder can only seem to change: what is written there stays in memory.
///
/// Files elsewhere, which the user names as output, are written as ever.
package final class OverlayFiles: Files {
    private let base: any Files
    private let folder: String
    /// Files that are not there at first, whatever the folder holds.
    private let hidden: Set<String>
    private let written = MemoryFiles([:])

    package init(_ base: any Files, over folder: String, hiding hidden: Set<String> = []) {
        self.base = base
        self.folder = folder
        self.hidden = hidden
    }

    /// Whether changes of a file are kept from the disk.
    private func isKept(_ path: String) -> Bool {
        hidden.contains(path) || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }

    package func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        do {
            return try written.read(path, limit: limit)
        } catch {
            guard error.reason == .notFound, !hidden.contains(path) else { throw error }
            return try base.read(path, limit: limit)
        }
    }

    package func piece(of path: String, at offset: Int) throws(FileFault) -> [UInt8] {
        do throws(FileFault) {
            return try written.piece(of: path, at: offset)
        } catch {
            guard error.reason == .notFound, !hidden.contains(path) else { throw error }
            return try base.piece(of: path, at: offset)
        }
    }

    package func header(ofModel path: String) throws(GGUFFault) -> GGUFHeader {
        do {
            return try written.header(ofModel: path)
        } catch {
            guard case .file(let fault) = error, fault.reason == .notFound, !hidden.contains(path)
            else { throw error }
            return try base.header(ofModel: path)
        }
    }

    package func list(_ path: String) throws(FileFault) -> [String] {
        let new = (try? written.list(path)) ?? []
        do {
            return Set(try base.list(path)).union(new).sorted()
        } catch {
            guard error.reason == .notFound, !new.isEmpty else { throw error }
            return new
        }
    }

    package func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try (isKept(path) ? written : base).replace(path, with: bytes)
    }

    package func replace(
        _ path: String, with bytes: [UInt8], isPrivate: Bool
    ) throws(FileFault) {
        try (isKept(path) ? written : base).replace(path, with: bytes, isPrivate: isPrivate)
    }

    package func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        guard isKept(path) else { return try base.append(bytes, to: path) }
        let before = (try? read(path, limit: .max)) ?? []
        try written.replace(path, with: before + bytes)
    }

    package func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try (isKept(path) ? written : base).rehearse(path, with: bytes)
    }

    /// What seems to change leaves nothing.
    package func removeLeftovers(in directory: String) {
        if !isKept(directory + "/") { base.removeLeftovers(in: directory) }
    }

    package func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        try (isKept(path) ? written : base).lock(path)
    }

    package func resolved(_ path: String) throws(FileFault) -> String {
        do throws(FileFault) {
            return try base.resolved(path)
        } catch {
            guard let path = try? written.resolved(path) else { throw error }
            return path
        }
    }
}
