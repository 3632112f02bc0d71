import MNMachine

/// What a client wants configured.
struct ConfigureRequest: Hashable, Sendable {
    var model = ""
    var mode = RunnerMode.completion
    var contextSize: Int?
    var flags: [String] = []
    /// A whole command line; of use only without `flags`.
    var rawFlags = ""
    var keepAlive: KeepAlive?
    var extras: JSONObject = [:]

    /// Reads a body, or gives nil where Go cannot.
    init?(_ body: JSONObject) {
        for member in body.members where member.value != .null {
            let value = member.value
            switch member.key {
            case "model":
                guard let text = value.string else { return nil }
                model = text
            case "mode":
                guard let mode = value.string.flatMap(RunnerMode.init) else { return nil }
                self.mode = mode
            case "context-size":
                // An int32 (dmr-contract 1.4.5).
                guard let size = value.integer, Int32(exactly: size) != nil else { return nil }
                contextSize = size
            case "runtime-flags":
                guard let texts = value.array else { return nil }
                flags = texts.compactMap(\.string)
                if flags.count != texts.count { return nil }
            case "raw-runtime-flags":
                guard let text = value.string else { return nil }
                rawFlags = text
            case "keep_alive":
                guard let keepAlive = value.string.flatMap(KeepAlive.init) else { return nil }
                self.keepAlive = keepAlive
            case "speculative", "vllm", "llamacpp":
                guard value.object != nil else { return nil }
                extras[member.key] = value
            default: break
            }
        }
    }

    /// The words for the engine's command line, if the runner allows them all.
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
            key: key, modelName: request.model, contextSize: request.contextSize, flags: flags,
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
