import MNCore
import MNSim

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
        let run = try SimScenarios.play(
            arguments.required("NAME"), library, profiles, world
        ).run
        return Report(
            json: [
                "schema": "mn.sim.show/1", "name": .string(run.name),
                "transcript": .string(run.transcript), "passed": .bool(run.passed),
                "failures": .strings(run.failures.map(\.description)),
            ], notices: run.failures.map(\.description), exitCode: run.passed ? .done : .differs
        ) { _ in Sanitized.lines(run.transcript) }
    }
}
