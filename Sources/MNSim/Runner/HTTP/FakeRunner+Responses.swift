import MNMachine

/// The Responses API, which the runner makes out of chats (dmr-contract 1.8).
extension FakeRunner {
    func response(_ id: String, _ call: Call) -> GoAnswer {
        keptResponse(id, call).map { .json($0) } ?? Self.noResponse
    }

    mutating func deleteResponse(_ id: String, _ call: Call) -> GoAnswer {
        guard keptResponse(id, call) != nil else { return Self.noResponse }
        state.work.responses[id] = nil
        return .json(["deleted": true, "id": .string(id), "object": "response.deleted"])
    }

    func responseInput(_ id: String, _ call: Call) -> GoAnswer {
        keptResponse(id, call) == nil
            ? Self.noResponse : .json(["object": "list", "data": []])
    }

    private func keptResponse(_ id: String, _ call: Call) -> JSON? {
        guard let kept = state.work.responses[id], kept.until > call.now else { return nil }
        return kept.value
    }

    private static let noResponse = responsesError(404, "not_found", "Response not found")

    private static func responsesError(
        _ status: Int, _ code: String, _ message: String
    ) -> GoAnswer {
        .json(
            ["error": ["code": .string(code), "message": .string(message)]], status: status)
    }

    mutating func createResponse(_ call: Call) -> GoAnswer {
        state.work.responses = state.work.responses.filter { $0.value.until > call.now }
        if call.request.body.count > Self.bodyLimit {
            return Self.responsesError(413, "request_too_large", "Request too large")
        }
        let body: JSONObject
        do throws(GoJSON.Unreadable) {
            body = try GoJSON.object(in: call.request.body)
        } catch {
            return Self.responsesError(400, "invalid_request", "Invalid JSON: \(error.words)")
        }
        if let words = GoField.problem(in: body, ResponseRequest.fields, of: "CreateRequest") {
            return Self.responsesError(400, "invalid_request", "Invalid JSON: \(words)")
        }
        let model = body["model"]?.string ?? ""
        if model.isEmpty {
            return Self.responsesError(400, "invalid_request", "model is required")
        }
        if body["background"]?.bool == true {
            return Self.responsesError(
                400, "invalid_request",
                "background responses are not supported by Docker Model Runner Responses "
                    + "compatibility layer")
        }
        let request: JSONObject
        do throws(ResponseRequest.Problem) {
            let kept = state.work.responses
            request = try ResponseRequest.chat(body) { kept[$0]?.value }
        } catch { return Self.responsesError(400, "invalid_request", error.words) }
        let bytes = Array(JSON.object(request).text(.canonical).utf8)
        let outcome = ask(.chat, to: nil, body: bytes, call)
        state.work.counter += 1
        let form = ResponseForm(request: body, model: model, number: state.work.counter)
        return answer(outcome, form, request, call)
    }

    private mutating func answer(
        _ outcome: Outcome, _ form: ResponseForm, _ request: JSONObject, _ call: Call
    ) -> GoAnswer {
        switch outcome {
        case .done(let answer): return answer
        case .refused(let status, let text, let time):
            return form.failed(status, text + "\n", at: time)
        case .answered(.speech(let speech), _, let key):
            let whole = form.completed(speech)
            if form.isStored {
                state.work.responses[form.id] = RunnerWork.KeptResponse(
                    value: whole, until: call.now + RunnerWork.KeptResponse.lifetime)
            }
            var answer =
                form.isStreamed
                ? form.stream(speech) : GoAnswer.json(whole).delayed(to: speech.end)
            record(answer, request, key, call)
            answer.operation = occupy(key, until: speech.end, call)
            return answer
        case .answered(let engineAnswer, let time, let key):
            let inner = self.form(engineAnswer, .chat, request, of: key, at: time)
            let text = String(decoding: inner.pieces.flatMap(\.bytes), as: UTF8.self)
            record(inner, request, key, call)
            return form.failed(inner.status, text, at: time)
        }
    }
}

/// A request of the Responses API as the chat that the runner makes of it.
///
/// Source: docker/model-runner, pkg/responses/transform.go, `TransformRequestToChatCompletion`.
enum ResponseRequest {
    /// Why no chat can be made of it, in the runner's words.
    struct Problem: Error, Hashable {
        var words: String
    }

    static let fields = [
        GoField(name: "model", kind: .string), GoField(name: "instructions", kind: .string),
        GoField(name: "temperature", kind: .float64), GoField(name: "top_p", kind: .float64),
        GoField(name: "max_output_tokens", kind: .int), GoField(name: "stream", kind: .bool),
        GoField(name: "store", kind: .bool), GoField(name: "background", kind: .bool),
        GoField(name: "parallel_tool_calls", kind: .bool),
        GoField(name: "previous_response_id", kind: .string), GoField(name: "user", kind: .string),
    ]

    /// - Parameter earlier: the answer of this id, as it was given.
    static func chat(
        _ body: JSONObject, earlier: (String) -> JSON?
    ) throws(Problem) -> JSONObject {
        var chat: JSONObject = ["model": body["model"] ?? ""]
        let messages = try messages(body, earlier: earlier)
        chat["messages"] = messages.isEmpty ? .null : .array(messages)
        if let tools = body["tools"]?.array, !tools.isEmpty {
            chat["tools"] = .array(try tools.map(tool))
        }
        for (key, name) in [
            ("tool_choice", "tool_choice"), ("temperature", "temperature"), ("top_p", "top_p"),
            ("max_output_tokens", "max_tokens"), ("parallel_tool_calls", "parallel_tool_calls"),
        ] {
            if let value = body[key], value != .null { chat[name] = value }
        }
        if body["stream"] == true { chat["stream"] = true }
        chat["response_format"] = try format(body["text"]?["format"])
        return chat
    }

    private static func tool(_ tool: JSON) throws(Problem) -> JSON {
        let type = tool["type"]?.string ?? ""
        guard type == "function" else {
            throw Problem(
                words: "tool type \(GoText.quoted(type)) is not supported by Docker Model Runner "
                    + "Responses compatibility layer")
        }
        let given = tool["function"]?.object ?? tool.object ?? [:]
        var function: JSONObject = ["name": given["name"] ?? ""]
        function["description"] = given["description"]
        function["parameters"] = given["parameters"]
        return ["type": "function", "function": .object(function)]
    }

    private static func format(_ format: JSON?) throws(Problem) -> JSON? {
        switch format?["type"]?.string ?? "" {
        case "", "text": return nil
        case "json_object": return ["type": "json_object"]
        case "json_schema":
            let name = format?["name"]?.string ?? ""
            if name.isEmpty {
                throw Problem(
                    words: "text.format.name is required when text.format.type is json_schema")
            }
            guard let schema = format?["schema"] else {
                throw Problem(
                    words: "text.format.schema is required when text.format.type is json_schema")
            }
            guard schema.object != nil else {
                throw Problem(words: "text.format.schema must be a JSON object")
            }
            return [
                "type": "json_schema",
                "json_schema": ["name": .string(name), "schema": schema],
            ]
        case let other:
            throw Problem(words: "unsupported text.format.type \(GoText.quoted(other))")
        }
    }

    private static func messages(
        _ body: JSONObject, earlier: (String) -> JSON?
    ) throws(Problem) -> [JSON] {
        var messages: [JSON] = []
        if let instructions = body["instructions"]?.string, !instructions.isEmpty {
            messages.append(["role": "system", "content": .string(instructions)])
        }
        if let id = body["previous_response_id"]?.string, !id.isEmpty {
            guard let answer = earlier(id) else {
                throw Problem(words: "previous_response_id \(GoText.quoted(id)) was not found")
            }
            messages += history(answer, earlier: earlier)
        }
        guard let input = body["input"] else { return messages }
        if input == .null || input.string != nil {
            return messages + [["role": "user", "content": .string(input.string ?? "")]]
        }
        guard let items = input.array else {
            throw Problem(
                words: "failed to parse input: input must be a string or array of items: json: "
                    + "cannot unmarshal \(input.object == nil ? "number" : "object") into Go value "
                    + "of type []responses.InputItem")
        }
        return messages + items.compactMap(message)
    }

    /// What was said in answers before this one; what was asked is not kept.
    private static func history(_ answer: JSON, earlier: (String) -> JSON?) -> [JSON] {
        var answers = [answer]
        while let id = answers.last?["previous_response_id"]?.string, let next = earlier(id),
            answers.count < 100
        {
            answers.append(next)
        }
        return answers.reversed().flatMap { $0["output"]?.array ?? [] }.map { item in
            if item["type"] == "function_call" {
                return [
                    "role": "assistant", "content": nil,
                    "tool_calls": [
                        [
                            "id": item["call_id"] ?? "", "type": "function",
                            "function": [
                                "name": item["name"] ?? "", "arguments": item["arguments"] ?? "",
                            ],
                        ]
                    ],
                ]
            }
            let texts = (item["content"]?.array ?? []).compactMap { $0["text"]?.string }
            return ["role": "assistant", "content": .string(texts.joined())]
        }
    }

    private static func message(_ item: JSON) -> JSON? {
        let call = item["call_id"]?.string ?? ""
        if item["type"] == "function_call_output" || !call.isEmpty {
            return [
                "role": "tool", "content": item["output"] ?? "", "tool_call_id": .string(call),
            ]
        }
        let role = item["role"]?.string ?? ""
        let content = item["content"].map(content) ?? .null
        if role.isEmpty { return content == .null ? nil : ["role": "user", "content": content] }
        return ["role": .string(role), "content": content]
    }

    private static func content(_ content: JSON) -> JSON {
        guard let parts = content.array else { return content }
        return .array(
            parts.compactMap { part in
                switch part["type"]?.string {
                case "input_text"?, "text"?: ["type": "text", "text": part["text"] ?? ""]
                case "input_image"?, "image_url"?:
                    ["type": "image_url", "image_url": ["url": part["image_url"] ?? ""]]
                default: nil
                }
            })
    }
}
