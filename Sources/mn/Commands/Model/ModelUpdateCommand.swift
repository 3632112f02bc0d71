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
                    count: .atMostOnce)
            ],
            options: [
                OptionSpecification("all", help: "Update every model that is installed."),
                OptionSpecification("force", help: "Update models that do not suit the machine."),
            ],
            examples: [.init("mn model update --all", "everything that is there")]), run: run)

    /// What became of one model.
    private struct Item: Sendable {
        var target: ModelTarget
        var result: Result
    }

    private enum Result: Sendable {
        case success(ModelInstaller.Update)
        case failure(any DiagnosticError)
    }

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let name = arguments.optional("MODEL")
        if arguments.has("all"), let name {
            throw ArgumentFault(
                option: "MODEL", value: name, wanted: "left out where --all is given")
        }
        let work = try ModelWork(world)
        let ledger = try work.ledger()
        let (hardware, remoteHost) = await work.hardware()
        let (runner, listing) = try await work.runner(on: hardware)
        let targets = try targets(
            arguments.has("all") ? nil : name ?? Catalog.defaultModel, listing, work, hardware,
            remoteHost, force: arguments.has("force"))
        let display = PullDisplay(world)
        defer { display.end() }
        let installer = await work.installer(runner, ledger, display, on: hardware)
        var items: [Item] = []
        for target in targets {
            items.append(
                await update(target, installer) { work.explained($0, target.name, on: hardware) })
        }
        if !arguments.has("all"), case .failure(let error)? = items.first?.result { throw error }
        return report(items, work)
    }

    /// The models to update: the named one, or all that are installed.
    private static func targets(
        _ name: String?, _ listing: RunnerClient.Listing, _ work: ModelWork, _ hardware: Hardware?,
        _ remoteHost: String?, force: Bool
    ) throws -> [ModelTarget] {
        func target(_ model: Model) -> ModelTarget {
            ModelTarget(
                model, in: work.catalog, force: force, on: hardware,
                remoteHost: remoteHost)
        }
        guard let name else {
            let known = work.catalog.models.filter { listing.model(called: $0.reference) != nil }
            let others = ModelState.known(listing).outsiders(work.catalog)
                .filter { !$0.hasPrefix("sha256:") }
            return known.map(target) + others.map { ModelTarget(outsider: $0) }
        }
        if let model = try? work.catalog.model(named: name) { return [target(model)] }
        if listing.model(called: name) != nil {
            return [ModelTarget(outsider: name)]
        }
        return [target(try work.catalog.model(named: name))]
    }

    private static func update(
        _ target: ModelTarget, _ installer: ModelInstaller,
        _ explain: (RunnerRefusal) -> RunnerRefusal
    ) async -> Item {
        if var refusal = target.refusal {
            refusal.verb = "update"
            return Item(target: target, result: .failure(refusal))
        }
        do {
            let update = try await installer.update(target.reference)
            return Item(target: target, result: .success(update))
        } catch let refusal as RunnerRefusal {
            return Item(target: target, result: .failure(explain(refusal)))
        } catch let error as any DiagnosticError {
            return Item(target: target, result: .failure(error))
        } catch {
            return Item(target: target, result: .failure(InternalFault(error: "\(error)")))
        }
    }

    private static func report(_ items: [Item], _ work: ModelWork) -> Report {
        let failure = items.lazy.compactMap { item -> (any DiagnosticError)? in
            if case .failure(let error) = item.result { error } else { nil }
        }.first
        return Report(
            json: [
                "schema": "mn.model.update/1",
                "models": .array(items.map { json($0, work.world) }),
                "notices": .strings(work.notices),
                "simulated": .bool(work.world.simulatedMachine != nil),
            ], notices: work.notices, exitCode: failure?.exitCode ?? .done,
            verdicts: items.compactMap(\.target.advice?.verdict)
        ) { page in
            if items.isEmpty { return "No model is installed.\n" }
            return Machines.heading(work.world)
                + items.map { item in
                    let more =
                        item.target.warnings.map { "Warning: \($0)" } + notes(item) + fixes(item)
                    return page.wrapped(Sanitized.line(line(item)), hanging: 2, first: 0)
                        + more.map { "  " + page.wrapped(Sanitized.line($0), hanging: 4, first: 2) }
                        .joined()
                }.joined()
        }
    }

    private static func line(_ item: Item) -> String {
        switch item.result {
        case .success(let update) where update.hasChanged:
            "\(item.target.name): updated, \(short(update.before)) is now \(short(update.after))."
        case .success(let update):
            "\(item.target.name): unchanged (\(short(update.after)))."
        case .failure(let error): "\(item.target.name): \(error.problem)"
        }
    }

    /// What the update brought with it.
    private static func notes(_ item: Item) -> [String] {
        guard case .success(let update) = item.result, update.hasChanged else { return [] }
        let context = update.contextSize.map { ["The context stays at \($0) tokens."] } ?? []
        guard update.isOldKept else { return context }
        return context + [
            "The version before is still there, without a name; to free its space: "
                + CommandWords.mn("model remove", update.before)
        ]
    }

    private static func fixes(_ item: Item) -> [String] {
        if case .failure(let error) = item.result { error.fixes } else { [] }
    }

    /// The first twelve digits, as `docker model list` shows them.
    private static func short(_ digest: String) -> String {
        String(digest.dropFirst("sha256:".count).prefix(12))
    }

    private static func json(_ item: Item, _ world: World) -> JSON {
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
            members["error"] = error.json
        }
        return .object(members)
    }
}
