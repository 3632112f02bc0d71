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
        let display = PullDisplay(world)
        let manager = try ModelManager(world, tell: display.tell)
        let removed = try await manager.remove(
            arguments.required("MODEL"), force: arguments.has("force"))
        let owners = removed.owners
        let warnings =
            owners.isEmpty
            ? [] : ["Forced: it was used by \(Words.list(owners.map(Sanitized.line)))."]
        return Report(
            json: [
                "schema": "mn.model.remove/1", "model_id": .string(removed.name),
                "docker_model": .string(removed.reference), "status": "removed",
                "owners": .strings(owners), "warnings": .strings(warnings),
                "notices": [],
                "simulated": .bool(world.simulatedMachine != nil),
            ],
        ) { page in
            Machines.heading(world)
                + (["Removed \(removed.name) (\(removed.reference))."]
                + warnings.map { "Warning: \($0)" })
                .map { page.wrapped(Sanitized.line($0), hanging: 0) }.joined()
        }
    }
}
