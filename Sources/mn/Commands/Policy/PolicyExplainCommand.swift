import MNCore
import MNFleet
import MNSim

/// `mn policy explain`: what a line of a policy chooses.
enum PolicyExplainCommand {
    static let command = Command(
        CommandSpecification(
            "policy explain", summary: "Show the machines that a line of a policy chooses.",
            discussion: """
                LINE is that of a promise, of a 'let' or of an 'allow'. A machine of which a fact is \
                not told is neither chosen by that fact nor by its opposite; such machines are listed \
                apart.
                """,
            positionals: [
                PositionalSpecification("LINE", help: "The number of the line."),
                PolicyFiles.positional,
            ],
            options: [PolicyFiles.asOf],
            examples: [.init("mn policy explain 5", "which machines does line 5 mean?")]),
        run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let text = arguments.required("LINE")
        guard let line = Int(text), line > 0 else {
            throw arguments.usage(.badValue("LINE", text, wanted: "a number from 1 on"))
        }
        let (explanation, asOf) = try await PolicyFiles.reading(arguments, world) { files in
            (try PolicyExplanation(files.board, line: line), files.asOf)
        }
        return Report(json: explanation.json(asOf: asOf)) { page in
            let chosen = explanation.chosen
            let models = explanation.models.count > 4 ? [] : explanation.models
            let outcomes: (PolicyMachine) -> [String] = { machine in
                models.isEmpty ? [] : explanation.outcomes(machine).map(\.words)
            }
            var text = page.wrapped("\(explanation.place): \(explanation.text)", hanging: 2) + "\n"
            text += PolicyFiles.text(chosen, page, models.map(\.id), outcomes)
            if !explanation.open.isEmpty {
                let count = explanation.open.map(\.count).sum()
                text += "\n"
                text += page.wrapped(
                    "Could not be chosen: \(Words.count(count, "machine")).", hanging: 0)
                text += PolicyFiles.text(explanation.open, page)
            }
            text += "\n"
            return text
                + page.wrapped(
                    "Chosen: \(Words.count(chosen.map(\.count).sum(), "machine")) in "
                        + "\(Words.count(chosen.count, "class", "classes")), as of \(asOf).",
                    hanging: 0)
        }
    }
}

/// `mn policy coverage`: the machines of which no promise speaks.
enum PolicyCoverageCommand {
    static let command = Command(
        CommandSpecification(
            "policy coverage", summary: "Show the machines of a fleet that no promise speaks of.",
            positionals: [PolicyFiles.positional], options: [PolicyFiles.asOf],
            examples: [.init("mn policy coverage", "what did we forget?")]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let (coverage, asOf) = try await PolicyFiles.reading(arguments, world) { files in
            (try PolicyCoverage(files.board), files.asOf)
        }
        return Report(json: coverage.json(asOf: asOf)) { page in
            var text = ""
            if !coverage.missing.isEmpty {
                text += PolicyFiles.text(coverage.missing, page) + "\n"
            }
            let counts = [coverage.covered, coverage.missing, coverage.open].map {
                $0.map(\.count).sum()
            }
            let shares = Shares(counts).words
            text += page.wrapped(
                "Promises speak of \(counts[0]) of \(Words.count(coverage.total, "machine")) "
                    + "(\(shares[0])), as of \(asOf).", hanging: 0)
            if counts[1] > 0 {
                text += page.wrapped("No promise: \(counts[1]) (\(shares[1])).", hanging: 0)
            }
            if counts[2] > 0 {
                text += page.wrapped(
                    "Could not be chosen: \(counts[2]) (\(shares[2])).", hanging: 0)
            }
            return text
        }
    }
}
