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
    /// The same of each model alone.
    private let modelThresholds: [[ByteCount]]
    /// What the rules ask for.
    private let named: Set<Condition>
    /// What machines that no rule can tell apart come to.
    private var known: [FleetFacts: [FleetOutcome]] = [:]
    /// What is decisive of a kind.
    private var kinds: [Shared<FleetFacts.Kind>: Shared<FleetFacts.Kind>] = [:]
    private var grounds: [FleetFacts: [[Ground]]] = [:]

    /// The most machines that one class is tried as; more are not known.
    private static let mostTried = 512
    /// The most machines that are tried to find which fact would tell.
    static let mostFilled = 64

    package init(_ models: [Model], _ rules: RuleTable) {
        self.models = models
        self.rules = rules
        modelThresholds = models.map { Self.thresholds([$0], rules) }
        thresholds = Self.thresholds(models, rules)
        named = rules.namedConditions
    }

    private static func thresholds(_ models: [Model], _ rules: RuleTable) -> [ByteCount] {
        let sizes = models.flatMap { model in
            Requirements.Kind.allCases.compactMap { model.requirements[$0] }.flatMap { minimum in
                [true, false].map { rules.policy.leastBytes(minimum, isNominal: $0) }
            }
        }
        return Set(sizes).subtracting([.zero]).sorted()
    }

    /// What each model comes to on a machine of these facts, in the order of the models.
    package mutating func outcomes(_ facts: FleetFacts) -> [FleetOutcome] {
        let facts = decisive(facts)
        if let outcomes = known[facts] { return outcomes }
        let outcomes = judged(facts)
        known[facts] = outcomes
        return outcomes
    }

    /// `FleetFacts.decisive`, worked out once for a kind.
    private mutating func decisive(_ facts: FleetFacts) -> FleetFacts {
        let kind = kinds[facts.kind] ?? Shared(facts.kind.value.decisive(thresholds))
        kinds[facts.kind] = kind
        return FleetFacts(kind, memory: facts.memory.reached(thresholds))
    }

    private func judged(_ facts: FleetFacts) -> [FleetOutcome] {
        var search = FleetSearch(facts, thresholds, rules, named)
        let all = Array(models.indices)
        let settled = settled(facts, all, thresholds, &search)
        return all.map { index in
            guard case .unknown = settled[index] else { return settled[index] }
            return .unknown(deciding(facts.missing, index, &search))
        }
    }

    /// The same without what would decide where it is not known.
    ///
    /// - Parameters:
    ///   - models: the places of those that are asked for.
    ///   - thresholds: of these.
    private func settled(
        _ facts: FleetFacts, _ models: [Int], _ thresholds: [ByteCount],
        _ search: inout FleetSearch
    ) -> [FleetOutcome] {
        guard let points = facts.points(thresholds, limit: Self.mostTried) else {
            return models.map { _ in .unknown([]) }
        }
        var outcomes: [FleetOutcome] = []
        for point in points {
            let found = models.map { search.outcome(self.models[$0], on: point) }
            outcomes = outcomes.isEmpty ? found : zip(outcomes, found).map { $0.agreed(with: $1) }
        }
        return outcomes
    }

    /// What each model comes to on a machine that was recorded, in the order of the models.
    package func outcomes(on hardware: Hardware) -> [FleetOutcome] {
        var machine = FleetPoint(hardware, rules, named)
        return models.map { machine.outcome($0) }
    }

    /// The statuses that each model may have on a machine of these facts; none where too little is known.
    package func statuses(_ facts: FleetFacts) -> [Set<Status>] {
        let points = facts.decisive(thresholds).points(thresholds, limit: Self.mostTried) ?? []
        let machines = points.map { rules.prepared($0.hardware) }
        return models.map { model in
            let decisions = machines.map { rules.decision(model, on: $0) }
            return decisions.contains(where: \.rule.isUnknown) ? [] : Set(decisions.map(\.status))
        }
    }

    /// What decides on each model on a machine of these facts: each rule and minimum once.
    package mutating func grounds(_ facts: FleetFacts) -> [[Ground]] {
        let facts = decisive(facts)
        if let grounds = grounds[facts] { return grounds }
        let points = facts.points(thresholds, limit: Self.mostTried) ?? []
        let machines = points.map { rules.prepared($0.hardware) }
        let found = models.map { model in
            machines.map { machine in
                let decision = rules.decision(model, on: machine)
                return Ground(rule: decision.rule, minimum: decision.comparison?.minimum)
            }.uniqued()
        }
        grounds[facts] = found
        return found
    }

    /// A rule that decides, and the size that it asks for.
    package struct Ground: Hashable, Sendable {
        package var rule: Rule.ID
        package var minimum: Requirements.Minimum?
    }

    // MARK: - What is missing

    /// The fact that would decide, or else the two; all that is missing if those would not.
    private func deciding(
        _ missing: [FleetFact], _ model: Int, _ search: inout FleetSearch
    ) -> [FleetFact] {
        func decides(_ asked: [FleetFact]) -> Bool {
            guard let filled = search.filled(asked) else { return false }
            return filled.allSatisfy { facts in
                let outcome = settled(facts, [model], modelThresholds[model], &search)[0]
                if case .unknown = outcome { return false } else { return true }
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

extension FleetOutcome {
    /// Both, where they are the same; else it is not known.
    func agreed(with other: FleetOutcome) -> FleetOutcome {
        switch (self, other) {
        case (.runs(let one), .runs(let two)): .runs(isEngineAssumed: one || two)
        case (.doesNotRun(let one), .doesNotRun(let two)): .doesNotRun(canBeForced: one && two)
        case _ where self == other: self
        default: .unknown([])
        }
    }
}
