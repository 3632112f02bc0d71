package import MNCore

extension RegistryOffer {
    /// What the registry of a fake runner has if nothing else is said: every model of a catalog.
    package static func offers(of catalog: Catalog) -> [RegistryOffer] {
        catalog.models.filter { $0.provider == Model.runnerProvider }.map { model in
            let last = model.reference.split(separator: "/").last ?? ""
            let name = last.contains(":") ? model.reference : "\(model.reference):latest"
            return RegistryOffer(
                "docker.io/\(name)",
                ModelContent(
                    simulating: name, size: model.downloadSize ?? unknownSize,
                    configuration: ModelConfiguration(architecture: "llama")))
        }
    }

    /// What a model weighs of which the catalog states no size.
    private static let unknownSize = ByteCount(1 << 30)
}
