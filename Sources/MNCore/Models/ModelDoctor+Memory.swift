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
    ///
    /// No line of the log names the model: what is told of a load is told only if the load is of this one, by its
    /// layers or its weights.
    func allocation(_ allocation: EngineAllocation?) -> Diagnosis.Finding {
        let found = "llama.cpp finds a GPU"
        guard let allocation else { return Diagnosis.Finding(.gpu, .ok, "\(found).") }
        let devices = allocation.devices.filter { !$0.isHost }
        if let layers = allocation.layers, layers.placed < layers.all, hasLayers(layers.all) {
            return Diagnosis.Finding(
                .gpu, .warning,
                "\(found), and \(layers.placed) of the \(layers.all) layers of the model that was loaded last are "
                    + "there: the processor does the rest.",
                fix: CommandWords.mn("model memory", model.id))
        }
        guard isOfModel(devices) else { return Diagnosis.Finding(.gpu, .ok, "\(found).") }
        let taken = devices.map {
            "\($0.total) on \($0.name) (weights \($0.weights), cache \($0.cache), compute \($0.compute))"
        }
        let cache = allocation.devices.filter(\.isHost).map(\.cache).sum()
        let beside = cache > .zero ? ", and a cache of \(cache) in the memory of the system" : ""
        return Diagnosis.Finding(
            .gpu, .ok,
            "\(found). The log says that the model took \(taken.joined(separator: ", "))\(beside).")
    }

    /// Whether a model with so many layers is this one; the engine counts the output as one more.
    private func hasLayers(_ count: Int) -> Bool {
        model.facts.map { $0.architecture.layerCount + 1 == count } ?? false
    }

    /// Whether what was loaded last is this model, by its weights.
    private func isOfModel(_ devices: [EngineAllocation.Device]) -> Bool {
        guard let facts = model.facts,
            let known = MemoryLedger(facts, EngineSettings())[.weightsAccelerator]
        else { return false }
        let said = devices.map(\.weights).sum()
        return min(said, known).percent(of: max(said, known)) >= 99
    }
}
