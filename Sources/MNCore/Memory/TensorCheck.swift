/// Whether the tensors of a file are those that its figures say.
///
/// What llama.cpp refuses to load is a contradiction; of an architecture that the formula was not held against
/// only what is so for all of them is.
struct TensorCheck {
    /// A key of which the tensors show something else, and what.
    private(set) var contradiction: (key: String, why: String)?
    private(set) var doubts: [String] = []
    /// Whether tensors of the model are not in the file.
    private(set) var isPart = false

    private let header: GGUFHeader
    private let model: ModelArchitecture

    init(_ header: GGUFHeader, _ model: ModelArchitecture) {
        self.header = header
        self.model = model
        checkEmbeddings()
        checkBlocks()
        checkHeads()
    }

    /// Notes the first contradiction; `figure` is named as in a catalog entry.
    private mutating func contradict(_ figure: String, _ why: String) {
        if contradiction == nil { contradiction = (GGUFKeys.key(of: figure, in: model.name), why) }
    }

    private mutating func checkEmbeddings() {
        guard let table = header.tensors["token_embd.weight"] else {
            isPart = true
            doubts.append(
                "The file has no input embeddings: the weights are those of this file alone.")
            return
        }
        guard let rows = table.rows else { return }
        if table.width != model.embeddingLength {
            contradict(
                "embedding_length",
                "is \(model.embeddingLength), and the tensors have \(table.width)")
        }
        // Rows without a word are padding.
        guard rows < model.vocabularySize else { return }
        let why = "is \(model.vocabularySize), and the tensors have \(rows)"
        if case .list? = header.metadata[GGUFKeys.words] {
            if contradiction == nil { contradiction = (GGUFKeys.words, why) }
        } else {
            contradict("vocab_size", why)
        }
    }

    /// Some blocks of a model may be in another file, or in none.
    private mutating func checkBlocks() {
        let (shown, said) = (header.blockCount, model.layerCount)
        if shown > said {
            contradict("block_count", "is \(said), and the tensors have \(shown)")
        } else if shown < said, shown > 0 || model.isHeld {
            isPart = true
            doubts.append("The file has tensors of \(shown) of \(said) blocks.")
        }
    }

    /// The rows of queries, keys and values are heads times lengths; a tensor that is not there says nothing.
    private mutating func checkHeads() {
        for layer in 0..<model.layerCount {
            let isSliding: Bool
            switch model.kind(of: layer) {
            case .global: isSliding = false
            case .sliding: isSliding = true
            case .recurrent, .shared: continue
            }
            let heads = model.headCount[layer] ?? .zero
            let pairs = model.keyValueHeadCount[layer] ?? .zero
            let keyLength = isSliding ? model.slidingKeyLength : model.keyLength
            let valueLength = isSliding ? model.slidingValueLength : model.valueLength
            for (part, figure, heads, length) in [
                ("q", "head_count", heads, keyLength), ("k", "head_count_kv", pairs, keyLength),
                ("v", "head_count_kv", pairs, valueLength),
            ] {
                let name = "blk.\(layer).attn_\(part).weight"
                guard let rows = header.tensors[name]?.rows, rows != heads * length else {
                    continue
                }
                let why = "\(heads) heads of \(length) are stated, and \(name) has \(rows) rows"
                if model.isHeld { contradict(figure, why) } else { doubts.append(why + ".") }
                return
            }
        }
    }
}
