package import MNCore
package import MNSim

/// What situations are made of: machines, models, and the files of whoever explores.
package struct Material: Sendable {
    /// In the order of their ids.
    package let profiles: [Profile]
    package let models: [Model]
    /// What can be pulled where a runner does not say otherwise.
    package let offers: [RegistryOffer]
    /// Files that are there in every situation, as a scenario states them: a catalog, a blueprint.
    package let files: JSONObject
    /// What can be pulled, as a state says it, where that is not what is built in; nil where it is.
    let registry: [JSON]?
    /// Folders of blueprints among them.
    package let blueprints: [String]
    private let byID: [String: Profile]

    package init(
        profiles: [Profile], models: [Model], offers: [RegistryOffer],
        registry: [JSON]? = nil, files: JSONObject = [:], blueprints: [String] = []
    ) {
        self.registry = registry
        self.profiles = profiles
        self.models = models
        self.offers = offers
        self.files = files
        self.blueprints = blueprints
        byID = Dictionary(profiles.map { ($0.id, $0) }) { first, _ in first }
    }

    func profile(_ id: String?) -> Profile? { id.flatMap { byID[$0] } }

    func model(_ name: String) -> Model? {
        let wanted = name.lowercased()
        return models.first { model in
            model.id == wanted || model.aliases.contains(wanted)
                || Reference(model.reference) == Reference(name)
        }
    }
}
