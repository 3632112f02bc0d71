/// How many verdicts there are, and which: the sum of the digests of their names.
struct ReceiptCells: Hashable, Sendable {
    private(set) var count = 0
    private(set) var set = DigestSum()
    /// The names of the machines, in the order in which they came.
    private(set) var machines: [String] = []

    /// Counts what is judged of a machine, or of whatever stands for one.
    ///
    /// - Parameters:
    ///   - machine: its name as the lines have it.
    ///   - times: how many of it there are, where that is part of what is judged.
    ///   - subjects: likewise.
    mutating func add(_ machine: String, times: Int? = nil, _ subjects: [String]) {
        let name = machine + (times.map { " \($0)" } ?? "")
        for subject in subjects { set.add(name, subject) }
        count += subjects.count
        if machines.last != machine { machines.append(machine) }
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
