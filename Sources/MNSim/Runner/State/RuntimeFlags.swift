/// Which arguments a client may add to an engine's command line (dmr-contract 1.4.5, 6.5).
enum RuntimeFlags {
    /// What is wrong with them.
    enum Problem: Hashable, Sendable {
        case notAllowed(String, backend: String)
        case isPath(String)
        case startsWithDash(String)
        /// A command line with an open quote.
        case unreadable
        /// A key of what vLLM overrides in the model's own configuration.
        case overrideKey(String)

        var serverText: String {
            switch self {
            case .notAllowed(let flag, let backend):
                "runtime flag \(GoText.quoted(flag)) is not allowed for backend "
                    + GoText.quoted(backend)
            case .isPath(let text):
                "invalid runtime flag \(GoText.quoted(text)): paths are not allowed "
                    + "(contains '/' or '\\\\')"
            case .startsWithDash(let text):
                "invalid flag \(GoText.quoted(text)): value cannot start with '-' unless followed "
                    + "by a digit"
            case .unreadable: "invalid runtime flags: invalid command line string"
            case .overrideKey(let key):
                "invalid hf_overrides key \(GoText.quoted(key)): must contain only alphanumeric "
                    + "characters and underscores, and start with a letter or underscore"
            }
        }
    }

    /// Flags of llama.cpp's server that change how it answers and neither files nor the network.
    private static let llamaCpp: Set<String> = [
        "--batch-size", "--cache-reuse", "--cache-type-k", "--cache-type-v", "--chat-template",
        "--cont-batching", "--ctx-size", "--dry-multiplier", "--flash-attn", "--frequency-penalty",
        "--gpu-layers", "--jinja", "--keep", "--main-gpu", "--min-p", "--mirostat", "--mlock",
        "--n-gpu-layers", "--n-predict", "--no-mmap", "--numa", "--parallel", "--pooling",
        "--predict", "--presence-penalty", "--reasoning-budget", "--reasoning-format",
        "--repeat-last-n", "--repeat-penalty", "--rope-freq-base", "--rope-freq-scale",
        "--rope-scaling", "--samplers", "--seed", "--split-mode", "--swa-full", "--temp",
        "--temperature", "--tensor-split", "--threads", "--threads-batch", "--top-k", "--top-p",
        "--typical", "--ubatch-size", "--verbose", "-b", "-c", "-fa", "-n", "-ngl", "-np", "-s",
        "-t", "-tb", "-ub", "-v",
    ]
    private static let vllm: Set<String> = [
        "--dtype", "--enforce-eager", "--gpu-memory-utilization", "--kv-cache-dtype",
        "--max-model-len", "--max-num-batched-tokens", "--max-num-seqs", "--quantization",
        "--seed", "--swap-space", "--tensor-parallel-size", "--trust-remote-code",
    ]

    /// The first thing wrong with the flags, or nil.
    static func problem(in flags: [String], backend: String) -> Problem? {
        let allowed: Set<String> =
            switch backend {
            case "llama.cpp": llamaCpp
            case "vllm": vllm
            default: []
            }
        for flag in flags {
            let isFlag =
                flag.hasPrefix("-") && flag.count > 1 && flag.dropFirst().first?.isNumber != true
            if isFlag {
                let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
                guard allowed.contains(parts[0]) else {
                    return .notAllowed(parts[0], backend: backend)
                }
                if parts.count > 1, parts[1].hasPrefix("-"),
                    parts[1].dropFirst().first?.isNumber != true
                {
                    return .startsWithDash(flag)
                }
            }
            if flag.contains("/") || flag.contains("\\") { return .isPath(flag) }
        }
        return nil
    }
}
