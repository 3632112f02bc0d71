import MNMachine

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

    /// A pull from Hugging Face: files to a temporary place first, then a copy into the store.
    ///
    /// It never goes on where another stopped (dmr-contract 3.4, 3.5).
    mutating func huggingFacePlan(_ reference: RunnerReference, _ name: String) -> PullPlan {
        let repository = Self.huggingFaceRepository(name)
        let offer = registry.offer(for: reference)
        registry.countPull(of: offer)
        var plan = PullPlan(
            latency: offer.latency, prelude: [.notice("Fetching file list...", total: .zero)],
            ending: .never, reference: reference)
        let listing = "list files: "
        switch offer.answer {
        case .model: break
        case .silent: return plan
        case .denied, .tokenRefused:
            plan.ending = .notices(line: nil, plain: "Unauthorized")
            return plan
        case .notFound:
            plan.ending = .notices(line: nil, plain: "Model not found")
            return plan
        case .status(429, _):
            plan.ending = failed(
                listing + "rate limited while accessing repository \(GoText.quoted(repository))")
            return plan
        case .status(let status, let detail):
            plan.ending = failed(listing + "unexpected status \(status): \(detail ?? "")")
            return plan
        case .tokenFailed(let status):
            plan.ending = failed(listing + "unexpected status \(status): ")
            return plan
        case .unreachable(let words):
            let url = "https://huggingface.co/api/models/\(repository)/tree/main"
            plan.ending = failed(
                listing + "list files: Get \(GoText.quoted(url)): \(words)")
            return plan
        case .page, .closed, .unsupported:
            plan.ending = failed(
                "no model weight files (GGUF or SafeTensors) found in repository \(repository)")
            return plan
        }
        guard let content = offer.content else {
            plan.ending = .notices(line: nil, plain: "Model not found")
            return plan
        }
        return huggingFaceTransfer(plan, content, reference, offer, repository)
    }

    private func huggingFaceTransfer(
        _ start: PullPlan, _ content: ModelContent, _ reference: RunnerReference,
        _ offer: RegistryOffer, _ repository: String
    ) -> PullPlan {
        var plan = start
        let size = content.size
        let files = content.layers.count
        plan.prelude += [
            .notice(
                reference.tag == "latest"
                    ? "Selected Q4_K_M quantization (default)"
                    : "Selected \(reference.tag) quantization", total: .zero),
            .notice(
                "Found \(files) files (\(GoText.twoDecimals(size.mebibytes)) MB total)",
                total: size),
        ]
        let path = "model-\(reference.tag == "latest" ? "Q4_K_M" : reference.tag).gguf"
        if case .fileStatus(let status) = offer.transferFault {
            let reason =
                switch status {
                case 401, 403:
                    "authentication required for repository \(GoText.quoted(repository)) "
                        + "(status \(status))"
                case 404: "repository \(GoText.quoted(repository)) not found"
                case 429: "rate limited while accessing repository \(GoText.quoted(repository))"
                default: "unexpected status \(status)"
                }
            plan.ending = failed("download files: download errors: [download \(path): \(reason)]")
            return plan
        }
        let fileID = DeterministicID.digest(path)
        plan.prelude += [
            .file(id: fileID, size: size, current: min(size, ByteCount(1 << 20)), total: size),
            .file(id: fileID, size: size, current: size, total: size),
            .notice("Building model artifact...", total: .zero),
        ]
        let transferred = transferPlan(content, tag: reference.text, reference, offer)
        plan.transfer = transferred.transfer
        plan.transfer.files = plan.transfer.files.map { file in
            var file = file
            file.offset = .zero
            return file
        }
        plan.total = size
        plan.stopsAfter = transferred.stopsAfter
        plan.ending = transferred.ending
        return plan
    }

    private func failed(_ problem: String) -> PullPlan.Ending {
        .notices(
            line: "Error: " + problem,
            plain: "error while pulling model: build model from HuggingFace: " + problem)
    }

    /// `org/model` as the client spelled it, whose case matters to Hugging Face.
    private static func huggingFaceRepository(_ name: String) -> String {
        let rest = name.split(separator: "/", maxSplits: 1).dropFirst().first ?? ""
        return String(rest.split(separator: ":").first ?? "")
    }
}
