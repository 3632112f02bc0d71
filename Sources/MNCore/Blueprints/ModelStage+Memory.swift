extension Blueprint {
    /// That the context which the blueprint sets does not fit here; the models run all the same.
    func contextWarning(
        _ entry: BlueprintModel, _ model: Model, _ context: Count, _ catalog: Catalog,
        _ hardware: Hardware
    ) -> BlueprintIssue? {
        guard let estimate = MemoryEstimate(model, context: context, catalog, on: hardware),
            estimate.status == .doesNotFit, let words = estimate.words
        else { return nil }
        let largest = estimate.largestContext
        return BlueprintIssue(
            .contextTooLarge, Sanitized.line("\(model.id): \(words)"),
            help: largest.map { "Write \($0) or less, or take a smaller model." }
                ?? "Take a smaller model.",
            severity: .warning,
            at: texts.place(entry.source, entry.pointer.appending("context_size")),
            expected: largest.map { .integer($0) }, actual: .integer(context))
    }
}
