import MNCore

/// `mn blueprint init`: writes the smallest blueprint that runs.
enum BlueprintInitCommand {
    static let command = Command(
        CommandSpecification(
            "blueprint init", summary: "Write a small blueprint that validates and runs.",
            discussion: """
                Writes a manifest with one worker, the configuration of its model, and the worker: a short \
                program in Python 3 that asks the model something and prints the answer. The folder is made \
                if need be. Nothing is overwritten: if one of the files is there, none is written.

                With --profile nothing is written, since what is simulated changes nothing; it is said \
                what would be.
                """,
            positionals: [
                PositionalSpecification(
                    "PATH", help: "The folder of the blueprint; the current one if left out.",
                    count: .atMostOnce)
            ],
            options: [
                OptionSpecification(
                    "model", .value("MODEL"),
                    help:
                        "An id, alias or Docker reference; \(Catalog.defaultModel) if left out.")
            ],
            examples: [
                .init("mn blueprint init my-blueprint", "then: mn blueprint run my-blueprint"),
                .init("mn blueprint init my-blueprint --model qwen3:8b", "for another model"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let source = try ModelCatalog(world)
        let name = arguments.value("model") ?? Catalog.defaultModel
        let model = try source.whole.model(named: name)
        guard model.provider == Model.runnerProvider else {
            throw ProviderFault(model: model, fix: "Name one of the Model Runner: mn model list")
        }
        var folder = arguments.optional("PATH") ?? "."
        // A variable that is not set must not make the current folder a blueprint.
        if folder.allSatisfy(\.isWhitespace) {
            throw arguments.usage(.badValue("PATH", folder, wanted: "the name of a folder"))
        }
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let template = BlueprintTemplate(model, folder: Self.name(of: folder, world))
        let draft = BlueprintDraft(folder: folder, template: template, files: world.files)
        try draft.check()
        let isWritten = world.simulatedMachine == nil
        if isWritten { try draft.write() }
        return report(draft, model, isWritten: isWritten, source.notices(on: name), world)
    }

    /// The name of a folder: as it is written, or that of the place where `.` or `..` leads.
    private static func name(of folder: String, _ world: World) -> String {
        func last(_ path: String) -> String {
            path.split(separator: "/").last.map(String.init) ?? ""
        }
        if !["", ".", ".."].contains(last(folder)) { return last(folder) }
        return last(
            (try? world.files.resolved(folder)) ?? LaunchPlan.absolute(folder, world.environment))
    }

    private static func report(
        _ draft: BlueprintDraft, _ model: Model, isWritten: Bool, _ notices: [String],
        _ world: World
    ) -> Report {
        let folder = draft.folder
        let files = draft.template.files.map(\.path).sorted()
        let next = [
            CommandWords.mn("blueprint validate", folder),
            CommandWords.mn("blueprint run", folder, "--install"),
            CommandWords.mn("blueprint validate", folder, "--matrix"),
        ]
        return Report(
            json: [
                "schema": "mn.blueprint.init/1", "folder": .string(folder),
                "blueprint_id": .string(draft.template.id), "model_id": .string(model.id),
                "files": .strings(files), "written": .bool(isWritten),
                "next": .strings(isWritten ? next : []),
                "simulated": .bool(world.simulatedMachine != nil), "notices": .strings(notices),
            ], notices: notices
        ) { page in
            let shown = Sanitized.line(folder)
            let words =
                isWritten
                ? "Wrote a blueprint with \(Sanitized.line(model.id)) to \(shown):"
                : "A blueprint with \(Sanitized.line(model.id)) in \(shown) would be:"
            var text = Machines.heading(world) + page.wrapped(words, hanging: 0)
            for file in files { text += "  \(file)\n" }
            if !isWritten { return text + "\nSimulated: nothing was written.\n" }
            text += "\nNext:\n"
            for command in next { text += "  \(command)\n" }
            return text
        }
    }
}
