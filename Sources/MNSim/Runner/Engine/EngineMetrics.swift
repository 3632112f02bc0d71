/// The counters and gauges of llama.cpp's server (recording metrics-running).
enum EngineMetrics {
    static let families: [(name: String, help: String, isCounter: Bool)] = [
        ("prompt_tokens_total", "Number of prompt tokens processed, excluding cached tokens", true),
        ("prompt_tokens_cached_total", "Number of prompt tokens reused from the cache", true),
        ("prompt_seconds_total", "Total time spent processing prompts", true),
        ("tokens_predicted_total", "Number of generation tokens processed", true),
        ("tokens_predicted_seconds_total", "Total time spent generating tokens", true),
        ("n_decode_total", "Total number of llama_decode() calls", true),
        ("n_tokens_max", "Largest observed sequence length (prompt + generation)", true),
        ("n_busy_slots_per_decode", "Average number of busy slots per decode call", false),
        ("predicted_tokens_seconds", "Average generation throughput in tokens/s", false),
        ("prompt_tokens_seconds", "Average prompt throughput in tokens/s", false),
        ("requests_processing", "Number of requests processing", false),
        ("requests_deferred", "Number of requests deferred", false),
        ("spec_decode_num_drafts_total", "Speculative: verification steps", true),
        ("spec_decode_num_draft_tokens_total", "Speculative: draft tokens generated", true),
        ("spec_decode_num_accepted_tokens_total", "Speculative: draft tokens accepted", true),
    ]
}
