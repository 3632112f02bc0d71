import MNCore

/// What is installed, as far as the Model Runner tells.
enum ModelState: Sendable {
    case known(RunnerClient.Listing)
    /// The runner does not answer: nothing is known, and that is not "nothing installed".
    case unknown(EndpointFault)

    static func ask(_ world: World) async -> ModelState {
        do throws(EndpointFault) {
            let client = RunnerClient(
                world.docker, environment: world.environment, time: world.time)
            return .known(try await client.installedModels())
        } catch {
            return .unknown(error)
        }
    }

    /// Whether a model is installed; nil if that is not known.
    func isInstalled(_ model: Model) -> Bool? {
        guard case .known(let listing) = self else { return nil }
        return listing.model(called: model.reference) != nil
    }

    /// Installed models that the catalog does not know, by their first tag or id.
    func outsiders(_ catalog: Catalog) -> [String] {
        guard case .known(let listing) = self else { return [] }
        return listing.models(besides: catalog.models.lazy.map(\.reference))
            .map { $0.tags.first ?? $0.id }
            .sorted()
    }

    /// Why it is not known what is installed, in a sentence; nil if it is known.
    var reason: String? {
        if case .unknown(let fault) = self { fault.problem } else { nil }
    }

    /// Where the runner answers, or why it cannot be reached.
    var json: JSON {
        switch self {
        case .known(let listing): ["reachable": true, "endpoint": .string("\(listing.endpoint)")]
        case .unknown(let fault):
            [
                "reachable": false, "message": .string(fault.problem),
                "fixes": .strings(fault.fixes),
            ]
        }
    }

    /// A word for a table.
    static func word(_ isInstalled: Bool?) -> String {
        switch isInstalled {
        case true?: "yes"
        case false?: "no"
        case nil: "unknown"
        }
    }
}

extension Model {
    /// The model as programs know it from `mn model list`; the keys are a promise.
    func members(isInstalled: Bool?, _ ownership: ModelOwnership) -> JSONObject {
        let isDefault = id == Catalog.defaultModel
        let members: JSONObject = [
            "id": .string(id), "name": .string(name), "provider": .string(provider),
            "model": .string(reference), "docker_model": .string(reference),
            "backend": .string(backend.name), "backends": .strings(backends.map(\.name)),
            "aliases": .strings(aliases), "context_size": .integer(orNull: contextSize),
            "requirements": requirements.json,
            "installed": isInstalled.map { .bool($0) } ?? .null, "default": .bool(isDefault),
            "status": .string(isDefault ? "default" : ""),
        ]
        return members.merging(ownership.members(of: reference, isInstalled: isInstalled))
    }
}
