import MNCore

/// The program behind a backend, under the name that the runner gives it when it ends.
///
/// Source: docker/model-runner, `BackendName` in pkg/inference/backends/*/*.go; what is said of an end:
/// pkg/inference/backends/runner.go, `RunBackend`.
struct EngineProcess: Hashable, Sendable {
    /// `vLLM`.
    var name: String
    /// What its HTTP server calls itself.
    var server: String
    /// Whether the runner knows its last words and explains them.
    private var explainsWords: Bool

    init(_ backend: String, on system: RunnerSystem) {
        name =
            switch backend {
            case "vllm": system == .macOS ? "vllm-metal" : "vLLM"
            case "mlx": "MLX"
            case "sglang": "SGLang"
            case "diffusers": "Diffusers"
            default: backend
            }
        explainsWords = backend == "llama.cpp"
        // The others are served by Uvicorn.
        server = explainsWords ? "llama.cpp" : "uvicorn"
    }

    /// What the runner says of a process that ended by itself.
    ///
    /// - Parameter status: how it ended, in Go's words, where it said nothing: `exit status 1`.
    func ended(words: String?, status: String) -> String {
        "\(name) terminated unexpectedly: "
            + (words.map {
                "\(name) failed: " + (explainsWords ? EngineWords.explained($0) : tail($0))
            }
                ?? "\(name) exit status: \(status)")
    }

    /// The runner keeps the last 1024 bytes.
    private func tail(_ words: String) -> String {
        String(decoding: words.utf8.suffix(1024), as: UTF8.self)
    }

    /// The body for a client whose answer it did not begin (dmr-contract 1.6.4).
    func deathJSON(words: String?, exitCode: Int) -> JSON {
        [
            "type": "error", "code": nil,
            "message": .string(ended(words: words, status: "exit status \(exitCode)")),
            "param": nil, "sequence_number": 1,
        ]
    }
}
