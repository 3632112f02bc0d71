import MNCore

/// The answer to `docker model` while a backend has to be installed first (dmr-contract 1.6.5).
extension FakeRunner {
    /// The backend that this request makes the runner install, if the client is `docker model`.
    ///
    /// The runner knows it by its User-Agent, and answers no one else in this way.
    func backendToInstall(for route: EngineRoute, _ call: Call) -> String? {
        guard call.request.headers["User-Agent"]?.contains("docker-model-cli/") == true,
            let body = try? GoJSON.object(in: call.request.body),
            let model = try? state.model(named: body["model"]?.string ?? "")
        else { return nil }
        let name = state.backendName(for: model, path: route.backend)
        guard let backend = state.backend(name), backend.isDeferred, !backend.isRunning else {
            return nil
        }
        return name
    }

    /// 200 and a line of text at once; then the real answer, or why there is none, still as 200.
    mutating func installThenPassOn(
        _ backend: String, _ route: EngineRoute, _ call: Call
    ) -> GoAnswer {
        let inner = passOnAtOnce(route, call)
        var answer = GoAnswer()
        answer.isFlushed = true
        answer.operation = inner.operation
        answer.ending = inner.ending
        answer.endTime = inner.endTime
        answer.pieces = [(call.now, Array("Installing \(backend) backend...\n".utf8))]
        if inner.status < 400, let first = inner.pieces.first {
            let line = "\(backend) backend installed successfully\n"
            answer.pieces.append((first.time, Array(line.utf8)))
        }
        answer.pieces += inner.pieces
        return answer
    }
}
