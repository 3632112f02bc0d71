/// One of the paths under which a request goes to an engine (dmr-contract 1.6.1).
struct EngineRoute: Hashable {
    enum Kind: Hashable {
        case chat
        case completion
        case messages
        case countTokens
        case embeddings
        case rerank
        case score
        case images
    }

    var kind: Kind
    /// The backend in the path, if it names one.
    var backend: String?

    var mode: RunnerMode {
        switch kind {
        case .chat, .completion, .messages, .countTokens: .completion
        case .embeddings: .embedding
        case .rerank, .score: .reranking
        case .images: .imageGeneration
        }
    }

    init(_ kind: Kind, backend: String? = nil) {
        self.kind = kind
        self.backend = backend
    }

    /// Reads what follows `/engines/`.
    init?(_ segments: [String]) {
        var rest = segments
        let starts = ["v1", "rerank", "score"]
        if let first = rest.first, !starts.contains(first), rest.count > 1 {
            backend = first
            rest.removeFirst()
        }
        switch rest {
        case ["v1", "chat", "completions"]: kind = .chat
        case ["v1", "completions"]: kind = .completion
        case ["v1", "messages"]: kind = .messages
        case ["v1", "messages", "count_tokens"]: kind = .countTokens
        case ["v1", "embeddings"]: kind = .embeddings
        case ["rerank"]: kind = .rerank
        case ["score"]: kind = .score
        case ["v1", "images", "generations"]: kind = .images
        default: return nil
        }
    }
}
