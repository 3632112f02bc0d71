import MNCore

extension RunnerFault.Kind {
    /// What the client meets instead of the runner's answer; nil if the request reaches the runner.
    func response(to request: HTTPRequest, at now: Duration) -> FakeResponse? {
        switch self {
        case .notInstalled, .daemonDown, .refused: return .failure(.refused)
        case .socketDenied: return .failure(.denied)
        case .dnsFail: return .failure(.unknownHost)
        case .resetByPeer: return FakeResponse(head: nil, ending: .reset)
        case .garbageThenClose:
            var response = FakeResponse(head: nil, ending: .cut)
            response.rawBytes = Array("\u{15}\u{3}\u{1} not HTTP at all\n".utf8)
            return response
        case .portInUse:
            return Self.page(404, "<html><body>Nothing here.</body></html>\n")
                .response(to: request, at: now)
        case .proxyInjectsHTML:
            return Self.page(200, "<html><body>Please sign in.</body></html>\n")
                .response(to: request, at: now)
        case .http(let status, let body):
            return GoAnswer.body(Array(body.utf8), type: "text/plain", status: status)
                .response(to: request, at: now)
        case .unauthorized:
            return GoAnswer.error(401, "Unauthorized").response(to: request, at: now)
        case .modelNotFound:
            return GoAnswer.error(404, "Model not found").response(to: request, at: now)
        case .unsupportedMediaType:
            let answer = RegistryAnswer.unsupported(mediaType: "application/vnd.example.v9+json")
            let error = RunnerError.registry(
                answer, asked: "", RunnerReference(registry: "", repository: "", tag: ""))
            return GoAnswer.error(422, "error while pulling model: " + error.serverText)
                .response(to: request, at: now)
        case .conflict:
            return GoAnswer.error(409, RunnerError.runnerActive.serverText)
                .response(to: request, at: now)
        case .statusUnreadable where request.target == "/engines/status":
            return Self.page(200, "<html>").response(to: request, at: now)
        case .olderAPI where request.target == "/version":
            return FakeRunner.pageNotFound.response(to: request, at: now)
        default: return nil
        }
    }

    private static func page(_ status: Int, _ text: String) -> GoAnswer {
        .body(Array(text.utf8), type: "text/html; charset=utf-8", status: status)
    }

    /// What becomes of the runner's state before it sees the request.
    func befall(_ state: inout RunnerState, at now: Duration) {
        func change(_ body: (inout RunnerBackend) -> Void) {
            for index in state.backends.indices where state.backends[index].name == "llama.cpp" {
                body(&state.backends[index])
            }
        }
        func behave(_ body: (inout ModelBehaviour) -> Void) {
            for index in state.models.indices { body(&state.models[index].content.behaviour) }
        }
        switch self {
        case .backendInstalling(let until):
            change { backend in
                if backend.isInstalling || now - state.work.startedAt >= until { return }
                backend.changes = [RunnerBackend.Change(after: until, status: backend.status)]
                backend.status = "Installing: downloading llama.cpp b9879"
            }
        case .backendError(let detail):
            change { backend in
                backend.status = "Error: \(detail)"
                backend.failure = .installation(detail)
            }
        case .diskFull(let bytes): state.diskFree = bytes
        case .throttle(let rate):
            state.registry.throttle = min(state.registry.throttle ?? rate, rate)
        case .evicted: _ = state.unload(all: false, backend: "", models: state.modelIDs, at: now)
        case .loadTimeout:
            behave {
                $0.loadFailure = .neverReady
                // 600 tries, one each 500 ms (dmr-contract 1.6.3).
                $0.loadTime = .seconds(300)
            }
        case .quitUnexpectedly: behave { $0.crash = .beforeAnswer(words: nil, exitCode: 1) }
        case .olderAPI:
            for index in state.models.indices {
                state.models[index].tags = state.models[index].tags.map {
                    $0.hasPrefix("docker.io/") ? String($0.dropFirst(10)) : $0
                }
            }
        default: break
        }
    }
}

extension FakeResponse {
    static func failure(_ failure: ConnectionFailure) -> FakeResponse {
        var response = FakeResponse(head: nil, ending: .cut)
        response.connectionFailure = failure
        return response
    }
}
