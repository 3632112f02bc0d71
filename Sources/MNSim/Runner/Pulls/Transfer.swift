import MNCore

/// The files of a model on their way: how far each is after so many bytes or so much time.
///
/// Files flow side by side and share the bandwidth equally, so all that are unfinished have got the
/// same number of bytes since the start: the depth.
struct Transfer: Hashable, Sendable {
    struct File: Hashable, Sendable {
        var digest: String
        var size: ByteCount
        /// The bytes that were there before.
        var offset: ByteCount
        var remaining: ByteCount { size - offset }
    }

    var files: [File]
    /// Bytes a second; nil means at once.
    var bandwidth: ByteCount?

    /// What is still to come.
    var remaining: ByteCount { files.map(\.remaining).sum() }

    /// The bytes of all files together at a depth.
    func bytes(atDepth depth: ByteCount) -> ByteCount {
        files.map { min($0.remaining, depth) }.sum()
    }

    /// The bytes of all files together at each of these depths, which never fall; in one pass.
    func bytes(atRising depths: [ByteCount]) -> [ByteCount] {
        var open = files.map(\.remaining).sorted()[...]
        var whole = ByteCount.zero
        return depths.map { depth in
            while let least = open.first, least <= depth {
                whole += least
                open = open.dropFirst()
            }
            return whole + depth * open.count
        }
    }

    /// The depth at which all files together have got so many bytes.
    func depth(afterBytes bytes: ByteCount) -> ByteCount {
        var low = ByteCount.zero
        var high = files.map(\.remaining).max() ?? .zero
        while low < high {
            let middle = low + (high - low) / 2
            if self.bytes(atDepth: middle) < bytes {
                low = middle + ByteCount(1)
            } else {
                high = middle
            }
        }
        return low
    }

    /// How long it takes until so many bytes have come.
    func time(forBytes bytes: ByteCount) -> Duration {
        guard let bandwidth, bandwidth > .zero else { return .zero }
        return Seconds(Double(bytes) / Double(bandwidth)).duration
    }

    /// How many bytes of all files have come after a time.
    func bytes(after time: Duration) -> ByteCount {
        guard let bandwidth, bandwidth > .zero else { return remaining }
        return min(remaining, bandwidth.scaled(by: Double(Seconds(time))))
    }

    /// The depths at which a file is reported: soon after its start, at each step, at its end.
    func reportDepths(of file: File) -> [ByteCount] {
        if file.remaining == .zero { return [] }
        // Some 16 KiB come with the first read; a resumed file is reported one byte on
        // (dmr-contract 3.3, 3.6).
        let first = file.offset > .zero ? ByteCount(1) : min(ByteCount(16384), file.remaining)
        // At the earliest each MiB or each 100 ms (dmr-contract 3.3), and at most 25 times.
        var step = ByteCount(1 << 20)
        if let bandwidth { step = min(step, max(ByteCount(1), bandwidth / 10)) }
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
