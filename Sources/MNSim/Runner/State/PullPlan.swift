import MNMachine

/// What will come of a pull, decided when it starts.
struct PullPlan: Hashable, Sendable {
    enum Ending: Hashable, Sendable {
        /// The model is stored under the tag.
        case stored(ModelContent, tag: String?, message: String)
        /// Nothing was told yet: an ordinary HTTP error.
        case refused(RunnerError)
        /// The transfer broke; the reason is the same for each file under way.
        case broken(Breakage)
        /// Hugging Face refused: perhaps a JSON line, and then bare text.
        case notices(line: String?, plain: String)
        /// It never ends.
        case never
    }

    enum Breakage: Hashable, Sendable {
        /// These files are not what they should be.
        case wrongDigest(Set<String>)
        case connectionLost
        case diskFull
        case fileStatus(Int)
    }

    /// How long the registry takes before anything comes.
    var latency: Duration
    /// What is told before files flow.
    var prelude: [PullStep.Kind] = []
    var transfer = Transfer(files: [], bandwidth: nil)
    /// The sum of all layers, those at hand included.
    var total = ByteCount.zero
    /// After so many bytes the ending comes early.
    var stopsAfter: ByteCount?
    var ending: Ending
    /// The registry's name of the model, for the addresses in error texts.
    var reference: RunnerReference?

    /// The bytes that flow at most.
    var bytes: ByteCount { min(stopsAfter ?? .max, transfer.remaining) }

    /// From the start to the end; nil if there is none.
    var duration: Duration? {
        ending == .never ? nil : latency + transfer.time(forBytes: bytes)
    }

    /// How many bytes of each file are there a while after the start.
    func progress(after elapsed: Duration) -> [String: ByteCount] {
        let flowing = elapsed - latency
        if flowing < .zero { return [:] }
        let depth = transfer.depth(afterBytes: min(bytes, transfer.bytes(after: flowing)))
        var result: [String: ByteCount] = [:]
        for file in transfer.files {
            result[file.digest] = file.offset + min(file.remaining, depth)
        }
        return result
    }

    /// All that the client is told, with times since the start.
    func steps(spoiled: Set<String>, stolen: Set<String>, storePath: String) -> [PullStep] {
        var steps = prelude.enumerated().map {
            PullStep(time: $0 == 0 ? .zero : latency, kind: $1)
        }
        var reports: [(depth: ByteCount, file: Int)] = []
        for (index, file) in transfer.files.enumerated() {
            reports += transfer.reportDepths(of: file).map { ($0, index) }
        }
        let last = transfer.depth(afterBytes: bytes)
        reports.sort { $0 < $1 }
        let sums = transfer.bytes(atRising: reports.map(\.depth))
        let most = bytes
        for (report, sum) in zip(reports, sums) where report.depth <= last || sum <= most {
            let file = transfer.files[report.file]
            // A file that another pull takes away is never seen whole.
            if stolen.contains(file.digest), report.depth == file.remaining { continue }
            steps.append(
                PullStep(
                    time: latency + transfer.time(forBytes: sum),
                    kind: .progress(
                        digest: file.digest, size: file.size, current: file.offset + report.depth,
                        total: total)))
        }
        guard let duration else { return steps }
        return steps
            + lastSteps(spoiled: spoiled, stolen: stolen, storePath: storePath).map {
                PullStep(time: duration, kind: $0)
            }
    }

    private func lastSteps(
        spoiled: Set<String>, stolen: Set<String>, storePath: String
    ) -> [PullStep.Kind] {
        switch ending {
        case .stored(_, _, let message):
            let own = transfer.files.map(\.digest)
            let problems =
                own.filter { spoiled.contains($0) }.map { mismatch($0) }
                + own.filter { stolen.contains($0) }.map {
                    let path = incompletePath($0, storePath)
                    return "writing blob: open completed blob file for verification: open "
                        + "\(path): no such file or directory"
                }
            return problems.isEmpty ? [.success(message)] : failure(problems)
        case .refused(let error): return [.refusal(error)]
        case .broken(let breakage):
            let unfinished = progress(after: duration ?? .zero)
            let open = transfer.files.filter {
                if case .wrongDigest(let bad) = breakage { return bad.contains($0.digest) }
                return unfinished[$0.digest, default: .zero] < $0.size
            }
            return failure(open.map { words(for: breakage, $0.digest, storePath) })
        case .notices(let line, let plain):
            return (line.map { [.failure($0)] } ?? []) + [.plain(plain)]
        case .never: return []
        }
    }

    private func failure(_ problems: [String]) -> [PullStep.Kind] {
        let text = problems.joined(separator: "\n")
        return [
            .failure("Error: " + text),
            .plain("error while pulling model: writing image to store: " + text),
        ]
    }

    private func mismatch(_ digest: String) -> String {
        "writing blob: blob digest mismatch for \(GoText.quoted(digest)): expected \(digest), "
            + "got \(DeterministicID.digest("other bytes than \(digest)"))"
    }

    private func words(for breakage: Breakage, _ digest: String, _ storePath: String) -> String {
        let copy = "writing blob: copy blob \(GoText.quoted(digest)) to store: "
        switch breakage {
        case .wrongDigest: return mismatch(digest)
        case .connectionLost: return copy + "unexpected EOF"
        case .diskFull:
            return copy + "write \(incompletePath(digest, storePath)): no space left on device"
        case .fileStatus(let status):
            let url = reference?.url("blobs/\(digest)") ?? ""
            return copy + "httpReadSeeker: failed open: "
                + (status == 404
                    ? "could not fetch content descriptor \(digest) from remote: not found"
                    : "unexpected status from GET request to \(url): \(HTTPStatus.text(status))")
        }
    }

    private func incompletePath(_ digest: String, _ storePath: String) -> String {
        "\(storePath)/blobs/sha256/\(digest.dropFirst(7)).incomplete"
    }
}

/// A pull under way, from the request to its last word.
struct Pull: Hashable, Sendable {
    var id: Int
    /// The name as the client sent it.
    var asked: String
    var requestedAt: Duration
    /// When it got one of the two places; nil while it waits.
    var startedAt: Duration?
    var plan: PullPlan?
    /// When it ended, by itself or because its client left.
    var endedAt: Duration?
    /// Files that another pull of the same model spoiled under this one (dmr-contract 3.6).
    var spoiled: Set<String> = []
    /// Files that another pull will have moved away from under this one.
    var stolen: Set<String> = []

    var isRunning: Bool { startedAt != nil && endedAt == nil }

    /// When it ends by itself, if it does.
    var endTime: Duration? {
        guard let startedAt, endedAt == nil, let plan else { return nil }
        return plan.duration.map { startedAt + $0 }
    }

    /// All that its client is told, if it does not leave.
    func steps(storePath: String) -> [PullStep] {
        guard let startedAt, let plan else { return [] }
        return plan.steps(spoiled: spoiled, stolen: stolen, storePath: storePath).map {
            PullStep(time: startedAt + $0.time, kind: $0.kind)
        }
    }
}

/// Something a client of a pull or push is told, and when (dmr-contract 3.2, 3.5).
struct PullStep: Hashable, Sendable {
    var time: Duration
    var kind: Kind

    enum Kind: Hashable, Sendable {
        /// Words of the Hugging Face phase; the total is 0 until it is known.
        case notice(String, total: ByteCount)
        /// A file of the Hugging Face phase, which has no words.
        case file(id: String, size: ByteCount, current: ByteCount, total: ByteCount)
        case progress(digest: String, size: ByteCount, current: ByteCount, total: ByteCount)
        case success(String)
        case failure(String)
        /// The bare text that follows once a stream has begun: not JSON.
        case plain(String)
        /// A refusal instead of a stream.
        case refusal(RunnerError)
    }
}

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
        // A runner that gets something is not silent for long; of a very slow one, a thousand reports.
        if let bandwidth {
            step = min(step, max(bandwidth.scaled(by: 60), file.remaining / 1000, ByteCount(1)))
        }
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
