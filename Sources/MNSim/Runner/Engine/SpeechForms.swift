import MNCore

/// The forms in which llama.cpp's server sends what it says (recordings chat-plain to
/// anthropic-stream).
extension EngineSpeech {
    /// An event of a stream: a name where the family has one, and data.
    struct Event {
        var time: Duration
        var name: String?
        var data: String

        var bytes: [UInt8] {
            Array(((name.map { "event: \($0)\n" } ?? "") + "data: \(data)\n\n").utf8)
        }
    }

    func whole(_ kind: EngineRoute.Kind) -> JSON {
        if kind == .messages { return message }
        let isChat = kind == .chat
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

    func events(_ kind: EngineRoute.Kind, includesUsage: Bool) -> [Event] {
        switch kind {
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
