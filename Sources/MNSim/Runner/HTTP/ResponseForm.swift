import MNMachine

/// The objects and events of the Responses API (recordings responses, responses-stream).
struct ResponseForm {
    var request: JSONObject
    var model: String
    var id: String
    var messageID: String
    private let number: Int

    init(request: JSONObject, model: String, number: Int) {
        self.request = request
        self.model = model
        self.number = number
        id = "resp_" + DeterministicID.letters(24, for: "response \(number)")
        messageID = "msg_" + DeterministicID.letters(24, for: "message \(number)")
    }

    var isStreamed: Bool { request["stream"]?.bool ?? false }
    var isStored: Bool { request["store"]?.bool ?? true }

    func completed(_ speech: EngineSpeech, isStream: Bool = false) -> JSON {
        var extra = JSONObject()
        if isStream, speech.finishReason == "length" {
            extra["incomplete_details"] = ["reason": "max_tokens"]
        }
        if isStream { extra["finish_reason"] = .string(speech.finishReason) }
        let usage: JSON = [
            "input_tokens": .integer(speech.promptTokens),
            "output_tokens": .integer(speech.tokenCount),
            "total_tokens": .integer(speech.promptTokens + speech.tokenCount),
        ]
        let calls = speech.toolCalls.enumerated().map { call($1, $0, "completed") }
        let message = speech.text.isEmpty ? [] : [item(speech.text, "completed")]
        // In a stream what is said comes first (pkg/responses/streaming.go, finalize).
        return object(
            "completed", at: speech.start,
            output: .array(isStream ? message + calls : calls + message),
            text: speech.text.isEmpty ? nil : speech.text, usage: isStream ? nil : usage,
            extra: extra)
    }

    /// A failure of what lies behind: its status, or in a stream 200 and two events.
    func failed(_ status: Int, _ message: String, at time: Duration) -> GoAnswer {
        let error: JSON = ["code": "upstream_error", "message": .string(message)]
        let whole = object("failed", at: time, output: [], error: error)
        if !isStreamed { return GoAnswer.json(whole, status: status).delayed(to: time) }
        let events = [
            EngineSpeech.Event(
                time: time, name: "error",
                data: GoJSON.text(["type": "error", "sequence_number": 1, "error": error])),
            EngineSpeech.Event(
                time: time, name: "response.failed",
                data: GoJSON.text([
                    "type": "response.failed", "sequence_number": 2, "response": whole,
                ])),
        ]
        var answer = GoAnswer.body([], type: "text/plain; charset=utf-8")
        answer.isFlushed = true
        answer.pieces = events.map { ($0.time, $0.bytes) }
        return answer
    }

    func item(_ text: String?, _ status: String) -> JSON {
        var content: JSONObject = ["type": "output_text"]
        content["text"] = text.map { .string($0) }
        return [
            "id": .string(messageID), "type": "message", "role": "assistant",
            "content": [.object(content)], "status": .string(status),
        ]
    }

    /// A call of a tool, which is an item of its own.
    func call(
        _ call: EngineToolCall, _ index: Int, _ status: String, hasArguments: Bool = true
    ) -> JSON {
        var members: JSONObject = [
            "id": .string("item_" + DeterministicID.letters(24, for: "item \(number) \(index)")),
            "type": "function_call", "status": .string(status), "call_id": .string(call.id),
            "name": .string(call.name),
        ]
        if hasArguments { members["arguments"] = .string(call.arguments) }
        return .object(members)
    }

    func object(
        _ status: String, at time: Duration, output: JSON, text: String? = nil,
        error: JSON = nil, usage: JSON = nil, extra: JSONObject = [:]
    ) -> JSON {
        var members: JSONObject = [
            "id": .string(id), "object": "response",
            "created_at": .integer(Seconds(time).whole), "model": .string(model),
            "status": .string(status), "output": output,
        ]
        members["output_text"] = text.map { .string($0) }
        members["error"] = error
        members["incomplete_details"] = extra["incomplete_details"] ?? .null
        members["finish_reason"] = extra["finish_reason"]
        for key in ["instructions", "metadata", "parallel_tool_calls", "temperature"] {
            members[key] = request[key] ?? .null
        }
        for key in ["tool_choice", "tools", "top_p", "max_output_tokens"] {
            members[key] = request[key] ?? .null
        }
        members["store"] = .bool(isStored)
        members["previous_response_id"] = request["previous_response_id"] ?? .null
        members["reasoning"] = request["reasoning"] ?? .null
        members["usage"] = usage
        members["user"] = request["user"] ?? .null
        members["reasoning_effort"] = request["reasoning_effort"] ?? .null
        return .object(members)
    }

    // The events of the Responses API (recording responses-stream; docker/model-runner,
    // pkg/responses/streaming.go).

    func stream(_ speech: EngineSpeech) -> GoAnswer {
        var events = Events()
        let beginning = object("in_progress", at: speech.start, output: [])
        events.add(speech.start, "created", ["response": beginning])
        events.add(speech.start, "in_progress", ["response": beginning])
        if !speech.tokens.isEmpty { addWords(speech, to: &events) }
        addCalls(speech, to: &events)
        events.add(speech.end, "completed", ["response": completed(speech, isStream: true)])
        var answer = GoAnswer()
        answer.isFlushed = true
        answer.headers = [
            ("Cache-Control", "no-cache"), ("Connection", "keep-alive"),
            ("Content-Type", "text/event-stream"), ("Server", "llama.cpp"),
            ("X-Accel-Buffering", "no"),
        ]
        answer.pieces = events.all.map { ($0.time, $0.bytes) }
        return answer
    }

    private struct Events {
        var all: [EngineSpeech.Event] = []

        mutating func add(_ time: Duration, _ name: String, _ members: JSONObject) {
            let head: JSONObject = [
                "type": .string("response.\(name)"), "sequence_number": .integer(all.count + 1),
            ]
            all.append(
                EngineSpeech.Event(
                    time: time, name: "response.\(name)",
                    data: GoJSON.text(.object(head.merging(members)))))
        }
    }

    private func addWords(_ speech: EngineSpeech, to events: inout Events) {
        let itemID = JSON.string(messageID)
        let start = speech.time(ofWord: 0)
        events.add(start, "output_item.added", ["item": item(nil, "in_progress")])
        events.add(
            start, "content_part.added", ["part": ["type": "output_text"], "item_id": itemID])
        for (index, token) in speech.tokens.enumerated() {
            events.add(
                speech.time(ofWord: index), "output_text.delta",
                ["delta": .string(token), "item_id": itemID])
        }
    }

    /// Calls come as they are made; what is finished is told at the end.
    private func addCalls(_ speech: EngineSpeech, to events: inout Events) {
        func place(_ index: Int) -> JSONObject {
            index == 0 ? [:] : ["output_index": .integer(index)]
        }
        for (index, call) in speech.toolCalls.enumerated() {
            let time = speech.time(ofCall: index)
            let item = self.call(call, index, "in_progress", hasArguments: false)
            let delta: JSONObject = [
                "delta": .string(call.arguments), "item_id": item["id"] ?? "",
            ]
            events.add(
                time, "output_item.added", JSONObject([("item", item)]).merging(place(index)))
            events.add(time, "function_call_arguments.delta", delta.merging(place(index)))
        }
        if !speech.tokens.isEmpty {
            let part: JSONObject = [
                "part": ["type": "output_text", "text": .string(speech.text)],
                "item_id": .string(messageID),
            ]
            events.add(speech.end, "output_text.done", part)
            events.add(speech.end, "content_part.done", part)
            events.add(speech.end, "output_item.done", ["item": item(speech.text, "completed")])
        }
        for (index, call) in speech.toolCalls.enumerated() {
            let item = self.call(call, index, "completed")
            let done: JSONObject = [
                "delta": .string(call.arguments), "item_id": item["id"] ?? "",
            ]
            events.add(speech.end, "function_call_arguments.done", done.merging(place(index)))
            events.add(
                speech.end, "output_item.done",
                JSONObject([("item", item)]).merging(place(index)))
        }
    }
}
