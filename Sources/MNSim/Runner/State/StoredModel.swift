/// A model in the store.
package struct StoredModel: Hashable, Sendable {
    /// What the tags stand for.
    package var content: ModelContent
    /// Its tags as the API shows them, `docker.io/ai/smollm2:latest`, oldest first; may be none.
    package var tags: [String]

    /// Whether an engine has been started with it, for which its files get a second name.
    package var isUnpacked = false

    package init(_ content: ModelContent, tags: [String]) {
        self.content = content
        self.tags = tags
    }

    /// The digest of its manifest, `sha256:` included.
    package var id: String { content.id }
}
