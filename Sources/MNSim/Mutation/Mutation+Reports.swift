package import MNCore

extension Mutation {
    /// How many mutants met each fate.
    package struct Tally: Hashable, Sendable {
        package var mutants = 0
        package var unexpected = 0
        package var different = 0
        package var equivalent = 0
        package var survived = 0

        mutating func count(_ fate: Fate) {
            mutants += 1
            switch fate {
            case .unexpected: unexpected += 1
            case .different: different += 1
            case .equivalent: equivalent += 1
            case .survived: survived += 1
            }
        }
    }

    /// The tally of the findings that are wanted.
    package func tally(where isWanted: (Finding) -> Bool = { _ in true }) -> Tally {
        var tally = Tally()
        for finding in findings where isWanted(finding) { tally.count(finding.fate) }
        return tally
    }

    /// A table: a row for each way of changing.
    package func summaryTable() -> Table {
        var table = Table([
            .init("CHANGE", priority: 5), .init("MUTANTS", .right, priority: 4),
            .init("MISSED", .right, priority: 3), .init("OTHERWISE", .right, priority: 2),
            .init("EQUIVALENT", .right, priority: 1), .init("SURVIVORS", .right, priority: 4),
        ])
        func row(_ name: String, _ tally: Tally) -> [Table.Cell] {
            [
                .init(name), .init("\(tally.mutants)"), .init("\(tally.unexpected)"),
                .init("\(tally.different)"), .init("\(tally.equivalent)"),
                .init("\(tally.survived)", tally.survived > 0 ? .bad : .plain),
            ]
        }
        for kind in Mutant.Operator.allCases {
            let tally = tally { $0.mutant.kind == kind }
            if tally.mutants > 0 { table.append(row(kind.rawValue, tally)) }
        }
        table.append(row("all", tally()))
        return table
    }

    /// A table: a row for each mutant.
    package func table() -> Table {
        var table = Table([
            .init("MUTANT", priority: 3, leastWidth: 16),
            .init("CHANGE", priority: 1, leastWidth: 20),
            .init("NOTICED BY", priority: 2, leastWidth: 16),
        ])
        for finding in findings {
            table.append([
                .init(finding.mutant.id), .init(finding.mutant.words),
                .init(finding.fate.words, finding.fate.style),
            ])
        }
        return table
    }

    /// What came of it, in a sentence.
    package var summaryLine: String {
        let tally = tally()
        let noticed = tally.unexpected + tally.different
        return "\(Words.count(tally.mutants, "mutant")) on \(Words.count(profiles, "profile")): "
            + "\(noticed) noticed (\(tally.unexpected) miss an expectation), "
            + "\(tally.equivalent) equivalent on all of \(generated) made-up machines, "
            + "\(Words.count(tally.survived, "survivor"))."
            + (unmet.isEmpty
                ? "" : " Not as expected before any change: \(unmet.joined(separator: ", ")).")
    }

    package var json: JSON {
        let tally = tally()
        return [
            "schema": "mn.mutation/1", "simulated": true,
            "totals": [
                "mutants": .integer(tally.mutants), "unexpected": .integer(tally.unexpected),
                "different": .integer(tally.different), "equivalent": .integer(tally.equivalent),
                "survived": .integer(tally.survived), "profiles": .integer(profiles),
                "questions": .integer(questions),
            ],
            "unmet": .strings(unmet),
            "exhausted": ["machines": .integer(generated), "axes": .strings(axes)],
            "mutants": .array(findings.map(\.json)),
            "survivors": .array(survivors.map(\.survivorJSON)),
        ]
    }
}

extension Mutation.Fate {
    /// The fate as a word; a promise.
    package var name: String {
        switch self {
        case .unexpected: "unexpected"
        case .different: "different"
        case .equivalent: "equivalent"
        case .survived: "survived"
        }
    }

    /// The profiles that notice the mutant.
    package var profiles: [String] {
        switch self {
        case .unexpected(let profiles): profiles
        case .different(let profile): [profile]
        case .equivalent, .survived: []
        }
    }

    fileprivate var words: String {
        switch self {
        case .unexpected(let profiles) where profiles.count > 1:
            "\(profiles[0]) and \(profiles.count - 1) more"
        case .unexpected(let profiles): profiles[0]
        case .different(let profile): "\(profile), otherwise"
        case .equivalent: "equivalent"
        case .survived: "nobody"
        }
    }

    fileprivate var style: TextStyle { if case .survived = self { .bad } else { .plain } }
}

extension Mutation.Finding {
    fileprivate var json: JSON {
        [
            "id": .string(mutant.id), "operator": .string(mutant.kind.rawValue),
            "change": .string(mutant.words), "fate": .string(fate.name),
            "profiles": .strings(fate.profiles),
        ]
    }

    fileprivate var survivorJSON: JSON {
        guard case .survived(let killer, let difference) = fate else { return .null }
        return [
            "id": .string(mutant.id), "change": .string(mutant.words),
            "model": .string(difference.model), "before": difference.before.json,
            "after": difference.after.json, "killer": killer.json,
        ]
    }
}

extension Mutation.Answer {
    fileprivate var json: JSON {
        ["rule": .string(rule.rawValue), "status": .string(status.rawValue)]
    }
}
