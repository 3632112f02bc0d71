/// The file seam: what the user names on the command line, and what lies under `MN_HOME`.
package protocol Files: Sendable {
    /// The bytes of a file of at most `limit` bytes.
    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8]
    /// The bytes of a file from an offset on, at most `filePiece` of them, and none behind its end; for files
    /// that are too large to hold, and never in a trace.
    func piece(of path: String, at offset: Int) throws(FileFault) -> [UInt8]
    /// What the header of a GGUF file says of its model; the tensors behind it are never read.
    func header(ofModel path: String) throws(GGUFFault) -> GGUFHeader
    /// The names in a directory, sorted.
    func list(_ path: String) throws(FileFault) -> [String]
    /// Puts `bytes` at `path`, whole or not at all, and only returns once they are on the disk.
    ///
    /// Directories on the way are made. A crash leaves the old file or the new one, never a part. A
    /// symbolic link stays and what it leads to is replaced; permissions and owner stay, or nothing is
    /// written. Nor is it where the file may not be read or written, or a link leads nowhere.
    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault)
    /// The same for a file that nobody but its owner may read, whoever could read what lay there.
    func replace(_ path: String, with bytes: [UInt8], isPrivate: Bool) throws(FileFault)
    /// Does all of `replace` but the last step, so that it throws what that would; nothing stays of it but
    /// directories on the way.
    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault)
    /// Adds to the end of a file that nobody but its owner may read; it is made if it is not there.
    func append(_ bytes: [UInt8], to path: String) throws(FileFault)
    /// Removes what `replace` has left in a directory where it was killed, if nobody is at it now.
    func removeLeftovers(in directory: String)
    /// Takes the lock that the file at `path` stands for; nil if another holder, in this process or any
    /// other, has it now.
    ///
    /// The file is made if need be, stays, and says nothing. A holder that dies loses its locks.
    func lock(_ path: String) throws(FileFault) -> (any FileLock)?
    /// Where a path leads: from the root, through all symbolic links.
    func resolved(_ path: String) throws(FileFault) -> String
}

extension Files {
    /// What stands for standard input where a file is read; a file of that name is `./-`.
    package static var standardInput: String { "-" }

    /// The most bytes of one piece of a file.
    package static var filePiece: Int { 1 << 20 }

    /// Files that are in memory have all at once.
    package func piece(of path: String, at offset: Int) throws(FileFault) -> [UInt8] {
        Array(try read(path, limit: .max).dropFirst(max(offset, 0)).prefix(Self.filePiece))
    }
    package func header(ofModel path: String) throws(GGUFFault) -> GGUFHeader {
        let bytes: [UInt8]
        do throws(FileFault) { bytes = try read(path, limit: .max) } catch { throw .file(error) }
        return try GGUFHeader(file: path) { (offset, count) throws(FileFault) in
            Array(bytes.dropFirst(offset).prefix(count))
        }
    }
    package func replace(
        _ path: String, with bytes: [UInt8], isPrivate: Bool
    ) throws(FileFault) { try replace(path, with: bytes) }
    /// Files whose writing cannot fail have nothing to rehearse.
    package func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {}
    /// Where nobody can be killed, nothing is left.
    package func removeLeftovers(in directory: String) {}
}

/// A lock that is held until it is released.
package protocol FileLock: Sendable {
    func release()
}

/// A file that cannot be read or written.
package struct FileFault: DiagnosticError, Hashable {
    package enum Reason: Hashable, Sendable {
        case notFound
        case denied
        case isDirectory
        case notADirectory
        /// The path is that of a symbolic link, and there is nothing where it leads.
        case brokenLink
        case tooLarge(limit: Int)
        /// Any other error, in the system's words.
        case failed(String)
    }

    /// The path, as the user would name it.
    package var path: String
    package var reason: Reason

    package init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    package var code: ErrorCode {
        switch reason {
        case .notFound: .fileNotFound
        case .tooLarge: .fileTooLarge
        default: .fileUnusable
        }
    }

    package var problem: String {
        switch reason {
        case .notFound: "There is no file \(path)."
        case .denied: "\(path) may not be read or written by this user."
        case .isDirectory: "\(path) is a directory, not a file."
        case .notADirectory: "\(path) is not a directory."
        case .brokenLink: "\(path) is a symbolic link, and there is nothing where it leads."
        case .tooLarge(let limit):
            "\(path) is larger than \(ByteCount(limit)), the most that is read."
        case .failed(let error): "\(path): \(error)."
        }
    }

    package var fixes: [String] {
        switch reason {
        case .notFound: ["Check the path."]
        case .denied: ["Give this user access: ls -l \(path)"]
        case .isDirectory, .notADirectory, .tooLarge: ["Name another file."]
        case .brokenLink:
            ["Look where it leads, and make that or remove the link: ls -l \(path)"]
        case .failed: ["Check the file: ls -l \(path)"]
        }
    }
}
