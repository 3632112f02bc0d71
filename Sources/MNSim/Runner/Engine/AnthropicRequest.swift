import MNCore

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
