import MNCore

/// `mn model list`: the catalog, and what of it is installed.
enum ModelListCommand {
    static let command = Command(
        CommandSpecification(
            "model list", summary: "List the models of the catalog, and those that are installed.",
            discussion: """
                Installed is what the Model Runner says. If it does not answer, that is notices, and the \
                column shows 'unknown'; with --installed the exit code is then 5.
                """,
            options: [
                OptionSpecification("installed", help: "Only models that are installed.")
            ],
            examples: [.init("mn model list --installed --json", "what is there, for a script")]),
        run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let inventory = try await ModelInventory(
            world, onlyInstalled: arguments.has("installed"))
        return Report(
            json: [
                "schema": "mn.model.list/1", "models": inventory.json,
                "runner": inventory.installed.json,
                "catalog_error": inventory.source.faultJSON,
                "notices": .strings(inventory.notices),
                "simulated": .bool(world.simulatedMachine != nil),
            ], notices: inventory.notices, exitCode: inventory.exitCode
        ) { page in
            var table = Table([
                .init("ID", priority: 4), .init("MODEL", priority: 2, leastWidth: 12),
                .init("BACKEND", priority: 1), .init("NEEDS", .right, priority: 1),
                .init("INSTALLED", priority: 3),
            ])
            for model in inventory.models {
                table.append([
                    .init(model.id), .init(model.reference), .init(model.backend.name),
                    .init(model.requirements.videoMemory.words),
                    .init(word(ofInstalled: inventory.installed.isInstalled(model))),
                ])
            }
            for name in inventory.outsiders {
                table.append([.init(name), .init(name), "unknown", "-", "yes"])
            }
            let isEmpty = inventory.models.isEmpty && inventory.outsiders.isEmpty
            return Machines.heading(world)
                + (isEmpty
                    ? "No model is installed.\n"
                    : table.text(width: page.width, colour: page.colour))
        }
    }

    /// Whether a model is installed, in a word; nil if that is not known.
    static func word(ofInstalled isInstalled: Bool?) -> String {
        switch isInstalled {
        case true?: "yes"
        case false?: "no"
        case nil: "unknown"
        }
    }
}
