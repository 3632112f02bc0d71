/// How many verdicts there are, and which: the sum of the digests of their names.
struct ReceiptCells: Hashable, Sendable {
    private(set) var count = 0
    private(set) var set = DigestSum()

    /// Counts what is judged of a machine, or of whatever stands for one.
    ///
    /// - Parameters:
    ///   - machine: its name as the lines have it.
    ///   - subjects: likewise.
    mutating func add(_ machine: String, _ subjects: [String]) {
        for subject in subjects { set.add(machine, subject) }
        count += subjects.count
    }
}

/// The lines of bytes, each without its end; what stands behind the last line feed is none.
struct ByteLines: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}
