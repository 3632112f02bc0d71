package import MNCore

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
    struct JudgedMachine {
        let machine: PreparedMachine
        /// By question.
        let answers: [Mutation.Answer]
    }

    let questions: [Question]
    let rules: RuleTable

    /// Each model; and the document's, once with a backend that it does not list, once without its
    /// minima, for which the document's then stand in, and once asking for a capability.
    static func questions(_ models: [Model]) -> [Question] {
        var questions = models.map { Question(model: $0) }
        for model in models where model.id == Catalog.defaultModel {
            questions.append(Question(model: model, backend: .vllm, isExpectable: false))
            var silent = model
            silent.name += " without requirements"
            silent.requirements = Requirements([:])
            questions.append(Question(model: silent, isExpectable: false))
            var choosy = model
            choosy.requiredCapabilities = ["nvidia-h100"]
            questions.append(Question(model: choosy, isExpectable: false))
        }
        return questions
    }

    func judged(_ hardware: Hardware) -> JudgedMachine {
        let machine = rules.prepared(hardware)
        return JudgedMachine(
            machine: machine,
            answers: questions.map { rules.answer($0.model, $0.backend, machine) })
    }

    /// A machine of which a profile expects verdicts.
    struct Member {
        let profile: String
        let judged: JudgedMachine
        /// What is expected and met, with the question it answers.
        let expected: [(question: Int, expectation: Profile.Expectation)]
        /// Whether the rules as they are miss something that the profile expects.
        let isUnmet: Bool
    }

    func member(_ profile: Profile, _ hardware: Hardware) -> Member {
        let judged = judged(hardware)
        var expected: [(question: Int, expectation: Profile.Expectation)] = []
        var isUnmet = false
        for expectation in profile.expectations {
            let index = questions.firstIndex {
                $0.isExpectable && $0.model.id == expectation.model
            }
            guard let index else { continue }
            if expectation.isMet(by: judged.answers[index]) {
                expected.append((index, expectation))
            } else {
                isUnmet = true
            }
        }
        return Member(
            profile: profile.id, judged: judged, expected: expected, isUnmet: isUnmet)
    }

    /// The rules and models as a mutant has them.
    struct Judge {
        fileprivate var questions: [Question]
        fileprivate var rules: RuleTable
        fileprivate var change: (@Sendable (inout Hardware) -> Void)?
        /// Whether numbers and data are as in the rules as they are.
        fileprivate var isOfSamePolicy = true

        /// The machine as the mutant takes it.
        func machine(_ judged: JudgedMachine) -> PreparedMachine {
            if change == nil, isOfSamePolicy { return judged.machine.prepared(for: rules) }
            var hardware = judged.machine.hardware
            change?(&hardware)
            return rules.prepared(hardware)
        }

        func answer(_ question: Int, _ machine: PreparedMachine) -> Mutation.Answer {
            rules.answer(questions[question].model, questions[question].backend, machine)
        }

        /// The first question to which the mutant says something else.
        func difference(on judged: JudgedMachine) -> (question: Int, after: Mutation.Answer)? {
            let machine = machine(judged)
            for (index, before) in judged.answers.enumerated() {
                let after = answer(index, machine)
                if after != before { return (index, after) }
            }
            return nil
        }
    }

    func judge(_ mutant: Mutant) -> Judge {
        var judge = Judge(questions: questions, rules: rules)
        switch mutant.change {
        case .rules(let changed):
            judge.rules = changed
            judge.isOfSamePolicy = changed.policy == rules.policy
        case .hardware(let change): judge.change = change
        case .model(let change):
            for index in questions.indices { change(&judge.questions[index].model) }
        }
        return judge
    }
}

extension Mutation {
    /// What a verdict says besides its numbers and evidence.
    package struct Answer: Hashable, Sendable {
        package var rule: Rule.ID
        package var status: Status
        package var isForceable: Bool
        /// Nil for AMD, where the engine decides.
        package var accelerator: Accelerator?
        package var measure: Rule.Measure?
    }
}

extension Profile.Expectation {
    func isMet(by answer: Mutation.Answer) -> Bool {
        answer.rule.rawValue == rule && answer.status.rawValue == status
    }
}

extension RuleTable {
    fileprivate func answer(
        _ model: Model, _ backend: Backend?, _ machine: PreparedMachine
    ) -> Mutation.Answer {
        let decision = decision(model, backend: backend, on: machine)
        let rule = rules.first { $0.id == decision.rule }
        return Mutation.Answer(
            rule: decision.rule, status: decision.status, isForceable: rule?.isForceable ?? true,
            accelerator: rule?.accelerator, measure: rule?.measure)
    }
}
