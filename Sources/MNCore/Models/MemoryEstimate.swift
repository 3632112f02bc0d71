/// What models take on a machine under some settings, and whether they fit.
package struct MemoryEstimate: Sendable {
    /// What was asked for beside the models; nil is as the runner has it.
    package struct Request: Sendable {
        package var names: [String]
        package var context: Count?
        package var settings: EngineSettings

        package init(
            _ names: [String], context: Count? = nil, settings: EngineSettings = EngineSettings()
        ) {
            self.names = names
            self.context = context
            self.settings = settings
        }
    }

    /// Where a context comes from; the words are a promise.
    package enum ContextOrigin: String, Hashable, Sendable {
        case asked
        case catalog
        /// Nothing says one: the least to which the engine would shrink.
        case assumed
    }

    /// One model, in each pool of the machine.
    package struct Entry: Sendable {
        package var name: String
        /// Nil for a file, and for what the catalog does not know.
        package var model: Model?
        /// Nil where nothing is known of the model's architecture.
        package var ledger: MemoryLedger?
        package var contextOrigin: ContextOrigin
        package var fits: [MemoryFit] = []
        /// In the order of the pools.
        package var largestContexts: [Count?] = []
        package var unsetContexts: [UnsetContext] = []

        /// What is not certain, or odd about what was asked, a sentence each.
        package var remarks: [String] {
            guard let ledger else {
                let why =
                    model.map { $0.backend == .llamaCpp } ?? true
                    ? "Neither the catalog nor the runner says how \(Sanitized.line(name)) is built"
                    : "\(Sanitized.line(name)) does not run on llama.cpp"
                return ["\(why): its memory cannot be computed."]
            }
            var remarks = ledger.model.doubts + ledger.model.architecture.doubts
            if ledger.model.weights == nil {
                remarks.append("The size of its weights is not known: whether it fits is open.")
            } else if !ledger.isWhole {
                remarks.append("More may be needed than is counted: whether it fits is open.")
            }
            let training = ledger.model.architecture.trainingContext
            if ledger.context > training {
                remarks.append(
                    "A context of \(ledger.context) is more than the \(training) tokens that the "
                        + "model was trained with: answers get worse beyond them.")
            }
            let settings = ledger.settings
            if settings.microBatch > settings.batch {
                remarks.append(
                    "The engine computes no more than its batch of \(settings.batch) tokens at once."
                )
            }
            if ledger.cache == .max {
                remarks.append(
                    "The cache is larger than can be counted: all figures end at 2^63 - 1.")
            }
            let isQuantized = ![.f32, .f16, .bf16].contains(settings.valueType)
            if isQuantized {
                remarks.append("A quantized cache of values needs flash attention.")
            }
            return remarks
        }
    }

    package let pools: [MemoryPool]
    package let entries: [Entry]
    /// All of them at once in each pool; empty for one model.
    package let together: [MemoryFit]
    /// The pool in which models would lie here, as the verdict has it; nil if nothing is known.
    package let place: Int?
    package let notices: [String]

    package init(_ request: Request, in world: World) async throws {
        let source = try world.catalog()
        let catalog = try source.whole
        let hardware = await world.hardware()
        pools = hardware.memoryPools
        var notices: [String] = []
        var entries: [Entry] = []
        var installed: InstalledModels?
        for name in request.names {
            if Self.isFile(name) {
                let facts = try Self.facts(ofFile: name, world.files)
                entries.append(Self.entry(name, nil, facts, request, pools))
                continue
            }
            notices += source.notices(on: name)
            let model: Model?
            do throws(CatalogFault) {
                model = try catalog.model(named: name)
            } catch {
                if installed == nil { installed = await InstalledModels.ask(world) }
                guard case .known(let listing)? = installed, let found = listing.model(called: name)
                else { throw error }
                entries.append(Self.entry(name, nil, found.facts, request, pools))
                continue
            }
            var facts = model?.facts
            if facts == nil, let reference = model?.reference {
                if installed == nil { installed = await InstalledModels.ask(world) }
                if case .known(let listing)? = installed {
                    facts = listing.model(called: reference)?.facts
                }
            }
            entries.append(Self.entry(model?.id ?? name, model, facts, request, pools))
        }
        self.entries = entries
        for gpu in hardware.gpus where gpu.fault == nil && gpu.memory.value == nil {
            notices.append(
                "How much memory \(Sanitized.line(gpu.name)) has is not known: whether models fit there "
                    + "is open.")
        }
        self.notices = notices.uniqued()
        let ledgers = entries.compactMap(\.ledger)
        together =
            entries.count > 1 && ledgers.count == entries.count
            ? pools.map { MemoryFit(ledgers, in: $0) } : []
        place = Self.place(pools, entries.first?.model, catalog, hardware)
    }

    /// A model of the catalog alone, on hardware that is known: for commands that say one line of it.
    package init?(
        _ model: Model, context: Count? = nil, _ catalog: Catalog, on hardware: Hardware
    ) {
        guard let facts = model.facts else { return nil }
        pools = hardware.memoryPools
        entries = [
            Self.entry(model.id, model, facts, Request([model.id], context: context), pools)
        ]
        together = []
        notices = []
        place = Self.place(pools, model, catalog, hardware)
    }

    /// Whether a name is that of a file, and not of a model.
    package static func isFile(_ name: String) -> Bool { name.lowercased().hasSuffix(".gguf") }

    package static func facts(
        ofFile path: String, _ files: any Files
    ) throws(GGUFFault) -> ModelFacts {
        try ModelFacts(try files.header(ofModel: path), file: path)
    }

    private static func entry(
        _ name: String, _ model: Model?, _ facts: ModelFacts?, _ request: Request,
        _ pools: [MemoryPool]
    ) -> Entry {
        let origin: ContextOrigin
        var settings = request.settings
        if let context = request.context {
            origin = .asked
            settings.context = context
        } else if let context = model?.contextSize {
            origin = .catalog
            settings.context = Count(context)
        } else {
            origin = .assumed
            let training = facts?.architecture.trainingContext ?? Count(4096)
            settings.context = min(Count(4096), training)
        }
        var entry = Entry(name: name, model: model, contextOrigin: origin)
        guard let facts, model.map({ $0.backend == .llamaCpp }) ?? true else { return entry }
        let ledger = MemoryLedger(facts, settings)
        entry.ledger = ledger
        entry.fits = pools.map { MemoryFit([ledger], in: $0) }
        entry.largestContexts = pools.map { ledger.largestContext(in: $0) }
        entry.unsetContexts = pools.map { UnsetContext(ledger, in: $0) }
        return entry
    }

    /// Where the runner puts models on this machine: the pool of the GPU that the verdict is about, or that of
    /// the system; nil where the size of that GPU is not known, or it cannot be told where the model would run.
    private static func place(
        _ pools: [MemoryPool], _ model: Model?, _ catalog: Catalog, _ hardware: Hardware
    ) -> Int? {
        let judged = model ?? (try? catalog.model(named: Catalog.defaultModel))
        guard let judged else { return pools.isEmpty ? nil : 0 }
        let verdict = catalog.rules.verdict(judged, on: hardware)
        if verdict.rule == .insufficientEvidence { return nil }
        let name = verdict.gpu.flatMap { gpu in gpu.fault == nil ? Sanitized.line(gpu.name) : nil }
        let isOnGPU = ![Accelerator.cpu, .none].contains(verdict.accelerator)
        let isUsable = verdict.gpu.map { $0.fault == nil } ?? true
        if isOnGPU, isUsable {
            return pools.firstIndex { $0.kind != .system && $0.name == name }
        }
        return pools.firstIndex { $0.kind == .system } ?? (pools.isEmpty ? nil : 0)
    }
}
