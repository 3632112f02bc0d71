import MNCore

/// A tool that a model may call.
struct EngineTool: Hashable, Sendable {
    var name: String
    /// What its arguments have to fit.
    var parameters: JSONSchema

    /// The tools of a request, or the server's words for what is wrong with them.
    ///
    /// Source: llama.cpp, common/chat.cpp, `common_chat_tools_parse_oaicompat`.
    static func all(_ value: JSON) throws(EngineRefusal) -> [EngineTool] {
        if value == .null { return [] }
        func problem(_ words: String) -> EngineRefusal {
            .failed(
                "Failed to parse tools: \(words); tools = " + GoJSON.indentedText(value, by: 2))
        }
        func text(_ value: JSON) -> String { GoJSON.text(value, escapesHTML: false) }
        guard let elements = value.array else {
            throw problem("Expected 'tools' to be an array, got \(text(value))")
        }
        var tools: [EngineTool] = []
        for element in elements {
            guard let type = element["type"] else {
                throw problem("Missing tool type: \(text(element))")
            }
            if type != "function" { throw problem("Unsupported tool type: \(text(element))") }
            guard let function = element["function"] else {
                throw problem("Missing tool function: \(text(element))")
            }
            guard let name = function["name"] else {
                throw problem("[json.exception.out_of_range.403] key 'name' not found")
            }
            guard let name = name.string else {
                throw problem(EngineField.mismatch("string", name))
            }
            tools.append(
                EngineTool(name: name, parameters: JSONSchema(function["parameters"] ?? [:])))
        }
        return tools
    }
}

/// A call that a model makes of a tool.
struct EngineToolCall: Hashable, Sendable {
    var id: String
    var name: String
    /// JSON as text, as every family but Anthropic's gives it.
    var arguments: String
}
