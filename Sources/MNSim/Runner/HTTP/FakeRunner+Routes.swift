import MNMachine

/// A path of the runner, with a method, and who answers there.
///
/// In a pattern `{name}` stands for one segment and `{name...}` for one or more; the last of them is handed
/// on. `*` is any method, and GET takes HEAD too (dmr-contract 0.3).
struct Route: Sendable {
    typealias Handler = @Sendable (inout FakeRunner, FakeRunner.Call, String) -> GoAnswer

    let method: Substring
    let answer: Handler
    private let pattern: [Substring]
    /// Where in the pattern several segments may stand.
    private let gap: Int?

    init(_ text: String, _ answer: @escaping Handler) {
        let words = text.split(separator: " ")
        method = words[0]
        pattern = words[1].dropFirst().split(separator: "/")
        gap = pattern.firstIndex { $0.hasSuffix("...}") }
        self.answer = answer
    }

    /// A route, and what Go says there to every other method.
    static func only(_ text: String, _ answer: @escaping Handler) -> [Route] {
        let words = text.split(separator: " ")
        let allowed = words[0] == "GET" ? "GET, HEAD" : String(words[0])
        return [Route(text, answer), Route("* \(words[1])") { _, _, _ in .wrongMethod(allowed) }]
    }

    /// What stands for the name in a path; nil if the path is another.
    func name(in segments: [String]) -> String? {
        var segments = segments
        if let gap {
            let surplus = segments.count - pattern.count
            if surplus < 0 { return nil }
            let name = segments[gap...(gap + surplus)].joined(separator: "/")
            segments.replaceSubrange(gap...(gap + surplus), with: [name])
        }
        guard segments.count == pattern.count else { return nil }
        var name = ""
        for (part, segment) in zip(pattern, segments) {
            if part.hasPrefix("{") {
                name = segment
            } else if part != segment {
                return nil
            }
        }
        return name
    }
}

/// Every path of the runner; of two routes that fit the first answers.
extension FakeRunner {
    private static let routes =
        modelRoutes + responseRoutes + engineRoutes + inferenceRoutes + ollamaRoutes
        + anthropicRoutes

    /// dmr-contract 1.3.
    private static let modelRoutes = [
        Route("GET /models") { runner, _, _ in runner.listModels() },
        Route("POST /models/create") { runner, call, _ in runner.create(call) },
        Route("POST /models/load") { runner, call, _ in runner.load(call) },
        Route("POST /models/{name...}/tag") { $0.tag($2, $1) },
        Route("POST /models/{name...}/push") { $0.push($2, $1) },
        Route("POST /models/{name...}/repackage") { $0.repackage($2, $1) },
        Route("POST /models/{name...}") { _, call, _ in
            .error(404, "unknown action \(GoText.quoted(call.path.segments.last ?? ""))")
        },
        Route("GET /models/{name...}/export") { runner, _, name in runner.export(name) },
        Route("GET /models/{name...}") { runner, call, name in
            call.path.flag("remote") ? runner.inspectRemote(name) : runner.inspect(name)
        },
        Route("DELETE /models/purge") { runner, _, _ in runner.purge() },
        Route("DELETE /models/{name...}") { $0.delete($2, $1) },
        Route("POST /models") { _, call, _ in .moved(to: "/models/", for: call.method) },
        Route("DELETE /models") { _, call, _ in .moved(to: "/models/", for: call.method) },
        Route("* /models/{rest...}") { _, _, _ in notFound },
        Route("* /models") { _, _, _ in notFound },
    ]

    /// dmr-contract 1.4.
    private static let engineRoutes = [
        Route("GET /engines/status") { runner, _, _ in runner.status },
        Route("GET /engines/ps") { runner, _, _ in runner.processes },
        Route("GET /engines/df") { runner, _, _ in runner.diskUsage },
        Route("GET /engines/requests") { runner, call, _ in runner.requests(call) },
        Route("GET /engines/_configure") { runner, call, _ in
            runner.configurations(of: call.path["model"])
        },
        Route("POST /engines/_configure") { runner, call, _ in runner.configure(nil, call) },
        Route("POST /engines/{backend}/_configure") { $0.configure($2, $1) },
        Route("POST /engines/unload") { runner, call, _ in runner.unload(call) },
        Route("POST /engines/install-backend") { runner, call, _ in runner.installBackend(call) },
        Route("POST /engines/uninstall-backend") { runner, call, _ in
            runner.uninstallBackend(call)
        },
        Route("GET /engines/v1/models") { runner, _, _ in runner.openAIModels },
        Route("GET /engines/{backend}/v1/models") { runner, _, _ in runner.openAIModels },
        Route("GET /engines/v1/models/{name...}") { runner, _, name in runner.openAIModel(name) },
        Route("GET /engines/{backend}/v1/models/{name...}") { runner, _, name in
            runner.openAIModel(name)
        },
    ]

    /// What goes on to an engine (dmr-contract 1.6.1); `/v1/…`, `/rerank` and `/score` are the same below
    /// `/engines`.
    private static let inferenceRoutes =
        [
            ("v1/chat/completions", EngineTask.chat), ("v1/completions", .completion),
            ("v1/messages", .messages), ("v1/messages/count_tokens", .countTokens),
            ("v1/embeddings", .embeddings), ("rerank", .rerank), ("score", .score),
            ("v1/images/generations", .images),
        ].flatMap { path, task in
            [
                Route("POST /engines/\(path)") { runner, call, _ in
                    runner.passOn(task, to: nil, call)
                },
                Route("POST /engines/{backend}/\(path)") { $0.passOn(task, to: $2, $1) },
            ]
        } + [Route("* /engines/{rest...}") { _, _, _ in notFound }]

    /// dmr-contract 1.8; in one of the places where they may stand (dmr-contract 1.1).
    private static let responseRoutes = [
        "/responses", "/engines/responses", "/engines/v1/responses",
        "/engines/{backend}/v1/responses",
    ].flatMap { place in
        Route.only("POST \(place)") { runner, call, _ in runner.createResponse(call) } + [
            Route("GET \(place)/{id}") { runner, call, id in runner.response(id, call) },
            Route("DELETE \(place)/{id}") { runner, call, id in runner.deleteResponse(id, call) },
            Route("* \(place)/{id}") { _, _, _ in .wrongMethod("DELETE, GET, HEAD") },
            Route("GET \(place)/{id}/input_items") { runner, call, id in
                runner.responseInput(id, call)
            },
            Route("* \(place)/{rest...}") { _, _, _ in pageNotFound },
        ]
    }

    /// dmr-contract 1.7.
    private static let ollamaRoutes = [
        Route.only("GET /api/version") { _, _, _ in .json(["version": "0.1.0"]) },
        Route.only("GET /api/tags") { runner, _, _ in runner.ollamaTags },
        Route.only("GET /api/ps") { runner, _, _ in runner.ollamaProcesses },
        Route.only("POST /api/show", ollama { runner, _, model, _ in runner.ollamaShow(model) }),
        Route.only("POST /api/chat", ollama { $0.ollamaChat($2, $3, $1) }),
        Route.only("POST /api/generate", ollama { $0.ollamaGenerate($2, $3, $1) }),
        Route.only(
            "POST /api/pull", ollama { runner, call, model, _ in runner.ollamaPull(model, call) }),
        Route.only(
            "DELETE /api/delete", ollama { runner, _, model, _ in runner.ollamaDelete(model) }),
    ].flatMap(\.self)

    /// dmr-contract 1.8.
    private static let anthropicRoutes = [
        Route.only("POST /anthropic/v1/messages") { runner, call, _ in
            runner.anthropic(.messages, call)
        },
        Route.only("POST /anthropic/v1/messages/count_tokens") { runner, call, _ in
            runner.anthropic(.countTokens, call)
        },
    ].flatMap(\.self)

    static let notFound = GoAnswer.error(404, "not found")
    static let pageNotFound = GoAnswer.error(404, "404 page not found")

    mutating func answer(to request: HTTPRequest, at now: Duration) -> GoAnswer {
        if state.availability == .disabled {
            return .error(503, "Docker Model Runner is not running")
        }
        var call = Call(request, at: now)
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
        switch call.path.segments.first {
        case "v1", "rerank", "score": call.path.path = "/engines" + call.path.path
        case "models", "engines", "api", "anthropic", "responses": break
        default: return Self.pageNotFound
        }
        guard let origin = request.headers["Origin"] else { return dispatch(call) }
        guard isAllowed(origin) else { return .error(403, "Origin not allowed") }
        if call.method == "OPTIONS" { return preflight(origin) }
        var answer = dispatch(call)
        answer.headers.append(("Access-Control-Allow-Origin", origin))
        return answer
    }

    private mutating func dispatch(_ call: Call) -> GoAnswer {
        let segments = call.path.segments
        for route in Self.routes
        where route.method == "*" || route.method == call.method
            || route.method == "GET" && call.isGet
        {
            if let name = route.name(in: segments) { return route.answer(&self, call, name) }
        }
        return Self.pageNotFound
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
