import MNCore
import MNSim

/// `mn sim coverage`: what profiles and scenarios reach of all that can be decided, asked and said.
enum SimCoverageCommand {
    static let command = Command(
        CommandSpecification(
            "sim coverage",
            summary:
                "Tell which rules, thresholds, answers and errors profiles and scenarios reach.",
            discussion: """
                Judges every model of the catalog on every profile and runs every scenario. What there \
                is to reach comes from the program itself; --json says by whom each item is reached. \
                A scenario that fails counts for nothing, and ends this with 7.

                REAL counts what real machines reach: profiles that were recorded, derived from a \
                recorded one, or transcribed, and of these only verdicts in which no answer takes part \
                that the author composed or that 'rest' gives.
                """,
            options: [SimScenarios.folder]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let (coverage, failed) = try await coverage(arguments, world)
        let notices = failed.map { "The scenario \($0) fails, and counts for nothing." }
        return Report(
            json: arguments.has("json") ? coverage.json : .null, notices: notices,
            exitCode: failed.isEmpty ? .done : .differs
        ) { page in
            var text = coverage.table.text(width: page.width, colour: page.colour)
            text += "\n" + page.wrapped(coverage.realLine, hanging: 0)
            let lines = coverage.unreachedLines
            if !lines.isEmpty { text += "\nNot reached:\n" + page.list(lines) }
            return text
        }
    }

    /// Evaluates every profile and every scenario once; returns the names of scenarios that fail too.
    private static func coverage(
        _ arguments: ParsedArguments, _ world: World
    ) async throws -> (Coverage, failed: [String]) {
        let profiles = try Machines.library(world, folders: arguments.values("profiles"))
        let scenarios = try SimScenarios.library(arguments, world)
        var coverage = Coverage(
            models: try world.catalog().whole.models,
            errors: ErrorCode.allCases.map(\.rawValue))
        async let plays = SimScenarios.play(scenarios.names, scenarios, profiles, world)
        for id in profiles.ids { await coverage.add(try profiles.profile(id)) }
        var failed: [String] = []
        for played in try await plays {
            let name = played.run.name
            guard played.run.passed else {
                failed.append(name)
                continue
            }
            var notes = Coverage.ScenarioNotes()
            for step in played.steps { notes.add(step) }
            coverage.add(scenario: name, notes)
        }
        return (coverage, failed)
    }
}

extension Coverage.ScenarioNotes {
    fileprivate mutating func add(_ step: SimScenarios.Step) {
        for case .access(let exchange) in step.trace.events
        where !ExtraEvidence.isQuestion(exchange.access) {
            accesses.append(exchange)
        }
        exitCodes.append(step.trace.ending.exitCode)
        for note in step.notes {
            switch note {
            case .ruling(let ruling):
                rules.append(ruling.rule)
                warnings += ruling.warnings.map(\.rawValue)
            case .fault(let code): errors.append(code.rawValue)
            }
        }
    }
}
