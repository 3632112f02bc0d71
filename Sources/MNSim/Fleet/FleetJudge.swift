package import MNCore

/// Judges models on the machines of a fleet.
///
/// A fact with more than one value is tried on each side of every threshold of the rules: where the outcome is
/// not the same everywhere, it is not known.
package struct FleetJudge: Sendable {
    package let models: [Model]
    let rules: RuleTable
    /// Of all models, sorted: what no rule can tell apart lies between two of them.
    private let thresholds: [ByteCount]
    /// What machines that no rule can tell apart come to.
    private var known: [FleetFacts: [FleetOutcome]] = [:]

    /// The most machines that one class is tried as; more are not known.
    private static let mostTried = 512
    /// The most machines that are tried to find which fact would tell.
    static let mostFilled = 64

    package init(_ models: [Model], _ rules: RuleTable) {
        self.models = models
        self.rules = rules
        let sizes = models.flatMap { model in
            Requirements.Kind.allCases.compactMap { model.requirements[$0] }.flatMap { minimum in
                [true, false].map { rules.policy.leastBytes(minimum, isNominal: $0) }
            }
        }
        thresholds = Set(sizes).subtracting([.zero]).sorted()
    }

    /// What each model comes to on a machine of these facts, in the order of the models.
    package mutating func outcomes(_ facts: FleetFacts) -> [FleetOutcome] {
        let facts = facts.decisive(thresholds)
        if let outcomes = known[facts] { return outcomes }
        let outcomes = judged(facts)
        known[facts] = outcomes
        return outcomes
    }

    private func judged(_ facts: FleetFacts) -> [FleetOutcome] {
        let missing = facts.missing
        let settled = settled(facts)
        return models.enumerated().map { index, model in
            let outcome = settled[index]
            guard case .unknown = outcome else { return outcome }
            return .unknown(deciding(missing, facts, model))
        }
    }

    /// The same without what would decide where it is not known.
    private func settled(_ facts: FleetFacts) -> [FleetOutcome] {
        guard let points = facts.points(thresholds, limit: Self.mostTried) else {
            return models.map { _ in .unknown([]) }
        }
        var outcomes: [FleetOutcome] = []
        for point in points {
            let machine = rules.prepared(point.hardware)
            let found = models.map { outcome($0, machine) }
            outcomes = outcomes.isEmpty ? found : zip(outcomes, found).map { $0.agreed(with: $1) }
        }
        return outcomes
    }

    /// On one machine, all facts of which have one value or none.
    private func outcome(_ model: Model, _ machine: PreparedMachine) -> FleetOutcome {
        let decision = rules.decision(model, on: machine)
        if decision.isUnknown { return .unknown([]) }
        if decision.runs {
            return .runs(isEngineAssumed: decision.assumed.contains(.engine))
        }
        if let action = action(model, machine.hardware) { return .after(action) }
        let rule = rules.rules.first { $0.id == decision.rule }
        return .doesNotRun(
            canBeForced: !decision.status.isAccepted && rule?.isForceable ?? true)
    }

    /// The least that makes the model run; nil if nothing alone does.
    private func action(_ model: Model, _ hardware: Hardware) -> FleetAction? {
        if runs(model, hardware.withDrivers(rules.policy.drivers)) { return .driver }
        let changes = rules.changes(model, hardware).compactMap { change in
            change.action.map { (action: $0, change: change) }
        }
        return changes.sorted { $0.action < $1.action }.first { _, change in
            runs(model, hardware.taking(change.name, change.to))
        }?.action
    }

    private func runs(_ model: Model, _ hardware: Hardware?) -> Bool {
        hardware.map { rules.decision(model, on: $0).runs } ?? false
    }

    /// What each model comes to on a machine that was recorded, in the order of the models.
    package func outcomes(on hardware: Hardware) -> [FleetOutcome] {
        let machine = rules.prepared(hardware)
        return models.map { outcome($0, machine) }
    }

    /// The statuses that each model may have on a machine of these facts; none where too little is known.
    package func statuses(_ facts: FleetFacts) -> [Set<Status>] {
        let points = facts.decisive(thresholds).points(thresholds, limit: Self.mostTried) ?? []
        let machines = points.map { rules.prepared($0.hardware) }
        return models.map { model in
            let decisions = machines.map { rules.decision(model, on: $0) }
            return decisions.contains(where: \.isUnknown) ? [] : Set(decisions.map(\.status))
        }
    }

    // MARK: - What is missing

    /// The fact that would decide, or else the two; all that is missing if those would not.
    private func deciding(
        _ missing: [FleetFact], _ facts: FleetFacts, _ model: Model
    ) -> [FleetFact] {
        let judge = FleetJudge([model], rules)
        func decides(_ asked: [FleetFact]) -> Bool {
            var filled = [facts]
            for fact in asked where filled.count <= Self.mostFilled {
                filled = filled.flatMap { $0.filled(fact, thresholds, rules) }
            }
            return filled.count <= Self.mostFilled
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

extension Decision {
    /// Whether too little is known to decide.
    fileprivate var isUnknown: Bool {
        switch rule {
        case .insufficientEvidence, .cudaUnknown, .amdUnknown, .adrenoUnknown: true
        default: false
        }
    }

    /// Whether the model runs as it is meant to.
    ///
    /// Under a driver that the engine may refuse it does not.
    fileprivate var runs: Bool {
        switch rule {
        case .amd, .adreno, .cpuAccepted: true
        default: status == .pass
        }
    }
}

extension FleetOutcome {
    /// Both, where they are the same; else it is not known.
    fileprivate func agreed(with other: FleetOutcome) -> FleetOutcome {
        switch (self, other) {
        case (.runs(let one), .runs(let two)): .runs(isEngineAssumed: one || two)
        case (.doesNotRun(let one), .doesNotRun(let two)): .doesNotRun(canBeForced: one && two)
        case _ where self == other: self
        default: .unknown([])
        }
    }
}

extension FactChange {
    /// What somebody would do so that it is so; nil if nobody can.
    fileprivate var action: FleetAction? {
        switch (name, to) {
        case (.engineRuntimes, _), (.runner, _), (.toolkit, _): .runtime
        case (.engineKind, .text("engine")) where from != nil: .engine
        case (.engineKind, .text("desktop")) where from != nil: .dockerDesktop
        default: nil
        }
    }
}

extension Hardware {
    /// The machine with working drivers for its NVIDIA GPUs, as new as the runner needs; nil if they are.
    fileprivate func withDrivers(_ data: DriverData) -> Hardware? {
        var other = self
        for (index, gpu) in gpus.enumerated() where gpu.vendor == .nvidia {
            var working = gpu
            working.fault = nil
            guard let support = cudaSupport(working, data), let needed = support.neededDriver else {
                continue
            }
            let isEnough = gpu.fault == nil && support.driver.map { !($0 < needed) } ?? true
            if isEnough { continue }
            other.gpus[index] = working
            other = other.taking(.gpu(index, .driver), .text("\(needed)")) ?? other
        }
        return other == self ? nil : other
    }
}
