/// The models of a blueprint, and which of them its workers are told of.
package struct BlueprintModels: Hashable, Sendable {
    /// Entries of the configuration in order, then those of the manifest.
    package var entries: [BlueprintModel] = []
    /// The name under `llm.default_config`.
    var defaultName: String?

    /// The entry that is resolved into variables: the default one, else the first that needs a model.
    func launched(_ catalog: Catalog) -> BlueprintModel? {
        let configured = entries.filter { $0.source == .config }
        return configured.first { $0.name == defaultName }
            ?? configured.first { $0.needsModel(catalog) } ?? configured.first
    }

    /// The entries that need a model, those that ask for the same one only once.
    func needed(_ catalog: Catalog) -> [BlueprintModel] {
        var needed: [BlueprintModel] = []
        var places: [Need: Int] = [:]
        for entry in entries where entry.needsModel(catalog) {
            let model = try? catalog.model(named: entry.wanted)
            let need = Need(
                model: model?.id ?? entry.wanted, backend: entry.backend ?? model?.backend,
                provider: entry.isServedByRunner ? nil : entry.provider,
                isProvidedElsewhere: entry.isProvidedElsewhere)
            if let place = places[need] {
                needed[place].isRequired = needed[place].isRequired || entry.isRequired
            } else {
                places[need] = needed.count
                needed.append(entry)
            }
        }
        return needed
    }

    /// What entries have in common that ask for the same model.
    private struct Need: Hashable {
        var model: String
        var backend: Backend?
        /// Nil for the Model Runner.
        var provider: String?
        var isProvidedElsewhere: Bool
    }
}

extension BlueprintReader {
    /// Reads `llm` of the configuration and `runtime.models` of the manifest.
    mutating func models(_ configuration: JSONObject, _ manifest: JSONObject) -> BlueprintModels {
        var models = BlueprintModels()
        if let llm = configuration["llm"], llm != .null {
            readConfigured(JSONField(llm, at: JSONPointer(["llm"])), into: &models)
        }
        let place = JSONPointer(["runtime", "models"])
        if let listed = JSON.object(manifest)[place], listed != .null {
            let members = object(JSONField(listed, at: place), .model)
            for (name, field) in bounded(members?.all ?? [], .model, place) {
                if let model = model(name, field, .manifest) { models.entries.append(model) }
            }
        }
        return models
    }

    private mutating func readConfigured(_ field: JSONField, into models: inout BlueprintModels) {
        guard let llm = object(field, .config) else { return }
        if let enabled = llm.stated("enabled") {
            let isEnabled = read(.config) { () throws(JSONFault) in try enabled.bool() }
            if isEnabled == false { return }
        }
        guard let configs = llm.stated("configs") else {
            let keys = ["provider", "mode", "runtime_model", "model_alias", "model"]
            if keys.contains(where: { llm.optional($0) != nil }),
                let model = model("llm", field, .config)
            {
                models.entries.append(model)
            }
            return
        }
        let members = object(configs, .config)
        for (name, field) in bounded(members?.all ?? [], .config, configs.pointer) {
            if let model = model(name, field, .config) { models.entries.append(model) }
        }
        guard let named = llm.stated("default_config"),
            let name = read(.config, { () throws(JSONFault) in try named.string() })
        else { return }
        models.defaultName = name
        let names = members?.object.keys ?? []
        guard !names.contains(name) else { return }
        let near = Spelling.nearest(to: name, in: names)
        note(
            .configUnknownDefault,
            "There is no configuration '\(name)'; the first that fits is taken."
                + (near.map { " Did you mean '\($0)'?" } ?? ""),
            help: "Name one of llm.configs: \(Self.some(names)).", .config,
            named.pointer, severity: .warning, expected: Self.some(names), actual: name
        )
    }
}

extension BlueprintModels {
    /// The models of the Model Runner that the blueprint needs, with the backends that it asks for.
    package func judged(_ catalog: Catalog) throws(CatalogFault) -> [Model] {
        try served(catalog).filter { !$0.isUnknown }.map(\.model)
    }

    /// The models of the catalog for which it sets a context.
    package func contexts(_ catalog: Catalog) -> [(model: Model, context: Count)] {
        needed(catalog).compactMap { entry in
            guard entry.isCheckedHere, entry.isRequired, !entry.isPayload,
                let context = entry.context,
                let model = try? catalog.model(named: entry.wanted)
            else { return nil }
            return (model, context)
        }
    }

    /// The references of the models it needs of which nothing is known.
    package func unjudged(_ catalog: Catalog) throws(CatalogFault) -> [String] {
        try served(catalog).filter(\.isUnknown).map(\.model.reference)
            + needed(catalog).filter { $0.isPayload && $0.isRequired }.map(\.wanted)
    }

    /// All models that the runner has to serve for it; unknown are those that it brings along.
    package func served(
        _ catalog: Catalog
    ) throws(CatalogFault) -> [(model: Model, isUnknown: Bool)] {
        var models: [(model: Model, isUnknown: Bool)] = []
        for entry in needed(catalog)
        where entry.isCheckedHere && entry.isRequired && !entry.isPayload {
            let model: Model
            var isUnknown = false
            do throws(CatalogFault) {
                model = try catalog.model(named: entry.wanted)
            } catch {
                guard entry.isCustomised else { throw error }
                model = Model(outsider: entry.wanted, backend: entry.backend)
                isUnknown = true
            }
            var asked = model
            asked.backend = entry.backend ?? model.backend
            if asked.provider == Model.runnerProvider,
                !models.contains(where: { $0.model == asked })
            {
                models.append((asked, isUnknown))
            }
        }
        return models
    }
}
