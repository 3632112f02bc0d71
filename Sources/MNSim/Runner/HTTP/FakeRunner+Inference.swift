import MNCore

/// Requests that go on to an engine (dmr-contract 1.6).
extension FakeRunner {
    /// 10 MiB (dmr-contract 1.6.2).
    static let bodyLimit = 10 << 20

    /// How a request to an engine came out, before a face puts it into its form.
    enum Outcome {
        /// The runner itself refused, at a time.
        case refused(Int, String, at: Duration)
        /// The client waits for ever.
        case hangs(FakeOperation?)
        /// The model was loaded, and that was all.
        case preloaded(at: Duration)
        case answered(EngineAnswer, at: Duration, LoadedRunner.Key)
    }

    /// Passes a request on and gives back what the engine says, in its own form.
    mutating func passOn(_ route: EngineRoute, _ call: Call) -> GoAnswer {
        if let backend = backendToInstall(for: route, call) {
            return installThenPassOn(backend, route, call)
        }
        return passOnAtOnce(route, call)
    }

    mutating func passOnAtOnce(_ route: EngineRoute, _ call: Call) -> GoAnswer {
        let outcome = ask(route, body: call.request.body, call)
        switch outcome {
        case .refused(let status, let text, let time):
            var answer = GoAnswer.error(status, text).delayed(to: time)
            answer.closes = call.request.body.count > Self.bodyLimit
            return answer
        case .hangs(let operation):
            var answer = GoAnswer.silence
            answer.operation = operation
            return answer
        case .preloaded(let time): return GoAnswer.empty(200).delayed(to: time)
        case .answered(let answer, let time, let key):
            let request = (try? GoJSON.object(in: call.request.body)) ?? [:]
            var result = form(answer, route.kind, request, of: key, at: time)
            let end = result.endTime ?? result.pieces.last?.time ?? time
            record(result, request, key, call)
            result.operation = occupy(key, until: result.ending == .stall ? nil : end, call)
            return result
        }
    }

    /// Runs the checks in their order, loads the model, and lets the engine answer.
    mutating func ask(_ route: EngineRoute, body: [UInt8], _ call: Call) -> Outcome {
        if let backend = route.backend, state.backend(backend) == nil {
            return .refused(404, RunnerError.backendNotFound.serverText, at: call.now)
        }
        if body.count > Self.bodyLimit { return .refused(400, "request too large", at: call.now) }
        guard let request = try? GoJSON.object(in: body),
            let name = request["model"].map({ $0.string }) ?? ""
        else { return .refused(400, "invalid request", at: call.now) }
        if name.isEmpty { return .refused(400, "model is required", at: call.now) }
        let place: RunnerState.Place
        do throws(RunnerState.LateError) {
            place = try state.engine(
                for: name, path: route.backend, mode: route.mode, at: call.now)
        } catch {
            if error.error == .backendHangs { return .hangs(nil) }
            let (status, text) = Self.refusal(error.error, name)
            return .refused(status, text, at: error.time)
        }
        if call.request.headers["X-Preload-Only"] == "true" {
            return .preloaded(at: place.readyAt)
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
        let answer = engine.answer(to: route.kind, request)
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
        return FakeOperation(kind: .use(id))
    }

    /// An engine's answer in llama.cpp's own form.
    func form(
        _ answer: EngineAnswer, _ kind: EngineRoute.Kind, _ request: JSONObject,
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
                return Self.streamed(speech, kind, request, process)
            }
            if speech.diesAfter != nil { return death(nil, 1, at: speech.end) }
            return json(speech.whole(kind), 200, at: speech.end)
        case .value(let value): return json(value, 200, at: time)
        case .refusal(let refusal): return json(refusal.json, refusal.status, at: time)
        case .death(let words, let code): return death(words, code, at: time)
        }
    }

    private static func streamed(
        _ speech: EngineSpeech, _ kind: EngineRoute.Kind, _ request: JSONObject,
        _ process: EngineProcess
    ) -> GoAnswer {
        var answer = GoAnswer()
        answer.isFlushed = true
        answer.headers = [
            ("Content-Type", "text/event-stream"), ("Server", process.server),
            ("X-Accel-Buffering", "no"),
        ]
        let includesUsage = request["stream_options"]?["include_usage"]?.bool ?? false
        var events = speech.events(kind, includesUsage: includesUsage)
        if let count = speech.diesAfter {
            events = Array(events.prefix(count + 1))
            answer.ending = .cut
        }
        answer.pieces = events.map { ($0.time, $0.bytes) }
        return answer
    }
}
