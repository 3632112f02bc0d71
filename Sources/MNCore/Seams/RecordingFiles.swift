/// The seam to the files in which runs are recorded while they go on.
///
/// It stands beside that of files, since recording is no part of a run: nothing that is done here is traced,
/// and where runs are not live there is none.
package protocol RecordingFiles: Sendable {
    /// Makes a file that nobody but its owner may read, and holds its lock until it is let go.
    ///
    /// The directory is made if the one above that is there or can be made in one that is; nobody but its
    /// owner may look into it. A file that is there already is left as it is, and that is a fault.
    func make(_ path: String) throws(FileFault) -> any RecordingFile
    /// Whether somebody is at a file: its lock is held, here or by another program. None is made.
    func isHeld(_ path: String) -> Bool
    /// Removes a file that nobody is at; false if it stays or there is none.
    func remove(_ path: String) -> Bool
}

/// A file that is written from its beginning to its end, under its lock, which its holder loses when it dies.
package protocol RecordingFile: Sendable {
    /// Adds to the end; what was added is there for everybody, whether or not this program lives on.
    func append(_ bytes: [UInt8]) throws(FileFault)
    /// Lets go of the file, which stays.
    func release()
    /// Lets go of the file and removes it.
    func remove()
}
