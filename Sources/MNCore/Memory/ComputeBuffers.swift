/// What llama.cpp reserves for computing, beside weights and cache.
///
/// Sums of the tensors of the largest graph that are alive at once, in numbers of 4 bytes for each token of a
/// micro-batch. Held against the allocator of llama.cpp b9878: with flash attention and a server's output rows
/// the accelerator is exact to 64 bytes with a cache of f16, and within 9 % with a quantized one.
struct ComputeBuffers: Sendable {
    /// On the accelerator, with everything offloaded.
    let accelerator: ByteCount
    /// In host memory then.
    let host: ByteCount
    /// In host memory where nothing is offloaded.
    let processor: ByteCount
    /// The logits that wait to be fetched, always in host memory.
    let output: ByteCount

    init(_ model: ModelArchitecture, _ settings: EngineSettings, _ layout: CacheLayout) {
        let tokens = layout.microBatch
        let number = ByteCount(4)
        let cells = layout.cells + layout.slidingCells
        let embedding = model.embeddingLength
        let layerEmbeddings = (model.layerEmbeddingLength ?? .zero) * model.layerCount
        let caches = layout.hasSlidingCache ? 2 : 1
        // Places: of a token 4 bytes, of its row in each cache 8, for keys and for values.
        let places = Count(1 + 4 * caches)
        let computed: ByteCount
        let inputs: ByteCount
        if settings.usesFlashAttention {
            let mask = ByteCount(2) * (tokens * cells)
            computed = number * (tokens * (Self.width(model) + places)) + mask
            inputs =
                number * (tokens * (embedding * 2 + layerEmbeddings + Count(1) + places)) + mask
        } else {
            // Values are put in their places one number at a time.
            let valuePlaces = layout.widestValues * 2 * caches
            let places = Count(1 + 2 * caches) + valuePlaces
            let scores = layout.cells * (model.headCount.largest + Count(1)) + layout.slidingCells
            let queries = model.headCount.largest * model.keyLength
            computed =
                number
                * (tokens
                    * (scores + (embedding + queries) * 2 + Self.layerEmbeddings(model) + places))
            inputs =
                number
                * (tokens * (cells + embedding * 2 + layerEmbeddings + Count(1) + places))
        }
        let states = number * ((model.recurrence?.numbers ?? .zero) * settings.slots)
        let hasRecurrence = model.recurrence != nil
        let rows = min(settings.outputRows ?? settings.slots, tokens)
        let logits = number * (rows * (model.vocabularySize + embedding))
        let graph = computed + (hasRecurrence ? states : .zero)
        accelerator = max(graph, logits)
        host = inputs
        // The input is kept beside it, unless it fits where the attention was.
        let isKept = !settings.usesFlashAttention || Self.isWide(model)
        let kept = number * (tokens * (isKept ? embedding + Count(1) : Count(1)))
        processor = max(graph + kept, logits + number * (rows * (embedding + Count(1))))
        output = number * (settings.slots * model.vocabularySize)
    }

    /// The numbers of a token that are alive at once in the widest layer, without places and mask.
    private static func width(_ model: ModelArchitecture) -> Count {
        let embedding = model.embeddingLength
        let queries = model.headCount.largest * model.keyLength
        if let experts = model.experts {
            return experts.used * experts.feedForwardLength * 3 + answers(experts, embedding)
                + embedding * 2 + queries
        }
        let attention = model.feedForwardLength.largest * 3 + embedding * 2 + queries
        guard let recurrence = model.recurrence else {
            return attention + layerEmbeddings(model)
        }
        let projection = recurrence.inner + recurrence.channels + recurrence.heads
        return max(
            attention,
            projection + recurrence.channels * 2 + recurrence.inner * 2 + embedding)
    }

    /// What the answers of the experts take: nothing, where they fit into the room of what they came from.
    private static func answers(
        _ experts: ModelArchitecture.Experts, _ embedding: Count
    ) -> Count {
        embedding > experts.feedForwardLength * 2 ? experts.used * embedding : .zero
    }

    /// Whether a feed-forward network needs more room than attention leaves.
    private static func isWide(_ model: ModelArchitecture) -> Bool {
        guard model.recurrence == nil, model.layerEmbeddingLength == nil else { return false }
        let embedding = model.embeddingLength
        let needed =
            model.experts.map {
                max($0.used * $0.feedForwardLength, answers($0, embedding))
            } ?? model.feedForwardLength.largest
        return needed > model.headCount.largest * model.keyLength + embedding
    }

    /// Of a model that has embeddings for each layer: all of them, and a layer's queries, keys and values.
    private static func layerEmbeddings(_ model: ModelArchitecture) -> Count {
        guard let length = model.layerEmbeddingLength else { return .zero }
        let heads = model.keyValueHeadCount.largest
        return length * model.layerCount + model.headCount.largest * model.keyLength
            + heads * (model.keyLength + model.valueLength)
    }
}
