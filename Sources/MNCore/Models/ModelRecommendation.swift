/// The models of the catalog that run on a machine without force, the best choice first.
///
/// What passes comes before what runs with a warning, what fits into memory before what may not. Of these the model
/// of more weights comes first, since larger models answer better; where nobody can tell whether they fit, the one of
/// fewer. What does not fit is no choice.
package struct ModelRecommendation: Sendable {
    /// A model that runs.
    package struct Choice: Sendable {
        package let verdict: Verdict
        /// Nil where nothing is known of the model's architecture.
        package let memory: MemoryEstimate?

        package var model: Model { verdict.model }

        /// Why it stands where it does, a sentence each.
        package var reasons: [String] {
            [verdict.message] + [memory?.words].compactMap(\.self)
                + (verdict.status == .warning ? verdict.warnings() : [])
        }

        /// Of its weights; of what it asks for, where those are not known.
        private var size: ByteCount {
            memory?.weights ?? model.requirements.videoMemory.bytes
        }

        private var fit: MemoryFit.Status { memory?.status ?? .unknown }

        /// Smaller is better.
        private var rank: (Int, Int) {
            let fits =
                switch fit {
                case .fits: 0
                case .marginal: 1
                case .unknown: 2
                case .doesNotFit: 3
                }
            return (verdict.status == .pass ? 0 : 1, fits)
        }

        /// Whether it may be loaded with a context, which must fit and be none that it was not trained for; nil is
        /// that of the catalog.
        fileprivate func takes(_ context: Count?) -> Bool {
            guard let context else { return fit != .doesNotFit }
            guard let training = memory?.trainingContext else { return false }
            return context <= training && fit == .fits
        }

        fileprivate static func isBetter(_ first: Choice, _ second: Choice) -> Bool {
            if first.rank != second.rank { return first.rank < second.rank }
            if first.size == second.size { return first.model.id < second.model.id }
            return (first.size < second.size) == (first.fit == .unknown)
        }
    }

    package let source: LoadedCatalog
    package let choices: [Choice]
    /// Whether a model runs at all, whether or not it fits.
    package let runsAny: Bool
    /// Of the others, those of which too little is known to tell.
    package let unknown: [Verdict]
    /// Of the others, those that would run with force.
    package let forceable: [Verdict]
    /// Of the others, the one of the least demanding model: why it does not run holds for the rest.
    package let nearest: Verdict?

    /// - Parameter context: the tokens that must fit; nil for what each model has in the catalog.
    package init(_ world: World, context: Count?) async throws {
        source = try world.catalog()
        let catalog = source.catalog
        let hardware = await world.hardware()
        let machine = catalog.rules.prepared(hardware)
        let verdicts = catalog.models.filter { $0.provider == Model.runnerProvider }
            .map { catalog.rules.verdict($0, on: machine) }
        let accepted = verdicts.filter(\.status.isAccepted)
        runsAny = !accepted.isEmpty
        choices =
            accepted.map { verdict in
                let memory = MemoryEstimate(
                    verdict.model, context: context, catalog, on: hardware)
                return Choice(verdict: verdict, memory: memory)
            }
            .filter { $0.takes(context) }
            .sorted(by: Choice.isBetter)
        let others = verdicts.filter { !$0.status.isAccepted }.sorted {
            ($0.model.requirements.videoMemory.bytes, $0.model.id)
                < ($1.model.requirements.videoMemory.bytes, $1.model.id)
        }
        unknown = others.filter(\.rule.isUnknown)
        forceable = others.filter { !$0.rule.isUnknown && $0.needsForce }
        nearest = others.first
    }

    /// As for one model: whether there is any that runs, or would with force.
    package var exitCode: ExitCode {
        if source.exitCode != .done { return source.exitCode }
        if !choices.isEmpty { return .done }
        return runsAny || forceable.isEmpty ? .notCompatible : .needsForce
    }

    /// The document of `mn model recommend`; keys are a promise.
    package func json(isSimulated: Bool) -> JSON {
        [
            "schema": "mn.model.recommend/1",
            "recommended": .string(orNull: choices.first?.model.id),
            "choices": .array(
                choices.map { choice in
                    [
                        "id": .string(choice.model.id), "model": .string(choice.model.reference),
                        "compatibility": choice.verdict.summary,
                        "memory": choice.memory?.summary ?? .null,
                        "reasons": .strings(choice.reasons),
                    ]
                }),
            "unknown": .strings(unknown.map(\.model.id)),
            "with_force": .strings(forceable.map(\.model.id)),
            "catalog_error": source.faultJSON, "notices": .strings(source.notices),
            "simulated": .bool(isSimulated),
        ]
    }
}
