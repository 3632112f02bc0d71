/// A model reference in the one spelling that is used to compare (dmr-contract §2).
package struct Reference: Hashable, Sendable {
    /// Without registry and `ai/` where they are the usual ones, tag always there, in lower case.
    package let normalized: String

    package init(_ text: String) {
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

    /// A reference with its registry, as ledgers have it: `docker.io/ai/gemma4:E2B`; letters stay as they are.
    package static func qualified(_ text: String) -> String {
        let first = text.prefix { $0 != "/" }
        guard first.endIndex < text.endIndex else { return "docker.io/ai/\(text)" }
        // As Docker tells a registry from the first part of a name (distribution/reference).
        let isRegistry = first.contains { $0 == "." || $0 == ":" } || first == "localhost"
        return isRegistry ? text : "docker.io/\(text)"
    }
}
