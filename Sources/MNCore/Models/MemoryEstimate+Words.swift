// One line of it, for other commands.
extension MemoryEstimate {
    /// What the first model takes where it would run, and whether that fits, in a sentence.
    package var words: String? {
        guard let fit, let needed, let ledger = entries.first?.ledger else { return nil }
        let context = "at a context of \(ledger.context)"
        let taken = needed.words(beside: fit.pool.bytes)
        let there = fit.pool.bytes.words(beside: needed)
        let largest = largestContext
        switch fit.status {
        case .fits:
            return "It takes \(taken) of \(there) \(context), and fits"
                + (largest.map { "; the largest context is \($0)." } ?? ".")
        case .marginal:
            return "It takes \(taken) of \(there) \(context): that may fit"
                + (largest.map { ", and \($0) does." } ?? ".")
        case .doesNotFit:
            return "It takes \(taken) \(context), and \(there) are there: that does not fit"
                + (largest.map { "; \($0) does." } ?? ".")
        case .unknown: return nil
        }
    }

    /// How the first model lies where it would run; nil where that is not known.
    private var fit: MemoryFit? {
        guard let place, let entry = entries.first, entry.fits.indices.contains(place) else {
            return nil
        }
        return entry.fits[place]
    }

    /// Whether the first model fits where it would run.
    package var status: MemoryFit.Status { fit?.status ?? .unknown }

    /// What the first model needs where it would run; nil where that is not known.
    package var needed: ByteCount? { fit?.needed }

    /// The bytes of the first model's weights; nil where they are not known.
    package var weights: ByteCount? { entries.first?.ledger?.model.weights?.tensors }

    /// The context that the first model was trained with.
    package var trainingContext: Count? {
        entries.first?.ledger?.model.architecture.trainingContext
    }

    /// The largest context with which the first model fits where it would run.
    package var largestContext: Count? {
        guard let place, let entry = entries.first,
            entry.largestContexts.indices.contains(place)
        else { return nil }
        return entry.largestContexts[place]
    }

    /// The same as `words` for programs.
    package var summary: JSON {
        guard let ledger = entries.first?.ledger else { return nil }
        return .object(
            Self.members(ledger).merging([
                "needed_bytes": .integer(orNull: needed), "status": .string(status.rawValue),
                "largest_context": .integer(orNull: largestContext),
            ]))
    }

    private static func ledger(_ model: Model) -> MemoryLedger? {
        guard let facts = model.facts, model.backend == .llamaCpp else { return nil }
        return MemoryLedger(
            facts, EngineSettings(context: Count(model.contextSize ?? 4096)))
    }

    private static func members(_ ledger: MemoryLedger) -> JSONObject {
        [
            "context": .integer(ledger.context), "kv_bytes": .integer(ledger.cache),
            "total_accelerator_bytes": .integer(orNull: ledger.acceleratorTotal),
        ]
    }

    /// What a model takes on whatever machine, in a sentence; nil where that is not known.
    package static func words(of model: Model) -> String? {
        guard let ledger = ledger(model), let total = ledger.acceleratorTotal else { return nil }
        return "\(total) on a GPU at a context of \(ledger.context), \(ledger.cache) of it cache"
    }

    /// The same for programs.
    package static func summary(of model: Model) -> JSON {
        ledger(model).map { .object(members($0)) } ?? .null
    }
}

extension UnsetContext {
    /// What comes of it, in a sentence.
    package var words: String {
        switch self {
        case .training(let context): "the engine takes the \(context) tokens of the training."
        case .shrunk(let context):
            "the engine shrinks that of the training to about \(context) tokens, so that 1 GiB "
                + "stays free."
        case .tooLarge(let context):
            "the engine goes down to \(context), which does not leave 1 GiB free, and tries it all "
                + "the same."
        case .unknown: "what the engine takes is not known."
        }
    }
}
