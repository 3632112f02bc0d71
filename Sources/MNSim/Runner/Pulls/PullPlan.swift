import MNCore

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
    var prelude: [PullStep] = []
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
    func steps(spoiled: Set<String>, stolen: Set<String>, storePath: String) -> [TimedPullStep] {
        var steps = prelude.enumerated().map {
            TimedPullStep(time: $0 == 0 ? .zero : latency, step: $1)
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
                TimedPullStep(
                    time: latency + transfer.time(forBytes: sum),
                    step: .progress(
                        digest: file.digest, size: file.size, current: file.offset + report.depth,
                        total: total)))
        }
        guard let duration else { return steps }
        return steps
            + lastSteps(spoiled: spoiled, stolen: stolen, storePath: storePath).map {
                TimedPullStep(time: duration, step: $0)
            }
    }

    private func lastSteps(
        spoiled: Set<String>, stolen: Set<String>, storePath: String
    ) -> [PullStep] {
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

    private func failure(_ problems: [String]) -> [PullStep] {
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
