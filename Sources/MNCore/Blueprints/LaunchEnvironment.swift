/// The variables under which a worker finds its model (upstream §5.6, state J0).
package struct LaunchEnvironment: Hashable, Sendable {
    /// In the order in which they are shown.
    package private(set) var variables: [Variable] = []

    package struct Variable: Hashable, Sendable {
        package var name: String
        package var value: String
    }

    /// Where containers reach the Model Runner.
    package static let containerBase = "http://model-runner.docker.internal/engines/v1"
    private static let localHosts = ["localhost:12434", "127.0.0.1:12434"]
    /// What older programs set instead; it fills what the configuration leaves open.
    private static let aliases = [
        "MODEL", "API_BASE", "API_KEY", "TIMEOUT_SECONDS", "MAX_TOKENS", "NUM_RETRIES",
        "RETRY_BACKOFF_SECONDS",
    ]

    /// Resolves the entry that a blueprint launches with; no entry, no variables.
    ///
    /// - Parameters:
    ///   - runner: where the Model Runner answers programs of this machine.
    ///   - environment: the user's variables.
    init(
        _ model: BlueprintModel?, _ catalog: Catalog, _ kind: BlueprintWorker.Kind,
        runner: Endpoint, environment: any Variables
    ) {
        guard let model else { return }
        let isRunner = model.isServedByRunner
        add("PROVIDER", isRunner ? Model.runnerProvider : model.provider)
        add("MODEL", Self.reference(model.wanted, catalog, isRunner))
        add("RUNTIME_MODEL", model.runtimeModel.map { Self.reference($0, catalog, isRunner) })
        add("API_BASE", Self.base(model, kind, runner))
        add("BACKEND", model.backend?.name)
        for name in [
            "CONTEXT_SIZE", "TIMEOUT_SECONDS", "MAX_TOKENS", "NUM_RETRIES",
            "RETRY_BACKOFF_SECONDS",
        ] { add(name, model.numbers[name]) }
        for alias in Self.aliases where !variables.contains(where: { $0.name == "MN_LLM_\(alias)" })
        {
            add(alias, environment["LITELLM_\(alias)"].flatMap { $0.isEmpty ? nil : $0 })
        }
    }

    private mutating func add(_ name: String, _ value: String?) {
        if let value { variables.append(Variable(name: "MN_LLM_\(name)", value: value)) }
    }

    /// The name that the runner knows a model by.
    private static func reference(
        _ name: String, _ catalog: Catalog, _ isRunner: Bool
    ) -> String {
        isRunner ? (try? catalog.model(named: name))?.reference ?? name : name
    }

    private static func base(
        _ model: BlueprintModel, _ kind: BlueprintWorker.Kind, _ runner: Endpoint
    ) -> String? {
        let stated = model.hasAutomaticBase ? nil : model.apiBase
        guard var base = stated else {
            guard model.isServedByRunner else { return nil }
            if kind == .container { return containerBase }
            // No client of HTTP takes a socket for a base.
            return runner.isSocket ? nil : "\(runner)/engines/v1"
        }
        // Inside a container, localhost is the container.
        if kind == .container, localHosts.contains(where: base.contains) { return containerBase }
        while base.hasSuffix("/") { base.removeLast() }
        return base
    }
}
