import MNCore
import MNSim

/// `mn profile diff`: what two profiles say differently.
enum ProfileDiffCommand {
    static let command = Command(
        CommandSpecification(
            "profile diff",
            summary: "Compare two profiles: evidence, facts, verdicts.",
            positionals: [
                PositionalSpecification(
                    "A", help: "The id of a profile, or a profile file.",
                    names: .one(of: .profiles, .files)),
                PositionalSpecification(
                    "B", help: "The other.", names: .one(of: .profiles, .files)),
            ],
            examples: [
                .init(
                    "mn profile diff nvidia-rtx2060-6gb customer.json",
                    "what is different about the customer's machine")
            ]), run: run)

    private static func run(_ arguments: ParsedArguments, _ world: World) async throws -> Report {
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let left = try library.profile(arguments.required("A"))
        let right = try library.profile(arguments.required("B"))
        let models = try world.catalog().whole.models
        let difference = await ProfileDifference(left, right, models: models)
        return Report(json: json(left, right, difference)) { page in
            text(left, right, difference, page)
        }
    }

    // MARK: - Text

    /// The most lines that are shown of an answer.
    private static let linesShown = 8

    private static func text(
        _ left: Profile, _ right: Profile, _ difference: ProfileDifference, _ page: Page
    ) -> String {
        var text = heading("-", left, page) + heading("+", right, page)
        text += "\nEvidence:" + (difference.evidence.isEmpty ? " the same\n" : "\n")
        for answer in difference.evidence {
            text += "  " + page.wrapped(heading(answer), hanging: 4, first: 2)
            for line in answer.lines.prefix(linesShown) {
                text +=
                    "    "
                    + page.wrapped(
                        "\(line.isLeft ? "-" : "+") \(Sanitized.line(line.text))", hanging: 6,
                        first: 4)
            }
            if answer.lines.count > linesShown {
                text += "    … \(answer.lines.count - linesShown) more\n"
            }
        }
        text += "\nFacts:" + (difference.facts.isEmpty ? " the same\n" : "\n")
        for fact in difference.facts {
            text += side("-", fact.label, fact.left, page) + side("+", fact.label, fact.right, page)
        }
        let count = Words.count(difference.models, "model")
        text +=
            "\nVerdicts:"
            + (difference.verdicts.isEmpty ? " the same for \(count)\n" : "\n")
        if !difference.verdicts.isEmpty {
            text += page.table(table(difference))
        }
        return text
    }

    private static func heading(_ sign: String, _ profile: Profile, _ page: Page) -> String {
        let title = Sanitized.line("\(sign) \(profile.id): \(profile.title)")
        return page.wrapped("\(title) (\(profile.provenance.rawValue))", hanging: 2)
    }

    private static func side(
        _ sign: String, _ label: String, _ value: String?, _ page: Page
    ) -> String {
        value.map {
            "  " + page.wrapped("\(sign) \(label): \(Sanitized.line($0))", hanging: 4, first: 2)
        } ?? ""
    }

    private static func heading(_ answer: ProfileDifference.Answer) -> String {
        switch (answer.left, answer.right) {
        case (nil, let outcome?): "+ \(answer.access)\(note(outcome))"
        case (let outcome?, nil): "- \(answer.access)\(note(outcome))"
        case (let left?, let right?):
            answer.lines.isEmpty
                ? "\(answer.access): \(word(left)), then \(word(right))" : "\(answer.access)"
        case (nil, nil): "\(answer.access)"
        }
    }

    /// What to add where there is no answer to show.
    private static func note(_ outcome: Outcome) -> String {
        let word = word(outcome)
        return word == "an answer" ? "" : ": \(word)"
    }

    private static func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .absent, .denied, .timedOut, .failed, .unrecorded:
            Gap(.platform, after: outcome).reason.description
        case .ended(let result) where result.ending != .exited(0): result.summary
        case .bytes, .entries, .value, .platform, .ended: "an answer"
        }
    }

    private static func table(_ difference: ProfileDifference) -> Table {
        var table = Table([
            .init("MODEL", priority: 3), .init("A", priority: 2, leastWidth: 12),
            .init("B", priority: 2, leastWidth: 12),
        ])
        func cell(_ ruling: ProfileDifference.Ruling) -> Table.Cell {
            .init("\(ruling.status.rawValue) (\(ruling.rule.rawValue))", ruling.status.style)
        }
        for verdict in difference.verdicts {
            table.append([.init(verdict.model), cell(verdict.left), cell(verdict.right)])
        }
        return table
    }

    // MARK: - JSON

    private static func json(
        _ left: Profile, _ right: Profile, _ difference: ProfileDifference
    ) -> JSON {
        [
            "schema": "mn.profile.diff/1", "simulated": true, "a": .string(left.id),
            "b": .string(right.id), "provenance": ["a": left.origin, "b": right.origin],
            "models": .integer(difference.models),
            "evidence": .array(
                difference.evidence.map { answer in
                    [
                        "access": .string("\(answer.access)"),
                        "change": .string(
                            answer.left == nil
                                ? "only_b" : answer.right == nil ? "only_a" : "changed"),
                        "a": .string(orNull: answer.left.map(word)),
                        "b": .string(orNull: answer.right.map(word)),
                        "only_a": .strings(answer.lines.filter(\.isLeft).map(\.text)),
                        "only_b": .strings(answer.lines.filter { !$0.isLeft }.map(\.text)),
                    ]
                }),
            "facts": .array(
                difference.facts.map {
                    [
                        "fact": .string($0.label), "a": .string(orNull: $0.left),
                        "b": .string(orNull: $0.right),
                    ]
                }),
            "verdicts": .array(
                difference.verdicts.map {
                    ["model": .string($0.model), "a": json($0.left), "b": json($0.right)]
                }),
        ]
    }

    private static func json(_ ruling: ProfileDifference.Ruling) -> JSON {
        ["rule": .string(ruling.rule.rawValue), "status": .string(ruling.status.rawValue)]
    }
}
