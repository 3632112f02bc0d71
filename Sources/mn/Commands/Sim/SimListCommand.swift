import MNCore
import MNSim

/// `mn sim list`: the scenarios there are.
enum SimListCommand {
    static let command = Command(
        CommandSpecification(
            "sim list", summary: "List the scenarios.", positionals: [SimScenarios.filter],
            options: [SimScenarios.folder]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try SimScenarios.library(arguments, world)
        let scenarios = try library.names(matching: arguments.all("FILTER")).map(library.scenario)
        return Report(
            json: [
                "schema": "mn.sim.list/1",
                "scenarios": .array(
                    scenarios.map {
                        [
                            "name": .string($0.name), "title": .string($0.title),
                            "intent": .string($0.intent), "tags": .strings($0.tags),
                            "steps": .integer($0.steps.count),
                        ]
                    }),
            ]
        ) { page in
            var table = Table([
                .init("NAME", priority: 2), .init("TITLE", priority: 1, leastWidth: 20),
                .init("STEPS", .right, priority: 0),
            ])
            for scenario in scenarios {
                table.append([
                    .init(scenario.name), .init(scenario.title), .init("\(scenario.steps.count)"),
                ])
            }
            return table.text(width: page.width, colour: page.colour)
        }
    }
}
