extension ModelFacts {
    /// What the header of a file says of its model.
    ///
    /// - Parameter file: its name, for faults.
    package init(_ header: GGUFHeader, file: String) throws(GGUFFault) {
        func fault(_ problem: GGUFFault.Problem, at key: String? = nil) -> GGUFFault {
            .format(file: file, offset: key.flatMap { header.places[$0] } ?? 0, problem)
        }
        guard case .text(let name)? = header.metadata["general.architecture"] else {
            throw fault(.missing("general.architecture"))
        }
        if name == "clip" { throw fault(.projector, at: "general.architecture") }
        var members = GGUFKeys.members(of: name) { header.metadata[$0]?.json }
        // The engine makes as many logits as the tokenizer has words.
        if case .other(let words?)? = header.metadata["tokenizer.ggml.tokens"] {
            members["vocab_size"] = .integer(words)
        } else if members["vocab_size"] == nil, let rows = header.tokenRows {
            members["vocab_size"] = .integer(rows)
        }
        do throws(JSONFault) {
            architecture = try ModelArchitecture(JSONField(.object(members)).anyObject())
        } catch {
            let place = error.pointer.tokens.first.flatMap { GGUFKeys.key(of: $0, in: name) }
            if case .missingKey(let key) = error.problem {
                throw fault(.missing(GGUFKeys.key(of: key, in: name) ?? key))
            }
            throw fault(.badFigure(place ?? name, "\(error)"), at: place)
        }
        // What the tensors show must be what is said of them.
        for (figure, shown) in [
            ("embedding_length", header.tokenWidth), ("block_count", header.blockCount),
        ] {
            guard let shown, let said = members[figure]?.integer, said != shown,
                let key = GGUFKeys.key(of: figure, in: name),
                // Some blocks of a model may be in another file, or in none.
                figure != "block_count" || shown > said
            else { continue }
            throw fault(.badFigure(key, "is \(said), and the tensors have \(shown)"), at: key)
        }
        let embeddings = header.named["token_embd.weight"]
        weights = ModelWeights(
            tensors: header.tensorBytes, tokenEmbeddings: embeddings ?? .zero,
            layerEmbeddings: header.named["per_layer_token_embd.weight"] ?? .zero,
            isTied: header.named["output.weight"] == nil)
        quantization = header.quantization
        source = "the header of the file"
        doubts = []
        if header.tensorCount == 0 || embeddings == nil {
            doubts.append(
                "The file has no input embeddings: the weights are those of this file alone.")
        }
        if let said = members["block_count"]?.integer, (1..<said).contains(header.blockCount) {
            doubts.append("The file has tensors of \(header.blockCount) of \(said) blocks.")
        }
        if case .integer(let parts)? = header.metadata["split.count"], parts > 1 {
            doubts.append("The file is one of \(parts): the weights of the others are not counted.")
        }
    }

    /// What the runner says of a model that it has: its metadata, all in texts.
    ///
    /// - Parameter size: of its weights, as its configuration says; embeddings are not told apart in it.
    package init?(metadata: JSONObject, size: ByteCount?, quantization: String?) {
        guard let name = metadata["general.architecture"]?.string else { return nil }
        let members = GGUFKeys.members(of: name) { key in
            metadata[key]?.string.flatMap { Int($0) }.map { .integer($0) }
        }
        guard
            let architecture = try? ModelArchitecture(JSONField(.object(members)).anyObject())
        else { return nil }
        self.init(
            architecture,
            weights: size.map {
                ModelWeights(tensors: $0, tokenEmbeddings: .zero, isTied: true)
            },
            quantization: quantization, source: "the runner's answer",
            doubts: [
                "The runner does not tell the embeddings from the other weights: all are counted as "
                    + "on the accelerator."
            ])
    }
}

/// The keys of GGUF files beside those of a catalog entry.
private enum GGUFKeys {
    /// What stands behind the name of the architecture, where it is not the same.
    private static let other = [
        "head_count": "attention.head_count", "head_count_kv": "attention.head_count_kv",
        "key_length": "attention.key_length", "value_length": "attention.value_length",
        "key_length_swa": "attention.key_length_swa",
        "value_length_swa": "attention.value_length_swa",
        "sliding_window": "attention.sliding_window",
        "sliding_window_pattern": "attention.sliding_window_pattern",
        "shared_kv_layers": "attention.shared_kv_layers",
        "embedding_length_per_layer": "embedding_length_per_layer_input",
        "ssm_conv_kernel": "ssm.conv_kernel", "ssm_inner_size": "ssm.inner_size",
        "ssm_state_size": "ssm.state_size", "ssm_group_count": "ssm.group_count",
        "ssm_head_count": "ssm.time_step_rank",
    ]

    static func key(of figure: String, in architecture: String) -> String? {
        ModelArchitecture.keys.contains(figure)
            ? "\(architecture).\(other[figure] ?? figure)" : nil
    }

    /// The figures of an architecture as a catalog entry has them.
    static func members(of name: String, _ value: (String) -> JSON?) -> JSONObject {
        var members: JSONObject = ["name": .string(name)]
        for figure in ModelArchitecture.keys where figure != "name" {
            if let key = key(of: figure, in: name) { members[figure] = value(key) }
        }
        return members
    }
}

extension GGUFHeader.Value {
    /// The value as a catalog entry has it; nil for what is none of its kinds.
    fileprivate var json: JSON? {
        switch self {
        case .integer(let value): .integer(value)
        case .bool(let value): .bool(value)
        case .text(let text): .string(text)
        case .integers(let values): .array(values.map { .integer($0) })
        case .bools(let values): .array(values.map { .bool($0) })
        case .other: nil
        }
    }
}
