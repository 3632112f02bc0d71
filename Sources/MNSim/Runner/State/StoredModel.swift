/// A model in the store.
public struct StoredModel: Hashable, Sendable {
    public var content: ModelContent
    /// Its tags as the API shows them, `docker.io/ai/smollm2:latest`, oldest first; may be none.
    public var tags: [String]

    public init(_ content: ModelContent, tags: [String]) {
        self.content = content
        self.tags = tags
    }

    public var id: String { content.id }
}
