import MNCore

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
