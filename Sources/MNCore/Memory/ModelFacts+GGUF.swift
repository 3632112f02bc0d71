extension ModelFacts {
    /// What the header of a file says of its model.
    ///
    /// - Parameter file: its name, for faults.
    package init(_ header: GGUFHeader, file: String) throws(GGUFFault) {
        func fault(_ problem: GGUFFault.Problem, at key: String) -> GGUFFault {
            .format(file: file, offset: header.places[key] ?? 0, problem)
        }
        let name = try Self.name(header, fault)
        for figure in GGUFKeys.figures {
            let key = GGUFKeys.key(of: figure, in: name)
            if let oddity = header.metadata[key]?.oddity {
                throw fault(.badFigure(key, "is \(oddity)"), at: key)
            }
        }
        var members = GGUFKeys.members(of: name) { header.metadata[$0]?.json }
        // The engine makes as many logits as the tokenizer has words.
        if case .list(let words)? = header.metadata[GGUFKeys.words] {
            members["vocab_size"] = .integer(words)
        } else if members["vocab_size"] == nil {
            members["vocab_size"] = header.tensors["token_embd.weight"]?.rows.map { .integer($0) }
        }
        do throws(JSONFault) {
            architecture = try ModelArchitecture(JSONField(.object(members)).anyObject())
        } catch {
            if case .missingKey(let figure) = error.problem {
                let key = GGUFKeys.key(of: figure, in: name)
                throw fault(.missing(key), at: key)
            }
            let key = GGUFKeys.key(of: error.pointer.tokens.first ?? "name", in: name)
            throw fault(.badFigure(key, "\(error)"), at: key)
        }
        let check = TensorCheck(header, architecture)
        if let contradiction = check.contradiction {
            throw fault(.badFigure(contradiction.key, contradiction.why), at: contradiction.key)
        }
        doubts = check.doubts
        isPart = check.isPart
        weights = ModelWeights(
            tensors: header.tensorBytes,
            tokenEmbeddings: header.tensors["token_embd.weight"]?.bytes ?? .zero,
            layerEmbeddings: header.tensors["per_layer_token_embd.weight"]?.bytes ?? .zero,
            isTied: header.tensors["output.weight"] == nil)
        quantization = header.quantization
        source = "the header of the file"
        switch header.metadata[GGUFKeys.parts] {
        case nil, .integer(0), .integer(1): break
        case .integer(let parts) where parts > 1:
            isPart = true
            doubts.append("The file is one of \(parts): the weights of the others are not counted.")
        default:
            isPart = true
            doubts.append("How many files the model is in is no number: others may not be counted.")
        }
    }

    /// The name of the architecture.
    private static func name(
        _ header: GGUFHeader, _ fault: (GGUFFault.Problem, String) -> GGUFFault
    ) throws(GGUFFault) -> String {
        let key = GGUFKeys.architecture
        switch header.metadata[key] {
        case nil: throw fault(.missing(key), key)
        case .text("clip"): throw fault(.projector, key)
        case .text(""): throw fault(.badFigure(key, "is empty"), key)
        case .text(let name): return name
        case let value?: throw fault(.badFigure(key, "is \(value.oddity ?? "no text")"), key)
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
