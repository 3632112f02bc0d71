/// The settings of llama.cpp that decide the memory of a model.
///
/// The defaults are those with which Docker Model Runner starts llama-server; they belong to `engine`.
package struct EngineSettings: Hashable, Sendable {
    /// The build that the defaults and the formula are of.
    package static let engine = "llama.cpp b9878"
    /// Docker Model Runner passes no `-np`, `-b`, `-ub`, `-ctk`, `-ctv` or `-fa`; what follows from that.
    package static let source =
        "docker/model-runner passes none of them; llama-server of \(engine): 4 slots, one unified cache"

    /// Tokens; 0 is the context that the model was trained with.
    package var context: Count
    /// Requests that are answered at once.
    package var slots: Count
    /// Whether all slots share one cache.
    package var isUnified: Bool
    package var batch: Count
    package var microBatch: Count
    package var keyType: CacheType
    package var valueType: CacheType
    package var usesFlashAttention: Bool
    /// Whether sliding layers keep all of the context.
    package var keepsWholeWindow: Bool
    /// Tokens of which one batch may give the logits; nil is one for each slot, as a server has it.
    package var outputRows: Count?

    /// The most tokens of one pass: llama.cpp computes no more than a batch at once (`llama-context.cpp`).
    package var tokensAtOnce: Count { min(batch, microBatch) }

    package init(
        context: Count = .zero, slots: Count = Count(4), isUnified: Bool = true,
        batch: Count = Count(2048), microBatch: Count = Count(512), keyType: CacheType = .f16,
        valueType: CacheType = .f16, usesFlashAttention: Bool = true,
        keepsWholeWindow: Bool = false, outputRows: Count? = nil
    ) {
        self.context = context
        self.slots = max(slots, Count(1))
        self.isUnified = isUnified
        self.batch = batch
        self.microBatch = microBatch
        self.keyType = keyType
        self.valueType = valueType
        self.usesFlashAttention = usesFlashAttention
        self.keepsWholeWindow = keepsWholeWindow
        self.outputRows = outputRows
    }
}

/// How numbers of the cache are stored.
package enum CacheType: String, Hashable, Sendable, CaseIterable {
    case f32, f16, bf16
    case q8 = "q8_0"
    case q5WithMinimum = "q5_1"
    case q5 = "q5_0"
    case q4WithMinimum = "q4_1"
    case q4 = "q4_0"

    /// How many numbers are stored together, and in how many bytes (ggml, `ggml-common.h`).
    private var block: (numbers: Int, bytes: Int) {
        switch self {
        case .f32: (1, 4)
        case .f16, .bf16: (1, 2)
        case .q8: (32, 34)
        case .q5WithMinimum: (32, 24)
        case .q5: (32, 22)
        case .q4WithMinimum: (32, 20)
        case .q4: (32, 18)
        }
    }

    /// The bytes of a row of so many numbers.
    package func bytes(of numbers: Count) -> ByteCount {
        ByteCount(block.bytes) * (numbers / block.numbers)
    }
}
