import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `A model with a script` {
    private static let script = [
        ScriptLine(whenTool: "rain", say: "It rains."),
        ScriptLine(
            when: "weather", thinking: "I must ask.",
            toolCalls: [ScriptLine.ToolCall(name: "weather", arguments: ["city": "Berlin"])]),
        ScriptLine(when: "colour", say: "Blue, of course.", thinking: "The sky."),
    ]

    private static func client() -> Client {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.script = script
        return Client(state)
    }

    private static let tools =
        #""tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","#
        + #""properties":{"city":{"type":"string"}},"required":["city"]}}},"#
        + #"{"type":"function","function":{"name":"clock"}}]"#

    private static func chat(
        _ question: String, _ more: String = "", isStreamed: Bool = false
    ) -> FakeResponse {
        var client = client()
        return client.post(
            "/v1/chat/completions",
            #"{"model":"ai/small","messages":[{"role":"user","content":"\#(question)"}],"#
                + #""stream":\#(isStreamed)\#(more.isEmpty ? "" : ",")\#(more)}"#)
    }

    private static func message(_ response: FakeResponse) -> JSON? {
        response.json?["choices"]?.array?.first?["message"]
    }

    @Test func `says its line to what it is for, and else what it always says`() {
        let scripted = Self.message(Self.chat("What colour is the sky?"))
        #expect(scripted?["content"] == "Blue, of course.")
        #expect(scripted?["reasoning_content"] == "The sky.")
        let other = Self.message(Self.chat("hi"))
        #expect(other?["content"]?.string == ModelBehaviour.defaultVoice.joined())
        #expect(other?["reasoning_content"] == nil)
    }

    @Test func `says the same in a stream`() {
        let text = Self.chat("What colour?", isStreamed: true).text
        #expect(text.contains(#""delta":{"reasoning_content":"The"}"#))
        #expect(text.contains(#""delta":{"content":" of"}"#))
        #expect(text.contains(#""finish_reason":"stop""#))
    }

    @Test func `says the same on every route`() throws {
        var client = Self.client()
        let question = "What colour?"
        let completion = client.post(
            "/v1/completions", #"{"model":"ai/small","prompt":"\#(question)"}"#)
        #expect(completion.json?["choices"]?.array?.first?["text"] == "Blue, of course.")
        for (path, member) in [("chat", "message"), ("generate", "response")] {
            let given =
                path == "chat"
                ? #""messages":[{"role":"user","content":"\#(question)"}]"#
                : #""prompt":"\#(question)""#
            let whole = client.post(
                "/api/\(path)", #"{"model":"ai/small","stream":false,\#(given)}"#)
            let answer = whole.json?[member]
            #expect(answer?["content"] ?? answer == "Blue, of course.")
            let stream = client.post("/api/\(path)", #"{"model":"ai/small",\#(given)}"#)
            #expect(stream.text.contains(" course."))
        }
        let response = client.post(
            "/v1/responses", #"{"model":"ai/small","input":"\#(question)"}"#)
        #expect(response.json?["output_text"] == "Blue, of course.")
        let events = client.post(
            "/v1/responses", #"{"model":"ai/small","input":"\#(question)","stream":true}"#)
        #expect(events.text.contains(#""output_text":"Blue, of course.""#))
        let message = client.post(
            "/v1/messages",
            #"{"model":"ai/small","messages":[{"role":"user","content":"\#(question)"}]}"#)
        let blocks = try #require(message.json?["content"]?.array)
        #expect(blocks.map { $0["type"] } == ["thinking", "text"])
        let blockEvents = client.post(
            "/v1/messages",
            #"{"model":"ai/small","stream":true,"messages":[{"role":"user","content":"\#(question)"}]}"#
        )
        #expect(blockEvents.text.contains(#""type":"thinking_delta""#))
    }

    @Test func `calls a tool that it is offered, and then speaks of what that brought`() throws {
        let response = Self.chat("How is the weather?", Self.tools)
        let call = try #require(Self.message(response)?["tool_calls"]?.array?.first)
        #expect(call["function"]?["name"] == "weather")
        #expect(call["function"]?["arguments"] == #"{"city":"Berlin"}"#)
        #expect(Self.message(response)?["content"] == .null)
        #expect(response.json?["choices"]?.array?.first?["finish_reason"] == "tool_calls")
        var client = Self.client()
        let later = client.post(
            "/v1/chat/completions",
            #"{"model":"ai/small","messages":[{"role":"user","content":"weather?"},"#
                + #"{"role":"assistant","tool_calls":[]},{"role":"tool","content":"rain, 5 degrees"}],"#
                + Self.tools + "}")
        #expect(Self.message(later)?["content"] == "It rains.")
    }

    @Test func `calls a tool in a stream, and on the other routes`() throws {
        let text = Self.chat("weather?", Self.tools, isStreamed: true).text
        #expect(text.contains(#""function":{"name":"weather","arguments":""}"#))
        #expect(text.contains(#""function":{"arguments":"{\"city\":\"Berlin\"}"}"#))
        #expect(text.contains(#""finish_reason":"tool_calls""#))
        var client = Self.client()
        let tool = #""tools":[{"type":"function","name":"weather","parameters":{}}]"#
        let body = #"{"model":"ai/small","input":"weather?",\#(tool)"#
        let response = client.post("/v1/responses", body + "}")
        let item = try #require(response.json?["output"]?.array?.first)
        #expect(item["type"] == "function_call")
        #expect(item["name"] == "weather")
        let events = client.post("/v1/responses", body + #","stream":true}"#).text
        #expect(events.contains("event: response.function_call_arguments.done\n"))
        let message = client.post(
            "/v1/messages",
            #"{"model":"ai/small","messages":[{"role":"user","content":"weather?"}],"#
                + #""tools":[{"name":"weather","input_schema":{}}]}"#)
        #expect(message.json?["stop_reason"] == "tool_use")
        #expect(message.json?["content"]?.array?.last?["input"] == ["city": "Berlin"])
    }

    @Test(arguments: [
        (#""tool_choice":"none""#, "weather?", nil), ("", "hi", nil),
        (#""tool_choice":"auto""#, "hi", nil),
        (#""tool_choice":"required""#, "hi", "weather"),
        (#""tool_choice":{"type":"function","function":{"name":"clock"}}"#, "hi", "clock"),
    ])
    func `calls a tool if it has to, and none if it may not`(
        _ choice: String, _ question: String, _ name: String?
    ) throws {
        let more = Self.tools + (choice.isEmpty ? "" : ",") + choice
        let message = Self.message(Self.chat(question, more))
        let calls = message?["tool_calls"]?.array
        #expect(calls?.first?["function"]?["name"]?.string == name)
        if name == "weather" {
            let text = try #require(calls?.first?["function"]?["arguments"]?.string)
            #expect(try JSON.parse(text)["city"]?.string != nil)
        }
    }

    @Test func `has no call without a tool to call`() {
        let message = Self.message(Self.chat("weather?"))
        #expect(message?["tool_calls"] == nil)
        #expect(message?["content"]?.string == ModelBehaviour.defaultVoice.joined())
    }

    @Test func `answers in JSON that fits`() throws {
        let schema = #"{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"#
        for format in [
            #"{"type":"json_schema","json_schema":{"name":"x","schema":\#(schema)}}"#,
            #"{"type":"json_object","schema":\#(schema)}"#,
        ] {
            let response = Self.chat("colour?", #""response_format":\#(format)"#)
            let text = try #require(Self.message(response)?["content"]?.string)
            #expect(JSONSchema(try JSON.parse(schema)).accepts(try JSON.parse(text)))
        }
        let any = Self.chat("hi", #""response_format":{"type":"json_object"}"#)
        let text = try #require(Self.message(any)?["content"]?.string)
        #expect(try JSON.parse(text).object != nil)
    }

    @Test func `says a line that is JSON as it is`() throws {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.script = [ScriptLine(say: #"{"n": 5}"#)]
        var client = Client(state)
        let response = client.post(
            "/v1/chat/completions",
            #"{"model":"ai/small","messages":[],"response_format":{"type":"json_object"}}"#)
        #expect(Self.message(response)?["content"] == #"{"n": 5}"#)
    }

    @Test(arguments: [
        "", "a", " a", "a b", "  a\n b ", "x\n\n", "ä öü 👩‍👩‍👧 e\u{301}",
    ])
    func `loses nothing of a text to its tokens`(_ text: String) {
        #expect(SpokenWords.tokens(of: text).joined() == text)
    }

    @Test func `is cut off where the request ends`() {
        let response = Self.chat("colour?", #""max_tokens":3"#)
        #expect(Self.message(response)?["reasoning_content"] == "The sky.")
        #expect(Self.message(response)?["content"] == "Blue,")
        #expect(response.json?["usage"]?["completion_tokens"] == 3)
        let call = Self.chat("weather?", Self.tools + #","max_tokens":2"#)
        #expect(Self.message(call)?["tool_calls"] == nil)
        #expect(call.json?["choices"]?.array?.first?["finish_reason"] == "length")
    }

    @Test func `is read back as it was written`() throws {
        var state = Client.stateWithSmall()
        state.models[0].content.behaviour.script = Self.script
        #expect(try RunnerState(JSONField(state.json)) == state)
    }

    @Test(arguments: [
        #"{}"#, #"{"when": "x"}"#, #"{"when": "", "say": "x"}"#, #"{"say": 5}"#,
        #"{"say": "x", "wen": "y"}"#, #"{"toolCalls": [{}]}"#,
        #"{"toolCalls": [{"name": "x", "arguments": "{}"}]}"#, #"{"say": "x", "thinking": ""}"#,
    ])
    func `is refused if a line makes no sense`(_ line: String) {
        #expect(throws: JSONFault.self) { try ScriptLine(JSONField(try JSON.parse(line))) }
    }
}
