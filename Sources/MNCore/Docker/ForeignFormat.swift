/// What a registry holds that no Model Runner can run.
package enum ForeignFormat: Hashable, Sendable {
    /// An artifact of another kind, such as a signature.
    case artifact
    /// The format before GGUF.
    case ggml
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
        } else if says("vnd.kitops", "kitfile") {
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

    /// Whether a line of a backend's log names the format that GGUF took the place of, by its magic numbers
    /// in either order or in words (llama.cpp#3905, #1833; llama-cpp-python#653).
    static func isGGML(_ log: String) -> Bool {
        log.lowercased().split(separator: "\n").contains { line in
            if line.contains("is this really a ggml file") { return true }
            if line.contains("model format ggml") { return true }
            let magics = ["tjgg", "fmgg", "lmgg", "algg", "67676a74", "67676d66", "67676d6c"]
            return ["invalid magic", "bad magic"].contains(where: line.contains)
                && magics.contains(where: line.contains)
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
