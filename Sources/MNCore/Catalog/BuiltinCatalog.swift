/// The models that `mn` knows without any file, as catalog entries.
enum BuiltinCatalog {
    /// The document's model, with the document's thresholds.
    private static let gemma: JSONObject = [
        "id": "gemma4:e2b", "name": "Gemma 4 E2B", "model": "ai/gemma4:E2B",
        "aliases": ["default", "small", "gemma4", "gemma4-e2b"], "backend": "llama.cpp",
        "context_size": 4096,
        // A model layer of 3,349,514,112 and a projector of 986,833,312 bytes (models.md).
        "size_bytes": 4_336_347_424,
        "requirements": [
            "min_vram_gb": 8, "min_unified_memory_gb": 16, "min_cpu_ram_gb": 32,
        ],
    ]

    /// What the Python mn calls its medium model, with the figures of its catalog; that for the processor,
    /// which it leaves open, is that of shared memory.
    private static let nemotron: JSONObject = [
        "id": "nemotron3", "name": "Nemotron 3", "model": "ai/nemotron3", "aliases": ["medium"],
        "backend": "llama.cpp", "context_size": 8192, "model_type": "multimodal",
        "requirements": [
            "min_vram_gb": 48, "min_unified_memory_gb": 48, "min_cpu_ram_gb": 48,
        ],
    ]

    /// Docker publishes no figures for its vLLM builds, so the document's thresholds stand in.
    private static let vllm: JSONObject = [
        "id": "smollm2-vllm", "name": "SmolLM2 for vLLM", "model": "ai/smollm2-vllm",
        "backend": "vllm",
    ]

    static let entries =
        ([gemma, nemotron, vllm] + published.map(\.entry)).map(withRecordKey).map(withArchitecture)

    /// The entry with its whole reference, which stays short where it is shown.
    private static func withRecordKey(_ entry: JSONObject) -> JSONObject {
        guard let model = entry["model"]?.string else { return entry }
        var entry = entry
        entry["dmr_model"] = .string(
            Reference.qualified(model.contains(":") ? model : "\(model):latest"))
        return entry
    }

    /// The entry with what is known of the model's memory.
    private static func withArchitecture(_ entry: JSONObject) -> JSONObject {
        var entry = entry
        entry["architecture"] = entry["id"]?.string.flatMap { architectures[$0] }
        return entry
    }

    /// Docker's figures for its own models.
    ///
    /// Source: the model cards in github.com/docker/model-cards, state of 2026-02-11; GPU memory is
    /// Docker's estimate, size is that of the tensors. What the cards print as MB and GB are MiB and GiB: files
    /// rebuilt from the models' shapes have 98.87, 511.46, 345.83, 727.75 and 456.11 MiB of tensors, to the
    /// last digit.
    private static let published = [
        PublishedModel(
            "smollm2:135m", "SmolLM2 135M", "ai/smollm2:135M-Q4_K_M", memory: 0.46, mebibytes: 98.87
        ),
        PublishedModel(
            "gemma3:270m", "Gemma 3 270M", "ai/gemma3:270M-F16", memory: 1.59,
            mebibytes: 511.46),
        PublishedModel(
            "granite4-nano:350m", "Granite 4.0 H Nano 350M", "ai/granite-4.0-h-nano:350M-Q8_0",
            memory: 0.76, mebibytes: 345.83),
        PublishedModel(
            "qwen3:0.6b", "Qwen3 0.6B", "ai/qwen3:0.6B-Q4_K_M", memory: 1.53,
            mebibytes: 456.11),
        PublishedModel(
            "llama3.2:1b", "Llama 3.2 1B", "ai/llama3.2:1B-Q4_0", memory: 1.35,
            mebibytes: 727.75),
        PublishedModel(
            "llama3.2:3b", "Llama 3.2 3B", "ai/llama3.2:3B-Q4_K_M", memory: 2.77,
            mebibytes: 1.87 * 1024),
        PublishedModel(
            "gemma3:4b", "Gemma 3 4B", "ai/gemma3:4B", memory: 3.83,
            mebibytes: 2.31 * 1024),
        PublishedModel(
            "qwen3:4b", "Qwen3 4B", "ai/qwen3:4B-UD-Q4_K_XL", memory: 3.80,
            mebibytes: 2.37 * 1024),
        PublishedModel(
            "mistral:7b", "Mistral 7B", "ai/mistral:7B-Q4_K_M", memory: 4.85,
            mebibytes: 4.07 * 1024),
        PublishedModel(
            "qwen3:8b", "Qwen3 8B", "ai/qwen3:8B-Q4_K_M", memory: 5.80,
            mebibytes: 4.68 * 1024),
        PublishedModel(
            "gpt-oss:20b", "gpt-oss 20B", "ai/gpt-oss:20B-UD-Q4_K_XL", memory: 11.97,
            mebibytes: 11.04 * 1024),
        PublishedModel(
            "qwen3:14b", "Qwen3 14B", "ai/qwen3:14B-Q6_K", memory: 12.27,
            mebibytes: 11.28 * 1024),
        PublishedModel(
            "qwen3:30b-a3b", "Qwen3 30B A3B", "ai/qwen3:30B-A3B-Q4_K_M", memory: 18.35,
            mebibytes: 17.28 * 1024),
        PublishedModel(
            "llama3.3:70b", "Llama 3.3 70B", "ai/llama3.3:70B-Q4_K_M", memory: 41.11,
            mebibytes: 39.59 * 1024),
    ]
}

/// A model with Docker's published figures; its thresholds follow from them by one rule.
///
/// - A graphics card needs the published GPU memory and a quarter more, at least 1 GiB more, for the
///   display, the driver and a longer context, rounded up to a size that is sold.
/// - Unified memory is twice, memory without GPU four times that of the card: the document's own
///   proportions (8, 16 and 32 GB for `gemma4:e2b`).
/// - A model whose GPU memory is at most 4 GiB is accepted without GPU where twice that and 2 GiB for
///   the system fit into a size that is sold.
///
/// The context size is left to the runner: the largest that a model can have, which is what Docker
/// publishes, would fill the memory of most machines.
struct PublishedModel: Sendable {
    private let id: String
    private let name: String
    private let reference: String
    /// GiB.
    private let memory: Double
    private let mebibytes: Double

    init(
        _ id: String, _ name: String, _ reference: String, memory: Double, mebibytes: Double
    ) {
        self.id = id
        self.name = name
        self.reference = reference
        self.memory = memory
        self.mebibytes = mebibytes
    }

    private static let soldSizes: [Double] = [2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 80, 96, 128]
    /// The most GPU memory of a model that is accepted without GPU, in GiB.
    private static let smallModel = 4.0

    private static func soldSize(for gibibytes: Double) -> Double {
        soldSizes.first { $0 >= gibibytes } ?? gibibytes.rounded(.up)
    }

    var entry: JSONObject {
        let card = Self.soldSize(for: memory + max(memory / 4, 1))
        var requirements: JSONObject = [
            "min_vram_gb": .gigabytes(card), "min_unified_memory_gb": .gigabytes(2 * card),
            "min_cpu_ram_gb": .gigabytes(4 * card),
        ]
        if memory <= Self.smallModel {
            requirements["cpu_ram_gb"] = .gigabytes(Self.soldSize(for: 2 * memory + 2))
        }
        return [
            "id": .string(id), "name": .string(name), "model": .string(reference),
            "backend": "llama.cpp",
            "requirements": .object(requirements),
            "size_bytes": .integer(ByteCount(mebibytes * 0x1p20)),
        ]
    }
}
