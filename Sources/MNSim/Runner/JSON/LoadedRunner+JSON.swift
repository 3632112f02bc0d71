import MNCore

extension LoadedRunner {
    static let keys = [
        "model", "backend", "mode", "reference", "idleSeconds", "loadsForSeconds", "inUse",
    ]

    /// Reads an engine, whose times count from the start; any spelling names its model.
    init(_ field: JSONField, in state: RunnerState) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        let name = try members.required("model").nonEmptyString()
        let id = (try? state.model(named: name))?.id ?? name
        self.init(
            Key(
                backend: try members.optional("backend")?.nonEmptyString() ?? "llama.cpp",
                modelID: id,
                mode: try members.optional("mode")?.word(RunnerMode.self) ?? .completion),
            reference: try members.optional("reference")?.string() ?? name,
            lastUsed: .zero - (try members.optional("idleSeconds")?.seconds() ?? .zero),
            loadsUntil: try members.optional("loadsForSeconds")?.seconds())
        isHeld = try members.optional("inUse")?.bool() ?? false
    }

    func json(at now: Duration) -> JSON {
        var members: JSONObject = [
            "model": .string(key.modelID), "backend": .string(key.backend),
            "mode": .string(key.mode.rawValue), "reference": .string(reference),
            "idleSeconds": .seconds(max(.zero, now - lastUsed)),
        ]
        members["loadsForSeconds"] = loadsUntil.map { .seconds(max(.zero, $0 - now)) }
        if isHeld { members["inUse"] = true }
        return .object(members)
    }
}

extension RuntimeConfiguration {
    static let keys = [
        "model", "backend", "mode", "contextSize", "flags", "keepAlive", "extras",
    ]

    init(_ field: JSONField, in state: RunnerState) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        let name = try members.required("model").string()
        self.init(
            LoadedRunner.Key(
                backend: try members.optional("backend")?.nonEmptyString() ?? "llama.cpp",
                modelID: (try? state.model(named: name))?.id ?? name,
                mode: try members.optional("mode")?.word(RunnerMode.self) ?? .completion),
            modelName: name, contextSize: try members.optional("contextSize")?.integer())
        for element in try members.optional("flags")?.array() ?? [] {
            flags.append(try element.string())
        }
        if let field = members.optional("keepAlive") {
            guard let value = KeepAlive(reading: try field.string()) else {
                throw field.fault(.outOfRange(wanted: "a duration, -1", found: "other text"))
            }
            keepAlive = value
        }
        extras = try members.optional("extras")?.anyObject().object ?? [:]
    }

    var stateJSON: JSON {
        var members: JSONObject = [
            "model": .string(key.modelID), "backend": .string(key.backend),
            "mode": .string(key.mode.rawValue),
        ]
        members["contextSize"] = contextSize.map { .integer($0) }
        if !flags.isEmpty { members["flags"] = .strings(flags) }
        members["keepAlive"] = keepAlive.map { .string($0.text) }
        if !extras.members.isEmpty { members["extras"] = .object(extras) }
        return .object(members)
    }
}
