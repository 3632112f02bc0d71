import MNCore
import MNSim
import Testing

/// The rules as bits decide as the table itself does, on every machine and for odd models too.
@Suite struct `Compiled rules` {
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

    @Test func `decide as the table does, for every model on every machine`() async throws {
        let compiled = CompiledRules()
        var rules: Set<Rule.ID> = []
        for profile in try `The fleet of profiles`.profiles() {
            let hardware = await Hardware.probe(ReplayMachine(profile))
            let machine = compiled.prepared(hardware)
            for model in Self.models {
                for backend in [nil, Backend.llamaCpp, .vllm, Backend("mlx")] {
                    let verdict = RuleTable.standard.verdict(model, backend: backend, on: hardware)
                    let decision = compiled.decision(model, backend: backend, on: machine)
                    let same =
                        decision.rule == verdict.rule && decision.status == verdict.status
                        && decision.accelerator == verdict.accelerator
                        && decision.comparison == verdict.comparison
                        && decision.assumed == verdict.assumed
                    #expect(same, "\(profile.id) \(model.id) \(model.requirements) \(decision)")
                    rules.insert(decision.rule)
                }
            }
        }
        #expect(rules == Set(Rule.ID.allCases))
    }

    @Test func `decide as another table does`() async throws {
        var table = RuleTable.standard
        table.rules.reverse()
        table.policy.nominalShare = 0.5
        let compiled = CompiledRules(table)
        for profile in try `The fleet of profiles`.profiles().prefix(40) {
            let hardware = await Hardware.probe(ReplayMachine(profile))
            let machine = compiled.prepared(hardware)
            for model in Catalog.builtin.models {
                let verdict = table.verdict(model, on: hardware)
                #expect(compiled.decision(model, on: machine).rule == verdict.rule)
            }
        }
    }
}
