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

/// `mn sim show`: one scenario as it goes.
enum SimShowCommand {
    static let command = Command(
        CommandSpecification(
            "sim show", summary: "Show a scenario as it goes: the transcript of a run.",
            positionals: [PositionalSpecification("NAME", help: "The name of a scenario.")],
            options: [SimScenarios.folder]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try SimScenarios.library(arguments, world)
        let profiles = try Machines.library(world, folders: arguments.values("profiles"))
        let run = try SimScenarios.run(arguments.required("NAME"), library, profiles, world)
        return Report(
            json: [
                "schema": "mn.sim.show/1", "name": .string(run.scenario.name),
                "transcript": .string(run.transcript), "passed": .bool(run.passed),
                "failures": .strings(run.failures.map(\.description)),
            ], notices: run.failures.map(\.description), exitCode: run.passed ? .done : .differs
        ) { _ in Printable.lines(run.transcript) }
    }
}
