import MNCore

/// `mn blueprint validate`: whether a blueprint runs here, or on which machines.
enum BlueprintValidateCommand {
    static let command = Command(
        CommandSpecification(
            "blueprint validate", summary: "Check whether a blueprint runs on the machine.",
            discussion: """
                Checks its form, then the services that it needs, what it demands of the machine, its \
                models, and its inputs. All are checked and reported; the exit code is that of the \
                first that fails. Scripts of the blueprint that check services or inputs are run; \
                under --profile neither they nor services are asked.

                --force lifts what the hardware is not enough for, and nothing else.

                With --matrix a machine must have what the blueprint demands and run each model. The \
                options of mn sim matrix work as they do there, --machines and those after it.
                """,
            positionals: [
                PositionalSpecification(
                    "PATH", help: "The folder that holds manifest.json.", names: .one(of: .folders))
            ],
            options: [
                OptionSpecification("force", help: "Accept a machine that is not enough."),
                OptionSpecification(
                    "worker",
                    .value("KIND", allowed: BlueprintWorker.Kind.allCases.map(\.rawValue)),
                    help: "Resolve the environment for these workers; both if left out."),
                OptionSpecification(
                    "matrix", help: "Tell on which machines it runs, as mn sim matrix."),
                OptionSpecification(
                    "output", letter: "o", .value("FORM", allowed: ["table", "json"]),
                    help: "How to print the report; json is the same as --json.",
                    forms: ["json": .json]),
            ] + SimMatrixCommand.gateOptions,
            examples: [
                .init("mn blueprint validate my-blueprint", "does it run here?"),
                .init("mn blueprint validate my-blueprint --matrix", "and on which machines?"),
                .init(
                    "mn blueprint validate my-blueprint --matrix --junit report.xml",
                    "a gate in CI"),
            ]), isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        guard arguments.has("matrix") else { return try await validate(arguments, world) }
        if arguments.has("force") { throw arguments.usage(.conflict("--force", "--matrix")) }
        let catalog = try world.catalog().whole
        let blueprint = Blueprint(
            arguments.required("PATH"), world.files, environment: world.environment)
        let wrong = blueprint.issues.first { $0.severity == .error }
        if let issue = wrong ?? blueprint.missingPayload(catalog, world.files) {
            return try await refuse(issue, arguments, world)
        }
        return try await matrix(blueprint, catalog, arguments, world)
    }

    /// Says of a blueprint whose form is wrong what is, in every form that was asked for.
    private static func refuse(
        _ issue: BlueprintIssue, _ arguments: ParsedArguments, _ world: World
    ) async throws -> Report {
        let failed = FailedReport(arguments, world)
        failed.write(FormFault(issue: issue))
        var report = try await validate(arguments, world)
        if failed.isStreamed { report.text = { _ in "" } }
        return report
    }

    /// Why a blueprint is judged on no machine.
    private struct FormFault: DiagnosticError {
        var issue: BlueprintIssue
        var code: ErrorCode { .invalidFile }
        var codeWord: String { issue.reportedCode }
        var problem: String { issue.line }
        var fixes: [String] { [issue.help] }
    }

    /// A model that the catalog does not have, with the place that names it.
    private struct UnknownModel: DiagnosticError {
        var fault: CatalogFault
        var place: BlueprintPlace?
        var code: ErrorCode { fault.code }
        var exitCode: ExitCode { fault.exitCode }
        var problem: String {
            guard let place else { return fault.problem }
            let position = place.position.map { ":\($0.line):\($0.column)" } ?? ""
            return "\(place.file)\(position), \(place.path): \(fault.problem)"
        }
        var fixes: [String] { fault.fixes }
    }

    /// Nothing of the blueprint asks anything of a machine.
    private struct NothingJudged: DiagnosticError {
        var unjudged: [String]
        var code: ErrorCode { .nothingJudged }
        var problem: String {
            unjudged.isEmpty
                ? "The blueprint needs no model and demands nothing of the machine: nothing was judged."
                : "Nothing was judged: nothing is known of what \(Words.list(unjudged)) needs."
        }
        var fixes: [String] {
            unjudged.isEmpty
                ? ["Demand what it needs: \"requirements\": {\"memory\": {\"min_gb\": 8}}"]
                : ["Add an entry with its requirements to ~/.mn/models/catalog.json."]
        }
    }

    private static func validate(
        _ arguments: ParsedArguments, _ world: World
    ) async throws -> Report {
        let catalog = try world.catalog().whole
        let path = arguments.required("PATH")
        let blueprint = Blueprint(path, world.files, environment: world.environment)
        if !arguments.has("matrix"),
            let option = SimMatrixCommand.gateOptions.first(where: { option in
                // What every command takes means something without the matrix, too.
                arguments.has(option.name)
                    && !Program.tree.options.contains { $0.isSameInput(as: option) }
            })
        {
            throw arguments.usage(.needs("--\(option.name)", "--matrix"))
        }
        let display = PullDisplay(world)
        var options = ValidationOptions(waiting: { display.tell(.starting) })
        options.isForced = arguments.has("force")
        let kind = arguments.value("worker").flatMap(BlueprintWorker.Kind.init)
        options.workers = kind ?? .host
        let validation = await blueprint.validated(in: world, catalog, options)
        let environments = (kind.map { [$0] } ?? BlueprintWorker.Kind.allCases).map {
            ($0, blueprint.launch(world, catalog, $0, validation.runner))
        }
        var report = Report(
            json: validation.json(
                isSimulated: world.simulatedMachine != nil, environments: environments,
                notices: []),
            exitCode: validation.exitCode,
            verdicts: validation.stages.flatMap(\.verdicts)
        ) { page in
            Machines.heading(world)
                + ValidationText(validation: validation, environments: environments).text(page)
        }
        report.checks = validation.checks
        return report
    }

    /// What the blueprint demands and the verdicts on its models on every machine, as `mn sim matrix` gives them.
    private static func matrix(
        _ blueprint: Blueprint, _ catalog: Catalog, _ arguments: ParsedArguments, _ world: World
    ) async throws -> Report {
        let models: [Model]
        do throws(CatalogFault) {
            models = try blueprint.models.judged(catalog)
        } catch {
            throw UnknownModel(fault: error, place: blueprint.place(ofUnknown: catalog))
        }
        let unjudged = try blueprint.models.unjudged(catalog)
        let requirements = blueprint.manifest.requirements
        if models.isEmpty, requirements.isEmpty { throw NothingJudged(unjudged: unjudged) }
        var notices = blueprint.issues.map(\.line)
        if !unjudged.isEmpty {
            notices.append("Nothing is known of what \(Words.list(unjudged)) needs: not judged.")
        }
        if blueprint.manifest.hasServices || blueprint.manifest.hasRules {
            notices.append("Services and inputs are not checked on machines of a record.")
        }
        return try await SimMatrixCommand.report(
            .init(
                models: models,
                blueprint: .init(
                    requirements: requirements, unjudged: unjudged,
                    contexts: blueprint.models.contexts(catalog))),
            catalog, arguments, world, notices: notices.map(blueprint.secrets.masked))
    }
}

extension Validation {
    /// How the stages came out, and what is wrong, for who watches the run.
    var checks: [Report.Check] {
        stages.flatMap { stage in
            [Report.Check(name: stage.stage.rawValue, state: stage.outcome.rawValue)]
                + stage.issues.map(\.check)
        }
    }
}

extension BlueprintIssue {
    /// The issue for who watches the run.
    var check: Report.Check {
        Report.Check(
            name: reportedCode, state: severity.rawValue, seen: message, fixes: [help])
    }
}

/// A validation as text: what was checked, what is wrong and what to do, and the environment.
struct ValidationText {
    let validation: Validation
    let environments: [(BlueprintWorker.Kind, LaunchEnvironment)]

    /// What stands over the issues of a stage.
    private static func title(_ stage: Validation.Stage) -> String {
        switch stage {
        case .structure: "Manifest validation failed"
        case .services: "Service validation failed"
        case .requirements: "Requirement validation failed"
        case .models: "Model validation failed"
        case .inputs: "Input validation failed"
        }
    }

    func text(_ page: Page) -> String {
        let manifest = validation.blueprint.manifest
        var rows = [("Folder", validation.blueprint.folder)]
        if !manifest.name.isEmpty { rows.insert(("Blueprint", manifest.name), at: 0) }
        for stage in Validation.Stage.allCases {
            rows.append(
                (stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), words(stage)))
        }
        var text = page.list(rows)
        for result in validation.stages where !result.issues.isEmpty {
            text += result.isOK ? "\nNotes:\n" : "\n\(Self.title(result.stage)):\n"
            for issue in result.issues { text += Self.text(issue, page) }
        }
        for (kind, environment) in environments where !environment.variables.isEmpty {
            text += "\nEnvironment of \(kind.rawValue) workers:\n"
            for variable in environment.variables {
                let value = validation.blueprint.secrets.masked(variable.name, variable.value)
                text += "  \(variable.name)=" + Sanitized.line(value) + "\n"
            }
        }
        if validation.isOK { text += "\n" + page.styled(conclusion, .good) + "\n" }
        return text
    }

    private func words(_ stage: Validation.Stage) -> String {
        guard let result = validation.stages.first(where: { $0.stage == stage }) else {
            return "not checked"
        }
        let made = result.results.count - result.uncheckedCount
        let names = result.uncheckedNames
        let unchecked =
            names.isEmpty
            ? ""
            : " (\(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? ", …" : ""))"
        var parts: [String] = []
        switch result.outcome {
        case .failed: parts.append(Words.count(result.errors.count, "error"))
        case .passed: parts.append("ok")
        case .notChecked: return Sanitized.line("not checked\(unchecked)")
        }
        if made > 0 { parts.append(Words.count(made, "check")) }
        if result.uncheckedCount > 0 { parts.append("not checked\(unchecked)") }
        return Sanitized.line(parts.joined(separator: ", "))
    }

    /// What is left to say where nothing failed.
    private var conclusion: String {
        validation.isWhole
            ? "The blueprint runs."
            : "Nothing that was checked stands in its way; what was not is named above."
    }

    /// An issue, with where it is and what to do.
    static func text(_ issue: BlueprintIssue, _ page: Page) -> String {
        let style: TextStyle = issue.severity == .error ? .bad : .caution
        var text = "  - " + page.wrapped(Sanitized.line(issue.message), hanging: 4)
        if let place = issue.place {
            var words = place.file
            if let position = place.position { words += ":\(position.line):\(position.column)" }
            if !place.filePointer.tokens.isEmpty { words += " \(place.filePointer)" }
            text += "    at  " + Sanitized.line(words) + "\n"
        }
        if !issue.help.isEmpty {
            text += "    fix " + page.wrapped(Sanitized.line(issue.help), hanging: 8)
        }
        return text + "    " + page.styled(Sanitized.line(issue.reportedCode), style) + "\n"
    }
}
