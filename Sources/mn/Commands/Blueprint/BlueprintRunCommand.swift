import MNCore

/// `mn blueprint run`: checks a blueprint and starts its workers.
enum BlueprintRunCommand {
    static let command = Command(
        CommandSpecification(
            "blueprint run", summary: "Check a blueprint and run its workers.",
            discussion: """
                The checks are those of mn blueprint validate and end with the first stage that fails. \
                Then the workers run one after another, in the order of the manifest, until one fails: \
                HostLocal workers as programs of this machine, container workers by docker run. The \
                exit code is that of the last worker.

                What they write is shown and kept under MN_RUNS_ROOT. Ctrl-C ends all of it but \
                what a worker has put into a session of its own (setsid, a daemon).
                """,
            positionals: [
                PositionalSpecification(
                    "PATH", help: "The folder that holds manifest.json, if not --folder.",
                    count: .atMostOnce),
                PositionalSpecification(
                    "ARGS", help: "Added to the command of every worker; after --.",
                    count: .anyNumber),
            ],
            options: [
                OptionSpecification(
                    "folder", .value("PATH"), help: "The folder that holds manifest.json."),
                OptionSpecification("force", help: "Accept a machine that is not enough."),
                OptionSpecification(
                    "dry-run", help: "Print what would run and its environment; start nothing."),
                OptionSpecification(
                    "install", help: "Install the models that are missing, as mn model install."),
                OptionSpecification("run-id", .value("ID"), help: "The name of the run."),
            ],
            examples: [
                .init("mn blueprint run my-blueprint", "run it here"),
                .init("mn blueprint run my-blueprint --dry-run", "what would that start?"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let (path, words) = try operands(arguments)
        let source = try ModelCatalog(world)
        let catalog = try source.whole
        let blueprint = Blueprint(path, world.files, environment: world.environment)
        let isDry = arguments.has("dry-run")
        var options = ValidationOptions()
        options.isForced = arguments.has("force")
        options.stopsEarly = !isDry
        options.startsWorkers = !isDry
        options.runsPrograms = !isDry
        // A plan that is only shown names the worker that cannot be started.
        options.judgesRoute = !isDry
        var validation = await blueprint.validated(in: world, catalog, options)
        if arguments.has("install"), !isDry, !validation.missing.isEmpty {
            if let refused = try await install(validation, options, world) { return refused }
            validation = await blueprint.validated(in: world, catalog, options)
        }
        let folder = try RunFolder(arguments.value("run-id"), blueprint, world)
        var outcome = BlueprintRun(
            validation: validation,
            plan: LaunchPlan(
                blueprint, world, catalog, runID: folder.id, runsRoot: folder.root,
                runner: validation.runner, arguments: words),
            isSimulated: world.simulatedMachine != nil, isDry: isDry, isForced: options.isForced,
            catalogNotices: source.faultNotices)
        if !outcome.isSimulated, isDry || validation.isOK {
            await outcome.plan.findPrograms(blueprint, world.processes)
        }
        guard validation.isOK, outcome.plan.issues.isEmpty, !isDry, !outcome.isSimulated
        else { return outcome.report(Machines.heading(world)) }
        let claimed = try await folder.claimed(world) { id in
            outcome.plan.runID = id
            return outcome.record()
        }
        await outcome.start(world, catalog, isQuiet: arguments.has("json"))
        outcome.keep(in: claimed, world)
        return outcome.report("")
    }

    /// Installs what is missing; the report of the first model that is not, nil if all are.
    private static func install(
        _ validation: Validation, _ options: ValidationOptions, _ world: World
    ) async throws -> Report? {
        let source = LaunchPlan.absolute(validation.blueprint.folder, world.environment)
        for missing in validation.missing {
            let report = try await ModelInstallCommand.install(
                ModelInstallCommand.Request(
                    model: missing.reference, backend: missing.backend,
                    contextSize: missing.contextSize, isForced: options.isForced,
                    installer: .blueprint(source: source),
                    isCustomised: missing.isCustomised), world)
            guard report.exitCode == .done else { return report }
            world.terminal.writeError(report.text(Page(width: nil, colour: false)))
        }
        return nil
    }

    /// The folder, and the words for the workers.
    private static func operands(_ arguments: ParsedArguments) throws -> (String, [String]) {
        let words = [arguments.optional("PATH")].compactMap(\.self) + arguments.all("ARGS")
        let paths = words.prefix(arguments.countBeforeDashes)
        let folder = arguments.value("folder")
        if folder != nil, !paths.isEmpty { throw arguments.usage(.conflict("PATH", "--folder")) }
        guard let path = folder ?? paths.first else {
            throw arguments.usage(.missingArgument("PATH"))
        }
        if paths.count > 1 { throw arguments.usage(.extraArgument(paths[1])) }
        return (path, Array(words.dropFirst(paths.count)))
    }
}
