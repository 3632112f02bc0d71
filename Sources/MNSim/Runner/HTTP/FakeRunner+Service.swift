import MNMachine

/// What the runner tells of itself (dmr-contract 1.5).
extension FakeRunner {
    var root: GoAnswer {
        let text =
            state.kind == .dockerDesktop
            ? "Docker Model Runner\n\nThe service is running.\n\nDocumentation: "
                + "https://docs.docker.com/desktop/features/model-runner/"
            : "Docker Model Runner is running"
        return .body(Array(text.utf8), type: nil)
    }

    var version: GoAnswer {
        state.version.map { .json(["version": .string($0)]) } ?? Self.pageNotFound
    }

    func logs(_ call: Call) -> GoAnswer {
        for name in ["follow", "no-engines"] {
            if let value = call.path[name], !value.isEmpty, GoText.bool(value) == nil {
                return .error(
                    400,
                    "invalid \(name) parameter: \(GoText.quoted(value)) is not a valid boolean")
            }
        }
        var answer = GoAnswer()
        answer.headers = [("Content-Type", "text/plain")]
        answer.isFlushed = true
        let isWithoutEngines = call.path["no-engines"].flatMap(GoText.bool) == true
        let lines = state.work.log.filter { !($0.isOfEngine && isWithoutEngines) }
        let text = lines.map { line in
            "[\(GoTime.precise(line.time))] time=\(GoTime.precise(line.time)) "
                + "level=\(line.level) msg=\(GoText.quoted(line.text))"
                + (line.attributes.isEmpty ? "" : " ") + line.attributes + "\n"
        }.joined()
        answer.pieces = [(call.now, Array(text.utf8))]
        if call.path["follow"].flatMap(GoText.bool) == true { answer.ending = .stall }
        return answer
    }

    /// The engines' counters; an engine is only found if it was asked for by its whole id.
    func metrics(_ call: Call) -> GoAnswer {
        if !state.hasMetrics { return Self.pageNotFound }
        guard call.isGet else { return .error(405, "Method Not Allowed") }
        let type = "text/plain; version=0.0.4; charset=utf-8"
        let found = state.runners.filter {
            $0.reference == $0.key.modelID && $0.loadsUntil == nil
        }
        if found.isEmpty { return .body(Array("# No active runners\n".utf8), type: type) }
        var text = ""
        for family in EngineMetrics.families {
            text += "# HELP llamacpp:\(family.name) \(family.help)\n"
            text += "# TYPE llamacpp:\(family.name) \(family.isCounter ? "counter" : "gauge")\n"
            for runner in found {
                let requests = state.work.requests[runner.key.modelID]?.count ?? 0
                text +=
                    "llamacpp:\(family.name){backend=\"\(runner.key.backend)\","
                    + "model=\"\(runner.key.modelID)\",mode=\"\(runner.key.mode.rawValue)\"} "
                    + "\(family.isCounter ? requests : 0)\n"
            }
        }
        return .body(Array(text.utf8), type: type)
    }

    // The last requests to each engine (dmr-contract 1.4.8).

    /// Only so many are kept for each model (dmr-contract 1.4.8).
    static let requestLimit = 10

    mutating func record(
        _ answer: GoAnswer, _ request: JSONObject, _ key: LoadedRunner.Key, _ call: Call
    ) {
        let isGood = answer.status < 400
        let body = String(decoding: answer.pieces.flatMap(\.bytes), as: UTF8.self)
        let entry = RecordedRequest(
            time: call.now, model: request["model"]?.string ?? "", method: call.method,
            url: call.path.path, request: GoJSON.text(GoJSON.sorted(.object(request))),
            response: isGood ? body : nil, error: isGood ? nil : body, status: answer.status,
            userAgent: call.request.headers["User-Agent"], origin: call.request.headers["Origin"])
        var entries = state.work.requests[key.modelID] ?? []
        entries.append(entry)
        state.work.requests[key.modelID] = entries.suffix(Self.requestLimit)
    }

    func requests(_ call: Call) -> GoAnswer {
        var ids: [String] = []
        for runner in state.runners where !ids.contains(runner.key.modelID) {
            ids.append(runner.key.modelID)
        }
        if let name = call.path["model"], !name.isEmpty {
            let wanted = (try? state.model(named: name))?.id
            ids.removeAll { $0 != wanted }
        }
        if call.request.headers["Accept"] == "text/event-stream" {
            return requestEvents(ids, call)
        }
        return .json(.array(ids.map { entry($0, records: records(of: $0)) }))
    }

    private func requestEvents(_ ids: [String], _ call: Call) -> GoAnswer {
        var text = ""
        if call.path.flag("include_existing") {
            for id in ids {
                for record in records(of: id) {
                    let data = GoJSON.text(.array([entry(id, records: [record])]))
                    text += "event: existing_request\ndata: \(data)\n\n"
                }
            }
        }
        text += "event: connected\ndata: {\"status\": \"connected\"}\n\n"
        var answer = GoAnswer.body(Array(text.utf8), type: "text/event-stream")
        answer.headers += [("Cache-Control", "no-cache"), ("Connection", "keep-alive")]
        answer.isFlushed = true
        answer.ending = .stall
        return answer
    }

    private func entry(_ id: String, records: [JSON]) -> JSON {
        let model = state.models.first { $0.id == id }
        let configuration = state.configurations.first { $0.key.modelID == id }
        var config = configuration?.json ?? [:]
        if configuration == nil, let context = model?.content.configuration.contextSize {
            config = ["context-size": .integer(context)]
        }
        return [
            "count": .integer(records.count), "model": .string(id), "config": config,
            "records": .array(records),
        ]
    }

    private func records(of id: String) -> [JSON] {
        (state.work.requests[id] ?? []).map { record in
            let time = Seconds(record.time)
            var members: JSONObject = [
                "id": .string("\(id)_\(time.nanoseconds)"), "model": .string(record.model),
                "method": .string(record.method), "url": .string(record.url),
                "request": .string(record.request),
            ]
            members["response"] = record.response.map { .string($0) }
            members["error"] = record.error.map { .string($0) }
            members["timestamp"] = .integer(time.whole)
            members["status_code"] = .integer(record.status)
            members["user_agent"] = record.userAgent.map { .string($0) }
            members["origin"] = record.origin.map { .string($0) }
            return .object(members)
        }
    }
}

/// The counters and gauges of llama.cpp's server (recording metrics-running).
enum EngineMetrics {
    static let families: [(name: String, help: String, isCounter: Bool)] = [
        ("prompt_tokens_total", "Number of prompt tokens processed, excluding cached tokens", true),
        ("prompt_tokens_cached_total", "Number of prompt tokens reused from the cache", true),
        ("prompt_seconds_total", "Total time spent processing prompts", true),
        ("tokens_predicted_total", "Number of generation tokens processed", true),
        ("tokens_predicted_seconds_total", "Total time spent generating tokens", true),
        ("n_decode_total", "Total number of llama_decode() calls", true),
        ("n_tokens_max", "Largest observed sequence length (prompt + generation)", true),
        ("n_busy_slots_per_decode", "Average number of busy slots per decode call", false),
        ("predicted_tokens_seconds", "Average generation throughput in tokens/s", false),
        ("prompt_tokens_seconds", "Average prompt throughput in tokens/s", false),
        ("requests_processing", "Number of requests processing", false),
        ("requests_deferred", "Number of requests deferred", false),
        ("spec_decode_num_drafts_total", "Speculative: verification steps", true),
        ("spec_decode_num_draft_tokens_total", "Speculative: draft tokens generated", true),
        ("spec_decode_num_accepted_tokens_total", "Speculative: draft tokens accepted", true),
    ]
}
