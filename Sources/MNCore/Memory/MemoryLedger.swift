/// What a model takes under some settings, item by item, each with its source.
package struct MemoryLedger: Hashable, Sendable {
    /// An item; the names are a promise.
    package enum Item: String, Hashable, Sendable, CaseIterable {
        case weightsAccelerator = "weights_accelerator"
        case weightsHost = "weights_host"
        case kvGlobal = "kv_global"
        case kvSliding = "kv_sliding"
        case state
        case computeAccelerator = "compute_accelerator"
        case computeHost = "compute_host"
        case output
        case projector
        case process
        case reserve

        /// Whether it lies in memory that the accelerator uses.
        package var isOnAccelerator: Bool {
            switch self {
            case .weightsHost, .computeHost, .output: false
            default: true
            }
        }
    }

    package struct Line: Hashable, Sendable {
        package var item: Item
        package var bytes: ByteCount
        package var source: String
        package var basis: Basis
    }

    /// What a figure is: stated, computed or measured.
    package enum Basis: String, Hashable, Sendable {
        case facts, formula, measured
    }

    package let model: ModelFacts
    package let settings: EngineSettings
    /// In tokens; that of the training where the settings say 0.
    package let context: Count
    /// In the order of the items; those of which nothing is known are left out.
    package let lines: [Line]
    /// What the compute buffer takes where everything is left to the processor.
    package let processorCompute: ByteCount

    package subscript(item: Item) -> ByteCount? { lines.first { $0.item == item }?.bytes }

    /// What caches take, with the recurrent state, as the engine's own figure has it.
    package var cache: ByteCount {
        [Item.kvGlobal, .kvSliding, .state].compactMap { self[$0] }.sum()
    }

    /// What the engine allocates on the accelerator: weights, caches and the compute buffer.
    package var acceleratorTotal: ByteCount? {
        self[.weightsAccelerator].map { $0 + cache + (self[.computeAccelerator] ?? .zero) }
    }

    /// What the engine allocates where everything is left to the processor.
    package var processorTotal: ByteCount? {
        model.weights.map { $0.tensors + cache + processorCompute + (self[.output] ?? .zero) }
    }

    package init(_ model: ModelFacts, _ settings: EngineSettings) {
        self.model = model
        self.settings = settings
        let architecture = model.architecture
        context = settings.context == .zero ? architecture.trainingContext : settings.context
        let layout = CacheLayout(architecture, settings)
        let buffers = ComputeBuffers(architecture, settings, layout)
        processorCompute = buffers.processor
        let computed = "computed from \(model.source), as \(EngineSettings.engine) allocates"
        var lines: [Line] = []
        if let weights = model.weights {
            lines += [
                Line(
                    item: .weightsAccelerator, bytes: weights.onAccelerator, source: model.source,
                    basis: .facts),
                Line(
                    item: .weightsHost, bytes: weights.onHost, source: model.source, basis: .facts),
            ]
        }
        lines += [
            Line(item: .kvGlobal, bytes: layout.global, source: computed, basis: .formula),
            Line(item: .kvSliding, bytes: layout.sliding, source: computed, basis: .formula),
            Line(item: .state, bytes: layout.state, source: computed, basis: .formula),
            Line(
                item: .computeAccelerator, bytes: buffers.accelerator, source: computed,
                basis: .formula),
            Line(item: .computeHost, bytes: buffers.host, source: computed, basis: .formula),
            Line(item: .output, bytes: buffers.output, source: computed, basis: .formula),
        ]
        if let projector = model.projector {
            lines.append(
                Line(item: .projector, bytes: projector, source: model.source, basis: .facts))
        }
        lines += [
            Line(item: .process, bytes: Self.process, source: Self.processSource, basis: .measured),
            Line(item: .reserve, bytes: Self.reserve, source: Self.reserveSource, basis: .measured),
        ]
        self.lines = lines
    }

    /// What a process takes on an accelerator beside the engine's buffers.
    static let process = ByteCount(90 << 20)
    static let processSource =
        "measured: CUDA 74 and 90 MiB, Vulkan 81 MiB at its peak (public logs)"
    /// What the driver, the display and other programs take.
    static let reserve = ByteCount(512 << 20)
    static let reserveSource =
        "a card without a display; 1 to 1.25 GiB where it drives one (public logs)"
    /// What llama-server takes on the processor beside the engine's buffers.
    static let serverProcess = ByteCount(100 << 20)
    /// What the system needs for itself where models lie in its memory.
    static let systemReserve = ByteCount(2 << 30)

    /// The lines of a model that lies in such a pool.
    package func lines(in kind: MemoryPool.Kind) -> [Line] {
        switch kind {
        case .dedicated: lines
        case .system: processorLines
        case .unified, .addressable: lines.filter { $0.item != .reserve } + [Self.systemLine]
        }
    }

    private static let systemLine = Line(
        item: .reserve, bytes: systemReserve, source: "for the system itself", basis: .measured)

    /// The lines of a model that is left to the processor, all in host memory.
    private var processorLines: [Line] {
        let formula = { (item: Item, bytes: ByteCount) in
            Line(item: item, bytes: bytes, source: EngineSettings.engine, basis: .formula)
        }
        var lines: [Line] = []
        if let weights = model.weights {
            lines.append(
                Line(
                    item: .weightsHost, bytes: weights.tensors, source: model.source,
                    basis: .facts))
        }
        lines += self.lines.filter { [.kvGlobal, .kvSliding, .state, .output].contains($0.item) }
        lines.append(formula(.computeHost, processorCompute))
        lines += self.lines.filter { $0.item == .projector }
        return lines + [
            Line(
                item: .process, bytes: Self.serverProcess, source: "llama-server, measured",
                basis: .measured),
            Self.systemLine,
        ]
    }

    /// How far the compute buffer may be off, in hundredths; weights and caches are exact.
    package static let computeError = 12

    /// A ledger under the same settings with another context.
    package func with(context: Count) -> MemoryLedger {
        var settings = settings
        settings.context = context
        return MemoryLedger(model, settings)
    }
}
