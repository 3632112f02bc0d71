import MNMachine

/// Pulls and pushes: streams of lines (dmr-contract 1.3.4, 1.3.9, 3).
extension FakeRunner {
    mutating func create(_ call: Call) -> GoAnswer {
        guard let body = try? GoJSON.object(in: call.request.body),
            let from = body["from"].map({ $0.string }) ?? "",
            body["bearer-token"].map({ $0.string != nil }) ?? true
        else { return .error(400, "invalid request body") }
        if state.isStoreBroken {
            // The handler panics, and the connection ends (dmr-contract 1.3.4).
            var answer = GoAnswer.silence
            answer.ending = .cut
            return answer
        }
        let id = state.startPull(from, at: call.now)
        return pullAnswer(id, call)
    }

    /// What the client of a pull gets, in the form of the route it used.
    func pullAnswer(_ id: Int, _ call: Call) -> GoAnswer {
        let (steps, isComplete) = state.pullSteps(id)
        var answer =
            call.path.segments.first == "api"
            ? ollamaStream(steps, isComplete: isComplete)
            : stream(steps, isComplete: isComplete, mode: "pull", call)
        answer.operation = .pull(id)
        return answer
    }

    mutating func push(_ name: String, _ call: Call) -> GoAnswer {
        let body = call.request.body
        if !body.isEmpty, (try? GoJSON.object(in: body)) == nil {
            return .error(400, "invalid request body")
        }
        let steps = state.push(name, at: call.now)
        return stream(steps, isComplete: true, mode: "push", call)
    }

    /// The lines of a pull or push in the form the client's `Accept` asks for.
    func stream(
        _ steps: [PullStep], isComplete: Bool, mode: String, _ call: Call
    ) -> GoAnswer {
        if !isComplete, steps.isEmpty { return .silence }
        let isJSON = call.request.headers["Accept"] == "application/json"
        var answer = GoAnswer()
        answer.headers = [("Cache-Control", "no-cache"), ("Connection", "keep-alive")]
        answer.isFlushed = true
        if !isComplete { answer.ending = .stall }
        let isRefused =
            switch steps.first?.kind {
            case .refusal, .plain: true
            default: false
            }
        if isRefused {
            answer.headers.append(("Content-Type", "text/plain; charset=utf-8"))
            answer.headers.append(("X-Content-Type-Options", "nosniff"))
        } else {
            answer.headers.append(("Content-Type", isJSON ? "application/json" : "text/plain"))
        }
        for step in steps {
            switch step.kind {
            case .refusal(let error):
                let (status, text) = Self.refusal(error)
                answer.status = status
                answer.pieces.append((step.time, Array((text + "\n").utf8)))
            case .plain(let text):
                if isRefused { answer.status = text == "Unauthorized" ? 401 : 404 }
                answer.pieces.append((step.time, Array((text + "\n").utf8)))
            default:
                guard let line = step.line(mode: mode) else { continue }
                let text = GoJSON.text(line)
                let escaped = isJSON ? text : GoText.htmlEscaped(text)
                answer.pieces.append((step.time, Array((escaped + "\n").utf8)))
            }
        }
        return answer
    }

    /// The status and text of a pull that ends before its first line.
    static func refusal(_ error: RunnerError) -> (Int, String) {
        switch error {
        case .invalidReference: return (400, error.serverText)
        case .modelNotFound: return (404, "Model not found")
        case .registry(let answer, _, _):
            let status = error.registryStatus
            switch status {
            case 401: return (401, "Unauthorized")
            case 404: return (404, "Model not found")
            default:
                let reading = answer.isReadError ? "reading model from registry: " : ""
                return (status, "error while pulling model: " + reading + error.serverText)
            }
        default: return (500, "error while pulling model: " + error.serverText)
        }
    }
}

extension PullStep {
    /// The step as a line of JSON (dmr-contract 3.2); nil if it is none.
    ///
    /// - Parameter mode: `pull` or `push`.
    func line(mode: String) -> JSON? {
        switch kind {
        case .notice(let text, let total): Self.line("progress", text, total: total, mode: mode)
        case .file(let id, let size, let current, let total):
            Self.line(
                "progress", "", total: total, layer: Self.layer(size, current, id: id), mode: mode)
        case .progress(let digest, let size, let current, let total):
            Self.line(
                "progress", Self.words(current, mode: mode), total: total,
                layer: Self.layer(size, current, id: digest), mode: mode)
        case .success(let text): Self.line("success", text, mode: mode)
        case .failure(let text): Self.line("error", text, mode: mode)
        case .plain, .refusal: nil
        }
    }

    /// MiB, which the runner labels MB.
    private static func words(_ current: ByteCount, mode: String) -> String {
        let size = GoText.twoDecimals(current.mebibytes)
        return "\(mode == "push" ? "Uploaded" : "Downloaded"): \(size) MB"
    }

    private static func layer(
        _ size: ByteCount, _ current: ByteCount, id: String? = nil
    ) -> JSON {
        var members = JSONObject()
        members["id"] = id.map { .string($0) }
        members["size"] = .integer(size)
        members["current"] = .integer(current)
        return .object(members)
    }

    static func line(
        _ type: String, _ message: String, total: ByteCount = .zero, layer: JSON? = nil,
        mode: String
    ) -> JSON {
        [
            "type": .string(type), "message": .string(message), "total": .integer(total),
            "layer": layer ?? Self.layer(.zero, .zero), "mode": .string(mode),
        ]
    }
}
