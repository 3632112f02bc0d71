/// A Model Runner that answered, at one endpoint.
package struct Runner: Sendable {
    private let docker: Docker
    package let endpoint: Endpoint

    init(_ docker: Docker, at endpoint: Endpoint) {
        self.docker = docker
        self.endpoint = endpoint
    }

    /// The models that it has now.
    package func installedModels() async throws(RunnerRefusal) -> RunnerClient.Listing {
        do throws(TransportFault) {
            return try await docker.listing(at: endpoint)
        } catch {
            throw RunnerRefusal(.lost(error))
        }
    }

    /// Sends a request, with a document if there is one.
    ///
    /// - Parameter total: the longest time for it, where that is less than its kind has.
    func send(
        _ method: String, _ target: String, _ document: JSON? = nil, headers: HTTPHeaders = [:],
        within limits: RunnerLimits, total: Duration? = nil
    ) async throws(RunnerRefusal) -> HTTPResponse {
        do throws(TransportFault) {
            return try await docker.send(
                Self.request(method, target, document, headers), to: endpoint, within: limits,
                total: total)
        } catch {
            throw RunnerRefusal(.lost(error))
        }
    }

    /// Sends a request and hands on the response as it comes.
    func exchange(
        _ method: String, _ target: String, _ document: JSON, within limits: RunnerLimits,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        try await docker.http.exchange(
            Self.request(method, target, document, [:]), with: endpoint,
            patience: limits.patience, limit: limits.total, receive)
    }

    private static func request(
        _ method: String, _ target: String, _ document: JSON?, _ headers: HTTPHeaders
    ) -> HTTPRequest {
        var fields = headers.fields.map { ($0.name, $0.value) }
        // Any other value, and the lines of a pull come HTML-escaped (dmr-contract §3.1).
        fields.append(("Accept", "application/json"))
        if document != nil { fields.append(("Content-Type", "application/json")) }
        return HTTPRequest(
            method, target, headers: HTTPHeaders(fields),
            body: document.map { Array($0.text(.canonical).utf8) } ?? [])
    }
}

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
