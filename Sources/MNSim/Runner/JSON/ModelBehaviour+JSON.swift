import MNCore

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
        let words = [
            "outOfMemory", "corrupt", "unknownArchitecture", "neverReady", "saying", "exiting",
            "signalled",
        ]
        let (word, more) = try field.choice(words)
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
        let (word, more) = try field.choice(["beforeAnswer", "afterTokens"])
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
