import MNCore

/// The last requests to each engine (dmr-contract 1.4.8).
extension FakeRunner {
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
