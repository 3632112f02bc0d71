/// A model that is in memory, as `GET /engines/ps` lists it.
package struct LoadedModel: Hashable, Sendable {
    package var backend: String
    /// As the first who asked for it wrote it.
    package var name: String
    package var isLoading: Bool
}

extension Runner {
    /// The backends and their states, such as `Running: llama.cpp b1234` or `Not Installed`.
    package func backends() async throws(RunnerRefusal) -> [String: String] {
        let document = try await document("GET", "/engines/status", within: .status)
        var backends: [String: String] = [:]
        for member in document.object?.members.prefix(RunnerLimits.backends) ?? [] {
            backends[Excerpt.line(member.key)] = member.value.string.map(ForeignText.line)
        }
        return backends
    }

    /// The models that are in memory.
    package func loadedModels() async throws(RunnerRefusal) -> [LoadedModel] {
        try await document("GET", "/engines/ps", within: .status).array?.compactMap { entry in
            guard let name = entry["model_name"]?.string else { return nil }
            return LoadedModel(
                backend: entry["backend_name"]?.string ?? "", name: name,
                isLoading: entry["loading"]?.bool ?? false)
        } ?? []
    }

    /// The bytes of all models on its disk.
    package func diskUsage() async throws(RunnerRefusal) -> ByteCount? {
        try await document("GET", "/engines/df", within: .status)["models_disk_usage"]?.byteCount
    }

    /// The context size in tokens that was configured for a model; nil if none was.
    package func contextSize(of reference: String) async throws(RunnerRefusal) -> Int? {
        let entries = try await document("GET", "/engines/_configure", within: .status).array ?? []
        return entries.first { entry in
            entry["Model"]?.string.map { Reference($0) == Reference(reference) } ?? false
        }?["Config"]?["context-size"]?.integer
    }

    /// Configures the context size in tokens; a loaded model takes it over at its next request.
    package func configure(
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

    /// Takes a model out of memory.
    package func unload(_ reference: String) async throws(RunnerRefusal) {
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
