import MNMachine

/// A conversation as llama.cpp's server reads one.
///
/// Its checks and their order: llama.cpp, tools/server/server-common.cpp,
/// `oaicompat_chat_params_parse`; what throws `std::invalid_argument` there is 400, anything else 500.
struct ChatRequest {
    /// Which of its tools the model may call.
    enum ToolChoice: Hashable {
        case none
        case auto
        case required
        /// This one. llama.cpp takes the choice of one tool for `auto`; the simulated model then calls
        /// it, as a model may.
        case named(String)
    }

    /// The texts of all messages, in order.
    var texts: [String]
    /// What the user said last.
    var lastUserText: String?
    /// What a tool brought, if that is the last message.
    var toolText: String?
    var tools: [EngineTool]
    var choice: ToolChoice
    /// What the answer has to fit.
    var schema: JSONSchema?
    /// How many tokens are shown with their chances for each that is said; nil shows none.
    var shownChances: Int?

    /// Whether the model has to call a tool.
    var mustCall: Bool { !tools.isEmpty && choice != .auto && mayCall }
    /// Whether the model may call a tool.
    var mayCall: Bool { !tools.isEmpty && choice != .none }

    /// Throws in the words of the server.
    init(_ request: JSONObject, seesImages: Bool) throws(EngineRefusal) {
        let isStreamed = request["stream"]?.bool ?? false
        let hasTools = request["tools"]?.array?.isEmpty == false
        let grammar = request["grammar"]?.string ?? ""
        if let schema = request["json_schema"], schema != .null, !grammar.isEmpty {
            throw .failed("Cannot use both json_schema and grammar")
        }
        schema = try Self.schema(request)
        let messages = try Self.messages(request, seesImages: seesImages)
        try Self.checkRoles(messages)
        tools = try EngineTool.all(request["tools"] ?? .null)
        choice = try Self.choice(request["tool_choice"] ?? .null)
        texts = messages.map(Self.text)
        lastUserText = messages.last { $0["role"]?.string == "user" }.map(Self.text)
        toolText = messages.last.flatMap { $0["role"] == "tool" ? Self.text($0) : nil }
        if mayCall, request["grammar"] != nil {
            throw .invalid("Cannot use custom grammar constraints with tools.")
        }
        if request["chat_template_kwargs"]?["enable_thinking"]?.string != nil {
            throw .invalid(
                "invalid type for \"enable_thinking\" (expected boolean, got string)")
        }
        if request["logprobs"]?.bool == true {
            if hasTools, isStreamed {
                throw .invalid("logprobs is not supported with tools + stream")
            }
            shownChances = request["top_logprobs"]?.engineInteger ?? 20
        } else if let top = request["top_logprobs"], top != .null {
            throw .invalid("top_logprobs requires logprobs to be set to true")
        }
    }

    /// What the answer has to fit; an empty schema allows any object.
    static func schema(_ request: JSONObject) throws(EngineRefusal) -> JSONSchema? {
        let format = request["response_format"]
        switch format?["type"]?.string ?? "" {
        case "json_object": return JSONSchema(format?["schema"] ?? [:])
        case "json_schema": return JSONSchema(format?["json_schema"]?["schema"] ?? [:])
        case "", "text": break
        case let other:
            throw .invalid(
                "response_format type must be one of \"text\" or \"json_object\", but got: \(other)"
            )
        }
        guard let schema = request["json_schema"], schema != .null else { return nil }
        return JSONSchema(schema)
    }

    private static func choice(_ value: JSON) throws(EngineRefusal) -> ToolChoice {
        switch value.string {
        case "none"?: return .none
        case "required"?: return .required
        case "auto"?: return .auto
        case let other?: throw .invalid("Invalid tool_choice: \(other)")
        case nil: break
        }
        guard let name = value["function"]?["name"]?.string ?? value["name"]?.string else {
            return .auto
        }
        return .named(name)
    }

    private static func messages(
        _ request: JSONObject, seesImages: Bool
    ) throws(EngineRefusal) -> [JSON] {
        guard let given = request["messages"] else { throw .invalid("'messages' is required") }
        guard let messages = given.array else {
            throw .invalid("Expected 'messages' to be an array")
        }
        for message in messages {
            let content = message["content"]
            if message["role"] == "assistant" {
                if content == nil, message["tool_calls"] == nil {
                    throw .invalid(
                        "Assistant message must contain either 'content' or 'tool_calls'!")
                }
            } else if content == nil {
                throw .invalid("All non-assistant messages must contain 'content'")
            }
            guard let content, content != .null, content.string == nil else { continue }
            guard let parts = content.array else {
                throw .invalid("Expected 'content' to be a string or an array")
            }
            for part in parts { try check(part, seesImages: seesImages) }
        }
        return messages
    }

    private static func check(_ part: JSON, seesImages: Bool) throws(EngineRefusal) {
        func unsupported(_ kind: String) -> EngineRefusal {
            .failed(
                "\(kind) input is not supported - hint: if this is unexpected, you may need to "
                    + "provide the mmproj")
        }
        switch part["type"]?.string ?? "" {
        case "text": break
        case "image_url":
            if !seesImages { throw unsupported("image") }
        case "input_audio":
            // A simulated projector is one for pictures.
            throw unsupported("audio")
        default: throw .invalid("unsupported content[].type")
        }
    }

    /// llama.cpp, common/chat.cpp, `common_chat_msgs_parse_oaicompat`.
    private static func checkRoles(_ messages: [JSON]) throws(EngineRefusal) {
        for message in messages {
            guard let role = message["role"] else {
                let text = GoJSON.text(message, escapesHTML: false)
                throw .failed("Failed to parse messages: Missing 'role' in message: \(text)")
            }
            if role.string == nil {
                throw .failed("Failed to parse messages: " + EngineField.mismatch("string", role))
            }
        }
    }

    private static func text(_ message: JSON) -> String {
        let content = message["content"]
        if let text = content?.string { return text }
        return (content?.array ?? []).compactMap { $0["text"]?.string }.joined()
    }
}

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

/// Why llama.cpp's server does not answer, in its form of an error (server-common.cpp,
/// `format_error_response`).
struct EngineRefusal: Error, Hashable, Sendable {
    /// The status, which the body says once more.
    var status: Int
    /// The server's own words.
    var message: String
    /// The family of the error: `invalid_request_error`.
    var type: String
    /// What some errors say besides, in numbers.
    var numbers: JSONObject = [:]

    /// A request that says something wrong: 400.
    static func invalid(_ message: String) -> EngineRefusal {
        EngineRefusal(status: 400, message: message, type: "invalid_request_error")
    }

    /// What the server takes for its own failure, whoever is to blame: 500.
    static func failed(_ message: String) -> EngineRefusal {
        EngineRefusal(status: 500, message: message, type: "server_error")
    }

    /// A path that the server does not have (measured: `/score`).
    static let noPath = EngineRefusal(
        status: 404, message: "File Not Found", type: "not_found_error")

    /// A prompt that leaves no room for an answer.
    static func tooLong(_ tokens: Int, context: Int) -> EngineRefusal {
        EngineRefusal(
            status: 400,
            message: "request (\(tokens) tokens) exceeds the available context size "
                + "(\(context) tokens), try increasing it",
            type: "exceed_context_size_error",
            numbers: ["n_prompt_tokens": .integer(tokens), "n_ctx": .integer(context)])
    }

    var json: JSON {
        let error: JSONObject = [
            "code": .integer(status), "message": .string(message), "type": .string(type),
        ]
        return ["error": .object(error.merging(numbers))]
    }
}
