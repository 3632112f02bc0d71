public import MNCore

/// Judges machines by rules and by mutants of them.
struct MutationBench {
    struct Question {
        var model: Model
        /// The backend that is asked for; nil takes the model's own.
        var backend: Backend?
        /// Whether a profile can expect the verdict: of a model of the catalog, on its own backend.
        var isExpectable = true
    }

    /// A machine, and what the rules say as they are.
    struct Subject {
        var hardware: Hardware
        /// By question.
        var decisions: [Mutation.Decision]
    }

    let questions: [Question]
    let rules: RuleTable

    /// Each model; and the document's, once with a backend that it does not list, and once without
    /// its minima, for which the document's then stand in.
    static func questions(_ models: [Model]) -> [Question] {
        var questions = models.map { Question(model: $0) }
        for model in models where model.id == Catalog.defaultModel {
            questions.append(Question(model: model, backend: .vllm, isExpectable: false))
            var silent = model
            silent.name += " without requirements"
            silent.requirements = Requirements([:])
            questions.append(Question(model: silent, isExpectable: false))
        }
        return questions
    }

    func subject(_ hardware: Hardware) -> Subject {
        Subject(
            hardware: hardware,
            decisions: questions.map { rules.decision($0.model, $0.backend, hardware) })
    }

    /// A machine of which a profile expects verdicts.
    struct Member {
        let profile: String
        let subject: Subject
        /// What is expected and met, with the question it answers.
        let expected: [(question: Int, expectation: Profile.Expectation)]
        /// Whether the rules as they are miss something that the profile expects.
        let isUnmet: Bool
    }

    func member(_ profile: Profile, _ hardware: Hardware) -> Member {
        let subject = subject(hardware)
        var expected: [(question: Int, expectation: Profile.Expectation)] = []
        var isUnmet = false
        for expectation in profile.expectations {
            let index = questions.firstIndex {
                $0.isExpectable && $0.model.id == expectation.model
            }
            guard let index else { continue }
            if expectation.isMet(by: subject.decisions[index]) {
                expected.append((index, expectation))
            } else {
                isUnmet = true
            }
        }
        return Member(
            profile: profile.id, subject: subject, expected: expected, isUnmet: isUnmet)
    }

    /// The rules and models as a mutant has them.
    struct Judge {
        fileprivate var questions: [Question]
        fileprivate var rules: RuleTable
        fileprivate var change: @Sendable (inout Hardware) -> Void = { _ in }

        /// The machine as the mutant takes it.
        func hardware(_ subject: Subject) -> Hardware {
            var hardware = subject.hardware
            change(&hardware)
            return hardware
        }

        func decision(_ question: Int, _ hardware: Hardware) -> Mutation.Decision {
            rules.decision(questions[question].model, questions[question].backend, hardware)
        }

        /// The first question to which the mutant says something else.
        func difference(on subject: Subject) -> (question: Int, after: Mutation.Decision)? {
            let hardware = hardware(subject)
            for (index, before) in subject.decisions.enumerated() {
                let after = decision(index, hardware)
                if after != before { return (index, after) }
            }
            return nil
        }
    }

    func judge(_ mutant: Mutant) -> Judge {
        var judge = Judge(questions: questions, rules: rules)
        switch mutant.change {
        case .rules(let changed): judge.rules = changed
        case .hardware(let change): judge.change = change
        case .model(let change):
            for index in questions.indices { change(&judge.questions[index].model) }
        }
        return judge
    }
}

extension Mutation {
    /// What a verdict says besides its numbers and evidence.
    public struct Decision: Hashable, Sendable {
        public var rule: Rule.ID
        public var status: Status
        public var isForceable: Bool
        /// Nil for AMD, where the engine decides.
        public var accelerator: Accelerator?
        public var measure: Rule.Measure?
    }
}

extension Profile.Expectation {
    func isMet(by decision: Mutation.Decision) -> Bool {
        decision.rule.rawValue == rule && decision.status.rawValue == status
    }
}

extension RuleTable {
    fileprivate func decision(
        _ model: Model, _ backend: Backend?, _ hardware: Hardware
    ) -> Mutation.Decision {
        let (id, status) = decides(model, backend: backend, on: hardware)
        let rule = rules.first { $0.id == id }
        return Mutation.Decision(
            rule: id, status: status, isForceable: rule?.isForceable ?? true,
            accelerator: rule?.accelerator, measure: rule?.measure)
    }
}
