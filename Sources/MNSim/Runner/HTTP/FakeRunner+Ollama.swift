import MNMachine

/// The routes for clients of Ollama (dmr-contract 1.7).
extension FakeRunner {
    /// Who answers a request once its body is read and the model is known that it names.
    static func ollama(
        _ answer: @escaping @Sendable (inout FakeRunner, Call, String, JSONObject) -> GoAnswer
    ) -> Route.Handler {
        { runner, call, _ in
            let body: JSONObject
            do throws(GoJSON.Unreadable) {
                body = try GoJSON.object(in: call.request.body)
            } catch { return .error(400, "Invalid request: \(error.words)") }
            let names = [body["name"], body["model"]].compactMap { $0?.string }
            return answer(&runner, call, names.first { !$0.isEmpty } ?? "", body)
        }
    }

    var ollamaTags: GoAnswer {
        var entries: [JSON] = []
        for model in state.models {
            for tag in model.tags.isEmpty ? [model.id] : model.tags {
                entries.append([
                    "name": .string(tag), "model": .string(tag),
                    "modified_at": .string(GoTime.seconds(model.content.created)), "size": 0,
                    "digest": .string(model.id), "details": model.ollamaDetails,
                ])
            }
        }
        return .json(["models": .array(entries)])
    }

    var ollamaProcesses: GoAnswer {
        let entries = state.runners.map { runner -> JSON in
            let name = state.models.first { $0.id == runner.key.modelID }?.firstName
            var expiry = GoTime.never
            if runner.loadsUntil == nil, !state.isInUse(runner.key),
                case .time(let time) = state.keepAlive(of: runner.key)
            {
                expiry = GoTime.precise(runner.lastUsed + time)
            }
            return [
                "name": .string(name ?? runner.reference),
                "model": .string(name ?? runner.reference), "size": 0,
                "digest": .string(runner.key.modelID), "expires_at": .string(expiry),
            ]
        }
        return .json(["models": .array(entries)])
    }

    func ollamaShow(_ name: String) -> GoAnswer {
        guard let model = try? state.model(named: name) else {
            return .error(
                404, "Model not found: error while getting model: " + Self.missingText(name))
        }
        return .json(["details": model.ollamaDetails])
    }

    mutating func ollamaPull(_ name: String, _ call: Call) -> GoAnswer {
        let id = state.startPull(name, at: call.now)
        return pullAnswer(id, call)
    }

    mutating func ollamaDelete(_ name: String) -> GoAnswer {
        do throws(RunnerError) {
            _ = try state.delete(name, isForced: false)
            return .body(Array("{}".utf8), type: nil)
        } catch {
            return .error(
                500, "Failed to delete model: error while deleting model: " + error.serverText)
        }
    }

    func ollamaStream(_ steps: [PullStep], isComplete: Bool) -> GoAnswer {
        if !isComplete, steps.isEmpty { return .silence }
        var answer = GoAnswer()
        answer.isFlushed = true
        answer.headers = [
            ("Cache-Control", "no-cache"), ("Connection", "keep-alive"),
            ("Content-Type", "application/x-ndjson"),
        ]
        if !isComplete { answer.ending = .stall }
        for step in steps {
            if case .refusal(let error) = step.kind {
                // In the stream's own form, but for its type (measured).
                answer.status = 500
                answer.headers[2].value = "application/json"
                let text = "Failed to pull model: error while pulling model: "
                answer.pieces.append(
                    (step.time, GoJSON.line(["error": .string(text + error.pullText)])))
                continue
            }
            guard let line = Self.ollamaLine(step.kind) else { continue }
            answer.pieces.append((step.time, GoJSON.line(line)))
        }
        return answer
    }

    private static func ollamaLine(_ step: PullStep.Kind) -> JSON? {
        switch step {
        case .progress(let digest, let size, let current, _),
            .file(let digest, let size, let current, _):
            [
                "status": .string("pulling \(digest.dropFirst(7).prefix(12))"),
                "digest": .string(digest), "total": .integer(size),
                "completed": .integer(current),
            ]
        case .success: ["status": "success"]
        case .failure(let text): ["error": .string(text)]
        case .plain(let text): ["error": .string("Failed to pull model: " + text)]
        case .notice, .refusal: nil
        }
    }

    // What engines say, in Ollama's form (dmr-contract 1.7).

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
                RuntimeConfiguration(key: key, modelName: model, keepAlive: keepAlive))
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
        let request = head.merging(Self.engineOptions(body["options"]?.object))
        let bytes = Array(JSON.object(request).text(.canonical).utf8)
        switch ask(.chat, to: nil, body: bytes, call) {
        case .done(let answer): return answer
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

    /// The members of the engine's request that follow from `options`, with whatever is in them; what is in
    /// no row is left out, as the runner leaves it out.
    ///
    /// Source: docker/model-runner, pkg/ollama/http_handler.go, `handleChat`.
    private static func engineOptions(_ options: JSONObject?) -> JSONObject {
        var members = JSONObject()
        members["temperature"] = options?["temperature"]
        members["max_tokens"] = options?["num_predict"]
        members["stop"] = options?["stop"]
        return members
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

extension StoredModel {
    /// `details` of Ollama's routes.
    var ollamaDetails: JSON {
        let configuration = content.configuration
        let family = configuration.architecture ?? ""
        return [
            "format": "gguf", "family": .string(family), "families": [.string(family)],
            "parameter_size": .string(configuration.parameters ?? ""),
            "quantization_level": .string(configuration.quantization ?? ""),
        ]
    }
}
