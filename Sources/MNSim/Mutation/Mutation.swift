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
    package init(
        _ mutants: [Mutant], on profiles: [Profile], models: [Model],
        rules: RuleTable = .standard
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
