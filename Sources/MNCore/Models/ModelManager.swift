/// Installs, updates and removes models by their names: judges them on the machine, and finds the runner.
package struct ModelManager: Sendable {
    package let world: World
    package let catalog: Catalog
    private let client: RunnerClient
    private let tell: @Sendable (ModelInstaller.Event) -> Void

    /// - Parameter tell: takes what happens, for a terminal.
    /// - Throws: the fault of a broken override, since it may redefine a model.
    package init(
        _ world: World, tell: @escaping @Sendable (ModelInstaller.Event) -> Void
    ) throws {
        self.world = world
        catalog = try world.catalog().whole
        client = RunnerClient(world.docker, environment: world.environment, time: world.time)
        self.tell = tell
    }

    // MARK: Install

    /// What to install, and how.
    package struct InstallRequest: Sendable {
        package var model: String
        package var backend: String?
        package var contextSize: Int?
        package var isForced = false
        package var isDry = false
        package var installer = Ledger.Installer.user
        /// Whether the model may be one that no catalog has.
        package var isCustomised = false

        package init(_ model: String) { self.model = model }
    }

    /// What an install came to.
    package struct InstallResult: Sendable {
        package enum Outcome: Sendable {
            case refused(TargetRefusal)
            /// What would be done, with this context size.
            case planned(Int?)
            case done(ModelInstaller.Installation, Endpoint)
        }

        package var target: ModelTarget
        package var outcome: Outcome

        package var refusal: TargetRefusal? {
            if case .refused(let refusal) = outcome { refusal } else { nil }
        }
    }

    /// Judges a model, pulls, configures and loads it, and writes it down.
    package func install(_ request: InstallRequest) async throws -> InstallResult {
        let contextSize = request.contextSize
        let (model, isKnown) = try model(request)
        guard model.provider == Model.runnerProvider else { throw ProviderFault(model: model) }
        let (hardware, remoteHost) = await judgedHardware()
        let target =
            isKnown
            ? ModelTarget(
                model, in: catalog, backend: request.backend, force: request.isForced,
                on: hardware, remoteHost: remoteHost) : ModelTarget(unjudged: model)
        if let refusal = target.refusal {
            return InstallResult(target: target, outcome: .refused(refusal))
        }
        if request.isDry {
            return InstallResult(
                target: target, outcome: .planned(contextSize ?? model.contextSize))
        }
        let ledger = try ledger()
        let (runner, _) = try await runner(on: hardware)
        do {
            try await checkBackend(target.backend, runner)
            let estimate = hardware.flatMap { hardware in
                MemoryEstimate(
                    model, context: contextSize.map { Count($0) }, catalog, on: hardware)?.words
            }
            let installation = try await installer(
                runner, ledger, on: hardware, estimate: estimate
            ).install(
                model, backend: target.backend, contextSize: contextSize, forced: target.forced,
                for: request.installer)
            return InstallResult(target: target, outcome: .done(installation, runner.endpoint))
        } catch let refusal as RunnerRefusal {
            throw explained(
                refusal, model.id, on: hardware, backend: target.backend, contextSize: contextSize,
                accelerator: target.advice?.verdict.accelerator)
        }
    }

    /// The model, and whether the catalog has it.
    private func model(
        _ request: InstallRequest
    ) throws(CatalogFault) -> (Model, isKnown: Bool) {
        do throws(CatalogFault) {
            return (try catalog.model(named: request.model), true)
        } catch {
            guard request.isCustomised else { throw error }
            let backend = request.backend.map { Backend($0) }
            return (Model(outsider: request.model, backend: backend), false)
        }
    }

    /// Finds before the pull that vLLM is not there; other backends come by themselves where they can
    /// (dmr-contract §6.4).
    private func checkBackend(_ backend: Backend, _ runner: Runner) async throws {
        guard backend == .vllm, let state = try await runner.backends()[backend.name],
            state.hasPrefix("Not Installed")
        else { return }
        throw RunnerRefusal(.backendMissing, detail: state)
    }

    // MARK: Update

    /// What became of one model of an update.
    package struct Updated: Sendable {
        package var target: ModelTarget
        package var result: Result<ModelInstaller.Update, any Error>
    }

    /// Pulls a model once more, or all that are installed: then a failure does not end the others.
    ///
    /// - Parameter name: nil is all of them.
    package func update(_ name: String?, force: Bool) async throws -> [Updated] {
        let ledger = try ledger()
        let (hardware, remoteHost) = await judgedHardware()
        let (runner, listing) = try await runner(on: hardware)
        let targets = try targets(name, listing) { model in
            ModelTarget(
                model, in: catalog, force: force, on: hardware, remoteHost: remoteHost)
        }
        let installer = await installer(runner, ledger, on: hardware)
        var updated: [Updated] = []
        for target in targets {
            do {
                if var refusal = target.refusal {
                    refusal.verb = "update"
                    throw refusal
                }
                let update = try await installer.update(target.reference)
                updated.append(Updated(target: target, result: .success(update)))
            } catch {
                let refusal = (error as? RunnerRefusal).map {
                    explained($0, target.name, on: hardware)
                }
                updated.append(Updated(target: target, result: .failure(refusal ?? error)))
            }
        }
        return updated
    }

    /// The models to update: the named one, or all that are installed.
    private func targets(
        _ name: String?, _ listing: RunnerClient.Listing, _ target: (Model) -> ModelTarget
    ) throws -> [ModelTarget] {
        guard let name else {
            let known = catalog.models.filter { listing.model(called: $0.reference) != nil }
            let others = InstalledModels.known(listing).outsiders(catalog)
                .filter { !$0.hasPrefix("sha256:") }
            return known.map(target) + others.map { ModelTarget(outsider: $0) }
        }
        do throws(CatalogFault) {
            return [target(try catalog.model(named: name))]
        } catch {
            guard listing.model(called: name) != nil else { throw error }
            return [ModelTarget(outsider: name)]
        }
    }

    // MARK: Remove

    /// What was removed, and from whom.
    package struct Removed: Sendable {
        package var name: String
        package var reference: String
        package var owners: [String]
    }

    /// Removes a model that is installed.
    ///
    /// - Throws: `OwnedModel` if blueprints use it and it is not forced.
    package func remove(_ name: String, force: Bool) async throws -> Removed {
        let file = try ledger()
        let model = try? catalog.model(named: name)
        let (runner, listing) = try await runner(on: nil)
        let found = listing.model(called: model?.reference ?? name)
        // The runner and the ledger keep a model under its names, not under its id.
        let names = found.flatMap { $0.hasID(name) ? $0.tags : nil } ?? []
        if names.count > 1 { throw RunnerRefusal(.severalNames(names)) }
        let reference = names.first ?? model?.reference ?? name
        // A name that nobody knows deserves the catalog's "did you mean".
        if model == nil, found == nil { _ = try catalog.model(named: name) }
        var removed = Removed(name: model?.id ?? name, reference: reference, owners: [])
        func check(_ owners: [String]) throws(OwnedModel) {
            if !owners.isEmpty, !force { throw OwnedModel(name: removed.name, owners: owners) }
            removed.owners = owners
        }
        // Nobody waits for a lock to be told no.
        if found != nil { try check(file.read().record(of: reference)?.owners ?? []) }
        do {
            try await installer(runner, file, on: nil).remove(reference, check)
        } catch let refusal as RunnerRefusal {
            throw explained(refusal, removed.name, on: nil)
        }
        return removed
    }

    // MARK: What all of them need

    /// The hardware of this machine, and where the runner is if it is on another one: then this hardware
    /// is not what is judged.
    private func judgedHardware() async -> (here: Hardware?, remoteHost: String?) {
        if let host = client.remoteHost { return (nil, host) }
        let hardware = await world.hardware()
        if case .elsewhere(let place)? = hardware.enginePlace.value { return (nil, place) }
        return (hardware, nil)
    }

    /// The runner, which may be just starting.
    ///
    /// - Parameter hardware: what is known of this machine, for the words of a fault.
    private func runner(
        on hardware: Hardware?
    ) async throws -> (runner: Runner, listing: RunnerClient.Listing) {
        do throws(EndpointFault) {
            return try await client.find { tell(.starting) }
        } catch {
            throw error.on(hardware)
        }
    }

    /// A refusal with what a command knows of the model and the machine.
    private func explained(
        _ refusal: RunnerRefusal, _ name: String, on hardware: Hardware?,
        backend: Backend? = nil, contextSize: Int? = nil, accelerator: Accelerator? = nil
    ) -> RunnerRefusal {
        var refusal = refusal
        let model = try? catalog.model(named: name)
        refusal.circumstances.model = name
        refusal.circumstances.reference = model?.reference
        refusal.circumstances.backend = backend ?? model?.backend
        refusal.circumstances.isOnProcessor = accelerator == .cpu
        refusal.circumstances.contextSize = contextSize ?? model?.contextSize
        refusal.circumstances.isOnDesktop = hardware?.engine.value?.kind == .desktop
        return refusal
    }

    /// The ledger, read once so that a broken one is found before anything is changed.
    private func ledger() throws -> LedgerFile {
        let file = try LedgerFile(
            files: world.files, time: world.time, environment: world.environment)
        _ = try file.read()
        return file
    }

    /// - Parameters:
    ///   - hardware: says whether the disk of the runner can be seen; nil where it cannot.
    ///   - estimate: what the model will take, which is told before it is pulled.
    private func installer(
        _ runner: Runner, _ ledger: LedgerFile, on hardware: Hardware?, estimate: String? = nil
    ) async -> ModelInstaller {
        var space: StoreSpace?
        if let hardware { space = await StoreSpace.look(world.machine, hardware, by: world.time) }
        return ModelInstaller(
            runner: runner, ledger: ledger, time: world.time, environment: world.environment,
            space: space, seed: world.seed
        ) { [tell] event in
            if case .pulling = event, let estimate { tell(.estimated(estimate)) }
            tell(event)
        }
    }
}

extension EndpointFault {
    /// The fault with what a command knows of the machine.
    func on(_ hardware: Hardware?) -> EndpointFault {
        guard case .unreachable(let attempts, var report?) = self else { return self }
        // The context of the machine may tell where `docker` itself does not.
        if report.remoteEngine == nil, case .elsewhere(let place)? = hardware?.enginePlace.value {
            report.engineHost = place
        }
        report.system = hardware?.engine.value?.name
        report.client = hardware?.system.value.map(Docker.ClientSystem.init)
        return .unreachable(attempts, report)
    }
}

extension Docker.ClientSystem {
    init(_ system: Hardware.System) {
        switch system {
        case .linux: self = .linux
        case .macos: self = .macos
        case .windows: self = .windows
        case .other: self = .other
        }
    }
}
