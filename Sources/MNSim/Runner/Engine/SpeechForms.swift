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
        let choices = (0..<choices).map { index -> JSON in
            isChat
                ? [
                    "finish_reason": .string(finishReason), "index": .integer(index),
                    "message": ["role": "assistant", "content": .string(text)],
                ]
                : [
                    "text": .string(text), "index": .integer(index), "logprobs": nil,
                    "finish_reason": .string(finishReason),
                ]
        }
        return [
            "choices": .array(choices), "created": created, "model": .string(modelPath),
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

    private func chatEvents(includesUsage: Bool) -> [Event] {
        func chunk(_ delta: JSON, _ reason: JSON, extra: JSONObject = [:]) -> String {
            let choice: JSON = ["finish_reason": reason, "index": 0, "delta": delta]
            return chatChunk([choice], extra)
        }
        var events = [
            Event(time: start, data: chunk(["role": "assistant", "content": nil], nil))
        ]
        for (index, token) in tokens.enumerated() {
            events.append(
                Event(time: time(ofToken: index), data: chunk(["content": .string(token)], nil)))
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

    private var completionEvents: [Event] {
        func chunk(_ text: String, _ reason: JSON, extra: JSONObject = [:]) -> String {
            var members: JSONObject = [
                "choices": [
                    [
                        "text": .string(text), "index": 0, "logprobs": nil,
                        "finish_reason": reason,
                    ]
                ], "created": created, "model": .string(modelPath),
                "system_fingerprint": .string(build), "object": "text_completion",
            ]
            members["usage"] = extra["usage"]
            members["id"] = .string(id)
            members["timings"] = extra["timings"]
            return GoJSON.text(.object(members), escapesHTML: false)
        }
        var events = tokens.enumerated().map {
            Event(time: time(ofToken: $0), data: chunk($1, nil))
        }
        let extra: JSONObject = ["usage": usage, "timings": timings]
        events.append(
            Event(time: end, data: chunk("", .string(finishReason), extra: extra)))
        return events + [Event(time: end, data: "[DONE]")]
    }

    private var stopReason: JSON { finishReason == "length" ? "max_tokens" : "end_turn" }

    private var message: JSON {
        [
            "id": .string(id), "type": "message", "role": "assistant",
            "content": [["type": "text", "text": .string(text)]], "model": .string(modelPath),
            "stop_reason": stopReason, "stop_sequence": nil,
            "usage": [
                "cache_read_input_tokens": .integer(cachedTokens),
                "input_tokens": .integer(promptTokens - cachedTokens),
                "output_tokens": .integer(tokens.count),
            ],
        ]
    }

    private var messageEvents: [Event] {
        func event(_ time: Duration, _ name: String, _ members: JSONObject) -> Event {
            let data: JSONObject = ["type": .string(name)]
            return Event(
                time: time, name: name,
                data: GoJSON.text(.object(data.merging(members)), escapesHTML: false))
        }
        var opening = message.object ?? [:]
        opening["content"] = []
        opening["stop_reason"] = .null
        opening["usage"] = [
            "cache_read_input_tokens": .integer(cachedTokens),
            "input_tokens": .integer(promptTokens - cachedTokens),
            "output_tokens": 0,
        ]
        var events = [
            event(start, "message_start", ["message": .object(opening)]),
            event(
                start, "content_block_start",
                ["index": 0, "content_block": ["type": "text", "text": ""]]),
        ]
        for (index, token) in tokens.enumerated() {
            events.append(
                event(
                    time(ofToken: index), "content_block_delta",
                    ["index": 0, "delta": ["type": "text_delta", "text": .string(token)]]))
        }
        events.append(event(end, "content_block_stop", ["index": 0]))
        events.append(
            event(
                end, "message_delta",
                [
                    "delta": ["stop_reason": stopReason, "stop_sequence": nil],
                    "usage": ["output_tokens": .integer(tokens.count)],
                ]))
        return events + [event(end, "message_stop", [:])]
    }
}
