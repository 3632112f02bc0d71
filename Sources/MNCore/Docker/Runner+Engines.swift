/// A model that is in memory, as `GET /engines/ps` lists it.
public struct LoadedModel: Hashable, Sendable {
    public var backend: String
    /// As the first who asked for it wrote it.
    public var name: String
    public var isLoading: Bool
}

extension Runner {
    /// The backends and their states, such as `Running: llama.cpp b1234` or `Not Installed`.
    public func backends() async throws(RunnerRefusal) -> [String: String] {
        let document = try await document("GET", "/engines/status", within: .status)
        var backends: [String: String] = [:]
        for member in document.object?.members.prefix(RunnerLimits.backends) ?? [] {
            backends[Excerpt.line(member.key)] = member.value.string.map(ForeignText.line)
        }
        return backends
    }

    /// The models that are in memory.
    public func loadedModels() async throws(RunnerRefusal) -> [LoadedModel] {
        try await document("GET", "/engines/ps", within: .status).array?.compactMap { entry in
            guard let name = entry["model_name"]?.string else { return nil }
            return LoadedModel(
                backend: entry["backend_name"]?.string ?? "", name: name,
                isLoading: entry["loading"]?.bool ?? false)
        } ?? []
    }

    /// The bytes of all models on its disk.
    public func diskUsage() async throws(RunnerRefusal) -> ByteCount? {
        try await document("GET", "/engines/df", within: .status)["models_disk_usage"]?.byteCount
    }

    /// The context size in tokens that was configured for a model; nil if none was.
    public func contextSize(of reference: String) async throws(RunnerRefusal) -> Int? {
        let entries = try await document("GET", "/engines/_configure", within: .status).array ?? []
        return entries.first { entry in
            entry["Model"]?.string.map { Reference($0) == Reference(reference) } ?? false
        }?["Config"]?["context-size"]?.integer
    }

    /// Configures the context size in tokens; a loaded model takes it over at its next request.
    public func configure(
        _ reference: String, contextSize: Int
    ) async throws(RunnerRefusal) {
        let response = try await send(
            "POST", "/engines/_configure",
            ["model": .string(reference), "context-size": .integer(contextSize)],
            within: .configure)
        switch response.head.status {
        case 200, 202: return
        case 409: throw RunnerRefusal(.busy)
        case let status: throw RunnerRefusal(.other(status: status), detail: response.text)
        }
    }

    /// Loads a model into memory.
    public func load(
        _ reference: String, backend: String, time: any Time
    ) async throws(RunnerRefusal) {
        let response = try await infer(
            ["model": .string(reference), "messages": []], headers: ["X-Preload-Only": "true"],
            backend, time)
        guard response.head.status == 200 else { throw .load(response, backend: backend) }
    }

    /// Lets a model write one token.
    public func complete(
        _ reference: String, backend: String, time: any Time
    ) async throws(RunnerRefusal) {
        let response = try await infer(
            [
                "model": .string(reference), "max_tokens": 1,
                "messages": [["role": "user", "content": "Hi"]],
            ], backend, time)
        guard response.head.status == 200 else { throw .load(response, backend: backend) }
        guard RunnerLimits.allows(response.body), let answer = try? JSON.parse(response.body),
            answer["choices"]?.array != nil
        else {
            throw RunnerRefusal(.other(status: 200), detail: response.text)
        }
    }

    /// Asks a backend, again and again for as long as it says that it is not ready to be asked.
    private func infer(
        _ document: JSON, headers: HTTPHeaders = [:], _ backend: String, _ time: any Time
    ) async throws(RunnerRefusal) -> HTTPResponse {
        let end = time.now + (RunnerLimits.load.total ?? .zero)
        guard let name = HTTPRequest.path(backend) else {
            throw RunnerRefusal(.backendMissing, detail: backend)
        }
        while true {
            let response: HTTPResponse
            do throws(RunnerRefusal) {
                response = try await send(
                    "POST", "/engines/\(name)/v1/chat/completions", document, headers: headers,
                    within: .load, total: end - time.now)
            } catch {
                switch error.reason {
                case .lost(.timedOut): throw await unserved(backend)
                // The runner goes on; what it passes on ended (dmr-contract §1.6.4).
                case .lost(.cut): throw RunnerRefusal(.backendDied, detail: "\(TransportFault.cut)")
                default: throw error
                }
            }
            // An older runner loads, a newer one has only just started (dmr-contract §1.6.2, §1.6.4).
            let isEarly = ["Loading model", "backend installer not started"]
                .contains(where: response.text.contains)
            guard response.head.status == 503, isEarly else { return response }
            await time.sleep(for: .seconds(1))
            guard time.now < end else { throw RunnerRefusal(.loadTimedOut) }
        }
    }

    /// Why a request to a backend is never answered.
    private func unserved(_ backend: String) async -> RunnerRefusal {
        if let state = try? await backends()[backend], !state.hasPrefix("Running") {
            return RunnerRefusal(.backendMissing, detail: "\(backend): \(state)")
        }
        guard let loaded = try? await loadedModels(), !loaded.isEmpty else {
            return RunnerRefusal(.lost(.timedOut))
        }
        return RunnerRefusal(loaded.contains(where: \.isLoading) ? .loadTimedOut : .allBusy)
    }

    /// Takes a model out of memory.
    public func unload(_ reference: String) async throws(RunnerRefusal) {
        _ = try await send(
            "POST", "/engines/unload", ["models": [.string(reference)], "backend": ""],
            within: .remove)
    }

    /// The document of an answer with status 200.
    private func document(
        _ method: String, _ target: String, within limits: RunnerLimits
    ) async throws(RunnerRefusal) -> JSON {
        let response = try await send(method, target, within: limits)
        guard response.head.status == 200 else {
            throw RunnerRefusal(.other(status: response.head.status), detail: response.text)
        }
        guard RunnerLimits.allows(response.body), let document = try? JSON.parse(response.body)
        else {
            throw RunnerRefusal(.lost(.unreadable("\(target) is no JSON")))
        }
        return document
    }
}
