import MNCore

/// `mn model show`: one model, and whether it suits the machine.
enum ModelShowCommand {
    static let command = Command(
        CommandSpecification(
            "model show", summary: "Show a model and whether it suits the machine.",
            discussion: """
                --explain, --backend, --force and --exit-code each include --compatibility. Without \
                --exit-code the command informs and ends with 0.
                """,
            positionals: [ModelCatalog.argument],
            options: [
                OptionSpecification("compatibility", help: "Judge the model on the machine."),
                OptionSpecification(
                    "backend", .value("NAME"),
                    help: "Judge with this backend (auto, llama.cpp, vllm)."),
                OptionSpecification("force", help: "Say what --force would lift."),
                OptionSpecification(
                    "explain", help: "Show each rule that was tried, down to the raw evidence."),
                OptionSpecification("exit-code", help: "End with the verdict: 0, 3 or 4."),
            ],
            examples: [
                .init("mn model show gemma4:e2b --compatibility", "does it suit this machine?"),
                .init("mn model show --profile apple-m1-8gb --explain", "and why not that one?"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let source = try ModelCatalog(world)
        let catalog = try source.whole
        let name = arguments.optional("MODEL") ?? Catalog.defaultModel
        let isJudged = ["compatibility", "backend", "force", "explain", "exit-code"]
            .contains(where: arguments.has)
        let ownership = ModelOwnership(world)
        let model: Model
        do throws(CatalogFault) {
            model = try catalog.model(named: name)
        } catch {
            // What it is good for cannot be judged.
            guard !isJudged, mayBeOfRunner(name), case let state = await ModelState.ask(world),
                case .known(let listing) = state, let found = listing.model(called: name)
            else {
                throw error
            }
            return outsider(found, source.notices(on: name) + ownership.notices, state, world)
        }
        let state = await ModelState.ask(world)
        let notices = source.notices(on: name) + ownership.notices
        let reason = state.reason
        let isInstalled = state.isInstalled(model)
        var members = JSONObject([("schema", "mn.model.show/1")])
            .merging(model.members(isInstalled: isInstalled, ownership))
        members["runner"] = state.json
        members["simulated"] = .bool(world.simulatedMachine != nil)
        members["notices"] = .strings(notices)
        guard isJudged else {
            return Report(json: .object(members), notices: notices) { page in
                Machines.heading(world) + details(model, isInstalled, reason, page)
            }
        }

        let hardware = await Hardware.probe(world.machine, by: world.time)
        let machine = catalog.rules.prepared(hardware)
        let backend = arguments.value("backend").map { Backend($0) }
        let advice = catalog.rules.advice(
            model, backend: backend?.name == "auto" || backend?.name == "" ? nil : backend,
            on: machine, force: arguments.has("force"),
            suitable: catalog.rules.suitable(in: catalog, on: machine))
        let steps =
            arguments.has("explain")
            ? catalog.rules.explanation(of: advice.verdict, on: machine) : []
        members["compatibility"] = advice.json(isSimulated: world.simulatedMachine != nil)
        members["hardware"] = hardware.json
        if !steps.isEmpty { members["explanation"] = .array(steps.map(\.json)) }
        return Report(
            json: .object(members), notices: notices,
            exitCode: arguments.has("exit-code") ? advice.verdict.exitCode : .done,
            verdicts: [advice.verdict]
        ) { page in
            Machines.heading(world) + details(model, isInstalled, reason, page) + "\n"
                + VerdictText(advice: advice, notes: hardware.notes).text(page)
                + (steps.isEmpty ? "" : "\n" + ExplanationText(steps: steps).text(page))
        }
    }

    /// Whether a name that the catalog does not have is worth asking the runner for: a reference, or an id.
    private static func mayBeOfRunner(_ name: String) -> Bool {
        name.contains("/") || name.hasPrefix("sha256:")
            || name.utf8.count >= 12 && name.allSatisfy(\.isHexDigit)
    }

    /// A model that the runner has and the catalog does not know, such as an old version without a name.
    private static func outsider(
        _ model: RunnerClient.InstalledModel, _ notices: [String], _ state: ModelState,
        _ world: World
    ) -> Report {
        let name = model.tags.first ?? model.id
        let notices = notices + ["It is not in the catalog and was not judged."]
        return Report(
            json: [
                "schema": "mn.model.show/1", "id": .string(name), "name": .string(name),
                "model": .string(name), "docker_model": .string(name), "installed": true,
                "digest": .string(model.id), "tags": .strings(model.tags),
                "size_bytes": model.size.map { .integer($0) } ?? .null, "runner": state.json,
                "compatibility": nil, "simulated": .bool(world.simulatedMachine != nil),
                "notices": .strings(notices),
            ], notices: notices
        ) { page in
            var rows = [
                ("Model", name), ("Digest", model.id),
                ("Names", model.tags.isEmpty ? "none" : Words.list(model.tags)),
                ("Installed", "yes"),
            ]
            if let size = model.size { rows.append(("Size", "\(size)")) }
            rows.append(("Free its space", CommandWords.mn("model remove", name)))
            return Machines.heading(world) + page.list(rows.map { ($0.0, Sanitized.line($0.1)) })
        }
    }

    private static func details(
        _ model: Model, _ isInstalled: Bool?, _ reason: String?, _ page: Page
    ) -> String {
        let needs = model.requirements
        let installed = ModelState.word(isInstalled) + (reason.map { " (\($0))" } ?? "")
        var rows = [
            ("Model", model.reference),
            ("Backend", model.backends.map(\.name).joined(separator: ", ")),
            ("Context", model.contextSize.map { "\($0) tokens" } ?? "as the runner sets it"),
            (
                "Needs",
                "\(needs.videoMemory.words) GPU memory, or \(needs.unifiedMemory.words) shared with the GPU"
            ),
            (
                "Without GPU",
                (needs.acceptedMemory.map { "\($0.words), slowly; or " } ?? "")
                    + "\(needs.processorMemory.words) by force"
            ),
            ("Installed", installed),
        ]
        if !model.aliases.isEmpty {
            rows.append(("Aliases", model.aliases.joined(separator: ", ")))
        }
        let title = "\(Sanitized.line(model.id)) - \(Sanitized.line(model.name))"
        return page.wrapped(title, hanging: 0)
            + page.list(rows.map { ("  " + $0.0, $0.1) })
    }
}
