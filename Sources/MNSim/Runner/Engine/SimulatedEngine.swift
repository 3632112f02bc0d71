import MNMachine

/// The engine behind a model: it reads a request as llama.cpp's server does and makes its answer.
struct SimulatedEngine {
    var model: StoredModel
    /// The backend whose process it is; only llama.cpp's checks of a request are known.
    var backend: String
    var storePath: String
    var build: String
    /// How many tokens prompt and answer may have together.
    var context: Int
    /// When the request reaches it.
    var start: Duration
    var id: String
    /// The prompt before this one.
    var lastPrompt: String?

    var behaviour: ModelBehaviour { model.content.behaviour }
    private var isLlamaCpp: Bool { backend == "llama.cpp" }

    func answer(to task: EngineTask, _ request: JSONObject) -> EngineAnswer {
        if case .beforeAnswer(let words, let code) = behaviour.crash {
            return .death(words: words, exitCode: code)
        }
        do throws(EngineRefusal) {
            switch task {
            case .chat: return .speech(try chat(request))
            case .messages: return .speech(try chat(AnthropicRequest.chat(request)))
            case .completion: return .speech(try completion(request))
            case .countTokens: return .value(try count(AnthropicRequest.chat(request)))
            case .embeddings: return .value(try embeddings(request))
            case .rerank: return .value(try rerank(request))
            case .score where isLlamaCpp: throw .noPath
            case .score: return .value(try rerank(request))
            case .images: return .value(["data": []])
            }
        } catch { return .refusal(error) }
    }

    private func chat(_ request: JSONObject) throws(EngineRefusal) -> EngineSpeech {
        let chat = try ChatRequest(request, seesImages: model.content.hasProjector)
        if isLlamaCpp, let refusal = EngineField.refusal(of: request, isChat: true) {
            throw refusal
        }
        return try speech(
            utterance(for: chat), promptTokens: promptTokens(ofMessages: chat.texts),
            prompt: (request["messages"] ?? .null).text(.canonical),
            chances: chat.shownChances, request)
    }

    private func count(_ request: JSONObject) throws(EngineRefusal) -> JSON {
        let chat = try ChatRequest(request, seesImages: model.content.hasProjector)
        return ["input_tokens": .integer(promptTokens(ofMessages: chat.texts))]
    }

    private func completion(_ request: JSONObject) throws(EngineRefusal) -> EngineSpeech {
        guard let given = request["prompt"] else { throw .invalid("\"prompt\" is missing") }
        let prompts = try Self.prompts(given)
        if isLlamaCpp, let refusal = EngineField.refusal(of: request, isChat: false) {
            throw refusal
        }
        let schema = try ChatRequest.schema(request)
        let chances = EngineField("n_probs", "logprobs", rule: .number)
            .value(in: request)?.value.engineInteger
        var speeches: [EngineSpeech] = []
        for prompt in prompts {
            speeches.append(
                try speech(
                    utterance(for: prompt.text, schema), promptTokens: tokens(in: prompt),
                    prompt: JSON.string(prompt.text).text(.canonical), chances: chances,
                    request))
        }
        var first = speeches.removeFirst()
        first.others = speeches
        return first
    }

    /// What is said, as far as the request and the context let it.
    private func speech(
        _ utterance: Utterance, promptTokens: Int, prompt: String, chances: Int?,
        _ request: JSONObject
    ) throws(EngineRefusal) -> EngineSpeech {
        if promptTokens >= context { throw .tooLong(promptTokens, context: context) }
        let limit = EngineField.predicted.value(in: request)?.value.engineInteger
        // Even with a limit of 0 one token comes out (recording chat-max0).
        let wanted = limit.map { $0 < 0 ? Int.max : max(1, $0) } ?? Int.max
        let most = min(wanted, context - promptTokens)
        let thinking = Array(utterance.thinking.prefix(most))
        var tokens = Array(utterance.tokens.prefix(most - thinking.count))
        var text = tokens.joined()
        let isCut = utterance.count >= most
        var reason = isCut ? "length" : utterance.toolCalls.isEmpty ? "stop" : "tool_calls"
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
        let choices = EngineField.choices.value(in: request)?.value.engineInteger ?? 1
        var speech = EngineSpeech(
            thinking: thinking, tokens: tokens,
            toolCalls: reason == "tool_calls" ? utterance.toolCalls : [], text: text,
            finishReason: reason, promptTokens: promptTokens, choices: min(max(1, choices), 16),
            shownChances: chances, vocabulary: behaviour.vocabulary, start: start,
            tokensPerSecond: behaviour.tokensPerSecond,
            modelPath: "\(storePath)/bundles/sha256/\(model.id.dropFirst(7))/model/model.gguf",
            build: build, id: id, prompt: prompt,
            cachedTokens: prompt == lastPrompt ? promptTokens - 1 : 0)
        if case .afterTokens(let count) = behaviour.crash { speech.diesAfter = count }
        return speech
    }

    // How a simulated model counts.

    /// A prompt of a completion: a text, or tokens of which only the number matters.
    struct Prompt: Hashable {
        var text: String
        /// How many tokens stand beside the text.
        var tokenCount = 0
    }

    /// The prompts of a completion: one, or a list of them (measured: a list is answered).
    ///
    /// Source: llama.cpp, tools/server/server-common.cpp, `tokenize_input_prompts`.
    static func prompts(_ given: JSON) throws(EngineRefusal) -> [Prompt] {
        if let one = prompt(given) { return [one] }
        guard let elements = given.array else { throw malformed }
        if elements.isEmpty { throw .invalid("\"prompt\" must not be empty") }
        // A request of a few MiB may hold a million prompts; no real one does.
        if elements.count > promptLimit {
            throw .failed("the simulated engine answers at most \(promptLimit) prompts at once")
        }
        var prompts: [Prompt] = []
        for element in elements {
            guard let prompt = prompt(element) else { throw malformed }
            prompts.append(prompt)
        }
        return prompts
    }

    private static let promptLimit = 1000

    private static let malformed = EngineRefusal.invalid(
        "\"prompt\" must be a string, an list of tokens, a list of mixed strings & tokens, or a list "
            + "of prompts")

    /// One prompt: a text, a list of tokens, or a list of texts and tokens.
    private static func prompt(_ value: JSON) -> Prompt? {
        if let text = value.string { return Prompt(text: text) }
        guard let parts = value.array, parts.contains(where: { $0.integer != nil }),
            parts.allSatisfy({ $0.integer != nil || $0.string != nil })
        else { return nil }
        return Prompt(
            text: parts.compactMap(\.string).joined(),
            tokenCount: parts.count { $0.integer != nil })
    }

    func tokens(in prompt: Prompt) -> Int {
        prompt.tokenCount == 0
            ? tokens(in: prompt.text) : prompt.tokenCount + count(prompt.text)
    }

    /// The tokens of a conversation: the template around each message takes some as well.
    ///
    /// The overhead is that of the recorded model's template (recording chat-plain).
    func promptTokens(ofMessages messages: [String]) -> Int {
        messages.reduce(14) { $0 + 9 + count($1) }
    }

    /// The tokens of a plain text, with the one that begins each text.
    func tokens(in text: String) -> Int { text.isEmpty ? 1 : 2 + count(text) }

    private func count(_ text: String) -> Int {
        let characters = text.unicodeScalars.count
        return (characters + behaviour.charactersPerToken - 1) / behaviour.charactersPerToken
    }
}

extension ModelBehaviour {
    /// The tokens of the voice, each once.
    fileprivate var vocabulary: [String] {
        var seen: Set<String> = []
        return voice.filter { seen.insert($0).inserted }
    }
}

/// What an engine answers to one request, before a face has put it into its form.
enum EngineAnswer {
    /// It speaks.
    case speech(EngineSpeech)
    /// It gives numbers or counts at once.
    case value(JSON)
    case refusal(EngineRefusal)
    /// It dies before its first byte, with these last words or this exit code.
    case death(words: String?, exitCode: Int)
}

/// What an engine can be asked for (dmr-contract 1.6.1).
enum EngineTask: Hashable {
    case chat
    case completion
    case messages
    case countTokens
    case embeddings
    case rerank
    case score
    case images

    /// What the engine has to be started for.
    var mode: RunnerMode {
        switch self {
        case .chat, .completion, .messages, .countTokens: .completion
        case .embeddings: .embedding
        case .rerank, .score: .reranking
        case .images: .imageGeneration
        }
    }
}
