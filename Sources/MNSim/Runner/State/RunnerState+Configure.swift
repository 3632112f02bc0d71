import MNCore

extension RunnerState {
    /// Remembers how a model shall be run, and loads it in the background.
    ///
    /// Any model is accepted, even none (dmr-contract 1.4.5).
    mutating func configure(
        _ request: ConfigureRequest, path: String?, at now: Duration
    ) throws(RunnerError) {
        advance(to: now)
        if let path, backend(path) == nil { throw .backendNotFound }
        let flags = try request.checkedFlags(backend: path ?? "llama.cpp")
        let model = try? model(named: request.model)
        let backend = model.map { backendName(for: $0, path: path) } ?? path ?? "llama.cpp"
        let key = LoadedRunner.Key(
            backend: backend, modelID: model?.id ?? request.model, mode: request.mode)
        let configuration = RuntimeConfiguration(
            key, modelName: request.model, contextSize: request.contextSize, flags: flags,
            keepAlive: request.keepAlive, extras: request.extras)
        if let index = configurations.firstIndex(where: { $0.key == key }) {
            if configurations[index] == configuration { return }
            if isInUse(key) { throw .runnerActive }
            configurations[index] = configuration
        } else {
            if isInUse(key) { throw .runnerActive }
            configurations.append(configuration)
        }
        if let runner = runners.first(where: { $0.key == key }), runner.loadsUntil == nil {
            remove(key)
        }
        preload(request.model, path: path, at: now)
    }

    /// The configurations of stored models, of all of them or of one.
    func configurations(of name: String?) -> [(RuntimeConfiguration, StoredModel)] {
        let wanted = name.map { (try? model(named: $0))?.id ?? "" }
        return configurations.compactMap { configuration in
            guard let model = models.first(where: { $0.id == configuration.key.modelID }),
                wanted == nil || wanted == model.id
            else { return nil }
            return (configuration, model)
        }
    }
}

/// What a client wants configured.
struct ConfigureRequest: Hashable, Sendable {
    var model: String
    var mode = RunnerMode.completion
    var contextSize: Int?
    var flags: [String] = []
    /// A whole command line; of use only without `flags`.
    var rawFlags = ""
    var keepAlive: KeepAlive?
    var extras: JSONObject = [:]

    func checkedFlags(backend: String) throws(RunnerError) -> [String] {
        var all = flags
        if all.isEmpty, !rawFlags.isEmpty {
            guard let words = GoText.words(ofCommandLine: rawFlags) else {
                throw .flags(.unreadable)
            }
            all = words
        }
        if let problem = RuntimeFlags.problem(in: all, backend: backend) { throw .flags(problem) }
        for member in extras["vllm"]?["hf-overrides"]?.object?.members ?? [] {
            let isName = member.key.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")
            }
            let isNumber = member.key.utf8.first.map { (48...57).contains($0) } ?? true
            if !isName || isNumber { throw .flags(.overrideKey(member.key)) }
        }
        return all
    }
}
