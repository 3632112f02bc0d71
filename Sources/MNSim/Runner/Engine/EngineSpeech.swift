import MNCore

/// Words of an engine, token by token: what it thinks, what it says, which tools it calls.
struct EngineSpeech {
    /// What it thinks before it speaks.
    var thinking: [String] = []
    var tokens: [String]
    var toolCalls: [EngineToolCall] = []
    /// What came out, cut at a stop word.
    var text: String
    /// `stop`, `length` or `tool_calls`.
    var finishReason: String
    var promptTokens: Int
    var choices: Int
    /// Answers to further prompts of the same request.
    var others: [EngineSpeech] = []
    /// How many tokens are shown with their chances for each that is said; nil shows none.
    var shownChances: Int?
    /// Other tokens that might have been said.
    var vocabulary: [String] = []
    /// When it begins to speak.
    var start: Duration
    var tokensPerSecond: Double?
    /// After so many tokens it dies.
    var diesAfter: Int?
    /// The path of the weights, which llama.cpp gives as the model's name.
    var modelPath: String
    var build: String
    var id: String
    var prompt: String
    /// Tokens of the prompt that the engine knew from the one before.
    var cachedTokens: Int

    /// The tokens of the calls, whose names and arguments are one each.
    private var callTokens: Int { toolCalls.count * 2 }
    /// How many tokens come in all.
    var tokenCount: Int { thinking.count + tokens.count + callTokens }

    /// When a token is out, counted over all that is thought, said and called.
    func time(ofToken index: Int) -> Duration {
        guard let tokensPerSecond, tokensPerSecond > 0 else { return start }
        return start + Seconds(Double(index + 1) / tokensPerSecond).duration
    }

    func time(ofThought index: Int) -> Duration { time(ofToken: index) }
    func time(ofWord index: Int) -> Duration { time(ofToken: thinking.count + index) }
    func time(ofCall index: Int) -> Duration {
        time(ofToken: thinking.count + tokens.count + index * 2 + 1)
    }

    var end: Duration { tokenCount == 0 ? start : time(ofToken: tokenCount - 1) }
    var created: JSON { .integer(Seconds(start).whole) }

    var usage: JSON {
        [
            "completion_tokens": .integer(tokenCount), "prompt_tokens": .integer(promptTokens),
            "total_tokens": .integer(promptTokens + tokenCount),
            "prompt_tokens_details": ["cached_tokens": .integer(cachedTokens)],
        ]
    }

    /// llama.cpp's own measurements, as a steady machine would have them.
    var timings: JSON {
        let rate = tokensPerSecond ?? 100
        let predicted = Double(tokenCount) / rate * 1000
        return [
            "cache_n": .integer(cachedTokens),
            "prompt_n": .integer(promptTokens - cachedTokens),
            "prompt_ms": .number(Double(promptTokens) / rate * 100),
            "prompt_per_token_ms": .number(100 / rate), "prompt_per_second": .number(rate * 10),
            "predicted_n": .integer(tokenCount), "predicted_ms": .number(predicted),
            "predicted_per_token_ms": .number(1000 / rate), "predicted_per_second": .number(rate),
        ]
    }
}
