extension RuleTable {
    /// A verdict with what is needed to speak of it: other models that suit, and the machine without GPU.
    public struct Advice: Sendable {
        public var verdict: Verdict
        public var alternatives: [Model]
        /// Nil where the verdict is not one on a GPU that is too small or unusable.
        public var withoutGPU: Verdict?

        public var message: String { verdict.message }
        public var warnings: [String] { verdict.warnings(withoutGPU: withoutGPU) }
        public var fixes: [String] { verdict.fixes(alternatives: alternatives) }
        public var help: String { verdict.help(alternatives: alternatives) }
    }

    /// Judges a model, and finds what to advise if it does not suit.
    public func advice(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware, force: Bool = false,
        from catalog: Catalog
    ) -> Advice {
        let verdict = verdict(model, backend: backend, on: hardware, force: force)
        if verdict.status.isAccepted {
            return Advice(verdict: verdict, alternatives: [], withoutGPU: nil)
        }
        let suitable = catalog.models.filter { other in
            other.id != model.id && other.provider == Model.runnerProvider
                && self.verdict(other, on: hardware).status.isAccepted
        }
        let largestFirst = suitable.sorted {
            ($1.requirements.videoMemory.bytes, $0.id) < ($0.requirements.videoMemory.bytes, $1.id)
        }
        return Advice(
            verdict: verdict, alternatives: largestFirst,
            withoutGPU: withoutGPU(verdict, backend, hardware))
    }

    private func withoutGPU(
        _ verdict: Verdict, _ backend: Backend?, _ hardware: Hardware
    ) -> Verdict? {
        switch verdict.rule {
        case .cudaSmall, .cudaUnusable, .amdSmall:
            var bare = hardware
            bare.gpus = []
            bare.unknownVendors = []
            return self.verdict(verdict.model, backend: backend, on: bare)
        default: return nil
        }
    }
}
