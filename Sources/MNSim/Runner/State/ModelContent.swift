package import MNCore

/// What a model is made of, whether it lies in the store or in a registry.
package struct ModelContent: Hashable, Sendable {
    /// A file of a model.
    package struct Layer: Hashable, Sendable {
        /// `sha256:` and 64 digits; equal digests are one file in the store.
        package var digest: String
        /// What is downloaded, and what lies on the disk.
        package var size: ByteCount
        /// Decides what the layer is good for once it is there.
        package var kind: LayerKind

        package init(digest: String, size: ByteCount, kind: LayerKind = .weights) {
            self.digest = digest
            self.size = size
            self.kind = kind
        }
    }

    /// What a layer is for.
    package enum LayerKind: String, Hashable, Sendable, CaseIterable {
        case weights
        case licence
        case projector
        case chatTemplate = "chat-template"
    }

    /// The manifest digest: `sha256:` and 64 digits.
    package var id: String
    /// When the model was packaged, since 1970; whole seconds.
    package var created: Duration
    /// What the runner tells about the model; nothing checks it against the layers.
    package var configuration: ModelConfiguration
    /// In the order of the manifest.
    package var layers: [Layer]
    /// What the store needs for it beside its layers: configuration, manifest, index entry.
    package var overhead: ByteCount
    /// What the engine makes of it.
    package var behaviour: ModelBehaviour

    package init(
        id: String, created: Duration, configuration: ModelConfiguration, layers: [Layer],
        overhead: ByteCount = ByteCount(3000), behaviour: ModelBehaviour = ModelBehaviour()
    ) {
        self.id = id
        self.created = created
        self.configuration = configuration
        self.layers = layers
        self.overhead = overhead
        self.behaviour = behaviour
    }

    /// A model of which only its name and its size matter; the same name makes the same model.
    package init(simulating name: String, size: ByteCount, configuration: ModelConfiguration) {
        var configuration = configuration
        // As whoever packs weights writes it.
        if configuration.size == nil, size > .zero {
            configuration.size = GoUnits.binarySize(size)
        }
        self.init(
            id: DeterministicID.digest("model \(name)"), created: .seconds(1_767_225_600),
            configuration: configuration,
            layers: [Layer(digest: DeterministicID.digest("weights \(name)"), size: size)])
    }

    /// The sum of the layers, which a pull reports as its total.
    package var size: ByteCount { layers.map(\.size).sum() }
    /// What the GPU has to hold.
    var weightSize: ByteCount {
        layers.filter { $0.kind == .weights || $0.kind == .projector }.map(\.size).sum()
    }
    /// What the runner's disk usage counts twice once an engine has been started: the files under their
    /// names in the bundle, which take no room (measured), and the bundle's own configuration.
    var bundleSize: ByteCount {
        layers.filter { $0.kind != .licence }.map(\.size).sum()
            + ByteCount(configuration.json.text(.canonical).utf8.count)
    }
    /// Whether the model looks at pictures.
    var hasProjector: Bool { layers.contains { $0.kind == .projector } }
}

/// What the runner tells of a model under `config`; texts as the packager wrote them.
package struct ModelConfiguration: Hashable, Sendable {
    /// `gguf`, `safetensors`, `dduf` or `diffusers`.
    package var format: String?
    /// A text: `IQ2_XXS/Q4_K_M`.
    package var quantization: String?
    /// `361.82 M`.
    package var parameters: String?
    /// The name by which the engine knows it: `llama`.
    package var architecture: String?
    /// A text: `256.35 MiB`.
    package var size: String?
    /// The metadata of the weight file, shown under the format's name.
    package var metadata: [String: String]
    /// In tokens; goes before what the metadata say.
    package var contextSize: Int?

    package init(
        format: String? = "gguf", quantization: String? = nil, parameters: String? = nil,
        architecture: String? = nil, size: String? = nil, metadata: [String: String] = [:],
        contextSize: Int? = nil
    ) {
        self.format = format
        self.quantization = quantization
        self.parameters = parameters
        self.architecture = architecture
        self.size = size
        self.metadata = metadata
        self.contextSize = contextSize
    }

    /// The context the model was made for: its own setting, else that of its metadata.
    var contextWindow: Int? {
        contextSize ?? architecture.flatMap { metadata["\($0).context_length"] }.flatMap { Int($0) }
    }
}
