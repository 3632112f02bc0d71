package import MNMachine

// The one format of a runner's state: in a scenario, in `--state FILE`, and written back.
//
//     {"schema": "mn.runner-state/1", "engine": "Docker Engine", "system": "linux",
//      "models": ["ai/gemma4:E2B", {"tags": ["docker.io/ai/smollm2:latest"], "bytes": 270590880, …}],
//      "registry": [{"reference": "ai/qwen3", "bytes": 4000000000, "answer": {"status": 429}}],
//      "loaded": [{"model": "ai/smollm2", "idleSeconds": 30}], "gpuMemoryBytes": 8585740288}
//
// What is left out is as in a runner in good health. A model that is a name alone is what the registry has of
// that name.
extension RunnerState {
    /// What the member `schema` of a state has to say.
    package static let schema = "mn.runner-state/1"

    static let keys = [
        "schema", "version", "engineBuild", "engine", "system", "availability", "backends",
        "slotLimit", "engineProgram", "origins", "metrics", "storePath", "enginePath", "models",
        "partials", "orphans", "registry", "registryOffline", "bandwidthBytesPerSecond",
        "diskFreeBytes", "backendBytes",
        "gpuMemoryBytes", "gpuSupport", "engineLog", "loaded", "configurations",
    ]

    /// Reads a state.
    ///
    /// - Parameters:
    ///   - offers: what can be pulled, where the state names no registry.
    ///   - base: what it leaves out.
    package init(
        _ field: JSONField, offers: [RegistryOffer] = [], over base: RunnerState = RunnerState()
    ) throws(JSONFault) {
        self = base
        let members = try field.object(keys: Self.keys)
        if let schema = members.optional("schema"), try schema.string() != Self.schema {
            throw schema.fault(.outOfRange(wanted: Self.schema, found: "another format"))
        }
        registry.offers = offers
        try readIdentity(members)
        try readStore(members, offers)
        for element in try members.optional("loaded")?.array() ?? [] {
            runners.append(try LoadedRunner(element, in: self))
        }
        for element in try members.optional("configurations")?.array() ?? [] {
            configurations.append(try RuntimeConfiguration(element, in: self))
        }
    }

    private mutating func readIdentity(_ members: JSONMembers) throws(JSONFault) {
        if let field = members.optional("version") {
            version = field.value == .null ? nil : try field.nonEmptyString()
        }
        if let field = members.optional("engineBuild") { engineBuild = try field.string() }
        if let field = members.optional("engine") { kind = try field.word(RunnerKind.self) }
        if let field = members.optional("system") {
            system = try field.word(RunnerSystem.self)
            backends = system.backends
        }
        if let field = members.optional("availability") {
            availability = try field.word(Availability.self)
        }
        if let field = members.optional("backends") {
            backends = []
            for element in try field.array() { backends.append(try RunnerBackend(element)) }
        }
        if let field = members.optional("slotLimit") { slotLimit = try field.integer(in: 1...64) }
        if let field = members.optional("engineProgram") { hasEngineProgram = try field.bool() }
        gpuSupport = try members.optional("gpuSupport")?.bool() ?? gpuSupport
        if let field = members.optional("engineLog") { engineLog = try field.strings() }
        if let field = members.optional("origins") { origins = try field.strings() }
        if let field = members.optional("metrics") { hasMetrics = try field.bool() }
        if let field = members.optional("storePath") { storePath = try field.nonEmptyString() }
        if let field = members.optional("enginePath") { enginePath = try field.nonEmptyString() }
    }

    private mutating func readStore(
        _ members: JSONMembers, _ offers: [RegistryOffer]
    ) throws(JSONFault) {
        partials = try Self.files(members.optional("partials"))
        orphans = try Self.files(members.optional("orphans"))
        if let field = members.optional("registry") {
            registry.offers = []
            for element in try field.array() {
                registry.offers.append(try RegistryOffer(element))
            }
        }
        for element in try members.optional("models")?.array() ?? [] {
            if case .string = element.value {
                models.append(try Self.pulled(element, registry.offers + offers))
                continue
            }
            let model = try element.object(keys: ["tags", "unpacked"] + ModelContent.keys)
            let tags = try model.optional("tags")?.strings() ?? []
            var stored = StoredModel(
                content: try ModelContent(model, name: tags.first ?? "\(element.pointer)"),
                // As the store keeps them, whole, however somebody wrote them.
                tags: tags.map { tag in
                    let name = RunnerReference.normalised(tag, ids: [])
                    return RunnerReference(parsing: name)?.text ?? tag
                })
            stored.isUnpacked = try model.optional("unpacked")?.bool() ?? false
            models.append(stored)
        }
        registry.isOffline = try members.optional("registryOffline")?.bool() ?? false
        registry.bandwidth = try members.optional("bandwidthBytesPerSecond")?.byteCount()
        diskFree = try members.optional("diskFreeBytes")?.byteCount()
        gpuMemory = try members.optional("gpuMemoryBytes")?.byteCount()
        if let field = members.optional("backendBytes") {
            backendSize = field.value == .null ? nil : try field.byteCount()
        }
    }

    /// A model that was pulled by its name.
    private static func pulled(
        _ field: JSONField, _ offers: [RegistryOffer]
    ) throws(JSONFault) -> StoredModel {
        let name = try field.nonEmptyString()
        let reference = RunnerReference(parsing: RunnerReference.normalised(name, ids: []))
        let offer = offers.first { $0.content != nil && $0.parsedReference == reference }
        if let reference, let content = offer?.content {
            return StoredModel(content: content, tags: [reference.text])
        }
        let names = offers.map { $0.reference.replacing("docker.io/", with: "") }
        let help =
            Spelling.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
            ?? "say its size: {\"tags\": […], \"bytes\": …}"
        throw field.fault(.breaksRule("no registry has the model '\(name)'; \(help)"))
    }

    private static func files(_ field: JSONField?) throws(JSONFault) -> [String: ByteCount] {
        var files: [String: ByteCount] = [:]
        for (digest, size) in try field?.anyObject().all ?? [] {
            files[digest] = try size.byteCount()
        }
        return files
    }

    /// The state as it can be read again; what is under way (pulls, answers) is not part of it.
    package var json: JSON {
        let usual = RunnerState()
        var members: JSONObject = ["schema": .string(Self.schema)]
        if version != usual.version { members["version"] = .string(orNull: version) }
        members.set("engineBuild", engineBuild, unless: usual.engineBuild) { .string($0) }
        members.set("engine", kind, unless: usual.kind) { .string($0.rawValue) }
        members.set("system", system, unless: usual.system) { .string($0.rawValue) }
        members.set("availability", availability, unless: usual.availability) {
            .string($0.rawValue)
        }
        members.set("backends", backends, unless: system.backends) { .array($0.map(\.json)) }
        members.set("slotLimit", slotLimit, unless: usual.slotLimit) { .integer($0) }
        members["gpuSupport"] = gpuSupport.map { .bool($0) }
        members.set("engineLog", engineLog, unless: []) { .strings($0) }
        members.set("engineProgram", hasEngineProgram, unless: true) { .bool($0) }
        members.set("origins", origins, unless: []) { .strings($0) }
        members.set("metrics", hasMetrics, unless: true) { .bool($0) }
        members.set("storePath", storePath, unless: usual.storePath) { .string($0) }
        members.set("enginePath", enginePath, unless: usual.enginePath) { .string($0) }
        members["models"] = .array(
            models.map { model in
                var tags: JSONObject = ["tags": .strings(model.tags)]
                if model.isUnpacked { tags["unpacked"] = true }
                return .object(tags.merging(model.content.members))
            })
        members.set("partials", partials, unless: [:], Self.json)
        members.set("orphans", orphans, unless: [:], Self.json)
        members["registry"] = .array(registry.offers.map(\.json))
        members.set("registryOffline", registry.isOffline, unless: false) { .bool($0) }
        members["bandwidthBytesPerSecond"] = registry.bandwidth.map { .integer($0) }
        members["diskFreeBytes"] = diskFree.map { .integer($0) }
        members["gpuMemoryBytes"] = gpuMemory.map { .integer($0) }
        if backendSize != usual.backendSize {
            members["backendBytes"] = .integer(orNull: backendSize)
        }
        if !runners.isEmpty {
            members["loaded"] = .array(runners.map { $0.json(at: work.now) })
        }
        members.set("configurations", configurations, unless: []) { .array($0.map(\.stateJSON)) }
        return .object(members)
    }

    private static func json(_ files: [String: ByteCount]) -> JSON {
        .object(
            JSONObject(
                files.sorted { $0.key < $1.key }.map { ($0.key, JSON.integer($0.value)) }))
    }
}
