import MNCore
import MNSim
import Testing

/// What decides and what explains is one, on every machine and for odd models too.
@Suite struct `The evaluator of the rules` {
    /// The catalog's models, and others whose minima and backends it does not have.
    static let models: [Model] = {
        var models = Catalog.builtin.models
        guard let first = models.first else { return [] }
        let kinds = Requirements.Kind.allCases
        for gigabytes in [0.0, 0.5, 4, 7.36, 8, 15.9, 16, 24, 32, 64, 400_000] {
            for count in 0...kinds.count {
                var model = first
                model.requirements = Requirements(
                    Dictionary(uniqueKeysWithValues: kinds.prefix(count).map { ($0, gigabytes) }))
                models.append(model)
            }
        }
        var vllm = first
        vllm.backends = [.llamaCpp, .vllm]
        models.append(vllm)
        var choosy = first
        choosy.requiredCapabilities = ["nvidia-h100"]
        models.append(choosy)
        return models
    }()

    @Test func `explains what it decides, for every model on every machine`() async throws {
        let table = RuleTable.standard
        var rules: Set<Rule.ID> = []
        for profile in try `The fleet of profiles`.profiles() {
            let machine = table.prepared(await Hardware.probe(ReplayMachine(profile)))
            for model in Self.models {
                for backend in [nil, Backend.llamaCpp, .vllm, Backend("mlx")] {
                    let decision = table.decision(model, backend: backend, on: machine)
                    let verdict = table.verdict(model, backend: backend, on: machine)
                    let steps = table.explanation(of: verdict, on: machine)
                    let sizes = table.comparisons(of: verdict, on: machine)
                    let last = steps.last
                    // Where it is open whether a GPU counts, no rule has decided.
                    let isExplained =
                        last?.truth == .yes && last?.rule == decision.rule
                        || last?.truth != .no && decision.rule == .insufficientEvidence
                    let isWeighed = decision.comparison.map(sizes.contains) ?? true
                    #expect(
                        isExplained && isWeighed && steps.dropLast().allSatisfy { $0.truth == .no },
                        "\(profile.id) \(model.id) \(model.requirements) \(decision)")
                    rules.insert(decision.rule)
                }
            }
        }
        #expect(rules == Set(Rule.ID.allCases))
    }
}
