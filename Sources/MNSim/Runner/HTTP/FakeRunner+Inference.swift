import MNMachine

/// Requests that go on to an engine (dmr-contract 1.6).
extension FakeRunner {
    /// 10 MiB (dmr-contract 1.6.2).
    static let bodyLimit = 10 << 20

    /// How a request to an engine came out, before a face puts it into its form.
    enum Outcome {
        /// The runner itself refused, at a time.
        case refused(Int, String, at: Duration)
        /// The same in every form: the model was loaded and that was all, or the client waits for ever.
        case done(GoAnswer)
        case answered(EngineAnswer, at: Duration, LoadedRunner.Key)
    }

    /// Passes a request on and gives back what the engine says, in its own form.
    ///
    /// - Parameter path: the backend that the path names.
    mutating func passOn(_ task: EngineTask, to path: String?, _ call: Call) -> GoAnswer {
        guard let backend = backendToInstall(for: path, call) else {
            return passOnAtOnce(task, to: path, call)
        }
        return installed(backend, before: passOnAtOnce(task, to: path, call), call)
    }

    private mutating func passOnAtOnce(
        _ task: EngineTask, to path: String?, _ call: Call
    ) -> GoAnswer {
        switch ask(task, to: path, body: call.request.body, call) {
        case .refused(let status, let text, let time):
            var answer = GoAnswer.error(status, text).delayed(to: time)
            answer.closes = call.request.body.count > Self.bodyLimit
            return answer
        case .done(let answer): return answer
        case .answered(let answer, let time, let key):
            let request = (try? GoJSON.object(in: call.request.body)) ?? [:]
            var result = form(answer, task, request, of: key, at: time)
            let end = result.endTime ?? result.pieces.last?.time ?? time
            record(result, request, key, call)
            result.operation = occupy(key, until: result.ending == .stall ? nil : end, call)
            return result
        }
    }

    /// Runs the checks in their order, loads the model, and lets the engine answer.
    mutating func ask(
        _ task: EngineTask, to path: String?, body: [UInt8], _ call: Call
    ) -> Outcome {
        if let path, state.backend(path) == nil {
            return .refused(404, RunnerError.backendNotFound.serverText, at: call.now)
        }
        if body.count > Self.bodyLimit { return .refused(400, "request too large", at: call.now) }
        guard let request = try? GoJSON.object(in: body),
            let name = request["model"].map({ $0.string }) ?? ""
        else { return .refused(400, "invalid request", at: call.now) }
        if name.isEmpty { return .refused(400, "model is required", at: call.now) }
        let place: RunnerState.Place
        do throws(RunnerState.LateError) {
            place = try state.engine(for: name, path: path, mode: task.mode, at: call.now)
        } catch {
            if error.error == .backendHangs { return .done(.silence) }
            let (status, text) = Self.refusal(error.error, name)
            return .refused(status, text, at: error.time)
        }
        if call.request.headers["X-Preload-Only"] == "true" {
            return .done(GoAnswer.empty(200).delayed(to: place.readyAt))
        }
        guard let model = state.models.first(where: { $0.id == place.key.modelID }) else {
            return .refused(404, "model not found", at: call.now)
        }
        state.work.counter += 1
        let index = state.runners.firstIndex { $0.key == place.key }
        let engine = SimulatedEngine(
            model: model, backend: place.key.backend, storePath: state.storePath,
            build: state.engineBuild,
            context: context(of: model, place.key), start: place.readyAt,
            id: "chatcmpl-"
                + DeterministicID.letters(
                    32, alphabet: DeterministicID.bothCases, for: "answer \(state.work.counter)"),
            lastPrompt: index.flatMap { state.runners[$0].lastPrompt })
        let answer = engine.answer(to: task, request)
        if case .death = answer { state.remove(place.key) }
        if case .speech(let speech) = answer, let index {
            state.runners[index].lastPrompt = speech.prompt
        }
        return .answered(answer, at: place.readyAt, place.key)
    }

    private func context(of model: StoredModel, _ key: LoadedRunner.Key) -> Int {
        let wanted = state.configurations.first { $0.key == key }?.contextSize
        let own = model.content.configuration
        if let wanted, wanted > 0 { return wanted }
        if wanted == -1 { return own.contextWindow ?? 1 << 20 }
        return own.contextSize ?? own.contextWindow ?? 4096
    }

    static func refusal(_ error: RunnerError, _ name: String) -> (Int, String) {
        switch error {
        case .modelNotFound: (404, "error while getting model: " + missingText(name))
        case .backendNotFound: (404, error.serverText)
        case .binaryMissing: (412, error.serverText)
        case .installationFailed: (503, error.serverText)
        case .storeUnavailable: (500, "model unavailable")
        default: (500, error.serverText)
        }
    }

    /// Marks an engine as busy until its answer is out.
    mutating func occupy(
        _ key: LoadedRunner.Key, until end: Duration?, _ call: Call
    ) -> FakeOperation {
        let id = state.use(key, until: end)
        state.advance(to: call.now)
        return .use(id)
    }

    /// An engine's answer in llama.cpp's own form.
    func form(
        _ answer: EngineAnswer, _ task: EngineTask, _ request: JSONObject,
        of key: LoadedRunner.Key, at time: Duration
    ) -> GoAnswer {
        let process = EngineProcess(key.backend, on: state.system)
        func json(_ value: JSON, _ status: Int, at time: Duration) -> GoAnswer {
            let bytes = Array(GoJSON.text(value, escapesHTML: false).utf8)
            var answer = GoAnswer.body(
                bytes, type: "application/json; charset=utf-8", status: status)
            answer.headers += [
                ("Content-Length", String(bytes.count)), ("Server", process.server),
            ]
            return answer.delayed(to: time)
        }
        func death(_ words: String?, _ exitCode: Int, at time: Duration) -> GoAnswer {
            // JSON under a wrong label (dmr-contract 1.6.4).
            let text = GoJSON.text(process.deathJSON(words: words, exitCode: exitCode))
            return GoAnswer.body(Array(text.utf8), type: nil, status: 500).delayed(to: time)
        }
        switch answer {
        case .speech(let speech):
            if request["stream"]?.bool == true {
                return Self.streamed(speech, task, request, process)
            }
            if speech.diesAfter != nil { return death(nil, 1, at: speech.end) }
            return json(speech.whole(task), 200, at: speech.end)
        case .value(let value): return json(value, 200, at: time)
        case .refusal(let refusal): return json(refusal.json, refusal.status, at: time)
        case .death(let words, let code): return death(words, code, at: time)
        }
    }

    private static func streamed(
        _ speech: EngineSpeech, _ task: EngineTask, _ request: JSONObject,
        _ process: EngineProcess
    ) -> GoAnswer {
        var answer = GoAnswer()
        answer.isFlushed = true
        answer.headers = [
            ("Content-Type", "text/event-stream"), ("Server", process.server),
            ("X-Accel-Buffering", "no"),
        ]
        let includesUsage = request["stream_options"]?["include_usage"]?.bool ?? false
        var events = speech.events(task, includesUsage: includesUsage)
        if let count = speech.diesAfter {
            events = Array(events.prefix(count + 1))
            answer.ending = .cut
        }
        answer.pieces = events.map { ($0.time, $0.bytes) }
        return answer
    }

    /// The backend that this request makes the runner install, if the client is `docker model`
    /// (dmr-contract 1.6.5).
    ///
    /// The runner knows it by its User-Agent, and answers no one else in this way.
    private func backendToInstall(for path: String?, _ call: Call) -> String? {
        guard call.request.headers["User-Agent"]?.contains("docker-model-cli/") == true,
            let body = try? GoJSON.object(in: call.request.body),
            let model = try? state.model(named: body["model"]?.string ?? "")
        else { return nil }
        let name = state.backendName(for: model, path: path)
        guard let backend = state.backend(name), backend.isDeferred, !backend.isRunning else {
            return nil
        }
        return name
    }

    /// 200 and a line of text at once; then the real answer, or why there is none, still as 200.
    private func installed(_ backend: String, before inner: GoAnswer, _ call: Call) -> GoAnswer {
        var answer = GoAnswer()
        answer.isFlushed = true
        answer.operation = inner.operation
        answer.ending = inner.ending
        answer.endTime = inner.endTime
        answer.pieces = [(call.now, Array("Installing \(backend) backend...\n".utf8))]
        if inner.status < 400, let first = inner.pieces.first {
            let line = "\(backend) backend installed successfully\n"
            answer.pieces.append((first.time, Array(line.utf8)))
        }
        answer.pieces += inner.pieces
        return answer
    }

    /// What a client of Anthropic asks for.
    mutating func anthropic(_ task: EngineTask, _ call: Call) -> GoAnswer {
        if call.request.body.count > Self.bodyLimit {
            return Self.anthropicError(413, "request_too_large", "Request too large")
        }
        guard let body = try? GoJSON.object(in: call.request.body) else {
            return Self.anthropicError(
                400, "invalid_request_error", "Invalid JSON in request body")
        }
        let name = body["model"]?.string ?? ""
        if name.isEmpty {
            return Self.anthropicError(
                400, "invalid_request_error", "Missing required field: model")
        }
        do throws(RunnerError) {
            _ = try state.model(named: name)
        } catch .modelNotFound {
            return Self.anthropicError(404, "not_found_error", "Model not found: \(name)")
        } catch {
            return Self.anthropicError(500, "internal_error", error.serverText)
        }
        return passOn(task, to: nil, call)
    }

    private static func anthropicError(
        _ status: Int, _ type: String, _ message: String
    ) -> GoAnswer {
        .json(
            ["type": "error", "error": ["type": .string(type), "message": .string(message)]],
            status: status)
    }
}
