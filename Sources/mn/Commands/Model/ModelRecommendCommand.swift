import MNCore

/// `mn model recommend`: which model of the catalog to take on this machine.
enum ModelRecommendCommand {
    static let command = Command(
        CommandSpecification(
            "model recommend", summary: "Pick the model that fits this machine best, and say why.",
            discussion: """
                Models that run without --force are put in order: those that pass before those with a \
                warning, and those that fit into memory at their context before those of which that is \
                open; what does not fit is left out. Of these the largest is first, since larger models \
                answer better; the smallest, where nobody can tell whether they fit. What answers best \
                for your task it does not know.

                Without a choice the exit code is 3, or 4 if one would with --force.
                """,
            options: [
                OptionSpecification(
                    "context", .value("TOKENS"),
                    help: "Only models that were trained for this context, and fit with it.")
            ],
            examples: [
                .init("mn model recommend", "what shall I install?"),
                .init("mn model recommend --context 32768", "and for long documents?"),
                .init(
                    "mn model install $(mn model recommend --json | jq -r .recommended)",
                    "the best one, at once"),
            ]), isRecorded: true, run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let context = try ModelMemoryCommand.context(arguments)
        let found = try await ModelRecommendation(world, context: context)
        return Report(
            json: found.json(isSimulated: world.simulatedMachine != nil),
            notices: found.source.notices, exitCode: found.exitCode
        ) { page in
            Machines.heading(world) + text(found, context, page)
        }
    }

    /// How many others are shown.
    private static let shown = 5

    private static func text(
        _ found: ModelRecommendation, _ context: Count?, _ page: Page
    ) -> String {
        guard let best = found.choices.first else { return nothing(found, context, page) }
        let id = Sanitized.line(best.model.id)
        var text = page.styled(id, .good) + "\n"
        for reason in best.reasons { text += "  " + page.wrapped(reason, hanging: 2, first: 2) }
        text += "  Install it: mn model install \(id)\n"
        let others = found.choices.dropFirst()
        if !others.isEmpty {
            var table = Table([
                .init("OTHERS", priority: 4), .init("RUNS", priority: 3),
                .init("TAKES", .right, priority: 2), .init("LARGEST CONTEXT", .right, priority: 1),
            ])
            for choice in others.prefix(shown) {
                table.append([
                    .init(choice.model.id), ModelListCommand.runs(choice.verdict),
                    .init(choice.memory?.needed.map { "\($0)" } ?? "unknown"),
                    .init(choice.memory?.largestContext.map { "\($0)" } ?? "unknown"),
                ])
            }
            text += "\n" + page.table(table)
            let rest = others.count - min(shown, others.count)
            if rest > 0 {
                text += page.wrapped(
                    "\(Words.count(rest, "model")) more: mn model list --compatible", hanging: 0)
            }
        }
        return text + unknown(found, page)
    }

    private static func nothing(
        _ found: ModelRecommendation, _ context: Count?, _ page: Page
    ) -> String {
        if found.runsAny {
            let asked = context.map { " with a context of \($0)" } ?? ""
            return page.wrapped("No model that runs here fits\(asked).", hanging: 0)
                + (context == nil
                    ? "  See what they take: mn model list --compatible, mn model memory MODEL\n"
                    : "  Try a smaller one: mn model recommend\n")
                + unknown(found, page)
        }
        var text = "No model of the catalog runs here without --force.\n"
        guard let nearest = found.nearest else { return text }
        let words = "\(nearest.model.id): \(nearest.message)"
        text += "  " + page.wrapped(words, hanging: 2, first: 2)
        for fix in nearest.fixes(alternatives: []) {
            text += "  " + page.wrapped(fix, hanging: 4, first: 2)
        }
        return text
    }

    private static func unknown(_ found: ModelRecommendation, _ page: Page) -> String {
        guard let first = found.unknown.first else { return "" }
        return page.wrapped(
            "Of \(Words.count(found.unknown.count, "model")) it cannot be told. "
                + Sanitized.line(first.message), hanging: 2)
    }
}
