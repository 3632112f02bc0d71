import MNCore

/// The files of one recording while it is written: its beginning, and of what comes after that the newest.
///
/// The beginning is one file. Once that is full, what follows goes into parts, of which the oldest is removed
/// when there are too many; each begins with a cut, which says how much was written to the parts before it.
/// At an end in order all of it is put into the one file.
struct RecordingLog {
    /// The most bytes of the beginning.
    static let headLimit = 2 << 20
    /// The most bytes of a part, and the most parts: a megabyte of the newest at least.
    static let partLimit = 512 << 10
    static let mostParts = 3

    private struct Part {
        var path: String
        var file: any RecordingFile
        var size: Int
    }

    private let stem: String
    private let files: any RecordingFiles
    private let head: any RecordingFile
    private var headSize: Int
    private var parts: [Part] = []
    /// How many parts there were, and what was written to them.
    private var count = 0
    private var events = 0
    private var bytes = 0

    /// - Parameters:
    ///   - stem: the path without its ending.
    ///   - header: the first line.
    init(_ stem: String, _ files: any RecordingFiles, header: [UInt8]) throws(FileFault) {
        self.stem = stem
        self.files = files
        head = try files.make(FlightRecordings.path(stem))
        headSize = header.count
        do throws(FileFault) { try head.append(header) } catch {
            head.remove()
            throw error
        }
    }

    mutating func append(_ line: [UInt8]) throws(FileFault) {
        if parts.isEmpty, headSize + line.count <= Self.headLimit {
            headSize += line.count
            return try head.append(line)
        }
        if parts.last.map({ $0.size + line.count > Self.partLimit }) ?? true { try beginPart() }
        events += 1
        bytes += line.count
        parts[parts.count - 1].size += line.count
        try parts[parts.count - 1].file.append(line)
    }

    private mutating func beginPart() throws(FileFault) {
        if parts.count == Self.mostParts { parts.removeFirst().file.remove() }
        count += 1
        let path = FlightRecordings.path(stem, part: count)
        let file = try files.make(path)
        parts.append(Part(path: path, file: file, size: 0))
        let cut = Trace.Event.cut(events: events, bytes: bytes)
        try file.append(Array(cut.json.text(.canonical).utf8) + [10])
    }

    /// Puts all of it into one file, with a last line, and lets go of that.
    ///
    /// - Parameter files: those in which the parts can be read.
    mutating func end(_ line: [UInt8], in files: any Files) throws(FileFault) {
        var rest: [UInt8] = []
        for (index, part) in parts.enumerated() {
            let text = try files.read(part.path, limit: Self.partLimit * 2)
            rest += FlightRecordings.lines(ofPart: text, isFirst: index == 0)
        }
        try head.append(rest + line)
        for part in parts { part.file.remove() }
        parts = []
        head.release()
    }

    /// Removes all of it.
    func remove() {
        for part in parts { part.file.remove() }
        head.remove()
    }
}
