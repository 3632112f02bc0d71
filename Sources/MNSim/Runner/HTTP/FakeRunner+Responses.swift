import MNCore

/// The Responses API, which the runner makes out of chats (dmr-contract 1.8).
extension FakeRunner {
    mutating func responses(_ call: Call, _ rest: [String]) -> GoAnswer {
        state.work.responses = state.work.responses.filter { $0.value.until > call.now }
        switch rest.count {
        case 0:
            return call.isPost ? createResponse(call) : Self.wrongMethod("POST")
        case 1 where call.isGet:
            return state.work.responses[rest[0]].map { .json($0.value) } ?? Self.noResponse
        case 1 where call.isDelete:
            guard state.work.responses.removeValue(forKey: rest[0]) != nil else {
                return Self.noResponse
            }
            return .json([
                "deleted": true, "id": .string(rest[0]), "object": "response.deleted",
            ])
        case 1: return Self.wrongMethod("DELETE, GET, HEAD")
        case 2 where rest[1] == "input_items" && call.isGet:
            guard state.work.responses[rest[0]] != nil else { return Self.noResponse }
            return .json(["object": "list", "data": []])
        default: return Self.pageNotFound
        }
    }

    private static let noResponse = responsesError(404, "not_found", "Response not found")

    private static func responsesError(
        _ status: Int, _ code: String, _ message: String
    ) -> GoAnswer {
        .json(
            ["error": ["code": .string(code), "message": .string(message)]], status: status)
    }

    private mutating func createResponse(_ call: Call) -> GoAnswer {
        if call.request.body.count > Self.bodyLimit {
            return Self.responsesError(413, "request_too_large", "Request too large")
        }
        let body: JSONObject
        do throws(GoJSON.Unreadable) {
            body = try GoJSON.object(in: call.request.body)
        } catch {
            return Self.responsesError(400, "invalid_request", "Invalid JSON: \(error.words)")
        }
        if let words = GoField.problem(in: body, ResponseRequest.fields, of: "CreateRequest") {
            return Self.responsesError(400, "invalid_request", "Invalid JSON: \(words)")
        }
        let model = body["model"]?.string ?? ""
        if model.isEmpty {
            return Self.responsesError(400, "invalid_request", "model is required")
        }
        if body["background"]?.bool == true {
            return Self.responsesError(
                400, "invalid_request",
                "background responses are not supported by Docker Model Runner Responses "
                    + "compatibility layer")
        }
        let request: JSONObject
        do throws(ResponseRequest.Problem) {
            let kept = state.work.responses
            request = try ResponseRequest.chat(body) { kept[$0]?.value }
        } catch { return Self.responsesError(400, "invalid_request", error.words) }
        let bytes = Array(JSON.object(request).text(.canonical).utf8)
        let outcome = ask(EngineRoute(.chat), body: bytes, call)
        state.work.counter += 1
        let form = ResponseForm(request: body, model: model, number: state.work.counter)
        return answer(outcome, form, request, call)
    }

    private mutating func answer(
        _ outcome: Outcome, _ form: ResponseForm, _ request: JSONObject, _ call: Call
    ) -> GoAnswer {
        switch outcome {
        case .hangs(let operation):
            var answer = GoAnswer.silence
            answer.operation = operation
            return answer
        case .preloaded(let time): return GoAnswer.empty(200).delayed(to: time)
        case .refused(let status, let text, let time):
            return form.failed(status, text + "\n", at: time)
        case .answered(.speech(let speech), _, let key):
            let whole = form.completed(speech)
            if form.isStored {
                state.work.responses[form.id] = RunnerWork.KeptResponse(
                    value: whole, until: call.now + RunnerWork.KeptResponse.lifetime)
            }
            var answer =
                form.isStreamed
                ? form.stream(speech) : GoAnswer.json(whole).delayed(to: speech.end)
            record(answer, request, key, call)
            answer.operation = occupy(key, until: speech.end, call)
            return answer
        case .answered(let engineAnswer, let time, let key):
            let inner = self.form(engineAnswer, .chat, request, of: key, at: time)
            let text = String(decoding: inner.pieces.flatMap(\.bytes), as: UTF8.self)
            record(inner, request, key, call)
            return form.failed(inner.status, text, at: time)
        }
    }
}
