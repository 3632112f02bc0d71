import MNCore

extension RunnerState {
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
