import MNCore
import MNSim

@testable import MNFleet

/// Judges each model of each class by itself and from the beginning, which takes long; what is shared among
/// models in `FleetJudge` must change nothing.
struct SlowJudge {
    let models: [Model]
    let rules: RuleTable
    private let thresholds: [ByteCount]

    init(_ models: [Model], _ rules: RuleTable) {
        self.models = models
        self.rules = rules
        let sizes = models.flatMap { model in
            Requirements.Kind.allCases.compactMap { model.requirements[$0] }.flatMap { minimum in
                [true, false].map { rules.policy.leastBytes(minimum, isNominal: $0) }
            }
        }
        thresholds = Set(sizes).subtracting([.zero]).sorted()
    }

    func outcomes(_ facts: FleetFacts) -> [FleetOutcome] {
        let facts = facts.decisive(thresholds)
        return zip(models, settled(facts)).map { model, outcome in
            guard case .unknown = outcome else { return outcome }
            return .unknown(deciding(facts.missing, facts, model))
        }
    }

    private func settled(_ facts: FleetFacts) -> [FleetOutcome] {
        guard let points = facts.points(thresholds, limit: 512) else {
            return models.map { _ in .unknown([]) }
        }
        return models.map { model in
            let found = points.map { outcome(model, $0.hardware) }
            return found.dropFirst().reduce(found[0]) { $0.agreed(with: $1) }
        }
    }

    private func outcome(_ model: Model, _ hardware: Hardware) -> FleetOutcome {
        let decision = rules.decision(model, on: hardware)
        if decision.rule.isUnknown { return .unknown([]) }
        if decision.runs { return .runs(isEngineAssumed: decision.assumed.contains(.engine)) }
        if let action = action(model, hardware) { return .after(action) }
        let rule = rules.rules.first { $0.id == decision.rule }
        return .doesNotRun(
            canBeForced: !decision.status.isAccepted && rule?.isForceable ?? true)
    }

    private func action(_ model: Model, _ hardware: Hardware) -> FleetAction? {
        func runs(_ hardware: Hardware?) -> Bool {
            hardware.map { rules.decision(model, on: $0).runs } ?? false
        }
        if runs(hardware.withDrivers(rules.policy.drivers)) { return .driver }
        // All that could be otherwise, of which few are what somebody can do.
        let changes = rules.changes(model, hardware).compactMap { change in
            change.action.map { (action: $0, change: change) }
        }
        return changes.sorted { $0.action < $1.action }
            .first { runs(hardware.taking($1.name, $1.to)) }?.action
    }

    private func deciding(
        _ missing: [FleetFact], _ facts: FleetFacts, _ model: Model
    ) -> [FleetFact] {
        let judge = SlowJudge([model], rules)
        func decides(_ asked: [FleetFact]) -> Bool {
            var filled = [facts]
            for fact in asked where filled.count <= FleetJudge.mostFilled {
                filled = filled.flatMap { $0.filled(fact, thresholds, rules) }
            }
            return filled.count <= FleetJudge.mostFilled
                && filled.allSatisfy { facts in
                    if case .unknown = judge.settled(facts)[0] { false } else { true }
                }
        }
        for fact in missing where decides([fact]) { return [fact] }
        for (index, fact) in missing.enumerated() {
            for other in missing.dropFirst(index + 1) where decides([fact, other]) {
                return [fact, other]
            }
        }
        return missing
    }
}
