/// States of a runner, for what their numbers do.
enum ExtremeStates {
    /// A digest that is the number's own.
    private static func digest(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "sha256:" + String(repeating: "a", count: 64 - digits.count) + digits
    }

    /// A state that says all that can be said with a number.
    static let one = """
        {"schema": "mn.runner-state/1", "slotLimit": 4, "diskFreeBytes": 99000000000,
         "backendBytes": 12503592, "gpuMemoryBytes": 8585740288,
         "backends": [{"name": "llama.cpp", "status": "Running: llama.cpp b1234",
           "installSeconds": 3, "changes": [{"afterSeconds": 100, "status": "Running"}]}],
         "models": [{"tags": ["docker.io/ai/smollm2:135M-Q4_K_M"], "createdSeconds": 1700000000,
           "overheadBytes": 3000, "configuration": {"format": "gguf", "contextSize": 4096,
             "architecture": "llama", "metadata": {"llama.context_length": "8192"}},
           "layers": [{"digest": "\(digest(1))", "bytes": 270000000},
                      {"digest": "\(digest(2))", "bytes": 11000, "kind": "licence"}],
           "behaviour": {"loadSeconds": 2, "tokensPerSecond": 40.5, "charactersPerToken": 4,
             "embeddingLength": 64}}],
         "partials": {"\(digest(3))": 1000}, "orphans": {"\(digest(4))": 2000},
         "registry": [
           {"reference": "ai/qwen3:8B-Q4_K_M", "bytes": 4000000000, "latencySeconds": 1,
            "bandwidthBytesPerSecond": 100000000, "times": 3},
           {"reference": "ai/own:1B", "bytes": 1000},
           {"reference": "ai/qwen3", "bytes": 4000000000, "bandwidthBytesPerSecond": 50000000,
            "transferFault": {"cutAfterBytes": 1000000}},
           {"reference": "ai/smollm2:135M-Q4_K_M", "layers": [{"digest": "\(digest(3))", "bytes": 5000},
            {"digest": "\(digest(5))", "bytes": 6000000}], "bandwidthBytesPerSecond": 1000000}],
         "loaded": [{"model": "ai/smollm2:135M-Q4_K_M", "idleSeconds": 30, "loadsForSeconds": 2}],
         "configurations": [{"model": "ai/smollm2:135M-Q4_K_M", "contextSize": 2048, "keepAlive": "10m"}]}
        """

    /// The largest size that a state may give.
    private static let most = 1 << 50

    private static func state(_ members: String) -> String {
        #"{"schema": "mn.runner-state/1", "#
            + #""models": [{"tags": ["ai/smollm2:135M-Q4_K_M"], "bytes": 1000}], "# + members + "}"
    }

    private static func files(_ count: Int) -> String {
        (0..<count).map { "\"\(digest($0))\": \(most)" }.joined(separator: ",")
    }

    private static func layers(_ count: Int) -> String {
        "["
            + (0..<count).map { #"{"digest": "\#(digest($0))", "bytes": \#(most)}"# }
            .joined(separator: ",") + "]"
    }

    /// States whose sizes, each in its range, are too many for a sum.
    static let many: [String: String] = [
        "orphans": state(#""orphans": {\#(files(8200))}, "diskFreeBytes": 5"#),
        "partials": state(#""partials": {\#(files(8200))}, "diskFreeBytes": 5"#),
        "layers of an offer": state(
            #""registry": [{"reference": "ai/qwen3:8B-Q4_K_M", "layers": \#(layers(8200))}]"#),
        "layers of a slow offer": state(
            #""registry": [{"reference": "ai/qwen3:8B-Q4_K_M", "bandwidthBytesPerSecond": 1, "#
                + #""layers": \#(layers(8200))}], "diskFreeBytes": 99999999"#),
        "layers of a model": #"{"schema": "mn.runner-state/1", "gpuMemoryBytes": 1, "models": "#
            + #"[{"tags": ["ai/smollm2:135M-Q4_K_M", "ai/qwen3:8B-Q4_K_M"], "layers": \#(layers(8200))}]}"#,
        "models": #"{"schema": "mn.runner-state/1", "models": ["#
            + (0..<8200).map {
                #"{"tags": ["ai/m:\#($0)"], "bytes": \#(most), "#
                    + #""overheadBytes": \#(most)}"#
            }.joined(separator: ",") + "]}",
    ]
}
