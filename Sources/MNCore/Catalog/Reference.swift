/// A model reference in the one spelling that is used to compare (dmr-contract §2).
public struct Reference: Hashable, Sendable {
    /// Without registry and `ai/` where they are the usual ones, tag always there, in lower case.
    public let normalized: String

    public init(_ text: String) {
        var rest = Substring(text.lowercased())
        for registry in ["docker.io/", "index.docker.io/", "registry-1.docker.io/"]
        where rest.hasPrefix(registry) {
            rest = rest.dropFirst(registry.count)
            break
        }
        if rest.hasPrefix("huggingface.co/") { rest = "hf.co/" + rest.dropFirst(15) }
        if rest.hasPrefix("ai/") { rest = rest.dropFirst(3) }
        let last = rest.split(separator: "/").last ?? rest
        normalized = last.contains(":") || last.contains("@") ? String(rest) : rest + ":latest"
    }
}
