import MNCore

/// The few models that a user has, owns and names, so that what is there and what is asked for is often one thing.
struct UsualModels {
    let models: [Model]
    private let material: Material

    init(_ material: Material, _ stream: RandomStream) {
        var stream = stream
        self.material = material
        models = (0..<stream.geometric(most: 3)).compactMap { _ in stream.pick(material.models) }
    }

    /// One of them, or at times any other.
    func model(_ stream: inout RandomStream) -> Model? {
        stream.chance(3, in: 4) ? stream.pick(models) : stream.pick(material.models)
    }
}
