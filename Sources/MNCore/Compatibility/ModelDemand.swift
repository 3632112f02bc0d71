/// What rules ask of a model: all of it that bears on a decision.
///
/// It is shared, since each GPU of each machine is asked about it.
package final class ModelDemand: Sendable {
    /// The backend that was asked for, or the model's own.
    let backend: Backend
    /// Whether the model lists that backend.
    let isBackendListed: Bool
    let requirements: Requirements
    /// One of which the machine must have, in lower case; none if the model asks for none.
    let capabilities: [String]

    /// - Parameter backend: what was asked for; nil takes the model's own.
    package init(_ model: Model, backend: Backend? = nil) {
        let backend = backend ?? model.backend
        self.backend = backend
        isBackendListed = model.backends.contains(backend)
        requirements = model.requirements
        capabilities = model.requiredCapabilities.map { $0.lowercased() }
    }

    /// That of no model: nothing is listed, nothing stated.
    static let none = ModelDemand()

    private init() {
        backend = .llamaCpp
        isBackendListed = false
        requirements = Requirements([:])
        capabilities = []
    }
}
