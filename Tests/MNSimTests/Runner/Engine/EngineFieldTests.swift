import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// What llama.cpp takes under each of its fields, and what it says to anything else.
@Suite struct `A field of a request to llama cpp` {
    private static func mismatch(_ field: String, _ wanted: String, _ found: String) -> String {
        "Field '\(field)': [json.exception.type_error.302] type must be \(wanted), but is \(found)"
    }

    /// A request's status and the words of the error, if there is one.
    static func ask(
        _ members: String, route: String = "/v1/chat/completions",
        base: String = #""messages":[{"role":"user","content":"hi"}]"#,
        _ state: RunnerState = Client.stateWithSmall()
    ) -> (status: Int?, message: String?) {
        var client = Client(state)
        let parts = [#""model":"ai/small""#, base, members].filter { !$0.isEmpty }
        let response = client.post(route, "{\(parts.joined(separator: ","))}")
        return (response.status, response.json?["error"]?["message"]?.string)
    }

    @Test func `is refused with its name if it is of another kind`() {
        for field in EngineField.all {
            for name in field.names {
                let (wrong, words): (String, String?) =
                    switch field.rule {
                    case .truth: (#""x""#, Self.mismatch(name, "boolean", "string"))
                    case .number, .within, .longWithin, .share:
                        (#""x""#, Self.mismatch(name, "number", "string"))
                    case .text: ("5", Self.mismatch(name, "string", "number"))
                    case .texts, .strictTexts: ("[5]", Self.mismatch(name, "string", "number"))
                    case .textOrTexts: ("5", Self.mismatch(name, "string", "number"))
                    case .someTexts(let words), .list(let words):
                        ("5", "Field '\(name)': \(words)")
                    case .fields:
                        (
                            #"{"include_usage":1}"#,
                            Self.mismatch("include_usage", "boolean", "number")
                        )
                    }
                let (status, message) = Self.ask(
                    #""\#(name)":\#(wrong)"#, route: "/v1/completions", base: #""prompt":"hi""#)
                #expect(status == 400, "\(name)")
                #expect(message == words, "\(name)")
                let chat = Self.ask(#""\#(name)":\#(wrong)"#)
                #expect(chat.status == (field.isReadInChats ? 400 : 200), "\(name)")
            }
        }
    }

    @Test func `may be null or absent`() {
        for field in EngineField.all {
            for name in field.names {
                #expect(Self.ask(#""\#(name)":null"#).status == 200, "\(name)")
            }
        }
        #expect(Self.ask("").status == 200)
    }

    @Test(arguments: [
        (#""temperature":1"#, 200), (#""temperature":0.5"#, 200), (#""temperature":true"#, 200),
        (#""temperature":-3"#, 200), (#""max_tokens":3.9"#, 200), (#""max_tokens":true"#, 200),
        (#""max_tokens":-1"#, 200), (#""max_tokens":-2"#, 400), (#""max_tokens":99999999999"#, 400),
        (#""t_max_predict_ms":true"#, 400), (#""t_max_predict_ms":5.5"#, 200),
        (#""adaptive_decay":0.99"#, 200), (#""adaptive_decay":1"#, 400), (#""stop":"x""#, 200),
        (#""stop":["x","y"]"#, 200), (#""stop":[null,"x"]"#, 200), (#""stop":5"#, 200),
        (#""samplers":"k""#, 200), (#""samplers":["top_k"]"#, 200), (#""samplers":[null]"#, 400),
        (#""dry_sequence_breakers":[]"#, 400), (#""dry_sequence_breakers":["x"]"#, 200),
        (#""lora":[]"#, 200), (#""stream_options":"x""#, 200), (#""seed":-1"#, 200),
        (#""stream":false"#, 200), (#""logit_bias":"x""#, 200), (#""unknown_field":{}"#, 200),
        // Of several names the first that is there is read.
        (#""n_predict":5,"max_tokens":"x""#, 200), (#""n_predict":null,"max_tokens":"x""#, 400),
        (#""logprobs":true"#, 200), (#""logprobs":"x""#, 400), (#""top_logprobs":2"#, 400),
        (#""tools":[],"tool_choice":"required""#, 200), (#""tool_choice":"maybe""#, 400),
        (#""tool_choice":5"#, 200), (#""response_format":"x""#, 200),
        (#""response_format":null"#, 200),
        (#""response_format":{"type":"xml"}"#, 400), (#""response_format":{"type":"text"}"#, 200),
        (#""json_schema":{},"grammar":"x""#, 500), (#""tools":"x""#, 500), (#""tools":null"#, 200),
        (#""tools":[{}]"#, 500), (#""tools":[{"type":"function"}]"#, 500),
    ])
    func `is read as the server reads it`(_ members: String, _ status: Int) {
        #expect(Self.ask(members).status == status)
    }

    @Test(arguments: [
        ("", 400, "'messages' is required"),
        (#""messages":"hi""#, 400, "Expected 'messages' to be an array"),
        (#""messages":null"#, 400, "Expected 'messages' to be an array"),
        (
            #""messages":[{"role":"user"}]"#, 400,
            "All non-assistant messages must contain 'content'"
        ),
        (#""messages":["hi"]"#, 400, "All non-assistant messages must contain 'content'"),
        (
            #""messages":[{"role":"assistant"}]"#, 400,
            "Assistant message must contain either 'content' or 'tool_calls'!"
        ),
        (
            #""messages":[{"content":"hi"}]"#, 500,
            #"Failed to parse messages: Missing 'role' in message: {"content":"hi"}"#
        ),
        (
            #""messages":[{"role":5,"content":"hi"}]"#, 500,
            "Failed to parse messages: [json.exception.type_error.302] type must be string, but is number"
        ),
        (
            #""messages":[{"role":"user","content":5}]"#, 400,
            "Expected 'content' to be a string or an array"
        ),
        (
            #""messages":[{"role":"user","content":[{"type":"video"}]}]"#, 400,
            "unsupported content[].type"
        ),
        (
            #""messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]"#, 500,
            "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"
        ),
        (#""messages":[{"role":"user","content":null}]"#, 200, nil),
        (#""messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]"#, 200, nil),
        (#""messages":[{"role":"assistant","tool_calls":[]}]"#, 200, nil),
    ])
    func `goes with a conversation that is sound`(_ base: String, _ status: Int, _ words: String?) {
        let answer = Self.ask("", base: base)
        #expect(answer.status == status)
        #expect(answer.message == words)
    }

    @Test func `may be a picture where there is a projector`() {
        var state = Client.stateWithSmall()
        state.models[0].content.layers.append(
            ModelContent.Layer(
                digest: DeterministicID.digest("projector"), size: ByteCount(5), kind: .projector))
        let base = #""messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]"#
        #expect(Self.ask("", base: base, state).status == 200)
    }

    @Test(arguments: [
        (#""prompt":"hi""#, 200, 1), (#""prompt":["a","b","c"]"#, 200, 3),
        (#""prompt":[1,2]"#, 200, 1),
        (#""prompt":[[1,2],"x"]"#, 200, 2), (#""prompt":[1,"x"]"#, 200, 1),
        (#""prompt":5"#, 400, nil),
        (#""prompt":[]"#, 400, nil), (#""prompt":[{}]"#, 400, nil), ("", 400, nil),
    ])
    func `goes with one prompt or a list of them`(_ base: String, _ status: Int, _ choices: Int?) {
        var client = Client(Client.stateWithSmall())
        let parts = [#""model":"ai/small""#, base].filter { !$0.isEmpty }
        let body = parts.joined(separator: ",")
        let response = client.post("/v1/completions", "{\(body)}")
        #expect(response.status == status)
        #expect(response.json?["choices"]?.array?.count == choices)
        if let choices {
            let stream = client.post("/v1/completions", "{\(body),\"stream\":true}")
            #expect(stream.text.contains(#""index":\#(choices - 1)"#))
            #expect(stream.text.hasSuffix("data: [DONE]\n\n"))
        }
    }

    @Test(arguments: [
        (#""temperature":"x""#, 400), (#""num_predict":"x""#, 400), (#""stop":[5]"#, 400),
        (#""temperature":null"#, 200), (#""temperature":1"#, 200), (#""num_predict":2.5"#, 200),
        (#""num_thread":"x""#, 200),
    ])
    func `is as strict under Ollama's names`(_ option: String, _ status: Int) {
        for (path, rest) in [
            ("/api/chat", #""messages":[{"role":"user","content":"hi"}]"#),
            ("/api/generate", #""prompt":"hi""#),
        ] {
            var client = Client(Client.stateWithSmall())
            let response = client.post(
                path, #"{"model":"ai/small",\#(rest),"stream":false,"options":{\#(option)}}"#)
            #expect(response.status == status, "\(path) \(option)")
            if status == 400 { #expect(response.text.contains("Field '"), "\(path)") }
        }
    }

    @Test(arguments: [
        (#"{"model":"ai/small"}"#, 400, "Expected 'messages' to be an array"),
        (#"{"model":"ai/small","input":null}"#, 200, nil),
        (
            #"{"model":"ai/small","input":"x","temperature":"x"}"#, 400,
            "json: cannot unmarshal string into Go struct field CreateRequest.temperature of type float64"
        ),
        (
            #"{"model":"ai/small","input":5}"#, 400,
            "failed to parse input: input must be a string or array of items"
        ),
        (#"{"model":5,"input":"x"}"#, 400, "CreateRequest.model of type string"),
        (
            #"{"model":"ai/small","input":"x","previous_response_id":"resp_x"}"#, 400,
            #"previous_response_id \"resp_x\" was not found"#
        ),
        (
            #"{"model":"ai/small","input":"x","tools":[{"type":"web_search"}]}"#, 400,
            #"tool type \"web_search\" is not supported"#
        ),
        (
            #"{"model":"ai/small","input":"x","text":{"format":{"type":"xml"}}}"#, 400,
            #"unsupported text.format.type \"xml\""#
        ),
    ])
    func `is checked on the way from the Responses API`(
        _ body: String, _ status: Int, _ words: String?
    ) {
        var client = Client(Client.stateWithSmall())
        let response = client.post("/v1/responses", body)
        #expect(response.status == status)
        if let words { #expect(response.text.contains(words), "\(response.text)") }
    }

    @Test func `is not looked at by other engines`() {
        var state = Client.stateWithSmall()
        state.models[0].content.configuration.format = "safetensors"
        state.backends[4] = RunnerBackend(name: "vllm", status: "Running: vllm 0.19.1")
        #expect(Self.ask(#""temperature":"x""#, state).status == 200)
    }

    @Test func `score is no path of llama cpp`() {
        let answer = Self.ask(#""text_1":"a""#, route: "/score", base: "")
        #expect(answer.status == 404)
        #expect(answer.message == "File Not Found")
    }

    @Test func `logprobs shows the chances of each token`() throws {
        var client = Client(Client.stateWithSmall())
        let base = #"{"model":"ai/small","messages":[{"role":"user","content":"hi"}],"#
        let asked = base + #""max_tokens":2,"logprobs":true,"top_logprobs":3"#
        let response = client.post("/v1/chat/completions", asked + "}")
        let choice = try #require(response.json?["choices"]?.array?.first)
        let entries = try #require(choice["logprobs"]?["content"]?.array)
        #expect(entries.compactMap { $0["token"]?.string } == ["This", " is"])
        for entry in entries {
            #expect(entry["top_logprobs"]?.array?.count == 3)
            #expect(entry["logprob"]?.double.map { $0 < 0 } == true)
        }
        let stream = client.post("/v1/chat/completions", asked + #","stream":true}"#)
        #expect(stream.text.ranges(of: #""logprobs":{"content":"#).count == 2)
        #expect(!client.chat("ai/small").text.contains("logprobs"))
    }

    @Test func `goes with no more prompts than can be answered`() {
        let prompts = Array(repeating: #""a""#, count: 1001).joined(separator: ",")
        let answer = Self.ask("", route: "/v1/completions", base: #""prompt":[\#(prompts)]"#)
        #expect(answer.status == 500)
    }
}
