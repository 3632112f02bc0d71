import MNCore
import MNFleet

/// `mn fleet show`: what is in a fleet.
enum FleetShowCommand {
    static let command = Command(
        CommandSpecification(
            "fleet show", summary: "Show the classes of a fleet, and what is not known.",
            positionals: [FleetFiles.positional],
            examples: [.init("mn fleet show fleet.json", "what machines are there?")]), run: run)

    /// The most classes that a table shows; a fleet file lists them all.
    private static let shown = 40

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let fleet = try FleetFiles.read(arguments, world).sorted()
        let lacking = lacking(fleet)
        let classes = fleet.classes.sorted {
            ($1.count, $0.id) < ($0.count, $1.id)
        }
        let json: JSON = [
            "schema": "mn.fleet.show/1", "as_of": .string(orNull: fleet.asOf.map { "\($0)" }),
            "machines": .integer(fleet.total), "sources": .array(fleet.sources.map(\.json)),
            "not_known": .array(
                lacking.map {
                    ["fact": .string($0.fact.rawValue), "machines": .integer($0.machines)]
                }),
            "classes": .array(
                classes.map { one in
                    [
                        "id": .string(one.id), "count": .integer(one.count),
                        "facts": one.facts.json,
                    ]
                }),
        ]
        return Report(json: json) { page in
            var text = page.table(table(classes.prefix(shown)))
            if classes.count > shown {
                let rest = classes.dropFirst(shown)
                text += page.wrapped(
                    "\(Words.count(rest.count, "class", "classes")) more, of "
                        + "\(Words.count(rest.map(\.count).sum(), "machine")); --json lists them all.",
                    hanging: 0)
            }
            text += "\n"
            for sentence in fleet.sentences { text += page.wrapped(sentence, hanging: 0) }
            if let asOf = fleet.asOf { text += page.wrapped("As of \(asOf).", hanging: 0) }
            if !lacking.isEmpty {
                let words = lacking.map { "\($0.fact.words) of \($0.machines)" }
                text += page.wrapped("Not known: \(Words.list(words)).", hanging: 0)
            }
            return text
        }
    }

    private static func lacking(_ fleet: Fleet) -> [(fact: FleetFact, machines: Int)] {
        var counts: [FleetFact: Int] = [:]
        for one in fleet.classes {
            // The generation follows from most names.
            for fact in one.facts.missing
            where fact != .generation && !(fact == .ram && one.facts.memory.isTold) {
                counts[fact, default: 0] += one.count
            }
        }
        return FleetFact.allCases.compactMap { fact in counts[fact].map { (fact, $0) } }
            .sorted { $0.machines > $1.machines }
    }

    private static func table(_ classes: some Sequence<Fleet.Class>) -> Table {
        var table = Table([
            .init("MACHINES", .right, priority: 5), .init("SYSTEM", priority: 4),
            .init("MEMORY", .right, priority: 3), .init("GPU", priority: 4, leastWidth: 12),
            .init("GPU MEMORY", .right, priority: 2), .init("DRIVER", priority: 1),
            .init("MODEL", priority: 0, leastWidth: 8),
        ])
        for one in classes {
            let facts = one.facts
            let gpu = facts.gpus.first
            let more = facts.gpus.count > 1 ? " +\(facts.gpus.count - 1)" : ""
            let own = gpu.map { $0.pool == .unified ? "shared" : "\($0.memory)" }
            table.append([
                Table.Cell("\(one.count)"),
                Table.Cell("\(facts.system) \(facts.processor)"),
                Table.Cell("\(facts.memory)"),
                Table.Cell(gpu.map { $0.name + more } ?? (facts.untold.isEmpty ? "none" : "?")),
                Table.Cell(own ?? "-"),
                Table.Cell(gpu?.vendor == .nvidia ? gpu.map { "\($0.driver)" } ?? "-" : "-"),
                Table.Cell(facts.model ?? "-"),
            ])
        }
        return table
    }
}
