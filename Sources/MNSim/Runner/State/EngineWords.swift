/// What the runner makes of the last words of an engine (dmr-contract 1.6.3).
enum EngineWords {
    /// The words themselves, or a sentence and the words below it if they are of a known kind.
    static func explained(_ words: String) -> String {
        // The runner keeps the last 1024 bytes.
        let tail = String(decoding: words.utf8.suffix(1024), as: UTF8.self)
        for (pattern, sentence) in sentences where tail.contains(pattern) {
            return sentence + "\n\nVerbose output:\n" + tail
        }
        return tail
    }

    private static let sentences = [
        ("cudaMalloc failed: out of memory", "not enough GPU memory to load the model (CUDA)"),
        ("failed to allocate buffer, size = ", "not enough GPU memory to load the model (Metal)"),
        ("exiting due to model loading error", "failed to load model"),
    ]
}
