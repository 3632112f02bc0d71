extension RuleTable {
    /// A verdict with what is needed to speak of it: other models that suit, and the machine without GPU.
    package struct Advice: Sendable {
        package var verdict: Verdict
        package var alternatives: [Model]
        /// Nil where the verdict is not one on a GPU that is too small or unusable.
        package var withoutGPU: Verdict?

        package var message: String { verdict.message }
        package var warnings: [String] { verdict.warnings(withoutGPU: withoutGPU) }
        package var fixes: [String] { verdict.fixes(alternatives: alternatives) }
        package var help: String { verdict.help(alternatives: alternatives) }
    }

    /// Judges a model, and finds what to advise if it does not suit.
    ///
    /// - Parameter suitable: the models that suit this machine, see `suitable(in:on:)`.
    package func advice(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware, force: Bool = false,
        suitable: [Model]
    ) -> Advice {
        let verdict = verdict(model, backend: backend, on: hardware, force: force)
        if verdict.status.isAccepted {
            return Advice(verdict: verdict, alternatives: [], withoutGPU: nil)
        }
        let size = model.requirements.videoMemory.bytes
        return Advice(
            verdict: verdict,
            alternatives: suitable.filter {
                $0.id != model.id && $0.requirements.videoMemory.bytes <= size
            },
            withoutGPU: withoutGPU(verdict, backend, hardware))
    }

    /// The models of a catalog that suit a machine, the most demanding first.
    package func suitable(in catalog: Catalog, on hardware: Hardware) -> [Model] {
        catalog.models
            .filter { model in
                model.provider == Model.runnerProvider
                    && decides(model, on: hardware).status.isAccepted
            }
            .sorted {
                ($1.requirements.videoMemory.bytes, $0.id)
                    < ($0.requirements.videoMemory.bytes, $1.id)
            }
    }

    private func withoutGPU(
        _ verdict: Verdict, _ backend: Backend?, _ hardware: Hardware
    ) -> Verdict? {
        switch verdict.rule {
        case .cudaSmall, .cudaUnusable, .cudaEngine, .amdSmall:
            var bare = hardware
            bare.gpus = []
            bare.unknownVendors = []
            return self.verdict(verdict.model, backend: backend, on: bare)
        default: return nil
        }
    }
}
