package import MNCore

/// On how many machines of a fleet each model runs.
///
/// *Runs*, *after an action*, *does not run* and *not known* add up to all machines of each model.
package struct FleetVerdict: Sendable {
    /// The format of the document; within it only optional keys are ever added.
    package static let schema = "mn.fleet.verdict/1"

    /// What one model comes to.
    package struct Tally: Hashable, Sendable {
        package var id: String
        package var runs = 0
        /// How many of those that run do so if Docker is there, of which nothing is told.
        package var runsAssumed = 0
        package var afterAction: [FleetAction: Int] = [:]
        package var doesNotRun = 0
        /// How many of those that do not run would run by force.
        package var withForce = 0
        /// By the facts that would tell.
        package var unknown: [[FleetFact]: Int] = [:]

        package var total: Int {
            runs + afterAction.values.sum() + doesNotRun + unknown.values.sum()
        }

        package init(id: String) { self.id = id }

        package mutating func add(_ outcome: FleetOutcome, _ count: Int) {
            switch outcome {
            case .runs(let isEngineAssumed):
                runs += count
                if isEngineAssumed { runsAssumed += count }
            case .after(let action): afterAction[action, default: 0] += count
            case .doesNotRun(let canBeForced):
                doesNotRun += count
                if canBeForced { withForce += count }
            case .unknown(let facts): unknown[facts, default: 0] += count
            }
        }
    }

    package private(set) var tallies: [Tally]
    /// For how many machines a fact, perhaps with another, would tell about some model.
    package private(set) var missing: [FleetFact: Int] = [:]
    /// The day for which the fleet holds; nil where nobody said it.
    package let asOf: CalendarDate?
    /// The day of the driver data that is judged by.
    package let dataDay: CalendarDate
    /// In the order of the fleet.
    package private(set) var classes: [Class] = []

    /// A class of machines, and what each model comes to on them.
    package struct Class: Sendable {
        private enum Name { case stated(String), of(Fleet.Class) }

        private let name: Name
        package let count: Int
        /// In the order of the models.
        package let outcomes: [FleetOutcome]

        init(id: String, count: Int, outcomes: [FleetOutcome]) {
            name = .stated(id)
            self.count = count
            self.outcomes = outcomes
        }

        init(_ one: Fleet.Class, outcomes: [FleetOutcome]) {
            name = .of(one)
            count = one.count
            self.outcomes = outcomes
        }

        /// That of the class of the fleet.
        package var id: String {
            switch name {
            case .stated(let id): id
            case .of(let one): one.id
            }
        }
    }

    package init(_ fleet: Fleet, _ models: [Model], _ rules: RuleTable) {
        self.init(fleet.classes, asOf: fleet.asOf, models, rules)
    }

    /// Judges some classes of a fleet.
    package init(
        _ classes: [Fleet.Class], asOf: CalendarDate?, _ models: [Model], _ rules: RuleTable
    ) {
        self.init(asOf: asOf, dataDay: rules.policy.drivers.date, models: models.map(\.id))
        var judge = FleetJudge(models, rules)
        for one in classes {
            add(Class(one, outcomes: judge.outcomes(one.facts)))
        }
    }

    /// Of no machine yet.
    init(asOf: CalendarDate?, dataDay: CalendarDate, models: [String]) {
        self.asOf = asOf
        self.dataDay = dataDay
        tallies = models.map { Tally(id: $0) }
    }

    mutating func add(_ one: Class) {
        classes.append(one)
        var facts: Set<FleetFact> = []
        for (index, outcome) in one.outcomes.enumerated() {
            tallies[index].add(outcome, one.count)
            if case .unknown(let lacking) = outcome { facts.formUnion(lacking) }
        }
        for fact in facts { missing[fact, default: 0] += one.count }
    }

    /// How many machines there are.
    package var machines: Int { classes.map(\.count).sum() }

    /// What to ask of an inventory first: the facts that would tell about most machines.
    package var wanted: [(fact: FleetFact, machines: Int)] {
        FleetFact.allCases.compactMap { fact in missing[fact].map { (fact, $0) } }
            .sorted { $0.machines > $1.machines }
    }
}

extension FleetVerdict {
    package var json: JSON {
        [
            "schema": .string(Self.schema), "simulated": true, "data": .string("\(dataDay)"),
            "as_of": .string(orNull: asOf.map { "\($0)" }),
            "machines": .integer(machines), "classes": .integer(classes.count),
            "models": .array(tallies.map(\.json)),
            "missing": .array(
                wanted.map {
                    ["fact": .string($0.fact.rawValue), "machines": .integer($0.machines)]
                }),
        ]
    }
}

extension FleetVerdict.Tally {
    /// Which facts are lacking, most machines first.
    package var lacking: [(facts: [FleetFact], machines: Int)] {
        unknown.map { (facts: $0.key, machines: $0.value) }.sorted {
            ($1.machines, $0.facts.key) < ($0.machines, $1.facts.key)
        }
    }

    fileprivate var json: JSON {
        [
            "id": .string(id), "total": .integer(total), "runs": .integer(runs),
            "runs_assumed": .integer(runsAssumed),
            "after_action": .object(
                JSONObject(
                    FleetAction.allCases.compactMap { action in
                        afterAction[action].map { (action.rawValue, .integer($0)) }
                    })),
            "does_not_run": .integer(doesNotRun), "with_force": .integer(withForce),
            "unknown": .object(
                JSONObject(
                    unknown.map { ($0.key.key, $0.value) }.sorted { $0.0 < $1.0 }
                        .map { ($0.0, .integer($0.1)) })),
        ]
    }
}
