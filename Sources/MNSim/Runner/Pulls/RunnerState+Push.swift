import MNCore

extension RunnerState {
    /// What the client of a push is told; the registry is asked as for a pull.
    ///
    /// A registry that refuses does so layer by layer (recordings push-registry-e401 to -down).
    mutating func push(_ name: String, at now: Duration) -> [TimedPullStep] {
        advance(to: now)
        let model: StoredModel
        do throws(RunnerError) {
            model = try self.model(named: name)
        } catch {
            return [TimedPullStep(time: now, step: .refusal(.modelNotFound(name)))]
        }
        let normalised = RunnerReference.normalised(name, ids: [])
        guard let reference = RunnerReference(parsing: normalised) else {
            return [TimedPullStep(time: now, step: .refusal(.invalidTag(name)))]
        }
        let offer = registry.offer(for: reference)
        if let problem = offer.answer.pushProblem(reference) {
            let layers = model.content.layers.enumerated().map { index, layer in
                "pushing layer \(index): layer \(layer.digest): pushing: " + problem(layer.digest)
            }
            let text =
                "write to registry \(GoText.quoted(reference.text)): "
                + layers.joined(separator: "\n")
            return [
                TimedPullStep(time: now, step: .failure("Error: " + text)),
                TimedPullStep(
                    time: now, step: .plain("error while pushing model: pushing image: " + text)),
            ]
        }
        let transfer = Transfer(
            files: model.content.layers.map {
                Transfer.File(digest: $0.digest, size: $0.size, offset: .zero)
            }, bandwidth: offer.bandwidth)
        let reports = transfer.files.flatMap { file in
            transfer.reportDepths(of: file).map { (depth: $0, file: file) }
        }.sorted { $0.depth < $1.depth }
        let (sums, total) = (transfer.bytes(atRising: reports.map(\.depth)), transfer.remaining)
        var steps = zip(reports, sums).map { report, sum in
            TimedPullStep(
                time: now + transfer.time(forBytes: sum),
                step: .progress(
                    digest: report.file.digest, size: report.file.size, current: report.depth,
                    total: total))
        }
        let end = now + transfer.time(forBytes: transfer.remaining)
        steps.append(TimedPullStep(time: end, step: .success("Model pushed successfully")))
        if registry.offers.allSatisfy({ $0.parsedReference != reference }) {
            registry.offers.append(RegistryOffer(reference.text, model.content))
        }
        return steps
    }
}

extension RegistryAnswer {
    /// Why a layer cannot be pushed, given its digest; nil if it can.
    func pushProblem(_ reference: RunnerReference) -> ((String) -> String)? {
        let head = { (digest: String) in "request to \(reference.url("blobs/\(digest)")): " }
        switch self {
        // A registry without the model takes it.
        case .model, .notFound, .silent, .page, .unsupported, .closed: return nil
        case .denied, .tokenRefused, .tokenFailed:
            return { _ in
                "push access denied, repository does not exist or may require authorization: "
                    + "authorization failed: no basic auth credentials"
            }
        case .status(let status, let detail):
            return { digest in
                "unexpected status from HEAD " + head(digest) + HTTPStatus.text(status)
                    + (detail.map { "\n" + $0 } ?? "")
            }
        case .unreachable(let words):
            return { digest in
                "failed to do request: Head "
                    + GoText.quoted(reference.url("blobs/\(digest)")) + ": " + words
            }
        }
    }
}
