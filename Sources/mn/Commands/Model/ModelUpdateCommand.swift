import MNCore

/// `mn model update`: pull what is installed once more.
enum ModelUpdateCommand {
    static let command = Command(
        CommandSpecification(
            "model update", summary: "Update one installed model, or all of them.",
            discussion: """
                Says of each whether it changed. With --all a failure does not end the others; the exit \
                code is that of the first.
                """,
            positionals: [
                PositionalSpecification(
                    "MODEL",
                    help: "An id, alias or reference; \(Catalog.defaultModel) if left out.",
                    names: .one(of: .models),
                    count: .atMostOnce)
            ],
            options: [
                OptionSpecification("all", help: "Update every model that is installed."),
                OptionSpecification("force", help: "Update models that do not run on the machine."),
            ],
            examples: [.init("mn model update --all", "everything that is there")]),
        isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let name = arguments.optional("MODEL")
        if arguments.has("all"), let name {
            throw arguments.usage(
                .badValue("MODEL", name, wanted: "left out where --all is given"))
        }
        let display = PullDisplay(world)
        defer { display.end() }
        let manager = try ModelManager(world, tell: display.tell)
        let items = try await manager.update(
            arguments.has("all") ? nil : name ?? Catalog.defaultModel,
            force: arguments.has("force"))
        if !arguments.has("all"), case .failure(let error)? = items.first?.result { throw error }
        return report(items, world)
    }

    private static func report(_ items: [ModelManager.Updated], _ world: World) -> Report {
        let failure = items.lazy.compactMap(\.failure).first
        return Report(
            json: [
                "schema": "mn.model.update/1",
                "models": .array(items.map { json($0, world) }),
                "notices": [],
                "simulated": .bool(world.simulatedMachine != nil),
            ], exitCode: failure?.exitCode ?? .done,
            verdicts: items.compactMap(\.target.advice?.verdict)
        ) { page in
            if items.isEmpty { return "No model is installed.\n" }
            return Machines.heading(world)
                + items.map { item in
                    let more =
                        item.target.warnings.map { "Warning: \($0)" } + notes(item)
                        + (item.failure?.fixes ?? [])
                    return page.wrapped(Sanitized.line(line(item)), hanging: 2, first: 0)
                        + more.map { "  " + page.wrapped(Sanitized.line($0), hanging: 4, first: 2) }
                        .joined()
                }.joined()
        }
    }

    private static func line(_ item: ModelManager.Updated) -> String {
        switch item.result {
        case .success(let update) where update.hasChanged:
            "\(item.target.name): updated, \(short(update.before)) is now \(short(update.after))."
        case .success(let update):
            "\(item.target.name): unchanged (\(short(update.after)))."
        case .failure(let error): "\(item.target.name): \(error.diagnostic.problem)"
        }
    }

    /// What the update brought with it.
    private static func notes(_ item: ModelManager.Updated) -> [String] {
        guard case .success(let update) = item.result, update.hasChanged else { return [] }
        let context = update.contextSize.map { ["The context stays at \($0) tokens."] } ?? []
        guard update.isOldKept else { return context }
        return context + [
            "The version before is still there, without a name; to free its space: "
                + CommandWords.mn("model remove", update.before)
        ]
    }

    /// The first twelve digits, as `docker model list` shows them.
    private static func short(_ digest: String) -> String {
        String(digest.dropFirst("sha256:".count).prefix(12))
    }

    private static func json(_ item: ModelManager.Updated, _ world: World) -> JSON {
        var members: JSONObject = [
            "model_id": .string(item.target.name), "docker_model": .string(item.target.reference),
            "compatibility": item.target.compatibility(world),
            "warnings": .strings(item.target.warnings),
        ]
        switch item.result {
        case .success(let update):
            members["status"] = update.hasChanged ? "updated" : "unchanged"
            members["changed"] = .bool(update.hasChanged)
            members["digest_before"] = .string(update.before)
            members["digest"] = .string(update.after)
            members["received_bytes"] = .integer(update.received)
            members["context_size"] = .integer(orNull: update.contextSize)
            members["left_behind"] = .string(orNull: update.isOldKept ? update.before : nil)
        case .failure(let error):
            members["status"] = "failed"
            members["error"] = error.diagnostic.json
        }
        return .object(members)
    }
}

extension ModelManager.Updated {
    fileprivate var failure: (any DiagnosticError)? {
        if case .failure(let error) = result { error.diagnostic } else { nil }
    }
}

/// `mn model remove`: take a model away, unless somebody uses it.
enum ModelRemoveCommand {
    static let command = Command(
        CommandSpecification(
            "model remove", summary: "Remove an installed model.",
            discussion: "A model that blueprints own is removed only with --force.",
            positionals: [
                PositionalSpecification(
                    "MODEL", help: "An id, alias or reference.", names: .one(of: .models))
            ],
            options: [OptionSpecification("force", help: "Remove it from its owners too.")],
            examples: [.init("mn model remove qwen3:8b", "make room")]), isRecorded: true, run: run)

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
