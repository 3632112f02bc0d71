// What the context that is configured takes.
extension ModelDoctor {
    /// The check of a context that is as it should be, with what it takes.
    func contextMemory(_ configured: Int?, _ seen: String) -> Diagnosis.Finding {
        let context = configured.map { Count($0) }
        guard let catalog = try? world.catalog().catalog,
            let estimate = MemoryEstimate(model, context: context, catalog, on: hardware),
            let entry = estimate.entries.first, let place = estimate.place
        else { return Diagnosis.Finding(.contextSize, .ok, "\(seen).") }
        guard configured != nil else {
            let unset = entry.unsetContexts[place]
            let isHarmless =
                if case .training = unset { true } else { unset == .unknown }
            return Diagnosis.Finding(
                .contextSize, .ok, "\(seen): \(unset.words)",
                fixes: isHarmless ? [] : entry.largestContexts[place].map(contextFix) ?? [])
        }
        guard entry.fits[place].status == .doesNotFit, let words = estimate.words else {
            return Diagnosis.Finding(
                .contextSize, .ok, estimate.words.map { "\(seen). \($0)" } ?? "\(seen).")
        }
        return Diagnosis.Finding(
            .contextSize, .warning, "\(seen). \(words)",
            fixes: entry.largestContexts[place].map(contextFix) ?? [])
    }

    private func contextFix(_ largest: Count) -> [String] {
        [CommandWords.mn("model install", model.id, "--context-size \(largest)")]
    }

    /// The check of a GPU that llama.cpp finds, with what it allocated there.
    func allocation(_ allocation: EngineAllocation?) -> Diagnosis.Finding {
        let found = "llama.cpp finds a GPU"
        guard let allocation else { return Diagnosis.Finding(.gpu, .ok, "\(found).") }
        if let layers = allocation.layers, layers.placed < layers.all {
            return Diagnosis.Finding(
                .gpu, .warning,
                "\(found), and of the model that it loaded last \(layers.placed) of \(layers.all) "
                    + "layers are there: the processor does the rest.",
                fix: CommandWords.mn("model memory", model.id))
        }
        let devices = allocation.devices.filter { !$0.isHost }
        guard isOfModel(devices) else { return Diagnosis.Finding(.gpu, .ok, "\(found).") }
        let taken = devices.map {
            "\($0.total) on \($0.name) (weights \($0.weights), cache \($0.cache), compute \($0.compute))"
        }
        return Diagnosis.Finding(
            .gpu, .ok,
            "\(found). The log says that the model took \(taken.joined(separator: ", ")).")
    }

    /// Whether what was loaded last is this model, by its weights: no line of the log names it.
    private func isOfModel(_ devices: [EngineAllocation.Device]) -> Bool {
        guard let facts = model.facts,
            let known = MemoryLedger(facts, EngineSettings())[.weightsAccelerator]
        else { return false }
        let said = devices.map(\.weights).sum()
        return min(said, known).percent(of: max(said, known)) >= 99
    }
}
