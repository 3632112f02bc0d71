import MNCore

/// The routes for clients of Anthropic (dmr-contract 1.8).
extension FakeRunner {
    mutating func anthropicRoute(_ call: Call) -> GoAnswer {
        let kind: EngineRoute.Kind
        switch Array(call.path.segments.dropFirst()) {
        case ["v1", "messages"]: kind = .messages
        case ["v1", "messages", "count_tokens"]: kind = .countTokens
        default: return Self.pageNotFound
        }
        guard call.isPost else { return Self.wrongMethod("POST") }
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
        return passOn(EngineRoute(kind), call)
    }

    private static func anthropicError(
        _ status: Int, _ type: String, _ message: String
    ) -> GoAnswer {
        .json(
            ["type": "error", "error": ["type": .string(type), "message": .string(message)]],
            status: status)
    }
}
