/// What is known of a model that decides its memory, and where that stands.
package struct ModelFacts: Hashable, Sendable {
    package var architecture: ModelArchitecture
    package var weights: ModelWeights?
    /// Whether the weights are a part of the model only.
    package var isPart = false
    /// What a model that sees brings besides: the file of its projector; nil if it has none.
    package var projector: ByteCount?
    /// How most of its weights are stored: `Q4_K_M`.
    package var quantization: String?
    /// Where the facts stand, in a few words.
    package var source: String
    /// What of it is not certain, a sentence each.
    package var doubts: [String]

    package init(
        _ architecture: ModelArchitecture, weights: ModelWeights? = nil,
        projector: ByteCount? = nil, quantization: String? = nil, source: String,
        doubts: [String] = []
    ) {
        self.architecture = architecture
        self.weights = weights
        self.projector = projector
        self.quantization = quantization
        self.source = source
        self.doubts = doubts
    }
}

/// The tensors of a model, by where llama.cpp puts them with everything offloaded.
package struct ModelWeights: Hashable, Sendable {
    /// All tensors of the file.
    package var tensors: ByteCount
    /// The table of input embeddings, which stays in host memory.
    package var tokenEmbeddings: ByteCount
    /// The table of which each layer has a part, which stays there too.
    package var layerEmbeddings: ByteCount
    /// Whether the output uses the input embeddings, of which the accelerator then gets a copy.
    package var isTied: Bool

    package init(
        tensors: ByteCount, tokenEmbeddings: ByteCount, layerEmbeddings: ByteCount = .zero,
        isTied: Bool
    ) {
        self.tensors = tensors
        self.tokenEmbeddings = tokenEmbeddings
        self.layerEmbeddings = layerEmbeddings
        self.isTied = isTied
    }

    package var onAccelerator: ByteCount {
        tensors - layerEmbeddings - (isTied ? .zero : tokenEmbeddings)
    }
    package var onHost: ByteCount { tokenEmbeddings + layerEmbeddings }
}
