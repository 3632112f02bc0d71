extension Hardware {
    /// A machine of which somebody tells and that nobody asked: what is not told is not known.
    ///
    /// - Parameters:
    ///   - engine: its kind and all OCI runtimes that it can use; nil if nothing is told of it.
    ///   - unknownVendors: the vendors of which there may be a GPU that is not told.
    ///   - reason: why nothing more is known, in a few words.
    package init(
        system: Fact<System>, processor: Fact<Processor>, memory: Fact<MemorySize>,
        engine: (kind: EngineKind, runtimes: [String])?, gpus: [GPU],
        unknownVendors: [UnknownVendor], otherwise gap: Gap
    ) {
        self.system = system
        self.processor = processor
        self.memory = Memory(installed: memory, usable: memory)
        self.engine = .unknown([gap])
        if let engine {
            let name = engine.kind == .desktop ? "Docker Desktop" : "Docker Engine"
            var told = Engine(kind: engine.kind, name: name, runtimes: engine.runtimes)
            told.hasNVIDIAProgram = .known(false, [])
            self.engine = .known(told, [])
        }
        self.gpus = gpus.sorted { $0.order < $1.order }
        self.unknownVendors = unknownVendors
        isWSL = system.map { _ in false }
        board = system.map { _ in .other(nil) }
        notes = []
    }
}
