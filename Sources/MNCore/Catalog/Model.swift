/// A model of the catalog.
public struct Model: Hashable, Sendable {
    /// The provider whose models the Model Runner serves; others are only listed.
    package static let runnerProvider = "docker_model_runner"

    public var id: String
    public var name: String
    package var provider: String
    /// The reference to pull: `ai/gemma4:E2B`.
    public var reference: String
    public var aliases: [String]
    /// The backend that is used where none is asked for.
    package var backend: Backend
    /// All backends the model runs on, the default one included.
    package var backends: [Backend]
    /// Tokens; nil leaves it to the runner.
    package var contextSize: Int?
    package var requirements: Requirements
    /// What it is for.
    package var purpose: Purpose
    /// What a pull brings; nil where the catalog does not say.
    package var downloadSize: ByteCount?
    /// Capabilities of upstream catalogs, of which a host needs one; they are shown, and not judged.
    package var requiredCapabilities: [String]
    /// What of it decides its memory; nil where the catalog does not say.
    package var facts: ModelFacts?
    /// How its weights are stored: `Q4_K_M`; nil where the catalog does not say.
    package var quantization: String?
    /// The key under which ledgers have it: the reference as its entry spells it, by which the Python mn looks
    /// for it too.
    package var recordKey: String
}

extension Model {
    /// The keys of a catalog entry, those included that are kept for other programs and not read.
    static let keys = [
        "id", "name", "description", "provider", "model", "docker_model", "aliases", "backend",
        "backends", "context_size", "requirements",
        "dmr_model", "api_model", "route_aliases", "hardware_notes", "service_kind", "model_type",
        "input_modalities", "quantization", "parameter_count_b", "size_bytes", "fallback_model",
        "customize_mode", "architecture",
    ]

    /// A model that no catalog has: all that is known of it is the reference to pull.
    package init(outsider reference: String, backend: Backend?) {
        id = reference
        name = reference
        provider = Self.runnerProvider
        self.reference = reference
        aliases = []
        self.backend = backend ?? .llamaCpp
        backends = [self.backend]
        requirements = Requirements([:])
        purpose = Purpose(nil, reference: reference)
        requiredCapabilities = []
        recordKey = Self.recordKey(reference)
    }

    /// The models of the Python mn's own catalog, which it finds under any spelling.
    private static let recordKeys = ["docker.io/ai/gemma4:E2B", "docker.io/ai/nemotron3:latest"]
        .map { (Reference($0), $0) }

    /// The key for a reference; the Python mn spells Hugging Face out.
    private static func recordKey(_ reference: String) -> String {
        if reference.hasPrefix("hf.co/") { return "huggingface.co/" + reference.dropFirst(6) }
        let wanted = Reference(reference)
        return recordKeys.first { $0.0 == wanted }?.1 ?? reference
    }

    /// An entry whose reference stands under all its names: as in the Python mn the first of `dmr_model`,
    /// `docker_model` and `model` counts, whichever of them an earlier layer had.
    static func settingReference(_ entry: JSONObject) -> JSONObject {
        guard let reference = entry["dmr_model"] ?? entry["docker_model"] ?? entry["model"] else {
            return entry
        }
        var entry = entry
        entry["model"] = reference
        entry["dmr_model"] = reference
        return entry
    }

    private static let requirementKeys =
        Requirements.Kind.allCases.map(\.rawValue) + ["required_capabilities"]

    /// More gigabytes than any machine has; a larger number is taken for a mistake.
    private static let largestRequirement = 1_048_576.0
    /// More tokens than any context window has.
    private static let largestContext = 1_000_000_000
    /// More bytes than any model has: 1 PiB.
    private static let largestDownload = 1 << 50

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        id = try members.required("id").name()
        name = try members.optional("name")?.name() ?? id
        provider = try members.optional("provider")?.name() ?? Self.runnerProvider
        reference = try members.required("model").name()
        recordKey = Self.recordKey(try members.optional("dmr_model")?.name() ?? reference)
        aliases = []
        for key in ["aliases", "route_aliases"] {
            for alias in try members.optional(key)?.array() ?? [] {
                aliases.append(try alias.name())
            }
        }
        let listed = try members.optional("backends")?.array() ?? []
        backends = []
        for element in listed { backends.append(try element.backend(of: provider)) }
        backend =
            try members.optional("backend")?.backend(of: provider) ?? backends.first ?? .llamaCpp
        if backends.isEmpty { backends = [backend] }
        if !backends.contains(backend) {
            throw JSONFault(
                .breaksRule("the default backend '\(backend)' is not among 'backends'"),
                at: field.pointer.appending("backend"))
        }
        if let size = members.optional("context_size"), size.value != .null {
            contextSize = try size.integer(in: 1...Self.largestContext)
        }
        downloadSize = try members.optional("size_bytes").map { (field) throws(JSONFault) in
            ByteCount(try field.integer(in: 0...Self.largestDownload))
        }
        facts = try members.stated("architecture").map { (field) throws(JSONFault) in
            try ModelFacts(field)
        }
        quantization = members.optional("quantization")?.value.string ?? facts?.quantization
        purpose = Purpose(members.optional("model_type")?.value.string, reference: reference)
        (requirements, requiredCapabilities) = try Self.requirements(
            members.optional("requirements"))
    }

    private static func requirements(
        _ field: JSONField?
    ) throws(JSONFault) -> (Requirements, [String]) {
        guard let members = try field?.object(keys: requirementKeys) else {
            return (Requirements([:]), [])
        }
        var stated: [Requirements.Kind: Double] = [:]
        for kind in Requirements.Kind.allCases {
            guard let value = members.optional(kind.rawValue), value.value != .null else {
                continue
            }
            stated[kind] = try value.number(in: 0...largestRequirement)
        }
        return (
            Requirements(stated), try members.optional("required_capabilities")?.strings() ?? []
        )
    }
}

extension JSONField {
    /// A backend; of models that the Model Runner serves, one that it has.
    fileprivate func backend(of provider: String) throws(JSONFault) -> Backend {
        let text = try name()
        let backend = Backend(text)
        if provider == Model.runnerProvider, !Backend.known.contains(backend.name) {
            let known = Backend.known.joined(separator: ", ")
            throw fault(.outOfRange(wanted: "one of \(known)", found: "'\(text)'"))
        }
        return backend
    }
}

extension Model {
    /// What a model is for; the names are those of the runner's modes (dmr-contract §1.4.5).
    package enum Purpose: String, Hashable, Sendable, CaseIterable {
        case completion, embedding, reranking

        /// Reads the `model_type` of a catalog, such as `embedding` or `text-embedding`; where there is
        /// none, the name of a model that says so.
        init(_ type: String?, reference: String) {
            if let text = type?.lowercased() {
                self =
                    text.contains("rerank")
                    ? .reranking : text.contains("embed") ? .embedding : .completion
                return
            }
            // `qwen3-embedding`, `nomic-embed-text`, `embeddinggemma`, and no `embedded-c-coder`.
            let name = reference.lowercased().split(separator: "/").last ?? ""
            let words = name.split { !$0.isLetter && !$0.isNumber }
            if words.contains(where: { $0.hasPrefix("rerank") }) {
                self = .reranking
            } else {
                let isEmbedder = words.contains { $0 == "embed" || $0.hasPrefix("embedding") }
                self = isEmbedder ? .embedding : .completion
            }
        }
    }
}

/// An inference engine of the Model Runner, by the runner's name for it.
package struct Backend: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    package static let llamaCpp = Backend("llama.cpp")
    package static let vllm = Backend("vllm")

    /// The names the runner knows (dmr-contract §6.1).
    package static let known = ["llama.cpp", "vllm", "sglang", "mlx", "diffusers"]

    /// A name in any case; `llama` is short for `llama.cpp`.
    package init(_ name: String) {
        let name = name.lowercased()
        self.name = name == "llama" || name == "llamacpp" ? "llama.cpp" : name
    }

    package var description: String { name }
}

/// What a model needs of a machine, in the GB that are printed on boxes (1 GB = 2^30 bytes).
package struct Requirements: Hashable, Sendable {
    /// Which of the thresholds.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Memory of a graphics card.
        case videoMemory = "min_vram_gb"
        /// Memory that processor and GPU share.
        case unifiedMemory = "min_unified_memory_gb"
        /// Memory of a machine without GPU, on which the model runs by force.
        case processorMemory = "min_cpu_ram_gb"
        /// Memory of a machine without GPU, on which the model is slow but fits.
        case acceptedMemory = "cpu_ram_gb"
    }

    /// A threshold of a model.
    package struct Minimum: Hashable, Sendable {
        package var kind: Kind
        package var gigabytes: Double
        package var bytes: ByteCount
        /// Whether the catalog entry says nothing and the document's number stands in.
        package var isAssumed: Bool

        package init(_ kind: Kind, gigabytes: Double, isAssumed: Bool) {
            self.kind = kind
            self.gigabytes = gigabytes
            self.isAssumed = isAssumed
            bytes = .gibibytes(gigabytes)
        }
    }

    package let videoMemory: Minimum
    package let unifiedMemory: Minimum
    package let processorMemory: Minimum
    /// Nil if the model states none.
    package let acceptedMemory: Minimum?

    /// - Parameter stated: gigabytes by kind, from 0 (no minimum) to 2^20.
    package init(_ stated: [Kind: Double]) {
        func minimum(_ kind: Kind, _ assumed: Double) -> Minimum {
            Minimum(kind, gigabytes: stated[kind] ?? assumed, isAssumed: stated[kind] == nil)
        }
        videoMemory = minimum(.videoMemory, 8)
        unifiedMemory = minimum(.unifiedMemory, 16)
        processorMemory = minimum(.processorMemory, 32)
        acceptedMemory = stated[.acceptedMemory].map {
            Minimum(.acceptedMemory, gigabytes: $0, isAssumed: false)
        }
    }

    package subscript(kind: Kind) -> Minimum? {
        switch kind {
        case .videoMemory: videoMemory
        case .unifiedMemory: unifiedMemory
        case .processorMemory: processorMemory
        case .acceptedMemory: acceptedMemory
        }
    }

    /// What the entry itself states, in the catalog's own keys.
    package var json: JSON {
        var members = JSONObject()
        for kind in Kind.allCases {
            if let minimum = self[kind], !minimum.isAssumed {
                members[kind.rawValue] = .gigabytes(minimum.gigabytes)
            }
        }
        return .object(members)
    }
}

extension JSON {
    /// A size in GB: an integer where it is whole.
    package static func gigabytes(_ value: Double) -> JSON {
        Int(exactly: value).map { .integer($0) } ?? .number(value)
    }
}
