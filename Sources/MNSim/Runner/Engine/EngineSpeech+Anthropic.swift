import MNMachine

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

/// A request of Anthropic's form as the chat that llama.cpp's server makes of it.
///
/// Source: llama.cpp, tools/server/server-common.cpp, `convert_anthropic_to_oai`.
enum AnthropicRequest {
    static func chat(_ request: JSONObject) -> JSONObject {
        var chat = request
        chat["system"] = nil
        chat["messages"] = request["messages"].map { messages($0, after: request["system"]) }
        chat["stop"] = request["stop_sequences"]
        chat["tools"] = request["tools"].map(tools)
        switch request["tool_choice"]?["type"]?.string {
        case "auto"?: chat["tool_choice"] = "auto"
        case "none"?: chat["tool_choice"] = "none"
        case "any"?: chat["tool_choice"] = "required"
        case "tool"?:
            chat["tool_choice"] = ["function": ["name": request["tool_choice"]?["name"] ?? ""]]
        default: chat["tool_choice"] = nil
        }
        return chat
    }

    private static func tools(_ value: JSON) -> JSON {
        guard let tools = value.array else { return value }
        return .array(
            tools.map { tool in
                [
                    "type": "function",
                    "function": [
                        "name": tool["name"] ?? "", "description": tool["description"] ?? "",
                        "parameters": tool["input_schema"] ?? [:],
                    ],
                ]
            })
    }

    private static func messages(_ value: JSON, after system: JSON?) -> JSON {
        guard let messages = value.array else { return value }
        let first = system.map { JSON.object(["role": "system", "content": .string(text($0))]) }
        return .array((first.map { [$0] } ?? []) + messages.flatMap(chatMessages))
    }

    /// The results of tools are messages of their own, before what else the user says.
    private static func chatMessages(_ message: JSON) -> [JSON] {
        guard let object = message.object, let blocks = message["content"]?.array else {
            return [message]
        }
        let results = blocks.filter { $0["type"] == "tool_result" }
        let rest = blocks.filter { !["tool_result", "tool_use", "thinking"].contains($0["type"]) }
        var messages = results.map { result -> JSON in
            [
                "role": "tool", "tool_call_id": result["tool_use_id"] ?? "",
                "content": .string(text(result["content"])),
            ]
        }
        if rest.isEmpty, !results.isEmpty { return messages }
        var other = object
        other["content"] = .array(
            rest.map { $0["type"] == "image" ? ["type": "image_url", "image_url": [:]] : $0 })
        messages.append(.object(other))
        return messages
    }

    private static func text(_ content: JSON?) -> String {
        content?.string
            ?? (content?.array ?? []).compactMap { $0["text"]?.string }.joined()
    }
}
