import MNCore

/// `mn model remove`: take a model away, unless somebody uses it.
enum ModelRemoveCommand {
    static let command = Command(
        CommandSpecification(
            "model remove", summary: "Remove an installed model.",
            discussion: "A model that blueprints own is removed only with --force.",
            positionals: [
                PositionalSpecification("MODEL", help: "An id, alias or reference.")
            ],
            options: [OptionSpecification("force", help: "Remove it from its owners too.")],
            examples: [.init("mn model remove qwen3:8b", "make room")]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let name = arguments.required("MODEL")
        let work = try ModelWork(world)
        let file = try work.ledger()
        let model = try? work.catalog.model(named: name)
        let (runner, listing) = try await work.runner(on: nil)
        let found = listing.model(called: model?.reference ?? name)
        let isThere = found != nil
        // The runner and the ledger keep a model under its names, not under its id.
        let names = found.flatMap { $0.hasID(name) ? $0.tags : nil } ?? []
        if names.count > 1 { throw RunnerRefusal(.severalNames(names)) }
        let reference = names.first ?? model?.reference ?? name
        let owners = try file.read().record(of: reference)?.owners ?? []
        // A name that nobody knows deserves the catalog's "did you mean".
        if model == nil, !isThere { _ = try work.catalog.model(named: name) }
        if isThere, !owners.isEmpty, !arguments.has("force") {
            throw OwnedModel(name: model?.id ?? name, owners: owners)
        }
        let display = PullDisplay(world)
        do {
            try await work.installer(runner, file, display, on: nil).remove(reference)
        } catch let refusal as RunnerRefusal {
            throw work.explained(refusal, model?.id ?? name, on: nil)
        }
        let warnings =
            owners.isEmpty
            ? [] : ["Forced: it was used by \(Words.list(owners.map(Sanitized.line)))."]
        return Report(
            json: [
                "schema": "mn.model.remove/1", "model_id": .string(model?.id ?? name),
                "docker_model": .string(reference), "status": "removed",
                "owners": .strings(owners), "warnings": .strings(warnings),
                "notices": .strings(work.notices),
                "simulated": .bool(world.simulatedMachine != nil),
            ], notices: work.notices
        ) { page in
            Machines.heading(world)
                + (["Removed \(model?.id ?? name) (\(reference))."]
                + warnings.map { "Warning: \($0)" })
                .map { page.wrapped(Sanitized.line($0), hanging: 0) }.joined()
        }
    }
}

/// A model that blueprints use.
struct OwnedModel: DiagnosticError {
    var name: String
    var owners: [String]

    var code: ErrorCode { .modelOwned }
    var exitCode: ExitCode { .needsForce }
    var problem: String {
        "\(Sanitized.line(name)) is used by \(Words.list(owners.map(Sanitized.line)))."
    }
    var fixes: [String] { [CommandWords.mn("model remove", name, "--force")] }
}
