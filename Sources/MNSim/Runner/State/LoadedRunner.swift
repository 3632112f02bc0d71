import MNMachine

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
}

extension LoadedRunner.Key {
    /// Reads what tells engines apart; any spelling names the model.
    init(_ members: JSONMembers, model name: String, in state: RunnerState) throws(JSONFault) {
        self.init(
            backend: try members.optional("backend")?.nonEmptyString() ?? "llama.cpp",
            modelID: (try? state.model(named: name))?.id ?? name,
            mode: try members.optional("mode")?.word(RunnerMode.self) ?? .completion)
    }

    var members: JSONObject {
        [
            "model": .string(modelID), "backend": .string(backend),
            "mode": .string(mode.rawValue),
        ]
    }
}

extension LoadedRunner {
    static let keys = [
        "model", "backend", "mode", "reference", "idleSeconds", "loadsForSeconds", "inUse",
    ]

    /// Reads an engine, whose times count from the start; any spelling names its model.
    init(_ field: JSONField, in state: RunnerState) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        let name = try members.required("model").nonEmptyString()
        self.init(
            key: try Key(members, model: name, in: state),
            reference: try members.optional("reference")?.string() ?? name,
            lastUsed: .zero - (try members.optional("idleSeconds")?.seconds() ?? .zero),
            loadsUntil: try members.optional("loadsForSeconds")?.seconds())
        isHeld = try members.optional("inUse")?.bool() ?? false
    }

    func json(at now: Duration) -> JSON {
        var members = key.members
        members["reference"] = .string(reference)
        members["idleSeconds"] = .seconds(max(.zero, now - lastUsed))
        members["loadsForSeconds"] = loadsUntil.map { .seconds(max(.zero, $0 - now)) }
        if isHeld { members["inUse"] = true }
        return .object(members)
    }
}

/// What an engine was started for.
package enum RunnerMode: String, Hashable, Sendable, CaseIterable {
    case completion
    case embedding
    case reranking
    case imageGeneration = "image-generation"
}
