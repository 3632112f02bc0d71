import MNCore

/// A model to change: from the catalog, judged on the machine, or one that only the runner knows.
struct ModelTarget: Sendable {
    /// The catalog's model; nil for one that is installed and not in the catalog.
    var model: Model?
    var reference: String
    /// Nil where no verdict can be given: no catalog entry, or a runner on another machine.
    var advice: RuleTable.Advice?
    /// What to say besides, a sentence each.
    var warnings: [String] = []

    /// The name that commands take.
    var name: String { model?.id ?? reference }
    var backend: Backend { advice?.verdict.backend ?? model?.backend ?? .llamaCpp }

    /// Whether the verdict allows it, with `--force` or without.
    var isAllowed: Bool { advice?.verdict.isOK ?? true }

    /// Judges a model of the catalog.
    init(
        _ model: Model, in catalog: Catalog, backend: String? = nil, force: Bool,
        on hardware: Hardware?, remoteHost: String?
    ) {
        self.model = model
        reference = model.reference
        guard let hardware else {
            let host = remoteHost ?? "another machine"
            warnings = ["The runner is at \(host): the hardware of this machine was not judged."]
            return
        }
        let wanted = backend.flatMap { $0.isEmpty || $0 == "auto" ? nil : Backend($0) }
        let machine = catalog.rules.prepared(hardware)
        advice = catalog.rules.advice(
            model, backend: wanted, on: machine, force: force,
            suitable: catalog.rules.suitable(in: catalog, on: machine))
        warnings = advice?.warnings ?? []
    }

    /// A model that only the runner knows.
    init(outsider reference: String) {
        self.reference = reference
        warnings = ["\(Sanitized.line(reference)) is not in the catalog and was not judged."]
    }

    /// A model that is to be installed, and of which no catalog says what it needs.
    init(unjudged model: Model) {
        self.init(outsider: model.reference)
        self.model = model
    }

    /// What was forced, for the ledger.
    var forced: String? {
        guard let verdict = advice?.verdict, verdict.isForced else { return nil }
        return "\(verdict.status.rawValue) (\(verdict.rule.rawValue))"
    }

    /// The verdict as JSON, or null.
    func compatibility(_ world: World) -> JSON {
        advice?.json(isSimulated: world.simulatedMachine != nil) ?? .null
    }

    /// Why nothing was done.
    var refusal: TargetRefusal? {
        guard let advice, !advice.verdict.isOK else { return nil }
        return TargetRefusal(name: name, advice: advice)
    }
}

/// A model that was not touched, because it does not suit the machine.
struct TargetRefusal: DiagnosticError {
    var name: String
    var advice: RuleTable.Advice
    /// The command that was refused, and that can be forced.
    var verb = "install"

    var code: ErrorCode { .notCompatible }
    var exitCode: ExitCode { advice.verdict.exitCode }
    var problem: String {
        "\(Sanitized.line(name)) was not touched (\(advice.verdict.status.rawValue), "
            + "\(advice.verdict.rule.rawValue)): \(advice.message)"
    }
    var fixes: [String] {
        advice.verdict.status == .forceOnly && verb != "install"
            ? [CommandWords.mn("model \(verb)", name, "--force")] : advice.fixes
    }
}

/// Everything that a command needs to change models.
struct ModelWork: Sendable {
    let world: World
    let catalog: Catalog
    let client: RunnerClient
    let notices: [String]

    init(_ world: World) throws {
        let source = try ModelCatalog(world)
        self.world = world
        catalog = try source.whole
        client = RunnerClient(
            world.docker, environment: world.environment, time: world.time)
        notices = source.faultNotices
    }

    /// The hardware of this machine, and where the runner is if it is on another one: then this hardware
    /// is not what is judged.
    func hardware() async -> (here: Hardware?, remoteHost: String?) {
        if let host = client.remoteHost { return (nil, host) }
        let hardware = await Hardware.probe(world.machine, by: world.time)
        if case .elsewhere(let place)? = hardware.enginePlace.value { return (nil, place) }
        return (hardware, nil)
    }

    /// The runner, which may be just starting.
    ///
    /// - Parameter hardware: what is known of this machine, for the words of a fault.
    func runner(
        on hardware: Hardware?
    ) async throws -> (runner: Runner, listing: RunnerClient.Listing) {
        do throws(EndpointFault) {
            return try await client.find { world.tellOfStart() }
        } catch {
            throw error.on(hardware)
        }
    }

    /// A refusal with what a command knows of the model and the machine.
    func explained(
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
    func ledger() throws -> LedgerFile {
        let file = try LedgerFile(
            files: world.files, time: world.time, environment: world.environment)
        _ = try file.read()
        return file
    }

    /// - Parameter hardware: says whether the disk of the runner can be seen; nil where it cannot.
    func installer(
        _ runner: Runner, _ ledger: LedgerFile, _ display: PullDisplay, on hardware: Hardware?
    ) async -> ModelInstaller {
        var space: StoreSpace?
        if let hardware { space = await StoreSpace.look(world.machine, hardware, by: world.time) }
        return ModelInstaller(
            runner: runner, ledger: ledger, time: world.time, environment: world.environment,
            space: space, seed: world.seed, tell: display.tell)
    }
}

extension World {
    /// Says that a runner is waited for.
    func tellOfStart() {
        terminal.writeError(RunnerClient.startWords)
    }
}
