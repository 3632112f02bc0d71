import MNCore

/// Files of which some calls go as a test says, and all others as those inside.
struct ChangedFiles: Files {
    let inner: any Files
    var reading: (@Sendable (any Files, String, Int) throws(FileFault) -> [UInt8])?
    var piecing: (@Sendable (any Files, String, Int) throws(FileFault) -> [UInt8])?
    var heading: (@Sendable (any Files, String) throws(GGUFFault) -> GGUFHeader)?
    var listing: (@Sendable (any Files, String) throws(FileFault) -> [String])?
    /// Of private files too.
    var replacing: (@Sendable (any Files, String, [UInt8]) throws(FileFault) -> Void)?
    var rehearsing: (@Sendable (any Files, String, [UInt8]) throws(FileFault) -> Void)?
    var appending: (@Sendable (any Files, String, [UInt8]) throws(FileFault) -> Void)?
    var cleaning: (@Sendable (any Files, String) -> Void)?
    var locking: (@Sendable (any Files, String) throws(FileFault) -> (any FileLock)?)?
    var resolving: (@Sendable (any Files, String) throws(FileFault) -> String)?

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        if let reading { return try reading(inner, path, limit) }
        return try inner.read(path, limit: limit)
    }

    func piece(of path: String, at offset: Int) throws(FileFault) -> [UInt8] {
        if let piecing { return try piecing(inner, path, offset) }
        return try inner.piece(of: path, at: offset)
    }

    func header(ofModel path: String) throws(GGUFFault) -> GGUFHeader {
        if let heading { return try heading(inner, path) }
        return try inner.header(ofModel: path)
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        if let listing { return try listing(inner, path) }
        return try inner.list(path)
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        if let replacing { return try replacing(inner, path, bytes) }
        try inner.replace(path, with: bytes)
    }

    func replace(
        _ path: String, with bytes: [UInt8], isPrivate: Bool
    ) throws(FileFault) {
        if let replacing { return try replacing(inner, path, bytes) }
        try inner.replace(path, with: bytes, isPrivate: isPrivate)
    }

    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        if let rehearsing { return try rehearsing(inner, path, bytes) }
        try inner.rehearse(path, with: bytes)
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        if let appending { return try appending(inner, path, bytes) }
        try inner.append(bytes, to: path)
    }

    func removeLeftovers(in directory: String) {
        if let cleaning { return cleaning(inner, directory) }
        inner.removeLeftovers(in: directory)
    }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        if let locking { return try locking(inner, path) }
        return try inner.lock(path)
    }

    func resolved(_ path: String) throws(FileFault) -> String {
        if let resolving { return try resolving(inner, path) }
        return try inner.resolved(path)
    }
}
