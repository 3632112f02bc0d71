import MNCore

/// `mn model install`: judge, pull, configure, load, write down.
enum ModelInstallCommand {
    static let command = Command(
        CommandSpecification(
            "model install", summary: "Install a model, if it suits the machine.",
            discussion: """
                The verdict comes first: a model that does not suit is not pulled. An install that was \
                interrupted is taken up where it was; a model that is there is left as it is.
                """,
            positionals: [ModelCatalog.argument],
            options: [
                OptionSpecification(
                    "backend", .value("NAME"), help: "Use this backend (auto, llama.cpp, vllm)."),
                OptionSpecification(
                    "context-size", .value("TOKENS"),
                    help: "Configure this context size; the catalog's, if it has one, otherwise."),
                OptionSpecification("force", help: "Install a model that does not suit."),
                OptionSpecification("dry-run", help: "Say what would be done, and do nothing."),
            ],
            examples: [
                .init("mn model install gemma4:e2b", "the default model"),
                .init("mn model install qwen3:8b --context-size 8192 --json", "for a script"),
            ]), run: run)

    /// The most tokens that may be asked for; no model has more.
    private static let contextSizes = 1...1_000_000_000

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let contextSize = try arguments.value("context-size").map { text in
            guard let size = Int(text), contextSizes.contains(size) else {
                throw ArgumentFault(
                    option: "--context-size", value: text, wanted: "a number of tokens, 1 or more")
            }
            return size
        }
        return try await install(
            Request(
                model: arguments.optional("MODEL") ?? Catalog.defaultModel,
                backend: arguments.value("backend"), contextSize: contextSize,
                isForced: arguments.has("force"), isDry: arguments.has("dry-run")), world)
    }

    /// What to install, and how.
    struct Request {
        var model: String
        var backend: String?
        var contextSize: Int?
        var isForced = false
        var isDry = false
        var installer = Ledger.Installer.user
        /// Whether the model may be one that no catalog has.
        var isCustomised = false
    }

    static func install(_ request: Request, _ world: World) async throws -> Report {
        let contextSize = request.contextSize
        let work = try ModelWork(world)
        let (model, isKnown) = try model(request, work.catalog)
        guard model.provider == Model.runnerProvider else { throw ProviderFault(model: model) }
        let (hardware, remoteHost) = await work.hardware()
        let target =
            isKnown
            ? ModelTarget(
                model, in: work.catalog, backend: request.backend, force: request.isForced,
                on: hardware, remoteHost: remoteHost) : ModelTarget(unjudged: model)
        if target.refusal != nil { return report(target, .refused, work) }
        if request.isDry {
            return report(target, .planned(contextSize ?? model.contextSize), work)
        }
        let ledger = try work.ledger()
        let (runner, _) = try await work.runner(on: hardware)
        let display = PullDisplay(world)
        defer { display.end() }
        do {
            try await checkBackend(target.backend, runner)
            let installer = await work.installer(runner, ledger, display, on: hardware)
            let installation = try await installer.install(
                model, backend: target.backend, contextSize: contextSize, forced: target.forced,
                for: request.installer)
            return report(target, .done(installation, runner.endpoint), work)
        } catch let refusal as RunnerRefusal {
            throw work.explained(
                refusal, model.id, on: hardware, backend: target.backend, contextSize: contextSize,
                accelerator: target.advice?.verdict.accelerator)
        }
    }

    /// The model, and whether the catalog has it.
    private static func model(
        _ request: Request, _ catalog: Catalog
    ) throws(CatalogFault) -> (Model, isKnown: Bool) {
        do throws(CatalogFault) {
            return (try catalog.model(named: request.model), true)
        } catch {
            guard request.isCustomised else { throw error }
            return (
                Model(outsider: request.model, backend: request.backend.map { Backend($0) }), false
            )
        }
    }

    /// Finds before the pull that vLLM is not there; other backends come by themselves where they can
    /// (dmr-contract §6.4).
    private static func checkBackend(_ backend: Backend, _ runner: Runner) async throws {
        guard backend == .vllm, let state = try await runner.backends()[backend.name],
            state.hasPrefix("Not Installed")
        else { return }
        throw RunnerRefusal(.backendMissing, detail: state)
    }

    private enum Result: Sendable {
        case refused
        case planned(Int?)
        case done(ModelInstaller.Installation, Endpoint)

        var word: String {
            switch self {
            case .refused: "refused"
            case .planned: "planned"
            case .done(let installation, _):
                installation.wasInstalled ? "already_installed" : "installed"
            }
        }
    }

    private static func report(
        _ target: ModelTarget, _ result: Result, _ work: ModelWork
    ) -> Report {
        let world = work.world
        var members: JSONObject = [
            "schema": "mn.model.install/1", "model_id": .string(target.name),
            "docker_model": .string(target.reference), "status": .string(result.word),
            "backend": .string(target.backend.name), "compatibility": target.compatibility(world),
            "digest": nil, "received_bytes": nil, "context_size": nil, "endpoint": nil,
            "warnings": .strings(target.warnings), "notices": .strings(work.notices),
            "simulated": .bool(world.simulatedMachine != nil),
        ]
        switch result {
        case .refused: members["error"] = target.refusal?.json
        case .planned(let contextSize): members["context_size"] = .integer(orNull: contextSize)
        case .done(let installation, let endpoint):
            members["digest"] = .string(orNull: installation.digest)
            members["received_bytes"] = .integer(installation.received)
            members["context_size"] = .integer(orNull: installation.contextSize)
            members["endpoint"] = .string("\(endpoint)")
        }
        return Report(
            json: .object(members),
            notices: work.notices + (target.refusal.map { [$0.problem] } ?? []),
            exitCode: target.refusal?.exitCode ?? .done,
            verdicts: target.advice.map { [$0.verdict] } ?? []
        ) { page in
            Machines.heading(world) + text(target, result, page)
        }
    }

    private static func text(_ target: ModelTarget, _ result: Result, _ page: Page) -> String {
        var sentences: [String] = []
        switch result {
        case .refused:
            return target.advice.map { VerdictText(advice: $0, notes: []).text(page) } ?? ""
        case .planned(let contextSize):
            let size = target.model?.downloadSize.map { " (\($0))" } ?? ""
            sentences = [
                "Would pull \(target.reference)\(size), "
                    + (contextSize.map { "configure a context of \($0) tokens, " } ?? "")
                    + "and load it on \(target.backend). Nothing was changed."
            ]
        case .done(let installation, _):
            let context = installation.contextSize.map { ", context \($0) tokens" } ?? ""
            sentences =
                installation.wasInstalled
                ? ["\(target.name) is installed already (\(target.reference))\(context)."]
                : [
                    "Installed \(target.name) (\(target.reference)): "
                        + "\(installation.received) pulled\(context), loaded on "
                        + "\(target.backend)."
                ]
            sentences.append("Next: " + CommandWords.mn("model doctor", target.name))
        }
        sentences.insert(contentsOf: target.warnings.map { "Warning: \($0)" }, at: 1)
        return sentences.map { page.wrapped(Sanitized.line($0), hanging: 0) }.joined()
    }
}

/// An option whose value is no such thing.
struct ArgumentFault: DiagnosticError {
    var option: String
    var value: String
    var wanted: String

    var code: ErrorCode { .usage }
    var exitCode: ExitCode { .usage }
    var problem: String { "\(option) cannot be '\(Sanitized.line(value))'; it is \(wanted)." }
    var fixes: [String] { [] }
}

/// A model that the Model Runner does not serve.
struct ProviderFault: DiagnosticError {
    var model: Model
    /// What to do, if it is not to install it.
    var fix: String?

    var code: ErrorCode { .providerUnsupported }
    var problem: String {
        "\(model.id) is served by '\(Sanitized.line(model.provider))', not by the Model Runner."
    }
    var fixes: [String] { [fix ?? "Install it through '\(Sanitized.line(model.provider))'."] }
}
