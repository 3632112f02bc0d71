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
            guard response.head.status == 200 else { throw .load(response, backend: backend) }
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
            guard response.head.status == 200 else { throw .load(response, backend: backend) }
            let answer = RunnerLimits.allows(response.body) ? try? JSON.parse(response.body) : nil
            guard answer?[purpose.answerKey]?.array?.isEmpty == false else {
                throw RunnerRefusal(.other(status: 200), detail: response.text)
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
            return RunnerRefusal(.backendMissing, detail: "\(backend): \(state)")
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
