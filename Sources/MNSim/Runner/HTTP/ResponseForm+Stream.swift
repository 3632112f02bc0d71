import MNCore

/// The events of the Responses API (recording responses-stream; docker/model-runner,
/// pkg/responses/streaming.go).
extension ResponseForm {
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
