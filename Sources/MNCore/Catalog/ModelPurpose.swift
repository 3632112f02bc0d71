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
