import MNCore
import MNFleet
import MNSim

/// `mn fleet verdict`: on how many machines of a fleet models run.
enum FleetVerdictCommand {
    static let command = Command(
        CommandSpecification(
            "fleet verdict", summary: "Tell on how many machines of a fleet models run.",
            discussion: """
                Each model runs, runs after an action (a driver update, a change of Docker's), does not \
                run, or it is not known; the four add up to all machines. Not known are machines of \
                which the inventory does not tell what decides, and which it is.
                """,
            positionals: [FleetFiles.positional],
            options: [
                OptionSpecification(
                    "models", .value("NAMES"),
                    help: "Models, separated by commas; all of the catalog if left out.",
                    names: .list(of: .models),
                    repeats: true),
                OptionSpecification(
                    "contexts", .value("PERCENT"),
                    help: "Tell the longest context that so many of 100 machines can run."),
                OptionSpecification(
                    "jsonl", help: "Print JSON Lines, a class of machines a line.",
                    forms: ["": .lines]),
                PageFile.option,
                Sharding.option,
            ],
            examples: [
                .init("mn fleet verdict fleet.json", "each model of the catalog"),
                .init("mn fleet verdict fleet.json --models gemma4:e2b --json", "for a program"),
                .init(
                    "mn fleet verdict fleet.json --contexts 90",
                    "the longest context that 90 % of the fleet can run"),
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let sharding = try Sharding(arguments, world)
        let form = try arguments.form
        let pageFile = try PageFile(arguments, world)
        let catalog = try world.catalog().whole
        let names = try arguments.list("models")
        let models =
            names.isEmpty || names == ["all"]
            ? catalog.models.filter { $0.provider == Model.runnerProvider }
            : try names.map { try catalog.model(named: $0) }.uniqued()
        var fleet = try FleetFiles.read(arguments, world)
        if sharding != nil || form == .lines { fleet = fleet.sorted() }
        let percent = try percent(arguments)
        if percent != nil {
            if form == .lines { throw arguments.usage(.conflict("--contexts", "--jsonl")) }
            if sharding != nil { throw arguments.usage(.conflict("--contexts", "--shard")) }
        }
        guard let sharding else {
            let verdict = FleetVerdict(fleet, models, catalog.rules)
            let longest = percent.map { percent in
                let contexts = FleetContexts(fleet, verdict, models, catalog)
                return models.indices.map { contexts.longest($0, percent: percent) }
            }
            let document = percent.map { json(verdict, longest ?? [], $0) } ?? verdict.json
            let told = try pageFile.write { kind in
                FleetReport(verdict, fleet.classes, models, catalog.rules).page(
                    kind, longest: sentences(verdict, longest ?? [], percent),
                    inputs: PageFile.inputs + fleet.sources.map(\.detail))
            }
            return Report(json: document) { page in
                switch form {
                case .lines: FleetLines.text(verdict)
                case .html: told
                default:
                    text(verdict, page)
                        + sentences(verdict, longest ?? [], percent).map {
                            page.wrapped($0, hanging: 2)
                        }.joined()
                }
            }
        }
        let part = sharding.shard.part(of: fleet.classes)
        let verdict = FleetVerdict(
            part, asOf: fleet.asOf, models, catalog.rules)
        var parts = RunParts(version: Program.version, catalog, models: models, policy: .null)
        parts.set(
            .fleet,
            [
                "as_of": .string(orNull: fleet.asOf.map { "\($0)" }),
                "classes": .array(
                    fleet.classes.map {
                        .array([.string($0.id), .integer($0.count), $0.facts.json])
                    }),
            ])
        var head = sharding.head(parts, arguments)
        for one in fleet.classes { head.add(one.id, times: one.count, models.map(\.id)) }
        let lines = FleetLines.receipt(verdict, head, shown: Discretion(world).shown)
        if let file = sharding.receiptFile {
            try world.files.replace(file, with: Array(lines.utf8))
        }
        let notices = [sharding.notice(verdict.classes.count, of: fleet.classes.count, .fleet)]
        let document = (verdict.json.object ?? JSONObject()).merging([
            "notices": .strings(notices)
        ])
        let told = try pageFile.write { kind in
            FleetReport(verdict, part, models, catalog.rules).page(
                kind, warnings: notices,
                inputs: PageFile.inputs + fleet.sources.map(\.detail))
        }
        return Report(json: .object(document), notices: notices) { page in
            switch form {
            case .lines: lines
            case .html: told
            default: text(verdict, page)
            }
        }
    }

    private static func percent(_ arguments: ParsedArguments) throws -> Int? {
        guard let text = arguments.value("contexts") else { return nil }
        guard let percent = Int(text), (1...100).contains(percent) else {
            throw arguments.usage(.badValue("--contexts", text, wanted: "a number from 1 to 100"))
        }
        return percent
    }

    private static func json(
        _ verdict: FleetVerdict, _ longest: [Count?], _ percent: Int
    ) -> JSON {
        var document = verdict.json.object ?? JSONObject()
        let models = document["models"]?.array ?? []
        document["models"] = .array(
            zip(models, longest).map { model, context in
                var members = model.object ?? JSONObject()
                members["longest_context"] = [
                    "percent": .integer(percent), "tokens": .integer(orNull: context),
                ]
                return .object(members)
            })
        return .object(document)
    }

    /// A sentence for each model.
    private static func sentences(
        _ verdict: FleetVerdict, _ longest: [Count?], _ percent: Int?
    ) -> [String] {
        guard let percent else { return [] }
        return zip(verdict.tallies, longest).map { tally, context in
            let found = context.map { "a context of \($0)" } ?? "no context that is known"
            return "\(tally.id): \(percent) % of the machines can run \(found)."
        }
    }

    /// The result for people.
    static func text(_ verdict: FleetVerdict, _ page: Page) -> String {
        var text = page.table(table(verdict)) + "\n"
        for tally in verdict.tallies {
            var parts = FleetAction.allCases.compactMap { action in
                tally.afterAction[action].map { "\($0) after \(action.words)" }
            }
            if tally.runsAssumed > 0, !areAllAssumed(verdict) {
                parts.append("\(tally.runsAssumed) of \(tally.runs) run given Docker")
            }
            if parts.isEmpty { continue }
            text += page.wrapped("\(tally.id): \(Words.list(parts)).", hanging: 2)
        }
        if verdict.tallies.contains(where: { $0.runsAssumed > 0 }) {
            text += page.wrapped(
                "Given Docker: nothing is told of it, and it is taken for Docker Engine on Linux, for "
                    + "Docker Desktop elsewhere.", hanging: 2)
        }
        if !verdict.wanted.isEmpty {
            let words = verdict.wanted.map {
                "\($0.fact.words) of \(Words.count($0.machines, "machine"))"
            }
            text += page.wrapped("Ask the inventory for: \(Words.list(words)).", hanging: 2)
        }
        text += page.wrapped(
            "Of \(Words.count(verdict.machines, "machine")) in "
                + "\(Words.count(verdict.classes.count, "class", "classes"))"
                + (verdict.asOf.map { ", as of \($0)" } ?? "")
                + ", by the driver data of \(verdict.dataDay).", hanging: 0)
        return text
    }

    /// Whether of all that runs Docker is taken for granted.
    private static func areAllAssumed(_ verdict: FleetVerdict) -> Bool {
        verdict.tallies.allSatisfy { $0.runs == $0.runsAssumed }
    }

    private static func table(_ verdict: FleetVerdict) -> Table {
        let runs = areAllAssumed(verdict) ? "RUNS, GIVEN DOCKER" : "RUNS"
        var table = Table([
            .init("MODEL", priority: 5, leastWidth: 10), .init(runs, .right, priority: 4),
            .init("", .right, priority: 3), .init("AFTER ACTION", .right, priority: 2),
            .init("", .right, priority: 1), .init("DOES NOT RUN", .right, priority: 2),
            .init("", .right, priority: 1), .init("BY FORCE", .right, priority: 0),
            .init("NOT KNOWN", .right, priority: 3),
            .init("", .right, priority: 1),
        ])
        for tally in verdict.tallies {
            let counts = [
                tally.runs, tally.afterAction.values.sum(), tally.doesNotRun,
                tally.unknown.values.sum(),
            ]
            let shares = Shares(counts).words
            func cells(_ index: Int, _ style: TextStyle) -> [Table.Cell] {
                [
                    Table.Cell("\(counts[index])", counts[index] > 0 ? style : .plain),
                    Table.Cell(shares[index]),
                ]
            }
            table.append(
                [Table.Cell(tally.id)] + cells(0, .good) + cells(1, .caution) + cells(2, .bad)
                    + [Table.Cell("\(tally.withForce)")] + cells(3, .plain))
        }
        return table
    }
}
