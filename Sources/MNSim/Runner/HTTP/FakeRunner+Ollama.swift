import MNCore

/// The routes for clients of Ollama (dmr-contract 1.7).
extension FakeRunner {
    private static let ollamaMethods = [
        "version": "GET", "tags": "GET", "ps": "GET", "show": "POST", "chat": "POST",
        "generate": "POST", "pull": "POST", "delete": "DELETE",
    ]

    mutating func ollamaRoute(_ call: Call) -> GoAnswer {
        let rest = call.path.segments.dropFirst()
        guard rest.count == 1, let name = rest.first, let method = Self.ollamaMethods[name] else {
            return Self.pageNotFound
        }
        guard call.method == method || method == "GET" && call.isGet else {
            return Self.wrongMethod(method == "GET" ? "GET, HEAD" : method)
        }
        switch name {
        case "version": return .json(["version": "0.1.0"])
        case "tags": return ollamaTags
        case "ps": return ollamaProcesses
        default: break
        }
        let body: JSONObject
        do throws(GoJSON.Unreadable) {
            body = try GoJSON.object(in: call.request.body)
        } catch { return .error(400, "Invalid request: \(error.words)") }
        let model = [body["name"], body["model"]].compactMap { $0?.string }.first { !$0.isEmpty }
        switch name {
        case "show": return ollamaShow(model ?? "")
        case "pull":
            let id = state.startPull(model ?? "", at: call.now)
            return pullAnswer(id, call)
        case "delete": return ollamaDelete(model ?? "")
        case "generate": return ollamaGenerate(model ?? "", body, call)
        default: return ollamaChat(model ?? "", body, call)
        }
    }

    /// A path that exists, asked in the wrong way.
    static func wrongMethod(_ allowed: String) -> GoAnswer {
        var answer = GoAnswer.error(405, "Method Not Allowed")
        answer.headers.append(("Allow", allowed))
        return answer
    }

    private var ollamaTags: GoAnswer {
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

    private var ollamaProcesses: GoAnswer {
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

    private func ollamaShow(_ name: String) -> GoAnswer {
        guard let model = try? state.model(named: name) else {
            return .error(
                404, "Model not found: error while getting model: " + Self.missingText(name))
        }
        return .json(["details": model.ollamaDetails])
    }

    private mutating func ollamaDelete(_ name: String) -> GoAnswer {
        do throws(RunnerError) {
            _ = try state.delete(name, isForced: false)
            return .body(Array("{}".utf8), type: nil)
        } catch {
            return .error(
                500, "Failed to delete model: error while deleting model: " + error.serverText)
        }
    }

    func ollamaStream(_ steps: [TimedPullStep], isComplete: Bool) -> GoAnswer {
        if !isComplete, steps.isEmpty { return .silence }
        var answer = GoAnswer()
        answer.isFlushed = true
        answer.headers = [
            ("Cache-Control", "no-cache"), ("Connection", "keep-alive"),
            ("Content-Type", "application/x-ndjson"),
        ]
        if !isComplete { answer.ending = .stall }
        for timed in steps {
            if case .refusal(let error) = timed.step {
                // In the stream's own form, but for its type (measured).
                answer.status = 500
                answer.headers[2].value = "application/json"
                let text = "Failed to pull model: error while pulling model: "
                answer.pieces.append(
                    (timed.time, GoJSON.line(["error": .string(text + error.pullText)])))
                continue
            }
            guard let line = Self.ollamaLine(timed.step) else { continue }
            answer.pieces.append((timed.time, GoJSON.line(line)))
        }
        return answer
    }

    private static func ollamaLine(_ step: PullStep) -> JSON? {
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
}
