package import MNMachine

/// What a model is made of, whether it lies in the store or in a registry.
package struct ModelContent: Hashable, Sendable {
    /// A file of a model.
    package struct Layer: Hashable, Sendable {
        /// `sha256:` and 64 digits; equal digests are one file in the store.
        package var digest: String
        /// What is downloaded, and what lies on the disk.
        package var size: ByteCount
        /// Decides what the layer is good for once it is there.
        package var kind = LayerKind.weights
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
    package var overhead = ByteCount(3000)
    /// What the engine makes of it.
    package var behaviour = ModelBehaviour()

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

// A model, in a store or in a registry:
//
//     {"id": "sha256:…", "createdSeconds": 1795467399, "overheadBytes": 3000,
//      "configuration": {"format": "gguf", "parameters": "361.82 M", "size": "256.35 MiB", …},
//      "layers": [{"digest": "sha256:…", "bytes": 268800000, "kind": "weights"}, …],
//      "behaviour": {"loadSeconds": 2, "loadFailure": "outOfMemory"}}
//
// Without an id one is made up, and "bytes" may stand for a single layer.
extension ModelContent {
    static let keys = [
        "id", "createdSeconds", "overheadBytes", "configuration", "layers", "bytes", "behaviour",
    ]

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

    /// Reads the members of a model that is called `name`.
    init(_ members: JSONMembers, name: String) throws(JSONFault) {
        let configuration: ModelConfiguration =
            if let field = members.optional("configuration") {
                try ModelConfiguration(field)
            } else { ModelConfiguration() }
        self.init(
            simulating: name,
            size: try members.optional("bytes")?.byteCount() ?? ByteCount(0),
            configuration: configuration)
        if members.optional("configuration") != nil { self.configuration = configuration }
        if let field = members.optional("id") { id = try field.digest() }
        if let field = members.optional("createdSeconds") { created = try field.seconds() }
        if let field = members.optional("overheadBytes") { overhead = try field.byteCount() }
        if let field = members.optional("behaviour") { behaviour = try ModelBehaviour(field) }
        guard let field = members.optional("layers") else {
            if members.optional("bytes") == nil {
                throw members.fault(.breaksRule("a model needs 'layers' or 'bytes'"))
            }
            return
        }
        if members.optional("bytes") != nil {
            throw field.fault(.breaksRule("'layers' and 'bytes' say the same; keep one"))
        }
        layers = []
        for element in try field.array() {
            let layer = try element.object(keys: ["digest", "bytes", "kind"])
            layers.append(
                Layer(
                    digest: try layer.required("digest").digest(),
                    size: try layer.required("bytes").byteCount(),
                    kind: try layer.optional("kind")?.word(LayerKind.self) ?? .weights))
        }
    }

    /// The members of this model, all of them.
    var members: JSONObject {
        var members: JSONObject = [
            "id": .string(id), "createdSeconds": .seconds(created),
            "overheadBytes": .integer(overhead), "configuration": configuration.stateJSON,
            "layers": .array(
                layers.map {
                    [
                        "digest": .string($0.digest), "bytes": .integer($0.size),
                        "kind": .string($0.kind.rawValue),
                    ]
                }),
        ]
        if behaviour != ModelBehaviour() { members["behaviour"] = behaviour.json }
        return members
    }
}

/// What the runner tells of a model under `config`; texts as the packager wrote them.
package struct ModelConfiguration: Hashable, Sendable {
    /// `gguf`, `safetensors`, `dduf` or `diffusers`.
    package var format: String? = "gguf"
    /// A text: `IQ2_XXS/Q4_K_M`.
    package var quantization: String?
    /// `361.82 M`.
    package var parameters: String?
    /// The name by which the engine knows it: `llama`.
    package var architecture: String?
    /// A text: `256.35 MiB`.
    package var size: String?
    /// The metadata of the weight file, shown under the format's name.
    package var metadata: [String: String] = [:]
    /// In tokens; goes before what the metadata say.
    package var contextSize: Int?

    /// The context the model was made for: its own setting, else that of its metadata.
    var contextWindow: Int? {
        contextSize ?? architecture.flatMap { metadata["\($0).context_length"] }.flatMap { Int($0) }
    }
}

extension ModelConfiguration {
    static let keys = [
        "format", "quantization", "parameters", "architecture", "size", "metadata", "contextSize",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            format: try members.optional("format")?.string() ?? "gguf",
            quantization: try members.optional("quantization")?.string(),
            parameters: try members.optional("parameters")?.string(),
            architecture: try members.optional("architecture")?.string(),
            size: try members.optional("size")?.string(),
            contextSize: try members.optional("contextSize")?.integer())
        for (key, value) in try members.optional("metadata")?.anyObject().all ?? [] {
            metadata[key] = try value.string()
        }
    }

    /// What is text, in the order in which it is written.
    var words: JSONObject {
        var members = JSONObject()
        members["format"] = format.map { .string($0) }
        members["quantization"] = quantization.map { .string($0) }
        members["parameters"] = parameters.map { .string($0) }
        members["architecture"] = architecture.map { .string($0) }
        members["size"] = size.map { .string($0) }
        return members
    }

    /// The metadata in the order of Go, which sorts the keys of a map.
    var sortedMetadata: JSON {
        let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .object(JSONObject(sorted.map { ($0.key, JSON.string($0.value)) }))
    }

    var stateJSON: JSON {
        var members = words
        members["contextSize"] = contextSize.map { .integer($0) }
        if !metadata.isEmpty {
            members["metadata"] = sortedMetadata
        }
        return .object(members)
    }
}

extension JSONField {
    /// `sha256:` and 64 hexadecimal digits.
    func digest() throws(JSONFault) -> String {
        let text = try string()
        guard text.hasPrefix("sha256:"), RunnerReference.isID(text) else {
            throw fault(.outOfRange(wanted: "sha256: and 64 digits", found: "'\(text)'"))
        }
        return text
    }
}

/// Names that a real runner would draw at random: the same ones for the same cause, every time.
enum DeterministicID {
    /// A digest nobody has computed: `sha256:` and 64 digits that follow from the text.
    static func digest(_ text: String) -> String {
        var digits = ""
        for round in 0..<4 {
            let word = String(hash("\(round) \(text)"), radix: 16)
            digits += String(repeating: "0", count: 16 - word.count) + word
        }
        return "sha256:" + digits
    }

    /// So many letters and digits, such as stand in ids of answers.
    static func letters(_ count: Int, alphabet: String = lowerCase, for text: String) -> String {
        let alphabet = Array(alphabet)
        var state = hash(text)
        var result = ""
        for _ in 0..<count {
            state = mixed(state &+ 0x9E37_79B9_7F4A_7C15)
            result.append(alphabet[Int(state % UInt64(alphabet.count))])
        }
        return result
    }

    static let lowerCase = "abcdefghijklmnopqrstuvwxyz0123456789"
    static let bothCases =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    /// FNV-1a, 64 bits, mixed so that near texts do not give near numbers.
    private static func hash(_ text: String) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return mixed(value)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
