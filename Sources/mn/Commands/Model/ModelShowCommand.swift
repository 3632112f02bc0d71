import MNCore

/// `mn model show`: one model, and whether it suits the machine.
enum ModelShowCommand {
    static let command = Command(
        CommandSpecification(
            "model show", summary: "Show a model and whether it runs on the machine.",
            discussion: """
                --explain, --backend, --force and --exit-code each include --compatibility. Without \
                --exit-code the command informs and ends with 0.
                """,
            positionals: [Program.model],
            options: [
                OptionSpecification("compatibility", help: "Judge the model on the machine."),
                OptionSpecification(
                    "backend", .value("NAME"),
                    help: "Judge with this backend (auto, llama.cpp, vllm).",
                    names: .one(of: .backends)),
                OptionSpecification("force", help: "Say what --force would lift."),
                OptionSpecification(
                    "explain", help: "Show each rule that was tried, down to the raw evidence."),
                OptionSpecification("exit-code", help: "End with the verdict: 0, 3 or 4."),
            ],
            examples: [
                .init("mn model show gemma4:e2b --compatibility", "does it run on this machine?"),
                .init("mn model show --profile apple-m1-8gb --explain", "and why not that one?"),
            ]), isRecorded: true, run: run)

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
            members["memory"] = MemoryEstimate.summary(of: model)
            let memory = MemoryEstimate.words(of: model)
            return Report(json: .object(members), notices: notices) { page in
                Machines.heading(world) + details(model, isInstalled, reason, memory, page)
            }
        }

        let rules = shown.catalog.rules
        let hardware = await world.hardware()
        let estimate = MemoryEstimate(model, shown.catalog, on: hardware)
        members["memory"] = estimate?.summary ?? .null
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
            Machines.heading(world)
                + details(
                    model, isInstalled, reason, estimate?.words ?? MemoryEstimate.words(of: model),
                    page) + "\n"
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
        _ model: Model, _ isInstalled: Bool?, _ reason: String?, _ memory: String?, _ page: Page
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
                    + "\(needs.processorMemory.words) and --force"
            ),
            ("Installed", installed),
        ]
        if let memory { rows.append(("Memory", memory)) }
        if !model.aliases.isEmpty {
            rows.append(("Aliases", model.aliases.joined(separator: ", ")))
        }
        let title = "\(Sanitized.line(model.id)) - \(Sanitized.line(model.name))"
        return page.wrapped(title, hanging: 0)
            + page.list(rows.map { ("  " + $0.0, $0.1) })
    }
}

/// A verdict as text: the status, what it rests on, and what to do.
struct VerdictText {
    let advice: RuleTable.Advice
    let notes: [Hardware.Note]

    func text(_ page: Page) -> String {
        let verdict = advice.verdict
        let status = page.styled(verdict.status.rawValue, verdict.status.style)
        let taken = "Compatibility: \(verdict.status.rawValue) - ".count
        var text = "Compatibility: \(status) - "
        text += page.wrapped(Sanitized.line(advice.message), hanging: 2, first: taken)
        text += page.list([
            ("  Rule", verdict.rule.rawValue), ("  Backend", verdict.backend.name),
            ("  Runs on", verdict.accelerator.rawValue),
        ])
        text += section("Warnings", advice.warnings, page)
        text += section("Notes", notes.map(\.description), page)
        if verdict.status != .pass {
            text += section("What you can do", advice.fixes, page)
        } else if !page.isQuiet {
            text += section("Next", advice.fixes, page)
        }
        return text
    }

    private func section(_ title: String, _ lines: [String], _ page: Page) -> String {
        if lines.isEmpty { return "" }
        let items = lines.map { line in
            "  - " + page.wrapped(Sanitized.line(line), hanging: 4)
        }
        return "\(title):\n" + items.joined()
    }
}

/// The way to a verdict as text: each rule that was tried, and the raw lines that decided.
struct ExplanationText {
    let steps: [ExplanationStep]

    func text(_ page: Page) -> String {
        var evidence = Numbered<Evidence>()
        var text = "Why:\n"
        let column = (steps.map(\.rule.rawValue.count).max() ?? 0) + 2
        for step in steps {
            let name = step.rule.rawValue
            let pad = String(repeating: " ", count: column - name.count)
            if step.truth == .no {
                let reason = step.findings.first { $0.truth == .no }
                let numbers = marks(reason, &evidence)
                // On a narrow page a reason stands below its rule.
                let isBelow = (page.width ?? .max) < 7 + column + Page.leastText
                text += "  no   \(name)" + (isBelow ? "\n         " : pad)
                text += page.wrapped(
                    (reason.map { denial($0) } ?? "") + numbers, hanging: isBelow ? 9 : 7 + column)
            } else {
                text += "  \(mark(step.truth, page))  \(page.styled(name, .good))\n"
                for finding in step.findings {
                    let numbers = marks(finding, &evidence)
                    text += "         \(mark(finding.truth, page))  "
                    text += page.wrapped("\(finding.condition)\(numbers)", hanging: 14)
                }
            }
        }
        if !evidence.items.isEmpty { text += "Evidence:\n" }
        for (index, item) in evidence.items.enumerated() {
            text += "  [\(index + 1)] " + page.wrapped(Sanitized.line("\(item)"), hanging: 6)
            let quote = page.wrapped(Sanitized.line(item.quote), hanging: 6)
            text += "      " + page.styled(String(quote.dropLast()), .faint) + "\n"
        }
        for gap in steps.flatMap(\.findings).flatMap(\.gaps) {
            text += "  Missing: " + page.wrapped(Sanitized.line("\(gap)"), hanging: 6)
        }
        return text
    }

    /// What kept a rule from holding.
    private func denial(_ finding: ExplanationStep.Finding) -> String {
        switch finding.condition {
        case .not(let condition): "\(condition)"
        default: "not: \(finding.condition)"
        }
    }

    /// The numbers of the evidence behind a finding: ` [1] [2]`.
    private func marks(
        _ finding: ExplanationStep.Finding?, _ evidence: inout Numbered<Evidence>
    ) -> String {
        (finding?.evidence ?? []).map { " [\(evidence.number(of: $0))]" }.joined()
    }

    private func mark(_ truth: Ternary, _ page: Page) -> String {
        switch truth {
        case .yes: page.styled("yes", .good)
        case .no: "no "
        case .unknown: page.styled("?  ", .caution)
        }
    }
}

/// Things in the order in which they are first named, numbered from 1.
private struct Numbered<Item: Equatable> {
    private(set) var items: [Item] = []

    mutating func number(of item: Item) -> Int {
        if let index = items.firstIndex(of: item) { return index + 1 }
        items.append(item)
        return items.count
    }
}
