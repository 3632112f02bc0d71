/// How a model behaves once the engine is asked to run it.
package struct ModelBehaviour: Hashable, Sendable {
    /// How long the engine takes to load it.
    package var loadTime: Duration
    /// What goes wrong while it loads, if anything does.
    package var loadFailure: LoadFailure?
    /// How it dies while it answers, if it does.
    package var crash: Crash?
    /// The tokens it says to everything, as many of them as a request allows.
    package var voice: [String]
    /// What it answers to what; where no line fits, its voice is heard.
    package var script: [ScriptLine]
    /// How many tokens it says a second; nil means all at once.
    package var tokensPerSecond: Double?
    /// How many characters of a prompt make a token.
    package var charactersPerToken: Int
    /// How many numbers an embedding has; nil means that it makes none.
    package var embeddingLength: Int?

    package init(
        loadTime: Duration = .zero, loadFailure: LoadFailure? = nil, crash: Crash? = nil,
        voice: [String] = ModelBehaviour.defaultVoice, script: [ScriptLine] = [],
        tokensPerSecond: Double? = nil, charactersPerToken: Int = 4, embeddingLength: Int? = nil
    ) {
        self.loadTime = loadTime
        self.loadFailure = loadFailure
        self.crash = crash
        self.voice = voice
        self.script = script
        self.tokensPerSecond = tokensPerSecond
        self.charactersPerToken = charactersPerToken
        self.embeddingLength = embeddingLength
    }

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
