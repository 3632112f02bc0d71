extension Model {
    /// What a model is for; the names are those of the runner's modes (dmr-contract §1.4.5).
    public enum Task: String, Hashable, Sendable, CaseIterable {
        case completion, embedding, reranking

        /// Reads the `model_type` of a catalog, such as `embedding` or `text-embedding`; where there is
        /// none, the name of a model that says so.
        init(_ type: String?, reference: String) {
            let text = (type ?? reference).lowercased()
            self =
                text.contains("rerank")
                ? .reranking : text.contains("embed") ? .embedding : .completion
        }
    }
}
