import MNCore

/// Recordings below a root in which nothing is, and the files to read them by.
struct RecordingsBench: Sendable {
    var recordings: any RecordingFiles
    let files: any Files
    let root: String
    /// What has to live as long, such as a folder on the disk.
    var keeping: (any Sendable)?

    func path(_ name: String) -> String { "\(root)/\(name)" }

    func text(_ name: String) -> String? {
        (try? files.read(path(name), limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    func changed(_ change: (inout ChangedRecordings) -> Void) -> RecordingsBench {
        var recordings = ChangedRecordings(inner: recordings)
        change(&recordings)
        var bench = self
        bench.recordings = recordings
        return bench
    }
}

/// Recordings of which some calls go otherwise.
struct ChangedRecordings: RecordingFiles {
    var inner: any RecordingFiles
    var holding: @Sendable (any RecordingFiles, String) -> Bool = { $0.isHeld($1) }
    var removing: @Sendable (any RecordingFiles, String) -> Bool = { $0.remove($1) }
    var appending: (@Sendable (any RecordingFile, [UInt8]) throws(FileFault) -> Void)?
    var opening: @Sendable (any RecordingFiles, String) throws(FileFault) -> any RecordingFile = {
        (recordings, path) throws(FileFault) in try recordings.make(path)
    }

    func make(_ path: String) throws(FileFault) -> any RecordingFile {
        ChangedRecording(inner: try opening(inner, path), appending: appending)
    }
    func isHeld(_ path: String) -> Bool { holding(inner, path) }
    func remove(_ path: String) -> Bool { removing(inner, path) }
}

private struct ChangedRecording: RecordingFile {
    let inner: any RecordingFile
    let appending: (@Sendable (any RecordingFile, [UInt8]) throws(FileFault) -> Void)?

    func append(_ bytes: [UInt8]) throws(FileFault) {
        if let appending { try appending(inner, bytes) } else { try inner.append(bytes) }
    }
    func release() { inner.release() }
    func remove() { inner.remove() }
}

extension SeamRule<RecordingsBench> {
    /// What the comments of `RecordingFiles` say.
    static var recordings: [SeamRule] {
        [
            SeamRule(
                "Makes a file, with its directory; one that is there already is a fault.",
                breaking: {
                    $0.changed {
                        $0.opening = { (recordings, path) throws(FileFault) in
                            do throws(FileFault) { return try recordings.make(path) } catch {
                                return try recordings.make(path + "2")
                            }
                        }
                    }
                }
            ) { bench, findings in
                let file = try bench.recordings.make(bench.path("home/runs/a"))
                findings.expect("a new file", bench.text("home/runs/a"), is: "")
                let again = try? bench.recordings.make(bench.path("home/runs/a"))
                findings.expect(again == nil, "a file is made twice")
                file.release()
                let later = try? bench.recordings.make(bench.path("home/runs/a"))
                findings.expect(later == nil, "a file is made again that somebody has left")
            },
            SeamRule(
                "Adds to the end; what was added is there for everybody.",
                breaking: {
                    $0.changed {
                        $0.appending = { (file, bytes) throws(FileFault) in
                            try file.append(Array(bytes.dropLast()))
                        }
                    }
                }
            ) { bench, findings in
                let file = try bench.recordings.make(bench.path("home/runs/a"))
                for text in ["one\n", "two\n"] { try file.append(Array(text.utf8)) }
                findings.expect("added", bench.text("home/runs/a"), is: "one\ntwo\n")
                file.release()
                let late: ()? = try? file.append([65])
                findings.expect(late == nil, "a file that was let go is added to")
                findings.expect("left", bench.text("home/runs/a"), is: "one\ntwo\n")
            },
            SeamRule(
                "Whether somebody is at a file; none is made.",
                breaking: { $0.changed { $0.holding = { _, _ in false } } }
            ) { bench, findings in
                let path = bench.path("home/runs/a")
                findings.expect("none", bench.recordings.isHeld(path), is: false)
                findings.expect("none is made", bench.text("home/runs/a"), is: nil)
                let file = try bench.recordings.make(path)
                findings.expect("open", bench.recordings.isHeld(path), is: true)
                findings.expect("open still", bench.recordings.isHeld(path), is: true)
                file.release()
                findings.expect("let go", bench.recordings.isHeld(path), is: false)
            },
            SeamRule(
                "Removes a file that nobody is at; false if it stays or there is none.",
                breaking: { $0.changed { $0.removing = { _, _ in true } } }
            ) { bench, findings in
                let path = bench.path("home/runs/a")
                findings.expect("none", bench.recordings.remove(path), is: false)
                let file = try bench.recordings.make(path)
                findings.expect("open", bench.recordings.remove(path), is: false)
                findings.expect("stays", bench.text("home/runs/a"), is: "")
                file.release()
                findings.expect("let go", bench.recordings.remove(path), is: true)
                findings.expect("gone", bench.text("home/runs/a"), is: nil)
                let other = try bench.recordings.make(path)
                other.remove()
                findings.expect("removed by itself", bench.text("home/runs/a"), is: nil)
                // Whoever comes later has a file of its own.
                let third = try bench.recordings.make(path)
                other.remove()
                findings.expect("of another", bench.text("home/runs/a"), is: "")
                third.remove()
            },
        ]
    }
}
