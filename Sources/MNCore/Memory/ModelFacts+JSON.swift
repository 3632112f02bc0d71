extension ModelFacts {
    /// The keys of the object `architecture` in a catalog entry, named as in GGUF files.
    static let keys =
        ModelArchitecture.keys + [
            "tensor_bytes", "token_embd_bytes", "per_layer_token_embd_bytes", "tied_embeddings",
            "projector_bytes", "quantization", "source", "doubt",
        ]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        architecture = try ModelArchitecture(members)
        if let tensors = try members.stated("tensor_bytes")?.byteCount() {
            weights = ModelWeights(
                tensors: tensors,
                tokenEmbeddings: try members.required("token_embd_bytes").byteCount(),
                layerEmbeddings:
                    try members.stated("per_layer_token_embd_bytes")?.byteCount() ?? .zero,
                isTied: try members.stated("tied_embeddings")?.bool() ?? false)
            if let weights, weights.onHost > tensors {
                throw members.fault(
                    .breaksRule("the embeddings are larger than all tensors together"))
            }
        }
        projector = try members.stated("projector_bytes")?.byteCount()
        quantization = try members.stated("quantization")?.name()
        source = try members.stated("source")?.nonEmptyString() ?? "the catalog entry"
        doubts =
            try members.stated("doubt").map { (field) throws(JSONFault) in
                [try field.nonEmptyString()]
            } ?? []
    }
}

extension ModelArchitecture {
    /// The keys of the architecture itself.
    static let keys = ["name"] + GGUFKeys.figures

    /// More than any figure of a model; a larger one is taken for a mistake.
    private static let largest = 1 << 30

    init(_ members: JSONMembers) throws(JSONFault) {
        func figure(_ key: String, atLeast least: Int = 1) throws(JSONFault) -> Count? {
            try members.stated(key).map { (field) throws(JSONFault) in
                Count(try field.integer(in: least...Self.largest))
            }
        }
        func needed(_ key: String) throws(JSONFault) -> Count {
            Count(try members.required(key).integer(in: 1...Self.largest))
        }
        let name = try members.required("name").name()
        let layers = try members.required("block_count").integer(in: 1...Self.mostLayers)
        func figures(_ key: String) throws(JSONFault) -> PerLayer<Count>? {
            guard let field = members.stated(key) else { return nil }
            guard case .array = field.value else {
                return .same(Count(try field.integer(in: 0...Self.largest)))
            }
            var values: [Count] = []
            for element in try field.array() {
                values.append(Count(try element.integer(in: 0...Self.largest)))
            }
            guard values.count == layers else {
                throw field.fault(
                    .breaksRule("lists \(values.count) layers, and block_count is \(layers)"))
            }
            return .each(values)
        }
        let heads = try figures("head_count") ?? .same(Count(1))
        let pairs = try figures("head_count_kv") ?? heads
        try Self.check(heads, pairs, layers, members, isHeld: Self.isHeld(name))
        let embedding = try needed("embedding_length")
        let keyLength =
            try figure("key_length")
            ?? (heads.largest > .zero ? embedding / heads.largest : .zero)
        let feedForward = try figures("feed_forward_length") ?? .same(.zero)
        self.init(
            name, layers: layers, embedding: embedding, feedForward: feedForward, heads: heads,
            keyValueHeads: pairs, keyLength: keyLength,
            valueLength: try figure("value_length") ?? keyLength,
            vocabulary: try needed("vocab_size"),
            trainingContext: try needed("context_length"))
        slidingKeyLength = try figure("key_length_swa") ?? keyLength
        slidingValueLength = try figure("value_length_swa") ?? valueLength
        let window = try figure("sliding_window", atLeast: 0)
        slidingWindow = window == .zero ? nil : window ?? usualWindow
        if needsWindow, slidingWindow == nil {
            guard let field = members.stated("sliding_window") else {
                throw members.fault(.missingKey("sliding_window"))
            }
            throw field.fault(.breaksRule("is 0, and layers of \(name) slide"))
        }
        slidingPattern = try members.stated("sliding_window_pattern").map {
            (field) throws(JSONFault) in try Self.pattern(field, layers: layers)
        }
        sharedLayerCount = try members.stated("shared_kv_layers")?.integer(in: 0...layers) ?? 0
        if let used = try figure("expert_used_count", atLeast: 0), used > .zero {
            experts = Experts(
                used: used,
                feedForwardLength: try figure("expert_feed_forward_length") ?? feedForward.largest)
        }
        let layerEmbedding = try figure("embedding_length_per_layer", atLeast: 0)
        layerEmbeddingLength = layerEmbedding == .zero ? nil : layerEmbedding
        if let convolution = try figure("ssm_conv_kernel") {
            recurrence = Recurrence(
                convolution: convolution, inner: try needed("ssm_inner_size"),
                state: try needed("ssm_state_size"),
                groups: try figure("ssm_group_count", atLeast: 0) ?? .zero,
                heads: try figure("ssm_head_count", atLeast: 0) ?? .zero)
        }
    }

    /// Heads of keys are shared by equal numbers of heads of queries, or the engine ends.
    private static func check(
        _ heads: PerLayer<Count>, _ pairs: PerLayer<Count>, _ layers: Int, _ members: JSONMembers,
        isHeld: Bool
    ) throws(JSONFault) {
        func fault(_ key: String, _ why: String) -> JSONFault {
            (members.stated(key) ?? members.stated("head_count"))?.fault(.breaksRule(why))
                ?? members.fault(.missingKey(key))
        }
        for layer in 0..<layers {
            let (of, count) = (heads[layer] ?? .zero, pairs[layer] ?? .zero)
            if count == .zero || (of > .zero ? of / count * count == of : !isHeld) { continue }
            throw fault(
                "head_count_kv",
                "\(of) heads cannot share \(count) heads of keys, in layer \(layer)")
        }
        if heads.largest == .zero, isHeld, members.stated("ssm_conv_kernel") == nil {
            throw fault("head_count", "is 0, and no layer has a state in place of heads")
        }
    }

    private static func pattern(
        _ field: JSONField, layers: Int
    ) throws(JSONFault) -> SlidingPattern {
        guard case .array = field.value else {
            return .period(try field.integer(in: 0...mostLayers))
        }
        var slides: [Bool] = []
        for element in try field.array() {
            // llama.cpp takes a number for a truth value here.
            if let number = element.value.integer {
                slides.append(number != 0)
            } else {
                slides.append(try element.bool())
            }
        }
        guard slides.count == layers else {
            throw field.fault(
                .breaksRule("lists \(slides.count) layers, and block_count is \(layers)"))
        }
        return .each(slides)
    }
}
