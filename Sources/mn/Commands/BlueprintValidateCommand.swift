import MNCore

/// `mn blueprint validate`: whether a blueprint runs here, or on which machines.
enum BlueprintValidateCommand {
    static let command = Command(
        CommandSpecification(
            "blueprint validate", summary: "Check whether a blueprint runs on the machine.",
            discussion: """
                Checks its form, then the services that it needs, its models, and its inputs. All are \
                checked and reported; the exit code is that of the first that fails. Scripts of the \
                blueprint that check services or inputs are run.

                --force lifts what the hardware is not enough for, and nothing else.

                With --matrix the options of mn sim matrix work as they do there, --machines and those \
                after it.
                """,
            positionals: [
                PositionalSpecification("PATH", help: "The folder that holds manifest.json.")
            ],
            options: [
                OptionSpecification("force", help: "Accept a machine that is not enough."),
                OptionSpecification(
                    "worker",
                    .value("KIND", allowed: BlueprintWorker.Kind.allCases.map(\.rawValue)),
                    help: "Resolve the environment for these workers; both if left out."),
                OptionSpecification(
                    "matrix", help: "Tell on which machines its models run, as mn sim matrix."),
                BlueprintOutput.option,
            ] + SimMatrixCommand.gateOptions,
            examples: [
                .init("mn blueprint validate my-blueprint", "does it run here?"),
                .init("mn blueprint validate my-blueprint --matrix", "and on which machines?"),
                .init(
                    "mn blueprint validate my-blueprint --matrix --junit report.xml",
                    "a gate in CI"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let source = try ModelCatalog(world)
        let catalog = try source.whole
        let path = arguments.required("PATH")
        let blueprint = Blueprint(path, world.files, environment: world.environment)
        if !arguments.has("matrix"),
            let option = SimMatrixCommand.gateOptions.first(where: { arguments.has($0.name) })
        {
            throw arguments.usage(.needs("--\(option.name)", "--matrix"))
        }
        let hasForm = !blueprint.issues.contains { $0.severity == .error }
        if arguments.has("matrix"), hasForm {
            return try await matrix(blueprint, catalog, arguments, world)
        }
        var options = ValidationOptions()
        options.isForced = arguments.has("force")
        let kind = arguments.value("worker").flatMap(BlueprintWorker.Kind.init)
        options.workers = kind ?? .host
        let validation = await blueprint.validated(in: world, catalog, options)
        let environments = (kind.map { [$0] } ?? BlueprintWorker.Kind.allCases).map {
            ($0, blueprint.launch(world, catalog, $0, validation.runner))
        }
        let notices = source.faultNotices
        var report = Report(
            json: validation.json(
                isSimulated: world.simulatedMachine != nil, environments: environments,
                notices: notices),
            notices: notices, exitCode: validation.exitCode,
            verdicts: validation.stages.flatMap(\.verdicts)
        ) { page in
            Machines.heading(world)
                + ValidationText(validation: validation, environments: environments).text(page)
        }
        report.isDocument = arguments.value("output") == "json"
        return report
    }

    /// The verdicts of the blueprint's models on every machine, as `mn sim matrix` gives them.
    private static func matrix(
        _ blueprint: Blueprint, _ catalog: Catalog, _ arguments: ParsedArguments, _ world: World
    ) async throws -> Report {
        let models = try blueprint.models.judged(catalog)
        let isDocument = arguments.value("output") == "json"
        var report = try await SimMatrixCommand.report(
            models, catalog, arguments, world, isDocument: isDocument,
            notices: models.isEmpty ? ["The blueprint needs no model: every machine will do."] : [])
        report.isDocument = isDocument
        return report
    }
}
