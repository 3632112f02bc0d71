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
}
