import MNCore

/// What an engine answers to one request, before a face has put it into its form.
enum EngineAnswer {
    /// It speaks.
    case speech(EngineSpeech)
    /// It gives numbers or counts at once.
    case value(JSON)
    /// It refuses: 400, an object with `error`.
    case refusal(JSON)
    /// It dies before its first byte, with these last words or this exit code.
    case death(words: String?, exitCode: Int)
}

/// Words of an engine, token by token.
struct EngineSpeech {
    var tokens: [String]
    /// What came out, cut at a stop word.
    var text: String
    /// `stop` or `length`.
    var finishReason: String
    var promptTokens: Int
    var choices: Int
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

    /// When a token is out.
    func time(ofToken index: Int) -> Duration {
        guard let tokensPerSecond, tokensPerSecond > 0 else { return start }
        return start + Seconds(Double(index + 1) / tokensPerSecond).duration
    }

    var end: Duration { tokens.isEmpty ? start : time(ofToken: tokens.count - 1) }
    var created: JSON { .integer(Seconds(start).whole) }

    var usage: JSON {
        [
            "completion_tokens": .integer(tokens.count), "prompt_tokens": .integer(promptTokens),
            "total_tokens": .integer(promptTokens + tokens.count),
            "prompt_tokens_details": ["cached_tokens": .integer(cachedTokens)],
        ]
    }

    /// llama.cpp's own measurements, as a steady machine would have them.
    var timings: JSON {
        let rate = tokensPerSecond ?? 100
        let predicted = Double(tokens.count) / rate * 1000
        return [
            "cache_n": .integer(cachedTokens),
            "prompt_n": .integer(promptTokens - cachedTokens),
            "prompt_ms": .number(Double(promptTokens) / rate * 100),
            "prompt_per_token_ms": .number(100 / rate), "prompt_per_second": .number(rate * 10),
            "predicted_n": .integer(tokens.count), "predicted_ms": .number(predicted),
            "predicted_per_token_ms": .number(1000 / rate), "predicted_per_second": .number(rate),
        ]
    }
}
