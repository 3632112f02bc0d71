/// What a registry holds that no Model Runner can run.
package enum ForeignFormat: Hashable, Sendable {
    /// An artifact of another kind, such as a signature.
    case artifact
    /// The format before GGUF.
    case ggml
    /// The first version of GGUF.
    case firstGGUF
    case containerImage, helmChart, kit, ollamaModel, webAssembly
    /// A repository of Hugging Face without what llama.cpp reads.
    case noGGUF
    /// A repository without weights that a backend of the runner reads.
    case otherWeights

    /// Tells by the words of a runner that refuses a model; nil where they name nothing of the kind.
    ///
    /// A manifest or config of another kind is named by its media type (the registries' own: OCI
    /// image-spec, helm.sh/docs/topics/registries, ollama's registry).
    init?(_ words: String) {
        let text = words.lowercased()
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        // Ollama's registry names its models by the type of container images.
        if says("registry.ollama.ai", "vnd.ollama.image") {
            self = .ollamaModel
        } else if says("vnd.kitops") || RunnerRefusal.hasWord("kitfile", in: text) {
            self = .kit
        } else if says(
            "vnd.docker.container.image", "vnd.oci.image.config", "vnd.docker.image.rootfs",
            "vnd.oci.image.layer")
        {
            self = .containerImage
        } else if says("vnd.cncf.helm") {
            self = .helmChart
        } else if says("vnd.wasm", "vnd.module.wasm") {
            self = .webAssembly
        } else if says(
            "no model weight files", "no gguf or safetensors", "no safetensors or gguf",
            "no gguf file",
            "no matching gguf")
        {
            self = .otherWeights
        } else if says("repository is not gguf or is not compatible") {
            self = .noGGUF
        } else if let type = Self.mediaType(text),
            type.contains("vnd.oci.empty") || type.contains("cosign") || type.contains("in-toto")
                || type.contains("cyclonedx") || type.contains("spdx")
        {
            self = .artifact
        } else {
            return nil
        }
    }

    /// Tells by the log of a backend, a line of which names the format that GGUF took the place of, by its
    /// magic numbers in either order or in words (llama.cpp#3905, #1833; llama-cpp-python#653).
    init?(ofLog log: String) {
        let lines = log.lowercased().split(separator: "\n")
        let magics = ["tjgg", "fmgg", "lmgg", "algg", "67676a74", "67676d66", "67676d6c"]
        let isGGML = lines.contains { line in
            ["is this really a ggml file", "model format ggml"].contains(where: line.contains)
                || ["invalid magic", "bad magic"].contains(where: line.contains)
                    && magics.contains(where: line.contains)
        }
        if isGGML {
            self = .ggml
        } else if lines.contains(where: { $0.contains("ggufv1 is no longer supported") }) {
            // ggml, `src/gguf.cpp`.
            self = .firstGGUF
        } else {
            return nil
        }
    }

    /// The first media type of a vendor in a text (RFC 6838 §3.2).
    private static func mediaType(_ text: String) -> Substring? {
        guard let range = text.firstRange(of: "application/vnd.") else { return nil }
        return text[range.lowerBound...].prefix { !" \"'`,;".contains($0) }
    }

    /// As in "is …".
    var words: String {
        switch self {
        case .artifact: "an artifact of another kind"
        case .containerImage: "a container image"
        case .firstGGUF: "a model in the first version of the GGUF format"
        case .ggml: "a model in the old GGML format"
        case .helmChart: "a Helm chart"
        case .kit: "a ModelKit of KitOps"
        case .noGGUF: "a repository without GGUF files that llama.cpp reads"
        case .ollamaModel: "a model in Ollama's own format"
        case .webAssembly: "a WebAssembly module"
        case .otherWeights: "a repository without GGUF or safetensors weights"
        }
    }
}
