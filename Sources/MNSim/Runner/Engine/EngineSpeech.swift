import MNMachine

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

    /// The chances of tokens in llama.cpp's form, which is not quite OpenAI's (recording
    /// chat-logprobs); nil if the request did not ask for them.
    ///
    /// The numbers are made up: they follow from the tokens.
    func chances(of tokens: [String]) -> JSON? {
        guard let shownChances, shownChances > 0 else { return nil }
        return [
            "content": .array(
                tokens.map { token in
                    let others = vocabulary.filter { $0 != token }
                    let shown = [token] + others.prefix(shownChances - 1)
                    let top = shown.enumerated().map { Self.entry($1, rank: $0) }
                    var members = Self.entry(token, rank: 0).object ?? [:]
                    members["top_logprobs"] = .array(top)
                    return .object(members)
                })
        ]
    }

    private static func entry(_ token: String, rank: Int) -> JSON {
        let number =
            Int(DeterministicID.letters(4, alphabet: "0123456789", for: "token \(token)")) ?? 0
        return [
            "id": .integer(number), "token": .string(token),
            "bytes": .array(token.utf8.map { .integer(Int($0)) }),
            "logprob": .number(-0.25 - Double(rank) - Double(number) / 20_000),
        ]
    }

    // The forms in which llama.cpp's server sends what it says (recordings chat-plain to
    // anthropic-stream).

    /// An event of a stream: a name where the family has one, and data.
    struct Event {
        var time: Duration
        var name: String?
        var data: String

        var bytes: [UInt8] {
            Array(((name.map { "event: \($0)\n" } ?? "") + "data: \(data)\n\n").utf8)
        }
    }

    func whole(_ task: EngineTask) -> JSON {
        if task == .messages { return message }
        let isChat = task == .chat
        let answers = ([self] + others).flatMap { Array(repeating: $0, count: choices) }
        let members = answers.enumerated().map { index, answer -> JSON in
            isChat ? answer.chatChoice(index) : answer.completionChoice(index)
        }
        return [
            "choices": .array(members), "created": created, "model": .string(modelPath),
            "system_fingerprint": .string(build),
            "object": isChat ? "chat.completion" : "text_completion", "usage": usage,
            "id": .string(id), "timings": timings,
        ]
    }

    func events(_ task: EngineTask, includesUsage: Bool) -> [Event] {
        switch task {
        case .messages: messageEvents
        case .chat: chatEvents(includesUsage: includesUsage)
        default: completionEvents
        }
    }

    private func chatChoice(_ index: Int) -> JSON {
        var message: JSONObject = ["role": "assistant", "content": .string(text)]
        if text.isEmpty, !toolCalls.isEmpty { message["content"] = .null }
        if !thinking.isEmpty { message["reasoning_content"] = .string(thinking.joined()) }
        if !toolCalls.isEmpty {
            message["tool_calls"] = .array(
                toolCalls.map { call in
                    [
                        "type": "function",
                        "function": [
                            "name": .string(call.name), "arguments": .string(call.arguments),
                        ], "id": .string(call.id),
                    ]
                })
        }
        var choice: JSONObject = [
            "finish_reason": .string(finishReason), "index": .integer(index),
            "message": .object(message),
        ]
        choice["logprobs"] = chances(of: tokens)
        return .object(choice)
    }

    private func completionChoice(_ index: Int) -> JSON {
        [
            "text": .string(text), "index": .integer(index),
            "logprobs": chances(of: tokens) ?? .null, "finish_reason": .string(finishReason),
        ]
    }

    private func chatEvents(includesUsage: Bool) -> [Event] {
        func chunk(
            _ delta: JSON, _ reason: JSON = nil, chances: JSON? = nil, extra: JSONObject = [:]
        ) -> String {
            var choice: JSONObject = ["finish_reason": reason, "index": 0, "delta": delta]
            choice["logprobs"] = chances
            return chatChunk([.object(choice)], extra)
        }
        var events = [Event(time: start, data: chunk(["role": "assistant", "content": nil]))]
        for (index, token) in thinking.enumerated() {
            events.append(
                Event(
                    time: time(ofThought: index),
                    data: chunk(["reasoning_content": .string(token)])))
        }
        for (index, token) in tokens.enumerated() {
            events.append(
                Event(
                    time: time(ofWord: index),
                    data: chunk(["content": .string(token)], chances: chances(of: [token]))))
        }
        for (index, call) in toolCalls.enumerated() {
            let time = time(ofCall: index)
            let parts: [JSON] = [
                [
                    "index": .integer(index), "id": .string(call.id), "type": "function",
                    "function": ["name": .string(call.name), "arguments": ""],
                ],
                ["index": .integer(index), "function": ["arguments": .string(call.arguments)]],
            ]
            events += parts.map { Event(time: time, data: chunk(["tool_calls": [$0]])) }
        }
        let last: JSONObject = includesUsage ? [:] : ["timings": timings]
        events.append(Event(time: end, data: chunk([:], .string(finishReason), extra: last)))
        if includesUsage {
            events.append(
                Event(time: end, data: chatChunk([], ["usage": usage, "timings": timings])))
        }
        return events + [Event(time: end, data: "[DONE]")]
    }

    private func chatChunk(_ choices: JSON, _ extra: JSONObject) -> String {
        let members: JSONObject = [
            "choices": choices, "created": created, "id": .string(id),
            "model": .string(modelPath), "system_fingerprint": .string(build),
            "object": "chat.completion.chunk",
        ]
        return GoJSON.text(.object(members.merging(extra)), escapesHTML: false)
    }

    /// The answers to several prompts come one after the other.
    private var completionEvents: [Event] {
        let answers = [self] + others
        return answers.enumerated().flatMap { $1.completionEvents(index: $0) }
            + [Event(time: answers.map(\.end).max() ?? end, data: "[DONE]")]
    }

    private func completionEvents(index: Int) -> [Event] {
        func chunk(
            _ text: String, _ reason: JSON, chances: JSON? = nil, extra: JSONObject = [:]
        ) -> String {
            var members: JSONObject = [
                "choices": [
                    [
                        "text": .string(text), "index": .integer(index),
                        "logprobs": chances ?? .null, "finish_reason": reason,
                    ]
                ], "created": created, "model": .string(modelPath),
                "system_fingerprint": .string(build), "object": "text_completion",
            ]
            members["usage"] = extra["usage"]
            members["id"] = .string(id)
            members["timings"] = extra["timings"]
            return GoJSON.text(.object(members), escapesHTML: false)
        }
        let events = tokens.enumerated().map {
            Event(time: time(ofWord: $0), data: chunk($1, nil, chances: chances(of: [$1])))
        }
        let extra: JSONObject = ["usage": usage, "timings": timings]
        return events + [Event(time: end, data: chunk("", .string(finishReason), extra: extra))]
    }
}
