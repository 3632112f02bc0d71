import MNCore

/// What engines say, in Ollama's form (dmr-contract 1.7).
extension FakeRunner {
    mutating func ollamaChat(_ model: String, _ body: JSONObject, _ call: Call) -> GoAnswer {
        // Only these two members of a message are read, and both are always passed on.
        let messages = (body["messages"]?.array ?? []).map { message -> JSON in
            [
                "role": .string(message["role"]?.string ?? ""),
                "content": .string(message["content"]?.string ?? ""),
            ]
        }
        return speak(model, body, messages: .array(messages), isChat: true, call)
    }

    mutating func ollamaGenerate(_ model: String, _ body: JSONObject, _ call: Call) -> GoAnswer {
        let prompt = body["prompt"]?.string ?? ""
        if prompt.isEmpty { return ollamaKeep(model, body["keep_alive"], call) }
        return speak(
            model, body, messages: [["role": "user", "content": .string(prompt)]], isChat: false,
            call)
    }

    /// Without a prompt the call only says how long to keep the model: by default not at all.
    private mutating func ollamaKeep(_ model: String, _ wish: JSON?, _ call: Call) -> GoAnswer {
        let text = wish?.string ?? wish?.integer.map { "\($0)s" } ?? ""
        let keepAlive = KeepAlive(reading: text)
        if let keepAlive, keepAlive != .time(.zero), let stored = try? state.model(named: model) {
            let backend = state.backendName(for: stored, path: nil)
            let key = LoadedRunner.Key(backend: backend, modelID: stored.id, mode: .completion)
            state.configurations.removeAll { $0.key == key }
            state.configurations.append(
                RuntimeConfiguration(key, modelName: model, keepAlive: keepAlive))
        } else {
            _ = state.unload(all: false, backend: "", models: [model], at: call.now)
        }
        return .body(Array("{}".utf8), type: nil)
    }

    private mutating func speak(
        _ model: String, _ body: JSONObject, messages: JSON, isChat: Bool, _ call: Call
    ) -> GoAnswer {
        let isStreamed = body["stream"]?.bool ?? true
        let head: JSONObject = ["model": .string(model), "messages": messages]
        let request = head.merging(OllamaOption.members(body["options"]?.object))
        let bytes = Array(JSON.object(request).text(.canonical).utf8)
        switch ask(EngineRoute(.chat), body: bytes, call) {
        case .hangs(let operation):
            var answer = GoAnswer.silence
            answer.operation = operation
            return answer
        case .preloaded(let time): return GoAnswer.empty(200).delayed(to: time)
        case .refused(let status, let text, let time):
            return Self.ollamaError(status, text, isStreamed, at: time)
        case .answered(let engineAnswer, let time, let key):
            var answer: GoAnswer
            switch engineAnswer {
            case .speech(let speech):
                answer = Self.ollama(speech, model, isChat: isChat, isStreamed: isStreamed)
            case .refusal(let refusal):
                let text = GoJSON.text(refusal.json, escapesHTML: false)
                answer = Self.ollamaError(refusal.status, text, isStreamed, at: time)
            case .value(let error):
                answer = Self.ollamaError(400, GoJSON.text(error), isStreamed, at: time)
            case .death(let words, let code):
                let text = EngineProcess(key.backend, on: state.system)
                    .deathJSON(words: words, exitCode: code)
                answer = Self.ollamaError(500, GoJSON.text(text), isStreamed, at: time)
            }
            record(answer, request, key, call)
            answer.operation = occupy(key, until: answer.pieces.last?.time ?? time, call)
            return answer
        }
    }

    /// A streaming client is told the status and nothing else (recording ollama-chat-unknown).
    private static func ollamaError(
        _ status: Int, _ text: String, _ isStreamed: Bool, at time: Duration
    ) -> GoAnswer {
        var answer = GoAnswer.error(status, text).delayed(to: time)
        if isStreamed {
            answer.pieces = []
            answer.isFlushed = true
        }
        return answer
    }

    private static func ollama(
        _ speech: EngineSpeech, _ model: String, isChat: Bool, isStreamed: Bool
    ) -> GoAnswer {
        func line(_ text: String, at time: Duration, isDone: Bool, hasRole: Bool = true) -> JSON {
            var members: JSONObject = [
                "model": .string(model), "created_at": .string(GoTime.precise(time)),
            ]
            if isChat {
                members["message"] = [
                    "role": hasRole ? "assistant" : "", "content": .string(text),
                ]
            } else if !text.isEmpty {
                members["response"] = .string(text)
            }
            members["done"] = .bool(isDone)
            return .object(members)
        }
        if !isStreamed {
            return GoAnswer.json(line(speech.text, at: speech.end, isDone: true))
                .delayed(to: speech.end)
        }
        var lines = [(speech.start, line("", at: speech.start, isDone: false))]
        // Thoughts and calls of tools are no part of this form: for each there is a line without words.
        let thoughts = speech.thinking.indices.map(speech.time(ofThought:))
        lines += thoughts.map { ($0, line("", at: $0, isDone: false)) }
        for (index, token) in speech.tokens.enumerated() {
            let time = speech.time(ofWord: index)
            lines.append((time, line(token, at: time, isDone: false)))
        }
        for index in speech.toolCalls.indices {
            let time = speech.time(ofCall: index)
            lines += Array(repeating: (time, line("", at: time, isDone: false)), count: 2)
        }
        lines.append((speech.end, line("", at: speech.end, isDone: false)))
        lines.append((speech.end, line("", at: speech.end, isDone: true, hasRole: false)))
        var answer = GoAnswer()
        answer.isFlushed = true
        // The engine's own headers come along, but for the type of the body.
        answer.headers = [
            ("Content-Type", "application/json"), ("Server", "llama.cpp"),
            ("X-Accel-Buffering", "no"),
        ]
        answer.pieces = lines.map { ($0, GoJSON.line($1)) }
        return answer
    }
}
