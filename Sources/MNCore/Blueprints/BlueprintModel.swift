/// A model as a blueprint asks for it: an entry of `llm.configs`, or of the manifest's `runtime.models`.
package struct BlueprintModel: Hashable, Sendable {
    /// The name of the entry: `primary`.
    package var name: String
    var source: BlueprintPlace.Source
    /// The place of the entry.
    var pointer: JSONPointer
    package var provider: String?
    var mode: String?
    package var runtimeModel: String?
    var alias: String?
    var model: String?
    package var apiBase: String?
    package var backend: Backend?
    /// Numbers as they were written, by the last part of their variable: `CONTEXT_SIZE`.
    package var numbers: [String: String] = [:]
    /// Whether the blueprint cannot do without it.
    package var isRequired = true
    /// Whether somebody else provides the model, so that nothing is checked here.
    package var isProvidedElsewhere = false
    /// Whether the model is meant to be one that no catalog has: a reference, or a file of the blueprint.
    package var isCustomised = false

    /// The spellings of the Model Runner as a provider (upstream §5.3).
    static let runnerProviders = ["docker_model_runner", "docker-model-runner", "dmr"]
    /// Providers that are known by name; a model of theirs is not the Model Runner's to have.
    static let otherProviders = [
        "ollama", "nvidia", "nvidia_service", "litellm", "litellm_proxy", "openai",
        "openai_compatible",
        "anthropic", "azure", "gemini", "fake", "mock",
    ]

    /// Whether the Model Runner is to serve it.
    package var isServedByRunner: Bool {
        provider.map(Self.runnerProviders.contains) ?? true
    }

    /// The model asked for; the default one if none is named.
    package var wanted: String { runtimeModel ?? alias ?? model ?? Catalog.defaultModel }

    /// The context that it sets, in tokens.
    var context: Count? { numbers["CONTEXT_SIZE"].flatMap { Int($0) }.map { Count($0) } }

    /// Whether the blueprint brings the model along in its folder.
    var isPayload = false
    /// Where it says that the payload lies, below `payloads`.
    var payloadPath: String?
    var payloadPointer: JSONPointer?
    /// The file that holds it; nil if that is not told.
    var payloadFile: String? {
        payloadPath.map { "payloads/\($0)" } ?? (Self.isFile(wanted) ? wanted : nil)
    }

    fileprivate static func isFile(_ name: String) -> Bool {
        ["payloads/", "./", "../", "/", "~"].contains(where: name.hasPrefix)
            || [".gguf", ".safetensors"].contains { name.lowercased().hasSuffix($0) }
    }

    /// The place of the name of the model, or of the entry if it has none.
    var wantedPointer: JSONPointer {
        let key =
            runtimeModel != nil
            ? "runtime_model" : alias != nil ? "model_alias" : model != nil ? "model" : nil
        return key.map(pointer.appending) ?? pointer
    }

    /// Whether a local model is behind it (upstream §5.3).
    func needsModel(_ catalog: Catalog) -> Bool {
        if source == .manifest || isCustomised || isPayload { return true }
        if provider.map(Self.runnerProviders.contains) == true { return true }
        if mode.map({ Self.runnerProviders.prefix(2).contains($0) }) == true { return true }
        if runtimeModel != nil { return true }
        guard let named = alias ?? model else { return false }
        if provider == "ollama" || provider == "nvidia_service" { return true }
        return provider == nil
            && (try? catalog.model(named: named))?.id == Catalog.defaultModel
    }
}

extension BlueprintReader {
    /// The numbers that become variables: key, variable and range.
    private static let wholeNumbers: [(key: String, variable: String, range: ClosedRange<Int>)] = [
        ("context_size", "CONTEXT_SIZE", 1...1_000_000_000),
        ("max_tokens", "MAX_TOKENS", 1...1_000_000_000),
        ("num_retries", "NUM_RETRIES", 0...1000),
    ]
    private static let numbers: [(key: String, variable: String)] = [
        ("timeout_seconds", "TIMEOUT_SECONDS"), ("retry_backoff_seconds", "RETRY_BACKOFF_SECONDS"),
    ]
    /// Ways to say that the model is not installed here (upstream §5.3).
    private static let elsewhere = [
        "cluster", "cluster_provided", "remote", "remote_service", "service", "service_required",
    ]

    /// Reads one entry; what cannot be used is noted and left out.
    mutating func model(
        _ name: String, _ field: JSONField, _ source: BlueprintPlace.Source
    ) -> BlueprintModel? {
        let area: BlueprintIssue.Area = source == .config ? .config : .model
        guard let members = object(field, area) else { return nil }
        var model = BlueprintModel(name: name, source: source, pointer: field.pointer)
        model.provider = text("provider", members, area)?.lowercased()
        model.mode = text("mode", members, area)?.lowercased()
        // Some name the provider so: `"mode": "ollama"`.
        if model.provider == nil, model.mode == "ollama" || model.mode == "nvidia_service" {
            model.provider = model.mode
        }
        model.runtimeModel = text("runtime_model", members, area)
        model.alias = text("model_alias", members, area)
        model.model = text("model", members, area)
        model.apiBase = text("api_base", members, area)
        model.isRequired = flag("required", members, area) ?? true
        let install = text("install_mode", members, area) ?? text("model_install", members, area)
        model.isProvidedElsewhere =
            install.map { Self.elsewhere.contains(Self.plain($0.lowercased())) } ?? false
            || flag("install", members, area) == false
            || flag("local_install", members, area) == false
        model.isCustomised = flag("customize_mode", members, area) ?? false
        model.isPayload =
            members.optional("source")?.value["type"]?.string?.lowercased() == "payload"
            || model.isCustomised && BlueprintModel.isFile(model.wanted)
        if model.isPayload, let source = members.optional("source") {
            model.payloadPath = source.value["path"]?.string ?? ""
            model.payloadPointer = source.pointer.appending("path")
        }
        if let backend = text("backend", members, area), backend.lowercased() != "auto" {
            model.backend = Backend(backend)
        }
        for (key, variable, range) in Self.wholeNumbers {
            guard let member = members.stated(key) else { continue }
            let number = read(area) { () throws(JSONFault) in
                try member.integer(in: range)
            }
            model.numbers[variable] = number.map(String.init)
        }
        for (key, variable) in Self.numbers {
            guard let member = members.stated(key) else { continue }
            let isNumber = read(area) { () throws(JSONFault) -> Bool? in
                _ = try member.number(in: 0...1_000_000_000)
                return true
            }
            if isNumber == true { model.numbers[variable] = member.value.scalarText }
        }
        checkNames(model)
        return model
    }

    /// A name with underscores, where some write dashes: `openai-compatible`.
    private static func plain(_ name: String) -> String { name.replacing("-", with: "_") }

    /// Notes a provider or backend that nobody knows.
    private mutating func checkNames(_ model: BlueprintModel) {
        let area: BlueprintIssue.Area = model.source == .config ? .config : .model
        let providers = BlueprintModel.runnerProviders + BlueprintModel.otherProviders
        if let provider = model.provider, !providers.contains(provider),
            !providers.contains(Self.plain(provider))
        {
            let near = Spelling.nearest(to: provider, in: providers)
            // A provider that looks like none of these may be one of the user's own.
            note(
                BlueprintIssue.Code(area, .unknownProvider),
                "The provider '\(provider)' is not known."
                    + (near.map { " Did you mean '\($0)'?" } ?? ""),
                help: "For models of the Model Runner write docker_model_runner.",
                model.source, model.pointer.appending("provider"),
                severity: near == nil ? .warning : .error,
                expected: providers.joined(separator: ", "), actual: provider)
        }
        if let backend = model.backend, model.isServedByRunner,
            !Backend.known.contains(backend.name)
        {
            let near = Spelling.nearest(to: backend.name, in: Backend.known)
            note(
                BlueprintIssue.Code(area, .unknownBackend),
                "The Model Runner has no backend '\(backend.name)'."
                    + (near.map { " Did you mean '\($0)'?" } ?? ""),
                help: "Write one of \(Backend.known.joined(separator: ", ")), or leave it out.",
                model.source, model.pointer.appending("backend"),
                expected: Backend.known.joined(separator: ", "), actual: backend.name)
        }
    }
}
