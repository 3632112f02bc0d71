/// A model in the store.
public struct StoredModel: Hashable, Sendable {
    /// What the tags stand for.
    public var content: ModelContent
    /// Its tags as the API shows them, `docker.io/ai/smollm2:latest`, oldest first; may be none.
    public var tags: [String]

    /// Whether an engine has been started with it, for which its files get a second name.
    public var isUnpacked = false

    public init(_ content: ModelContent, tags: [String]) {
        self.content = content
        self.tags = tags
    }

    /// The digest of its manifest, `sha256:` included.
    public var id: String { content.id }
}
