import MNCore

extension RunnerState {
    /// What will come of a pull of this name if it starts now (dmr-contract 1.3.4, 3).
    mutating func plan(for name: String, at now: Duration) -> PullPlan {
        let normalised = RunnerReference.normalised(name, ids: modelIDs)
        if normalised.hasPrefix("sha256:") || RunnerReference.isID(normalised) {
            return models.contains { $0.id == normalised }
                ? cached(normalised, tag: nil, latency: .zero)
                : PullPlan(latency: .zero, ending: .refused(.modelNotFound(name)))
        }
        guard let reference = RunnerReference(parsing: normalised) else {
            return PullPlan(latency: .zero, ending: .refused(.invalidReference(name)))
        }
        if RunnerReference.isHuggingFace(name) {
            if let stored = model(tagged: reference) {
                return cached(stored.id, tag: nil, latency: .zero)
            }
            return huggingFacePlan(reference, name)
        }
        let offer = registry.offer(for: reference)
        registry.countPull(of: offer)
        if offer.answer == .silent { return PullPlan(latency: .zero, ending: .never) }
        guard offer.answer == .model, let content = offer.content else {
            let answer = offer.answer == .model ? RegistryAnswer.notFound : offer.answer
            return PullPlan(
                latency: offer.latency,
                ending: .refused(.registry(answer, asked: normalised, reference)))
        }
        let tag = reference.isDigest ? nil : reference.text
        if models.contains(where: { $0.id == content.id }) {
            return cached(content.id, tag: tag, latency: offer.latency)
        }
        return transferPlan(content, tag: tag ?? reference.text, reference, offer)
    }

    private func cached(_ id: String, tag: String?, latency: Duration) -> PullPlan {
        let stored = models.first { $0.id == id }
        let size = stored?.content.configuration.size ?? ""
        guard let content = stored?.content else {
            return PullPlan(latency: latency, ending: .refused(.modelNotFound(id)))
        }
        // A tag that is there stays where it is.
        let newTag = tag.flatMap { stored?.tags.contains($0) == true ? nil : $0 }
        return PullPlan(
            latency: latency,
            ending: .stored(content, tag: newTag, message: "Using cached model: \(size)"))
    }

    func transferPlan(
        _ content: ModelContent, tag: String, _ reference: RunnerReference, _ offer: RegistryOffer
    ) -> PullPlan {
        let stored = blobs
        let missing = content.layers.filter { stored[$0.digest] == nil }
        let transfer = Transfer(
            files: missing.map {
                Transfer.File(
                    digest: $0.digest, size: $0.size,
                    offset: min(partials[$0.digest] ?? .zero, $0.size))
            },
            bandwidth: offer.bandwidth)
        var plan = PullPlan(
            latency: offer.latency, transfer: transfer, total: content.size,
            ending: .stored(content, tag: tag, message: "Model pulled successfully"),
            reference: reference)
        let present = content.size - transfer.remaining
        switch offer.transferFault {
        case nil: break
        case .wrongDigest:
            let large = content.layers.filter { $0.kind == .weights || $0.kind == .projector }
            plan.ending = .broken(.wrongDigest(Set(large.map(\.digest))))
        case .cut(let limit) where limit < content.size:
            plan.stopsAfter = limit - present
            plan.ending = .broken(.connectionLost)
        case .stall(let limit) where limit < content.size:
            plan.stopsAfter = limit - present
            plan.ending = .never
        case .cut, .stall: break
        case .fileStatus(let status):
            plan.stopsAfter = .zero
            plan.ending = .broken(.fileStatus(status))
        }
        if let diskFree, diskFree < plan.bytes {
            plan.stopsAfter = diskFree
            plan.ending = .broken(.diskFull)
        }
        return plan
    }
}
