import MNCore

/// The engine behind a model: it reads a request as llama.cpp's server does and makes its answer.
struct SimulatedEngine {
    var model: StoredModel
    var storePath: String
    var build: String
    /// How many tokens prompt and answer may have together.
    var context: Int
    /// When the request reaches it.
    var start: Duration
    var id: String
    /// The prompt before this one.
    var lastPrompt: String?

    private var behaviour: ModelBehaviour { model.content.behaviour }

    func answer(to kind: EngineRoute.Kind, _ request: JSONObject) -> EngineAnswer {
        if case .beforeAnswer(let words, let code) = behaviour.crash {
            return .death(words: words, exitCode: code)
        }
        switch kind {
        case .chat, .messages: return chat(request)
        case .completion: return completion(request)
        case .countTokens:
            return .value(["input_tokens": .integer(promptTokens(ofMessages: messages(request)))])
        case .embeddings: return embeddings(request)
        case .rerank, .score: return rerank(request)
        case .images: return .value(["data": []])
        }
    }

    private func chat(_ request: JSONObject) -> EngineAnswer {
        guard let given = request["messages"] else {
            return Self.refusal("'messages' is required")
        }
        guard given.array != nil else {
            return Self.refusal("Expected 'messages' to be an array")
        }
        return speak(promptTokens: promptTokens(ofMessages: messages(request)), request)
    }

    private func completion(_ request: JSONObject) -> EngineAnswer {
        guard let prompt = request["prompt"]?.string else {
            return Self.refusal("\"prompt\" is missing")
        }
        return speak(promptTokens: tokens(in: prompt), request)
    }

    private func speak(promptTokens: Int, _ request: JSONObject) -> EngineAnswer {
        if promptTokens >= context {
            return .refusal([
                "error": [
                    "code": 400,
                    "message": .string(
                        "request (\(promptTokens) tokens) exceeds the available context size "
                            + "(\(context) tokens), try increasing it"),
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": .integer(promptTokens), "n_ctx": .integer(context),
                ]
            ])
        }
        let limit = ["max_tokens", "max_completion_tokens", "n_predict"].compactMap {
            request[$0]?.integer
        }.first
        // Even with a limit of 0 one token comes out (recording chat-max0).
        let wanted = limit.map { $0 < 0 ? Int.max : max(1, $0) } ?? Int.max
        let prompt = Self.prompt(request)
        let cached = prompt == lastPrompt ? promptTokens - 1 : 0
        let most = min(wanted, context - promptTokens)
        var tokens = Array(behaviour.voice.prefix(most))
        var text = tokens.joined()
        var reason = behaviour.voice.count >= most ? "length" : "stop"
        let stops =
            request["stop"]?.array?.compactMap(\.string)
            ?? request["stop"]?.string.map { [$0] } ?? []
        var spoken = ""
        for (index, token) in tokens.enumerated() {
            spoken += token
            guard let stop = stops.first(where: { !$0.isEmpty && spoken.contains($0) }),
                let place = spoken.firstRange(of: stop)
            else { continue }
            text = String(spoken[..<place.lowerBound])
            tokens = Array(tokens.prefix(index + 1))
            reason = "stop"
            break
        }
        var speech = EngineSpeech(
            tokens: tokens, text: text, finishReason: reason, promptTokens: promptTokens,
            choices: min(max(1, request["n"]?.integer ?? 1), 16), start: start,
            tokensPerSecond: behaviour.tokensPerSecond,
            modelPath: "\(storePath)/bundles/sha256/\(model.id.dropFirst(7))/model/model.gguf",
            build: build, id: id, prompt: prompt, cachedTokens: cached)
        if case .afterTokens(let count) = behaviour.crash { speech.diesAfter = count }
        return .speech(speech)
    }

    private func embeddings(_ request: JSONObject) -> EngineAnswer {
        guard let input = request["input"] ?? request["content"] else {
            return Self.refusal("\"input\" or \"content\" must be provided")
        }
        guard let length = behaviour.embeddingLength else {
            return Self.refusal(
                "Pooling type 'none' is not OAI compatible. Please use a different pooling type")
        }
        let texts = input.array?.compactMap(\.string) ?? [input.string ?? ""]
        let count = texts.reduce(0) { $0 + tokens(in: $1) }
        let isBase64 = request["encoding_format"]?.string == "base64"
        let data = texts.enumerated().map { index, text -> JSON in
            let numbers = Self.numbers(length, for: text)
            if isBase64 {
                let bytes = numbers.flatMap { number in
                    let bits = Float(number).bitPattern
                    return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
                }
                return [
                    "embedding": .string(Base64.encode(bytes)), "index": .integer(index),
                    "object": "embedding", "encoding_format": "base64",
                ]
            }
            return [
                "embedding": .array(numbers.map { .number($0) }), "index": .integer(index),
                "object": "embedding",
            ]
        }
        return .value([
            "model": request["model"] ?? "", "object": "list",
            "usage": ["prompt_tokens": .integer(count), "total_tokens": .integer(count)],
            "data": .array(data),
        ])
    }

    private func rerank(_ request: JSONObject) -> EngineAnswer {
        let query = request["query"]?.string ?? ""
        let documents = request["documents"]?.array?.compactMap(\.string) ?? []
        let count = documents.reduce(0) { $0 + tokens(in: query) + tokens(in: $1) - 1 }
        let results = documents.enumerated().map { index, document in
            (index, Self.numbers(1, for: query + "\n" + document)[0])
        }.sorted { $0.1 > $1.1 }
        return .value([
            "model": request["model"] ?? "", "object": "list",
            "usage": ["prompt_tokens": .integer(count), "total_tokens": .integer(count)],
            "results": .array(
                results.map { ["index": .integer($0.0), "relevance_score": .number($0.1)] }),
        ])
    }

    /// What of a request decides the prompt.
    private static func prompt(_ request: JSONObject) -> String {
        (request["messages"] ?? request["prompt"] ?? .null).text(.canonical)
    }

    static func refusal(_ message: String) -> EngineAnswer {
        .refusal([
            "error": [
                "code": 400, "message": .string(message), "type": "invalid_request_error",
            ]
        ])
    }

    /// Numbers between -1 and 1 that follow from a text.
    private static func numbers(_ count: Int, for text: String) -> [Double] {
        let digits = Array(MadeUpName.letters(count * 4, alphabet: "0123456789", for: text).utf8)
        return (0..<count).map { index in
            let number = digits[(index * 4)..<(index * 4 + 4)].reduce(0) { $0 * 10 + Int($1) - 48 }
            return Double(number - 5000) / 5000 + 0.0001
        }
    }
}

extension SimulatedEngine {
    private func messages(_ request: JSONObject) -> [String] {
        (request["messages"]?.array ?? []).map { message in
            let content = message["content"]
            if let text = content?.string { return text }
            return (content?.array ?? []).compactMap { $0["text"]?.string }.joined()
        }
    }

    /// The tokens of a conversation: the template around each message takes some as well.
    ///
    /// The overhead is that of the recorded model's template (recording chat-plain).
    private func promptTokens(ofMessages messages: [String]) -> Int {
        messages.reduce(14) { $0 + 9 + count($1) }
    }

    /// The tokens of a plain text, with the one that begins each text.
    private func tokens(in text: String) -> Int { text.isEmpty ? 1 : 2 + count(text) }

    private func count(_ text: String) -> Int {
        let characters = text.unicodeScalars.count
        return (characters + behaviour.charactersPerToken - 1) / behaviour.charactersPerToken
    }
}
