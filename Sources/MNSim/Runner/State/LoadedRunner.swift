/// An engine process with a model, as `/engines/ps` shows it.
package struct LoadedRunner: Hashable, Sendable {
    /// What tells engines apart: one for each backend, model and mode.
    package struct Key: Hashable, Sendable {
        /// The name of the backend whose process it is.
        package var backend: String
        /// The whole id, or for an unknown model the name that was given.
        package var modelID: String
        /// What it was started for.
        package var mode: RunnerMode

        package init(backend: String, modelID: String, mode: RunnerMode) {
            self.backend = backend
            self.modelID = modelID
            self.mode = mode
        }
    }

    /// No two engines have the same one.
    package var key: Key
    /// The name the first client typed, not normalised.
    package var reference: String
    /// When it last answered.
    package var lastUsed: Duration
    /// When it is ready, while it is being loaded.
    package var loadsUntil: Duration?
    /// Why it will not be ready then, in the words that follow `unable to load runner: `.
    var doom: String?
    /// The prompt it saw last, whose tokens it does not read again.
    var lastPrompt: String?
    /// Whether somebody who is not simulated keeps it busy.
    package var isHeld = false

    package init(_ key: Key, reference: String, lastUsed: Duration, loadsUntil: Duration? = nil) {
        self.key = key
        self.reference = reference
        self.lastUsed = lastUsed
        self.loadsUntil = loadsUntil
    }
}

/// What an engine was started for.
package enum RunnerMode: String, Hashable, Sendable, CaseIterable {
    case completion
    case embedding
    case reranking
    case imageGeneration = "image-generation"
}

/// How long an engine without work is kept.
package enum KeepAlive: Hashable, Sendable {
    case time(Duration)
    case forever

    /// What a runner does unless told otherwise (dmr-contract 1.6.3).
    static let standard = KeepAlive.time(.seconds(300))
}
