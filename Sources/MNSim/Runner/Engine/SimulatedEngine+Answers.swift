import MNMachine

/// What a model would say if nothing cut it off.
struct Utterance {
    var thinking: [String] = []
    var tokens: [String]
    var toolCalls: [EngineToolCall] = []

    var count: Int { thinking.count + tokens.count + toolCalls.count * 2 }
}

/// A model's words: those of its script, those a schema or a tool asks for, or its voice.
extension SimulatedEngine {
    func utterance(for chat: ChatRequest) -> Utterance {
        let question = chat.lastUserText ?? chat.texts.last ?? ""
        let line = behaviour.script.first { $0.answers(question, toolText: chat.toolText) }
        var utterance = Utterance(tokens: tokens(of: line, chat.schema))
        utterance.thinking = SpokenWords.tokens(of: line?.thinking ?? "")
        guard chat.mayCall else { return utterance }
        let calls = line?.toolCalls ?? []
        utterance.toolCalls = calls.enumerated().map { index, call in
            self.call(call.name, .object(call.arguments), index)
        }
        if !calls.isEmpty { utterance.tokens = SpokenWords.tokens(of: line?.say ?? "") }
        if chat.mustCall, calls.isEmpty, let tool = chat.forcedTool {
            utterance.tokens = []
            utterance.toolCalls = [
                self.call(tool.name, tool.parameters.sampleObject(saying: voiceText), 0)
            ]
        }
        return utterance
    }

    func utterance(for prompt: String, _ schema: JSONSchema?) -> Utterance {
        let line = behaviour.script.first { $0.answers(prompt, toolText: nil) }
        return Utterance(tokens: tokens(of: line, schema))
    }

    private func tokens(of line: ScriptLine?, _ schema: JSONSchema?) -> [String] {
        guard let schema else {
            return line?.say.map(SpokenWords.tokens) ?? behaviour.voice
        }
        if let say = line?.say, let value = try? JSON.parse(say), schema.accepts(value) {
            return SpokenWords.tokens(of: say)
        }
        let value = schema.sample(saying: line?.say ?? voiceText)
        return SpokenWords.tokens(of: GoJSON.text(value, escapesHTML: false))
    }

    private var voiceText: String {
        String(behaviour.voice.joined().drop(while: \.isWhitespace))
    }

    private func call(_ name: String, _ arguments: JSON, _ index: Int) -> EngineToolCall {
        EngineToolCall(
            id: DeterministicID.letters(
                32, alphabet: DeterministicID.bothCases, for: "call \(index) of \(id)"),
            name: name, arguments: GoJSON.text(arguments, escapesHTML: false))
    }

    // What an engine makes of texts but speech: embeddings, and their order by a question.

    func embeddings(_ request: JSONObject) throws(EngineRefusal) -> JSON {
        guard let input = request["input"] ?? request["content"] else {
            throw .invalid("\"input\" or \"content\" must be provided")
        }
        guard let length = behaviour.embeddingLength else {
            throw .invalid(
                "Pooling type 'none' is not OAI compatible. Please use a different pooling type")
        }
        let encoding = request["encoding_format"]?.string ?? "float"
        guard ["float", "base64"].contains(encoding) else {
            throw .invalid(
                "The format to return the embeddings in. Can be either float or base64")
        }
        let texts = input.array?.compactMap(\.string) ?? [input.string ?? ""]
        let count = texts.reduce(0) { $0 + tokens(in: $1) }
        let isBase64 = encoding == "base64"
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
        return [
            "model": request["model"] ?? "", "object": "list",
            "usage": ["prompt_tokens": .integer(count), "total_tokens": .integer(count)],
            "data": .array(data),
        ]
    }

    func rerank(_ request: JSONObject) throws(EngineRefusal) -> JSON {
        guard let given = request["query"] else { throw .invalid("\"query\" must be provided") }
        guard let query = given.string else { throw .invalid("\"query\" must be a string") }
        let documents =
            (request["documents"] ?? request["texts"])?.array?.compactMap(\.string) ?? []
        if documents.isEmpty {
            throw .invalid("\"documents\" must be a non-empty string array")
        }
        let count = documents.reduce(0) { $0 + tokens(in: query) + tokens(in: $1) - 1 }
        let results = documents.enumerated().map { index, document in
            (index, Self.numbers(1, for: query + "\n" + document)[0])
        }.sorted { $0.1 > $1.1 }
        return [
            "model": request["model"] ?? "", "object": "list",
            "usage": ["prompt_tokens": .integer(count), "total_tokens": .integer(count)],
            "results": .array(
                results.map { ["index": .integer($0.0), "relevance_score": .number($0.1)] }),
        ]
    }

    /// Numbers between -1 and 1 that follow from a text.
    private static func numbers(_ count: Int, for text: String) -> [Double] {
        let digits = Array(
            DeterministicID.letters(count * 4, alphabet: "0123456789", for: text).utf8)
        return (0..<count).map { index in
            let number = digits[(index * 4)..<(index * 4 + 4)].reduce(0) { $0 * 10 + Int($1) - 48 }
            return Double(number - 5000) / 5000 + 0.0001
        }
    }
}

extension ChatRequest {
    /// The tool that is called if one has to be: the one that is named, or else the first.
    fileprivate var forcedTool: EngineTool? {
        guard case .named(let name) = choice else { return tools.first }
        return tools.first { $0.name == name } ?? tools.first
    }
}

extension JSONSchema {
    /// A sample for a tool, whose arguments are an object in any case; nothing is said of them, nothing is
    /// in it.
    fileprivate func sampleObject(saying text: String) -> JSON {
        if root.object?.members.isEmpty ?? true { return [:] }
        let value = sample(saying: text)
        return value.object == nil ? [:] : value
    }
}

/// Tokens of a text that a model says: words, each with the space before it.
///
/// A real vocabulary cuts otherwise; what matters is that the tokens joined are the text again.
enum SpokenWords {
    static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var token = ""
        var isInWord = false
        for character in text {
            if character.isWhitespace, isInWord {
                tokens.append(token)
                token = ""
                isInWord = false
            } else if !character.isWhitespace {
                isInWord = true
            }
            token.append(character)
        }
        return token.isEmpty ? tokens : tokens + [token]
    }
}
