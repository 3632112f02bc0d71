import MNCore

/// An option of Ollama's requests that the runner passes on, and the engine's name for it.
///
/// What is in no row is left out, as the runner leaves it out. Source: docker/model-runner,
/// pkg/ollama/http_handler.go, `handleChat`.
enum OllamaOption {
    private static let names: [(ollama: String, engine: String)] = [
        ("temperature", "temperature"), ("num_predict", "max_tokens"), ("stop", "stop"),
    ]

    /// The members of the engine's request that follow from `options`, with whatever is in them.
    static func members(_ options: JSONObject?) -> JSONObject {
        var members = JSONObject()
        for name in names { members[name.engine] = options?[name.ollama] }
        return members
    }
}
