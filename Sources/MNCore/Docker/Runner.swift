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

    /// Sends a request, with a document if there is one; a refusal comes as it is.
    ///
    /// - Parameter total: the longest time for it, where that is less than its kind has.
    func send(
        _ method: String, _ target: String, _ document: JSON? = nil, headers: HTTPHeaders = [:],
        within limits: RunnerLimits, total: Duration? = nil
    ) async throws(RunnerRefusal) -> HTTPResponse {
        do throws(TransportFault) {
            return try await docker.ask(
                Self.request(method, target, document, headers), of: endpoint, within: limits,
                total: total)
        } catch {
            throw RunnerRefusal(.lost(error))
        }
    }

    /// What a response means that is none of those asked for, with the words that people may see.
    func refusal(
        _ response: HTTPResponse, _ meaning: (HTTPResponse) -> RunnerRefusal
    ) -> RunnerRefusal {
        docker.refusal(response.body) { meaning(HTTPResponse(response.head, body: $0)) }
    }

    /// The same of a status that says it all.
    func refusal(_ response: HTTPResponse) -> RunnerRefusal {
        refusal(response) { RunnerRefusal(.other(status: $0.head.status), detail: $0.text) }
    }

    /// The same of the bytes that came (see `Docker.refusal`).
    @Sendable func refusal(
        of body: [UInt8], _ meaning: ([UInt8]) -> RunnerRefusal
    ) -> RunnerRefusal {
        docker.refusal(body, meaning)
    }

    /// Sends a request and hands on the response as it comes; a refusal comes as it is.
    func exchange(
        _ method: String, _ target: String, _ document: JSON, within limits: RunnerLimits,
        _ receive: @escaping @Sendable (HTTPResponsePart) -> Bool
    ) async throws(TransportFault) {
        try await docker.exchange(
            Self.request(method, target, document, [:]), with: endpoint, within: limits, receive)
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
        default: throw refusal(response)
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
        guard response.head.status == 200 else { throw refusal(response) }
        guard RunnerLimits.allows(response.body), let document = try? JSON.parse(response.body)
        else {
            throw RunnerRefusal(.lost(.unreadable("\(target) is no JSON")))
        }
        return document
    }
}

// Loading models, and asking them for a first answer.
extension Runner {
    /// Loads a model into memory.
    package func load(
        _ reference: String, backend: String, for purpose: Model.Purpose = .completion,
        time: any Time
    ) async throws(RunnerRefusal) {
        do throws(RunnerRefusal) {
            let response = try await infer(
                purpose, reference, headers: ["X-Preload-Only": "true"], backend, time)
            guard response.head.status == 200 else {
                throw refusal(response) { .load($0, backend: backend) }
            }
        } catch {
            guard purpose == .completion, error.isOfEmbedder else { throw error }
            try await load(reference, backend: backend, for: .embedding, time: time)
        }
    }

    /// Lets a model do the least of what it is for: one token, one vector, one comparison.
    ///
    /// - Returns: what it was asked for; a model that only makes vectors says so itself.
    @discardableResult
    package func answer(
        _ reference: String, backend: String, for purpose: Model.Purpose = .completion,
        time: any Time
    ) async throws(RunnerRefusal) -> Model.Purpose {
        do throws(RunnerRefusal) {
            let response = try await infer(purpose, reference, backend, time)
            guard response.head.status == 200 else {
                throw refusal(response) { .load($0, backend: backend) }
            }
            let answer = RunnerLimits.allows(response.body) ? try? JSON.parse(response.body) : nil
            guard answer?[purpose.answerKey]?.array?.isEmpty == false else {
                throw refusal(response) { .load($0, backend: backend) }
            }
            return purpose
        } catch {
            guard purpose == .completion, error.isOfEmbedder else { throw error }
            return try await self.answer(reference, backend: backend, for: .embedding, time: time)
        }
    }

    /// Asks a backend, again and again for as long as it says that it is not ready to be asked.
    private func infer(
        _ purpose: Model.Purpose, _ reference: String, headers: HTTPHeaders = [:],
        _ backend: String,
        _ time: any Time
    ) async throws(RunnerRefusal) -> HTTPResponse {
        let end = time.now + (RunnerLimits.load.total ?? .zero)
        guard let name = HTTPRequest.path(backend) else {
            throw RunnerRefusal(.backendMissing, detail: backend)
        }
        let isPreload = headers["X-Preload-Only"] != nil
        while true {
            let response: HTTPResponse
            do throws(RunnerRefusal) {
                response = try await send(
                    "POST", "/engines/\(name)/\(purpose.route)",
                    purpose.request(reference, isEmpty: isPreload), headers: headers,
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
        guard let backends = try? await backends() else { return RunnerRefusal(.lost(.timedOut)) }
        if let state = backends[backend], !state.hasPrefix("Running") {
            return RunnerRefusal(
                state.hasPrefix("Installing") ? .backendInstalling : .backendMissing,
                detail: "\(backend): \(state)")
        }
        guard let loaded = try? await loadedModels(), !loaded.isEmpty else {
            return RunnerRefusal(.loadHangs)
        }
        return RunnerRefusal(loaded.contains(where: \.isLoading) ? .loadTimedOut : .allBusy)
    }
}

extension Model.Purpose {
    /// Where it is asked for, below a backend (dmr-contract §1.6).
    fileprivate var route: String {
        switch self {
        case .completion: "v1/chat/completions"
        case .embedding: "v1/embeddings"
        case .reranking: "rerank"
        }
    }

    /// The key of the answer that holds what was asked for.
    fileprivate var answerKey: String {
        switch self {
        case .completion: "choices"
        case .embedding: "data"
        case .reranking: "results"
        }
    }

    fileprivate func request(_ reference: String, isEmpty: Bool) -> JSON {
        switch self {
        case .completion where isEmpty: ["model": .string(reference), "messages": []]
        case .completion:
            [
                "model": .string(reference), "max_tokens": 1,
                "messages": [["role": "user", "content": "Hi"]],
            ]
        case .embedding: ["model": .string(reference), "input": "Hi"]
        case .reranking:
            ["model": .string(reference), "query": "Hi", "documents": ["Hello", "Stone"]]
        }
    }
}

extension RunnerRefusal {
    /// Whether the backend says that the model makes vectors and nothing else.
    ///
    /// llama.cpp, `tools/server`: 501, "This server does not support completions. Start it without
    /// `--embeddings`"; vLLM: 404, "does not support Chat Completions API".
    fileprivate var isOfEmbedder: Bool {
        let text = detail.lowercased()
        return text.contains("does not support completions")
            || text.contains("does not support chat completions")
            || text.contains("only supports embeddings")
    }
}
