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
            positionals: [Program.model],
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
        let isJudged = ["compatibility", "backend", "force", "explain", "exit-code"]
            .contains(where: arguments.has)
        // What the catalog does not know cannot be judged.
        let shown = try await ModelInspection(
            world, arguments.optional("MODEL") ?? Catalog.defaultModel, mayBeOutsider: !isJudged)
        let notices = shown.notices
        let model: Model
        switch shown.subject {
        case .known(let known): model = known
        case .outsider(let found): return outsider(found, shown, world)
        }
        let isInstalled = shown.installed.isInstalled(model)
        let reason = shown.installed.reason
        var members = JSONObject([("schema", "mn.model.show/1")])
            .merging(model.members(isInstalled: isInstalled, shown.owners))
        members["runner"] = shown.installed.json
        members["simulated"] = .bool(world.simulatedMachine != nil)
        members["notices"] = .strings(notices)
        guard isJudged else {
            return Report(json: .object(members), notices: notices) { page in
                Machines.heading(world) + details(model, isInstalled, reason, page)
            }
        }

        let rules = shown.catalog.rules
        let hardware = await world.hardware()
        let machine = rules.prepared(hardware)
        let backend = arguments.value("backend").map { Backend($0) }
        let advice = rules.advice(
            model, backend: backend?.name == "auto" || backend?.name == "" ? nil : backend,
            on: machine, force: arguments.has("force"),
            suitable: rules.suitable(in: shown.catalog, on: machine))
        let steps =
            arguments.has("explain")
            ? rules.explanation(of: advice.verdict, on: machine) : []
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

    private static func outsider(
        _ model: RunnerClient.InstalledModel, _ shown: ModelInspection, _ world: World
    ) -> Report {
        let name = model.tags.first ?? model.id
        let notices = shown.notices + ["It is not in the catalog and was not judged."]
        return Report(
            json: [
                "schema": "mn.model.show/1", "id": .string(name), "name": .string(name),
                "model": .string(name), "docker_model": .string(name), "installed": true,
                "digest": .string(model.id), "tags": .strings(model.tags),
                "size_bytes": model.size.map { .integer($0) } ?? .null,
                "runner": shown.installed.json,
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
        let installed =
            ModelListCommand.word(ofInstalled: isInstalled) + (reason.map { " (\($0))" } ?? "")
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
