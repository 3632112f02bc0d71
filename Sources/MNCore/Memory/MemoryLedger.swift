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

        /// Where it lies with everything offloaded to a card.
        fileprivate var place: Place {
            switch self {
            case .weightsHost, .computeHost, .output: .host
            default: .accelerator
            }
        }
    }

    package struct Line: Hashable, Sendable {
        package var item: Item
        package var bytes: ByteCount
        package var source: String
        package var basis: Basis
        package var place: Place

        init(
            _ item: Item, _ bytes: ByteCount, _ source: String, _ basis: Basis,
            _ place: Place? = nil
        ) {
            self.item = item
            self.bytes = bytes
            self.source = source
            self.basis = basis
            self.place = place ?? item.place
        }
    }

    /// What a figure is: stated, computed, measured or a rule.
    package enum Basis: String, Hashable, Sendable {
        case facts, formula, measured, rule
    }

    /// The memory in which something lies; the words are a promise.
    package enum Place: String, Hashable, Sendable {
        case accelerator, host
    }

    package let model: ModelFacts
    package let settings: EngineSettings
    /// In tokens; that of the training where the settings say 0.
    package let context: Count
    /// With everything offloaded to a card, in the order of the items; those of which nothing is known are
    /// left out.
    private let lines: [Line]
    /// What the compute buffer takes where everything is left to the processor.
    package let processorCompute: ByteCount

    package subscript(item: Item) -> ByteCount? { lines.first { $0.item == item }?.bytes }

    /// Whether the figures are all of it: of a part of a model, or of an architecture that the formula was not
    /// held against, more may be needed.
    package var isWhole: Bool { model.weights != nil && !model.isPart && model.architecture.isHeld }

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
                Line(.weightsAccelerator, weights.onAccelerator, model.source, .facts),
                Line(.weightsHost, weights.onHost, model.source, .facts),
            ]
        }
        lines += [
            Line(.kvGlobal, layout.global, computed, .formula),
            Line(.kvSliding, layout.sliding, computed, .formula),
            Line(.state, layout.state, computed, .formula),
            Line(.computeAccelerator, buffers.accelerator, computed, .formula),
            Line(.computeHost, buffers.host, computed, .formula),
            Line(.output, buffers.output, computed, .formula),
        ]
        if let projector = model.projector {
            lines.append(Line(.projector, projector, model.source, .facts))
        }
        lines += [
            Line(.process, Self.process, Self.processSource, .measured),
            Line(.reserve, Self.reserve, Self.reserveSource, .rule),
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
        .reserve, systemReserve, "for the system itself", .rule, .host)

    /// The lines of a model that is left to the processor, all in host memory.
    private var processorLines: [Line] {
        lines.compactMap { line in
            var line = line
            line.place = .host
            switch line.item {
            case .weightsAccelerator, .computeAccelerator: return nil
            case .weightsHost: line.bytes = model.weights?.tensors ?? line.bytes
            case .computeHost: line.bytes = processorCompute
            case .process:
                line.bytes = Self.serverProcess
                line.source = "llama-server: 26 MiB measured, in round figures"
            case .reserve: return Self.systemLine
            default: break
            }
            return line
        }
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
