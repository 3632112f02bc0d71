package import MNCore

/// How a model shall be run: what `/engines/_configure` was told and has not forgotten.
package struct RuntimeConfiguration: Hashable, Sendable {
    /// The engine it is for.
    package var key: LoadedRunner.Key
    /// The model as it was named; only of use while its key names no stored model.
    package var modelName: String
    /// In tokens; -1 is without limit.
    package var contextSize: Int?
    /// More words of the engine's command line.
    package var flags: [String]
    /// Nil leaves it at five minutes.
    package var keepAlive: KeepAlive?
    /// Members the fake only repeats: `speculative`, `vllm`, `llamacpp`.
    package var extras: JSONObject

    package init(
        _ key: LoadedRunner.Key, modelName: String, contextSize: Int? = nil, flags: [String] = [],
        keepAlive: KeepAlive? = nil, extras: JSONObject = [:]
    ) {
        self.key = key
        self.modelName = modelName
        self.contextSize = contextSize
        self.flags = flags
        self.keepAlive = keepAlive
        self.extras = extras
    }
}
