import MNCore

// A line of `behaviour.script`:
//
//     {"when": "weather", "thinking": "I have to ask.",
//      "toolCalls": [{"name": "weather", "arguments": {"city": "Berlin"}}]}
//     {"whenTool": "rain", "say": "It rains."}
//
// A line says something or calls a tool, or both.
extension ScriptLine {
    static let keys = ["when", "whenTool", "say", "thinking", "toolCalls"]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            when: try members.optional("when")?.nonEmptyString(),
            whenTool: try members.optional("whenTool")?.nonEmptyString(),
            say: try members.optional("say")?.string(),
            thinking: try members.optional("thinking")?.nonEmptyString())
        for element in try members.optional("toolCalls")?.array() ?? [] {
            let call = try element.object(keys: ["name", "arguments"])
            toolCalls.append(
                ToolCall(
                    try call.required("name").nonEmptyString(),
                    try call.optional("arguments")?.anyObject().object ?? [:]))
        }
        if say == nil, toolCalls.isEmpty {
            throw members.fault(.breaksRule("a line needs 'say' or 'toolCalls'"))
        }
    }

    var json: JSON {
        var members = JSONObject()
        members["when"] = when.map { .string($0) }
        members["whenTool"] = whenTool.map { .string($0) }
        members["say"] = say.map { .string($0) }
        members["thinking"] = thinking.map { .string($0) }
        if !toolCalls.isEmpty {
            members["toolCalls"] = .array(
                toolCalls.map { call in
                    var members: JSONObject = ["name": .string(call.name)]
                    if !call.arguments.members.isEmpty {
                        members["arguments"] = .object(call.arguments)
                    }
                    return .object(members)
                })
        }
        return .object(members)
    }
}
