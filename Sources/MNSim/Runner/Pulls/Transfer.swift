/// The files of a model on their way: how far each is after so many bytes or so much time.
///
/// Files flow side by side and share the bandwidth equally, so all that are unfinished have got the
/// same number of bytes since the start: the depth.
struct Transfer: Hashable, Sendable {
    struct File: Hashable, Sendable {
        var digest: String
        var size: Int
        /// The bytes that were there before.
        var offset: Int
        var remaining: Int { size - offset }
    }

    var files: [File]
    /// Bytes a second; nil means at once.
    var bandwidth: Int?

    /// What is still to come.
    var remaining: Int { files.reduce(0) { $0 + $1.remaining } }

    /// The bytes of all files together at a depth.
    func bytes(atDepth depth: Int) -> Int {
        files.reduce(0) { $0 + min($1.remaining, depth) }
    }

    /// The depth at which all files together have got so many bytes.
    func depth(afterBytes bytes: Int) -> Int {
        var low = 0
        var high = files.map(\.remaining).max() ?? 0
        while low < high {
            let middle = (low + high) / 2
            if self.bytes(atDepth: middle) < bytes { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How long it takes until so many bytes have come.
    func time(forBytes bytes: Int) -> Duration {
        guard let bandwidth, bandwidth > 0 else { return .zero }
        let nanoseconds = Double(bytes) / Double(bandwidth) * 1e9
        // Three hundred years are as good as for ever, and can be added to.
        return .nanoseconds(Int64(min(nanoseconds, 9e18)))
    }

    /// How many bytes of all files have come after a time.
    func bytes(after time: Duration) -> Int {
        guard let bandwidth, bandwidth > 0 else { return remaining }
        let (seconds, attoseconds) = time.components
        let elapsed = Double(seconds) + Double(attoseconds) / 1e18
        return Int(min(Double(remaining), elapsed * Double(bandwidth)))
    }

    /// The depths at which a file is reported: soon after its start, at each step, at its end.
    func reportDepths(of file: File) -> [Int] {
        if file.remaining == 0 { return [] }
        // Some 16 KiB come with the first read; a resumed file is reported one byte on
        // (dmr-contract 3.3, 3.6).
        let first = file.offset > 0 ? 1 : min(16384, file.remaining)
        // At the earliest each MiB or each 100 ms (dmr-contract 3.3), and at most 25 times.
        var step = 1 << 20
        if let bandwidth { step = min(step, max(1, bandwidth / 10)) }
        step = max(step, file.remaining / 25)
        var depths = [first]
        var next = first + step
        while next < file.remaining {
            depths.append(next)
            next += step
        }
        if first < file.remaining { depths.append(file.remaining) }
        return depths
    }
}
