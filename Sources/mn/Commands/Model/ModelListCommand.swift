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
        let source = try ModelCatalog(world)
        let state = await ModelState.ask(world)
        let ownership = ModelOwnership(world)
        let onlyInstalled = arguments.has("installed")
        if onlyInstalled, case .unknown(let fault) = state {
            throw await RunnerClient(
                world.docker, environment: world.environment, time: world.time
            )
            .explained(fault)
        }

        let models = source.catalog.models.filter {
            !onlyInstalled || state.isInstalled($0) == true
        }
        let outsiders = state.outsiders(source.catalog)
        var notices = source.notices + ownership.notices
        if let reason = state.reason { notices.append(reason) }
        return Report(
            json: [
                "schema": "mn.model.list/1",
                "models": .array(
                    models.map {
                        .object($0.members(isInstalled: state.isInstalled($0), ownership))
                    } + outsiders.map { outsider($0, ownership) }),
                "runner": state.json, "catalog_error": source.faultJSON,
                "notices": .strings(notices),
                "simulated": .bool(world.simulatedMachine != nil),
            ], notices: notices,
            exitCode: ownership.fault == nil ? source.exitCode : .failed
        ) { page in
            var table = Table([
                .init("ID", priority: 4), .init("MODEL", priority: 2, leastWidth: 12),
                .init("BACKEND", priority: 1), .init("NEEDS", .right, priority: 1),
                .init("INSTALLED", priority: 3),
            ])
            for model in models {
                table.append([
                    .init(model.id), .init(model.reference), .init(model.backend.name),
                    .init(model.requirements.videoMemory.words),
                    .init(ModelState.word(state.isInstalled(model))),
                ])
            }
            for name in outsiders {
                table.append([.init(name), .init(name), "unknown", "-", "yes"])
            }
            let isEmpty = models.isEmpty && outsiders.isEmpty
            return Machines.heading(world)
                + (isEmpty
                    ? "No model is installed.\n"
                    : table.text(width: page.width, colour: page.colour))
        }
    }

    /// A model that is installed, and of which the catalog says nothing.
    private static func outsider(_ name: String, _ ownership: ModelOwnership) -> JSON {
        let members: JSONObject = [
            "id": .string(name), "name": .string(name), "provider": .string(Model.runnerProvider),
            "model": .string(name), "docker_model": .string(name), "backend": "unknown",
            "backends": [], "aliases": [], "context_size": nil, "requirements": [:],
            "installed": true, "default": false, "status": "",
        ]
        return .object(members.merging(ownership.members(of: name, isInstalled: true)))
    }
}
