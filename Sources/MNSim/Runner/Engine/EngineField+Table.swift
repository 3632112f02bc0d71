import MNCore

// The fields that llama.cpp's server reads strictly, in the order in which it looks at them: of two that
// are wrong the first is told. Source: llama.cpp, tools/server/server-schema.cpp,
// `make_llama_cmpl_schema`; measured on 26 November 2026 for `temperature`, `max_tokens`, `top_p`,
// `stream` and `seed`.
extension EngineField {
    private static let int32Max = Int(Int32.max)

    static let all: [EngineField] = [
        EngineField("verbose", rule: .truth),
        EngineField("timings_per_token", rule: .truth),
        EngineField("stream", rule: .truth),
        EngineField(
            "stream_options", rule: .fields([EngineField("include_usage", rule: .truth)])),
        EngineField("cache_prompt", rule: .truth),
        EngineField("return_tokens", rule: .truth),
        EngineField("return_progress", rule: .truth),
        EngineField("sse_ping_interval", rule: .within(-1...int32Max)),
        predicted,
        EngineField("n_indent", rule: .within(0...int32Max)),
        EngineField("n_keep", rule: .within(-1...int32Max)),
        EngineField("n_discard", rule: .within(0...int32Max)),
        choices,
        EngineField("n_cache_reuse", rule: .within(0...int32Max)),
        EngineField("t_max_predict_ms", rule: .longWithin(-1...Int.max)),
        EngineField("top_k", rule: .number),
        EngineField("top_p", rule: .number),
        EngineField("min_p", rule: .number),
        EngineField("top_n_sigma", rule: .number),
        EngineField("xtc_probability", rule: .number),
        EngineField("xtc_threshold", rule: .number),
        EngineField("typical_p", rule: .number),
        EngineField("temperature", rule: .number),
        EngineField("dynatemp_range", rule: .number),
        EngineField("dynatemp_exponent", rule: .number),
        EngineField("repeat_last_n", rule: .within(0...int32Max)),
        EngineField("repeat_penalty", rule: .number),
        EngineField("frequency_penalty", rule: .number),
        EngineField("presence_penalty", rule: .number),
        EngineField("dry_multiplier", rule: .number),
        EngineField("dry_base", rule: .number),
        EngineField("dry_allowed_length", rule: .within(0...int32Max)),
        EngineField("dry_penalty_last_n", rule: .within(0...int32Max)),
        EngineField("mirostat", rule: .number),
        EngineField("mirostat_tau", rule: .number),
        EngineField("mirostat_eta", rule: .number),
        EngineField("adaptive_target", rule: .number),
        EngineField("adaptive_decay", rule: .share(0...0.99)),
        EngineField("seed", rule: .number),
        EngineField("n_probs", "logprobs", rule: .number),
        EngineField("min_keep", rule: .within(0...int32Max)),
        EngineField("backend_sampling", rule: .truth),
        EngineField("post_sampling_probs", rule: .truth),
        EngineField(
            "lora",
            rule: .list(
                else: "Error: 'lora' must be an array of objects with 'id' and 'scale' fields")),
        EngineField(
            "dry_sequence_breakers",
            rule: .someTexts(
                else: "Error: dry_sequence_breakers must be a non-empty array of strings")),
        EngineField("grammar_lazy", rule: .truth, inChats: false),
        EngineField("chat_format", rule: .number, inChats: false),
        EngineField("reasoning_format", rule: .text),
        EngineField("generation_prompt", rule: .text, inChats: false),
        EngineField("parse_tool_calls", rule: .truth),
        EngineField("chat_parser", rule: .text, inChats: false),
        EngineField("echo", rule: .truth),
        EngineField("preserved_tokens", rule: .textOrTexts, inChats: false),
        EngineField("reasoning_control", rule: .truth),
        EngineField("reasoning_budget_tokens", rule: .within(-1...int32Max)),
        EngineField("reasoning_budget_start_tag", rule: .text),
        EngineField(
            "reasoning_budget_end_tags", "reasoning_budget_end_tag", rule: .textOrTexts),
        EngineField("ignore_eos", rule: .truth),
        EngineField("stop", rule: .texts),
        EngineField("samplers", rule: .strictTexts),
    ]

    /// How many tokens may come.
    static let predicted = EngineField(
        "n_predict", "max_completion_tokens", "max_tokens", rule: .within(-1...int32Max))
    /// How many answers are wanted; how many there may be depends on the server's own settings.
    static let choices = EngineField("n_cmpl", "n", rule: .number)

    /// Why the server does not take a request; nil if it does.
    ///
    /// - Parameter isChat: whether a template makes the prompt, and overrules some of the fields.
    static func refusal(of request: JSONObject, isChat: Bool) -> EngineRefusal? {
        all.lazy.filter { $0.isReadInChats || !isChat }.compactMap { $0.refusal(of: request) }
            .first
    }
}
