import MNCore

extension FakeRunner {
    /// A request on its way to a handler.
    struct Call {
        var method: String
        var path: RequestPath
        var request: HTTPRequest
        var now: Duration

        /// HEAD works wherever GET does (dmr-contract 0.3).
        var isGet: Bool { method == "GET" || method == "HEAD" }
        var isPost: Bool { method == "POST" }
        var isDelete: Bool { method == "DELETE" }
    }

    static let notFound = GoAnswer.error(404, "not found")
    static let pageNotFound = GoAnswer.error(404, "404 page not found")

    mutating func answer(to request: HTTPRequest, at now: Duration) -> GoAnswer {
        if state.availability == .disabled {
            return .error(503, "Docker Model Runner is not running")
        }
        var call = Call(
            method: request.method, path: RequestPath(request.target), request: request, now: now)
        // On Docker Desktop's socket the API lies below this path (dmr-contract 5.1).
        if state.kind == .dockerDesktop, call.path.path.hasPrefix("/exp/vDD4.40/") {
            call.path.path = String(call.path.path.dropFirst("/exp/vDD4.40".utf8.count))
        }
        if let location = call.path.redirection {
            return .moved(to: location, for: call.method)
        }
        switch call.path.path {
        case "/": return root
        case "/version": return version
        case "/logs": return call.isGet ? logs(call) : Self.pageNotFound
        case "/metrics": return metrics(call)
        case "/engines", "/v1", "/api", "/anthropic":
            return .moved(to: call.path.path + "/", for: call.method)
        default: break
        }
        let first = call.path.segments.first ?? ""
        guard
            ["models", "engines", "v1", "rerank", "score", "api", "anthropic", "responses"]
                .contains(first)
        else { return Self.pageNotFound }
        let origin = request.headers["Origin"]
        if let origin {
            guard isAllowed(origin) else { return .error(403, "Origin not allowed") }
            if call.method == "OPTIONS" { return preflight(origin) }
        }
        if ["v1", "rerank", "score"].contains(first) {
            call.path.path = "/engines" + call.path.path
        }
        var answer = dispatch(call)
        if let origin { answer.headers.append(("Access-Control-Allow-Origin", origin)) }
        return answer
    }

    private mutating func dispatch(_ call: Call) -> GoAnswer {
        let segments = call.path.segments
        if let rest = Self.responsesPath(segments) { return responses(call, rest) }
        switch segments.first {
        case "models": return modelRoute(call)
        case "engines": return engineRoute(call)
        case "api": return ollamaRoute(call)
        case "anthropic": return anthropicRoute(call)
        default: return Self.pageNotFound
        }
    }

    /// What follows `responses` in one of the five places where it may stand (dmr-contract 1.1).
    private static func responsesPath(_ segments: [String]) -> [String]? {
        if segments.first == "responses" { return Array(segments.dropFirst()) }
        guard segments.first == "engines",
            let index = segments.firstIndex(of: "responses"), index <= 3
        else { return nil }
        let before = Array(segments[1..<index])
        let isPlace =
            before.isEmpty || before == ["v1"]
            || before.count == 2 && before[1] == "v1"
        return isPlace ? Array(segments[(index + 1)...]) : nil
    }

    /// Whether an origin is on the list, letter by letter; `:*` is no pattern (dmr-contract 1.2).
    private func isAllowed(_ origin: String) -> Bool {
        for host in ["localhost", "127.0.0.1", "0.0.0.0"] {
            for scheme in ["http", "https"] where origin.hasPrefix("\(scheme)://\(host)") {
                let rest = origin.dropFirst(scheme.utf8.count + 3 + host.utf8.count)
                if rest.isEmpty || rest == ":*" { return true }
            }
        }
        return state.origins.contains(origin)
    }

    private func preflight(_ origin: String) -> GoAnswer {
        var answer = GoAnswer.empty(204)
        answer.headers = [
            ("Access-Control-Allow-Credentials", "true"), ("Access-Control-Allow-Headers", "*"),
            ("Access-Control-Allow-Methods", "GET, POST, DELETE"),
            ("Access-Control-Allow-Origin", origin),
        ]
        return answer
    }
}
