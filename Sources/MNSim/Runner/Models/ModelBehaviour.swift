package import MNMachine

/// How a model behaves once the engine is asked to run it.
package struct ModelBehaviour: Hashable, Sendable {
    /// How long the engine takes to load it.
    package var loadTime = Duration.zero
    /// What goes wrong while it loads, if anything does.
    package var loadFailure: LoadFailure?
    /// How it dies while it answers, if it does.
    package var crash: Crash?
    /// The tokens it says to everything, as many of them as a request allows.
    package var voice = ModelBehaviour.defaultVoice
    /// What it answers to what; where no line fits, its voice is heard.
    package var script: [ScriptLine] = []
    /// How many tokens it says a second; nil means all at once.
    package var tokensPerSecond: Double?
    /// How many characters of a prompt make a token.
    package var charactersPerToken = 4
    /// How many numbers an embedding has; nil means that it makes none.
    package var embeddingLength: Int?

    /// What a model says that was given nothing to say.
    package static let defaultVoice = ["This", " is", " a", " simulated", " answer", "."]

    /// How a load ends when it does not succeed (dmr-contract 1.6.3).
    package enum LoadFailure: Hashable, Sendable {
        case outOfMemory
        case corrupt
        case unknownArchitecture
        /// The engine ends with these last words.
        case saying(String)
        /// The engine ends without a word, with this exit code.
        case exiting(Int)
        /// The engine is ended by a signal, in Go's words: `segmentation fault`.
        case signalled(String)
        /// The engine never answers its health check.
        case neverReady
    }

    /// How an engine dies while it answers (dmr-contract 1.6.4).
    package enum Crash: Hashable, Sendable {
        /// Before the first byte; with these last words, or with an exit code.
        case beforeAnswer(words: String?, exitCode: Int)
        /// After this many tokens of a streamed answer.
        case afterTokens(Int)
    }
}

extension ModelBehaviour {
    static let keys = [
        "loadSeconds", "loadFailure", "crash", "voice", "script", "tokensPerSecond",
        "charactersPerToken", "embeddingLength",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init()
        if let field = members.optional("loadSeconds") { loadTime = try field.seconds() }
        if let field = members.optional("loadFailure") { loadFailure = try LoadFailure(field) }
        if let field = members.optional("crash") { crash = try Crash(field) }
        if let field = members.optional("voice") {
            voice = []
            for word in try field.array() { voice.append(try word.string()) }
        }
        for line in try members.optional("script")?.array() ?? [] {
            script.append(try ScriptLine(line))
        }
        if let field = members.optional("tokensPerSecond") {
            tokensPerSecond = try field.number(in: 0.001...1e6)
        }
        if let field = members.optional("charactersPerToken") {
            charactersPerToken = try field.integer(in: 1...1000)
        }
        if let field = members.optional("embeddingLength") {
            embeddingLength = try field.integer(in: 1...100_000)
        }
    }

    /// What differs from a model that behaves well.
    var json: JSON {
        let usual = ModelBehaviour()
        var members = JSONObject()
        members.set("loadSeconds", loadTime, unless: usual.loadTime, JSON.seconds)
        members["loadFailure"] = loadFailure?.json
        members["crash"] = crash?.json
        members.set("voice", voice, unless: usual.voice) { .strings($0) }
        members.set("script", script, unless: []) { .array($0.map(\.json)) }
        members["tokensPerSecond"] = tokensPerSecond.map { .number($0) }
        members.set("charactersPerToken", charactersPerToken, unless: usual.charactersPerToken) {
            .integer($0)
        }
        members["embeddingLength"] = embeddingLength.map { .integer($0) }
        return .object(members)
    }
}

extension ModelBehaviour.LoadFailure {
    init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(
            ["outOfMemory", "corrupt", "unknownArchitecture", "neverReady"],
            detailed: ["saying", "exiting", "signalled"])
        switch word {
        case "outOfMemory": self = .outOfMemory
        case "corrupt": self = .corrupt
        case "unknownArchitecture": self = .unknownArchitecture
        case "neverReady": self = .neverReady
        case "saying": self = .saying(try more.string())
        case "exiting": self = .exiting(try more.integer(in: 0...255))
        default: self = .signalled(try more.nonEmptyString())
        }
    }

    var json: JSON {
        switch self {
        case .outOfMemory: "outOfMemory"
        case .corrupt: "corrupt"
        case .unknownArchitecture: "unknownArchitecture"
        case .neverReady: "neverReady"
        case .saying(let words): ["saying": .string(words)]
        case .exiting(let code): ["exiting": .integer(code)]
        case .signalled(let signal): ["signalled": .string(signal)]
        }
    }
}

extension ModelBehaviour.Crash {
    init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice([], detailed: ["beforeAnswer", "afterTokens"])
        if word == "afterTokens" {
            self = .afterTokens(try more.integer(in: 0...1_000_000))
            return
        }
        let members = try more.object(keys: ["words", "exitCode"])
        self = .beforeAnswer(
            words: try members.optional("words")?.string(),
            exitCode: try members.optional("exitCode")?.integer(in: 0...255) ?? 1)
    }

    var json: JSON {
        switch self {
        case .afterTokens(let count): return ["afterTokens": .integer(count)]
        case .beforeAnswer(let words, let code):
            var members = JSONObject()
            members["words"] = words.map { .string($0) }
            members["exitCode"] = .integer(code)
            return ["beforeAnswer": .object(members)]
        }
    }
}

/// What a model answers to what: a line of its script, of which the first that fits is said.
package struct ScriptLine: Hashable, Sendable {
    /// A call of a tool, which is made only for a request that offers tools and does not forbid calls.
    package struct ToolCall: Hashable, Sendable {
        package var name: String
        /// Not held against the tool's own parameters.
        package var arguments: JSONObject = [:]
    }

    /// Part of what the user said last, or of the prompt, letter by letter; nil is anything.
    package var when: String?
    /// Part of what a tool brought, where that is the last message; nil is anything, but a line with
    /// calls of tools then does not answer a tool.
    package var whenTool: String?
    /// The words; nil leaves them to the model's voice where no tool is called.
    package var say: String?
    /// What the model thinks before it speaks: `reasoning_content`.
    package var thinking: String?
    package var toolCalls: [ToolCall] = []

    /// Whether this is what is said to a question.
    ///
    /// - Parameters:
    ///   - question: what the user said last, or the prompt.
    ///   - toolText: what a tool brought after that, if one did.
    func answers(_ question: String, toolText: String?) -> Bool {
        if let when, !question.contains(when) { return false }
        guard let whenTool else { return toolText == nil || toolCalls.isEmpty }
        return toolText?.contains(whenTool) ?? false
    }
}

// A line of `behaviour.script`:
//
//     {"when": "weather", "thinking": "I have to ask.",
//      "toolCalls": [{"name": "weather", "arguments": {"city": "Berlin"}}]}
//     {"whenTool": "rain", "say": "It rains."}
//
// A line says something or calls a tool, or both.
extension ScriptLine {
    static let keys = ["when", "whenTool", "say", "thinking", "toolCalls"]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            when: try members.optional("when")?.nonEmptyString(),
            whenTool: try members.optional("whenTool")?.nonEmptyString(),
            say: try members.optional("say")?.string(),
            thinking: try members.optional("thinking")?.nonEmptyString())
        for element in try members.optional("toolCalls")?.array() ?? [] {
            let call = try element.object(keys: ["name", "arguments"])
            toolCalls.append(
                ToolCall(
                    name: try call.required("name").nonEmptyString(),
                    arguments: try call.optional("arguments")?.anyObject().object ?? [:]))
        }
        if say == nil, toolCalls.isEmpty {
            throw members.fault(.breaksRule("a line needs 'say' or 'toolCalls'"))
        }
    }

    var json: JSON {
        var members = JSONObject()
        members["when"] = when.map { .string($0) }
        members["whenTool"] = whenTool.map { .string($0) }
        members["say"] = say.map { .string($0) }
        members["thinking"] = thinking.map { .string($0) }
        if !toolCalls.isEmpty {
            members["toolCalls"] = .array(
                toolCalls.map { call in
                    var members: JSONObject = ["name": .string(call.name)]
                    if !call.arguments.members.isEmpty {
                        members["arguments"] = .object(call.arguments)
                    }
                    return .object(members)
                })
        }
        return .object(members)
    }
}
