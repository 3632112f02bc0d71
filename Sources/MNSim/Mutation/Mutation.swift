package import MNCore

/// Mutants, and who notices them: whether the profiles hold the rules in place.
package struct Mutation: Sendable {
    /// What came of one mutant.
    package enum Fate: Sendable {
        /// A profile does not get the verdict that it expects.
        case unexpected(profiles: [String])
        /// No expectation is missed, but this profile gets another verdict than from the rules as they
        /// are.
        case different(profile: String)
        /// No made-up machine tells it from the rules as they are.
        case equivalent
        /// No profile notices it; this one would.
        case survived(killer: Profile, Difference)
    }

    /// A verdict before and after a change.
    package struct Difference: Hashable, Sendable {
        package var model: String
        package var before: Answer
        package var after: Answer
    }

    package struct Finding: Sendable {
        package var mutant: Mutant
        package var fate: Fate
    }

    /// In the order of the mutants.
    package private(set) var findings: [Finding] = []
    package let profiles: Int
    /// The profiles of which the rules as they are miss an expectation, which then tells nothing.
    package let unmet: [String]
    /// The questions that each machine was asked: models, and backends asked for.
    package let questions: Int
    /// The made-up machines, and what was combined in them.
    package let generated: Int
    package let axes: [String]

    /// The findings of mutants that nothing notices.
    package var survivors: [Finding] {
        findings.filter { if case .survived = $0.fate { true } else { false } }
    }

    /// Whether nothing survives, and the profiles get what they expect in the first place.
    package var holds: Bool { survivors.isEmpty && unmet.isEmpty }

    /// Tries mutants on profiles, and those that none notices on all made-up machines.
    ///
    /// - Parameter told: is called before each mutant.
    package init(
        _ mutants: [Mutant], on profiles: [Profile], models: [Model],
        rules: RuleTable = .standard, told: (Mutant) -> Void = { _ in }
    ) async {
        let questions = MutationBench.questions(models)
        let bench = MutationBench(questions: questions, rules: rules)
        var members: [MutationBench.Member] = []
        for profile in profiles {
            members.append(
                bench.member(profile, await Hardware.probe(ReplayMachine(profile))))
        }
        let space = GeneratedMachineSpace(models: models, share: rules.policy.nominalShare)
        // Probed when a mutant needs them.
        var tried: [MutationBench.JudgedMachine] = []
        self.profiles = profiles.count
        unmet = members.filter(\.isUnmet).map(\.profile)
        self.questions = questions.count
        generated = space.generated.count
        axes = space.axes

        for mutant in mutants {
            told(mutant)
            let judge = bench.judge(mutant)
            var fate = Self.noticed(judge, members)
            for (index, candidate) in space.generated.enumerated() where fate == nil {
                if index == tried.count {
                    tried.append(bench.judged(await Hardware.probe(candidate)))
                }
                let judged = tried[index]
                guard let (question, after) = judge.difference(on: judged) else { continue }
                fate = .survived(
                    killer: await Self.killer(of: mutant, candidate, judged, questions, question),
                    Difference(
                        model: questions[question].model.id,
                        before: judged.answers[question], after: after))
            }
            findings.append(Finding(mutant: mutant, fate: fate ?? .equivalent))
        }
    }

    /// Who notices a mutant: all whose expectations are missed, else the first that is judged otherwise.
    private static func noticed(
        _ judge: MutationBench.Judge, _ members: [MutationBench.Member]
    ) -> Fate? {
        let missed = members.filter { member in
            let machine = judge.machine(member.judged)
            return member.expected.contains { question, expectation in
                !expectation.isMet(by: judge.answer(question, machine))
            }
        }
        if !missed.isEmpty { return .unexpected(profiles: missed.map(\.profile)) }
        return members.first { judge.difference(on: $0.judged) != nil }
            .map { .different(profile: $0.profile) }
    }

    /// A profile on which a mutant differs, expecting what the rules say as they are.
    private static func killer(
        of mutant: Mutant, _ candidate: GeneratedMachine, _ judged: MutationBench.JudgedMachine,
        _ questions: [MutationBench.Question], _ question: Int
    ) async -> Profile {
        // The document's model is expected of every profile.
        let wanted = questions.indices.filter {
            questions[$0].isExpectable
                && ($0 == question || questions[$0].model.id == Catalog.defaultModel)
        }
        return await candidate.profile(
            "killer-" + mutant.id.replacing("/", with: "-").replacing("_", with: "-"),
            title: "Machine on which it shows: \(mutant.words)",
            wanted.map { index in
                let answer = judged.answers[index]
                return .init(
                    model: questions[index].model.id, rule: answer.rule.rawValue,
                    status: answer.status.rawValue)
            })
    }
}

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
