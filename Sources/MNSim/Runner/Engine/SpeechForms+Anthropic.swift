import MNCore

/// Anthropic's form of what an engine says (recordings anthropic, anthropic-stream; llama.cpp,
/// tools/server/server-task.cpp, `to_json_anthropic`).
extension EngineSpeech {
    private var stopReason: JSON {
        switch finishReason {
        case "length": "max_tokens"
        case "tool_calls": "tool_use"
        default: "end_turn"
        }
    }

    var message: JSON {
        var content: [JSON] = []
        if !thinking.isEmpty {
            content.append(
                ["type": "thinking", "thinking": .string(thinking.joined()), "signature": ""])
        }
        if !text.isEmpty || toolCalls.isEmpty {
            content.append(["type": "text", "text": .string(text)])
        }
        content += toolCalls.map { call in
            [
                "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
                "input": (try? JSON.parse(call.arguments)) ?? [:],
            ]
        }
        return [
            "id": .string(id), "type": "message", "role": "assistant",
            "content": .array(content), "model": .string(modelPath),
            "stop_reason": stopReason, "stop_sequence": nil,
            "usage": usage(output: tokenCount),
        ]
    }

    private func usage(output: Int) -> JSON {
        [
            "cache_read_input_tokens": .integer(cachedTokens),
            "input_tokens": .integer(promptTokens - cachedTokens),
            "output_tokens": .integer(output),
        ]
    }

    /// A block of a message as it is streamed: how it begins, and what comes of it when.
    private struct Block {
        var opening: JSON
        var start: Duration
        var parts: [(time: Duration, delta: JSON)]
        var end: Duration
    }

    private var blocks: [Block] {
        var blocks: [Block] = []
        if !thinking.isEmpty {
            var parts = thinking.enumerated().map { index, token -> (Duration, JSON) in
                (time(ofThought: index), ["type": "thinking_delta", "thinking": .string(token)])
            }
            let end = time(ofThought: thinking.count - 1)
            parts.append((end, ["type": "signature_delta", "signature": ""]))
            let opening: JSON = ["type": "thinking", "thinking": ""]
            blocks.append(Block(opening: opening, start: start, parts: parts, end: end))
        }
        if !tokens.isEmpty || toolCalls.isEmpty {
            let parts = tokens.enumerated().map { index, token -> (Duration, JSON) in
                (time(ofWord: index), ["type": "text_delta", "text": .string(token)])
            }
            let start = blocks.last?.end ?? start
            blocks.append(
                Block(
                    opening: ["type": "text", "text": ""], start: start, parts: parts,
                    end: parts.last?.0 ?? start))
        }
        for (index, call) in toolCalls.enumerated() {
            let time = time(ofCall: index)
            let opening: JSON = [
                "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
                "input": [:],
            ]
            let delta: JSON = [
                "type": "input_json_delta", "partial_json": .string(call.arguments),
            ]
            blocks.append(
                Block(opening: opening, start: time, parts: [(time, delta)], end: time))
        }
        return blocks
    }

    var messageEvents: [Event] {
        func event(_ time: Duration, _ name: String, _ members: JSONObject) -> Event {
            let data: JSONObject = ["type": .string(name)]
            return Event(
                time: time, name: name,
                data: GoJSON.text(.object(data.merging(members)), escapesHTML: false))
        }
        var opening = message.object ?? [:]
        opening["content"] = []
        opening["stop_reason"] = .null
        opening["usage"] = usage(output: 0)
        var events = [event(start, "message_start", ["message": .object(opening)])]
        for (index, block) in blocks.enumerated() {
            let place = JSON.integer(index)
            events.append(
                event(
                    block.start, "content_block_start",
                    ["index": place, "content_block": block.opening]))
            events += block.parts.map {
                event($0.time, "content_block_delta", ["index": place, "delta": $0.delta])
            }
            events.append(event(block.end, "content_block_stop", ["index": place]))
        }
        events.append(
            event(
                end, "message_delta",
                [
                    "delta": ["stop_reason": stopReason, "stop_sequence": nil],
                    "usage": ["output_tokens": .integer(tokenCount)],
                ]))
        return events + [event(end, "message_stop", [:])]
    }
}
