import MNCore

/// `mn model list`: the catalog, what of it runs here, and what is installed.
enum ModelListCommand {
    static let command = Command(
        CommandSpecification(
            "model list", summary: "List the models: which run here, and which are installed.",
            discussion: """
                The RUNS column is the verdict of 'mn model show MODEL --compatibility': yes, warning (it \
                runs, and the verdict says what to expect), force (only with --force), no, or unknown.

                The INSTALLED column comes from the Model Runner; if it does not answer, a notice is \
                printed and the column shows 'unknown'; with --installed the exit code is then 5.
                """,
            options: [
                OptionSpecification("installed", help: "Only models that are installed."),
                OptionSpecification(
                    "compatible", help: "Only models that run here without --force."),
            ],
            examples: [
                .init("mn model list --compatible", "what can I use on this machine?"),
                .init("mn model list --installed --json", "what is there, for a script"),
            ]),
        isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let inventory = try await ModelInventory(
            world, onlyInstalled: arguments.has("installed"),
            onlyCompatible: arguments.has("compatible"))
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
                .init("BACKEND", priority: 0), .init("NEEDS", .right, priority: 1),
                .init("RUNS", priority: 3), .init("INSTALLED", priority: 3),
            ])
            for verdict in inventory.verdicts {
                let model = verdict.model
                table.append([
                    .init(model.id), .init(model.reference), .init(model.backend.name),
                    .init(model.requirements.videoMemory.words), runs(verdict),
                    .init(word(ofInstalled: inventory.installed.isInstalled(model))),
                ])
            }
            for name in inventory.outsiders {
                table.append([.init(name), .init(name), "unknown", "-", "unknown", "yes"])
            }
            let isEmpty = inventory.verdicts.isEmpty && inventory.outsiders.isEmpty
            let rows = page.table(table)
            return Machines.heading(world) + (isEmpty ? nothing(arguments) : rows)
        }
    }

    private static func nothing(_ arguments: ParsedArguments) -> String {
        if !arguments.has("compatible") { return "No model is installed.\n" }
        return arguments.has("installed")
            ? "No installed model runs here without --force.\n"
            : "No model of the catalog runs here without --force.\n"
    }

    /// Whether a model runs, in a word.
    static func runs(_ verdict: Verdict) -> Table.Cell {
        if verdict.rule.isUnknown { return .init("unknown", .caution) }
        return switch verdict.status {
        case .pass: .init("yes", .good)
        case .warning: .init("warning", .caution)
        case .forceOnly: .init("force", .bad)
        case .fail: .init("no", .bad)
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
