import MNMachine

extension RunnerState {
    /// At most this many pulls run at once (dmr-contract 1.3.4).
    static let pullLimit = 2

    /// Begins a pull, or lets it wait for a place; returns its id.
    ///
    /// Its bytes, and the model at its end, arrive as time passes; see `pullSteps`.
    mutating func startPull(_ name: String, at now: Duration) -> Int {
        advance(to: now)
        work.pulls.removeAll { $0.endedAt != nil }
        work.counter += 1
        work.pulls.append(Pull(id: work.counter, asked: name, requestedAt: now))
        startWaitingPulls(at: now)
        advance(to: now)
        return work.counter
    }

    /// Ends a pull whose client has left; what it has got is kept for the next one.
    mutating func cancelPull(_ id: Int, at now: Duration) {
        advance(to: now)
        guard let index = work.pulls.firstIndex(where: { $0.id == id }),
            work.pulls[index].endedAt == nil
        else { return }
        let pull = work.pulls[index]
        log(
            "INFO", "Request canceled/timed out while pulling model",
            attributes: Self.modelManager, at: now)
        work.pulls[index].endedAt = now
        changeStore { $0.keepPartials(of: pull, at: now) }
        if !pull.spoiled.isEmpty {
            for other in work.pulls.indices { work.pulls[other].stolen = [] }
        }
        startWaitingPulls(at: now)
        advance(to: now)
    }

    /// All that the client of a pull is told, and when, if no other client acts meanwhile; the last
    /// step is missing if the pull never ends.
    func pullSteps(_ id: Int) -> (steps: [PullStep], isComplete: Bool) {
        var future = self
        while let pull = future.work.pulls.first(where: { $0.id == id }), pull.endedAt == nil {
            guard let next = future.nextEventTime else { break }
            future.advance(to: next)
        }
        guard let pull = future.work.pulls.first(where: { $0.id == id }) else { return ([], false) }
        return (pull.steps(storePath: storePath), pull.endedAt != nil)
    }

    mutating func startWaitingPulls(at now: Duration) {
        while work.pulls.count(where: \.isRunning) < Self.pullLimit,
            let index = work.pulls.firstIndex(where: { $0.startedAt == nil && $0.endedAt == nil })
        {
            var pull = work.pulls[index]
            pull.startedAt = now
            // Files are in their place as soon as they are whole.
            for other in work.pulls where other.isRunning {
                changeStore { $0.keepPartials(of: other, at: now) }
            }
            let plan = plan(for: pull.asked, at: now)
            pull.plan = plan
            let digests = Set(plan.transfer.files.map(\.digest))
            for other in work.pulls.indices where work.pulls[other].isRunning {
                let shared = digests.intersection(openFiles(of: work.pulls[other], at: now))
                if shared.isEmpty { continue }
                // Both write to the same file (dmr-contract 3.6).
                work.pulls[other].spoiled.formUnion(shared)
                pull.stolen.formUnion(shared)
            }
            work.pulls[index] = pull
        }
    }

    private func openFiles(of pull: Pull, at now: Duration) -> Set<String> {
        guard let startedAt = pull.startedAt, let plan = pull.plan else { return [] }
        let progress = plan.progress(after: now - startedAt)
        return Set(
            plan.transfer.files.filter { progress[$0.digest, default: $0.offset] < $0.size }
                .map(\.digest))
    }

    /// Lets a pull end by itself.
    mutating func finishPull(_ index: Int, at time: Duration) {
        let pull = work.pulls[index]
        work.pulls[index].endedAt = time
        changeStore { $0.takeIn(pull, at: time) }
        startWaitingPulls(at: time)
    }

    /// Puts what a pull that has ended by itself brought into its place.
    private mutating func takeIn(_ pull: Pull, at time: Duration) {
        guard let plan = pull.plan else { return }
        switch plan.ending {
        case .stored(let content, let tag, _)
        where pull.spoiled.isEmpty && pull.stolen.isEmpty:
            store(content, tag: tag)
        case .stored: settle(plan.transfer.files, bad: pull.spoiled.union(pull.stolen))
        case .broken(.wrongDigest(let bad)): settle(plan.transfer.files, bad: bad)
        case .broken: keepPartials(of: pull, at: time)
        case .refused, .notices, .never: break
        }
    }

    /// Keeps the finished files of a failed pull but those that are not what they should be.
    private mutating func settle(_ files: [Transfer.File], bad: Set<String>) {
        for file in files {
            partials[file.digest] = nil
            if !bad.contains(file.digest) { orphans[file.digest] = file.size }
        }
    }

    /// Keeps what a pull has got so far: finished files, and unfinished ones to go on with.
    private mutating func keepPartials(of pull: Pull, at now: Duration) {
        // What comes from Hugging Face lies elsewhere until it is whole (dmr-contract 3.4).
        guard let startedAt = pull.startedAt, let plan = pull.plan, plan.prelude.isEmpty else {
            return
        }
        let progress = plan.progress(after: now - startedAt)
        for file in plan.transfer.files {
            let bytes = progress[file.digest] ?? file.offset
            if bytes >= file.size {
                orphans[file.digest] = file.size
                partials[file.digest] = nil
            } else if bytes > .zero {
                partials[file.digest] = bytes
            }
        }
    }

    /// Puts a model into the store, or only gives the one that is there another tag.
    mutating func store(_ content: ModelContent, tag: String?) {
        if let tag { removeTag(tag) }
        for layer in content.layers {
            partials[layer.digest] = nil
            orphans[layer.digest] = nil
        }
        if let index = models.firstIndex(where: { $0.id == content.id }) {
            if let tag { models[index].tags.append(tag) }
        } else {
            models.append(StoredModel(content: content, tags: tag.map { [$0] } ?? []))
        }
    }

    /// What the client of a push is told; the registry is asked as for a pull.
    ///
    /// A registry that refuses does so layer by layer (recordings push-registry-e401 to -down).
    mutating func push(_ name: String, at now: Duration) -> [PullStep] {
        advance(to: now)
        let model: StoredModel
        do throws(RunnerError) {
            model = try self.model(named: name)
        } catch {
            return [PullStep(time: now, kind: .refusal(.modelNotFound(name)))]
        }
        let normalised = RunnerReference.normalised(name, ids: [])
        guard let reference = RunnerReference(parsing: normalised) else {
            return [PullStep(time: now, kind: .refusal(.invalidTag(name)))]
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
                PullStep(time: now, kind: .failure("Error: " + text)),
                PullStep(
                    time: now, kind: .plain("error while pushing model: pushing image: " + text)),
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
            PullStep(
                time: now + transfer.time(forBytes: sum),
                kind: .progress(
                    digest: report.file.digest, size: report.file.size, current: report.depth,
                    total: total))
        }
        let end = now + transfer.time(forBytes: transfer.remaining)
        steps.append(PullStep(time: end, kind: .success("Model pushed successfully")))
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
