package import MNCore
package import MNSim

/// How a promise stands.
package enum PolicyStanding: String, Hashable, Comparable, Sendable, CaseIterable {
    case met
    /// Too little is known of some machines, and it hangs on them.
    case notKnown = "not_known"
    case broken

    init(_ truth: Ternary) {
        self =
            switch truth {
            case .yes: .met
            case .unknown: .notKnown
            case .no: .broken
            }
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The better first.
    package static func < (left: PolicyStanding, right: PolicyStanding) -> Bool {
        left.rank < right.rank
    }

    package var words: String {
        switch self {
        case .met: "met"
        case .notKnown: "not known"
        case .broken: "broken"
        }
    }
}

/// How many classes and machines there are.
package struct PolicyCount: Hashable, Sendable {
    package var classes = 0
    package var machines = 0

    mutating func add(_ machine: PolicyMachine) {
        classes += 1
        machines = [machines, machine.count].sum()
    }

    package var json: JSON { ["classes": .integer(classes), "machines": .integer(machines)] }
}

/// What a promise comes to for one model.
package struct PolicyResult: Sendable {
    /// One bound, and the machines that it counts.
    package struct Bound: Hashable, Sendable {
        package var bound: PolicyBound
        package var standing: PolicyStanding
        /// How many are certain, and how many more there may be.
        package var count: Int
        package var most: Int
        package var total: Int
    }

    /// A class or profile that stands against the promise.
    package struct Against: Hashable, Sendable {
        package var id: String
        package var machines: Int
        /// What it comes to.
        package var words: String
        /// Whether that is not known.
        package var isOpen: Bool
    }

    package var promise: PolicyPromise
    package var model: String
    package var standing: PolicyStanding
    /// What the promise is about.
    package var chosen = PolicyCount()
    /// Of which it cannot be told whether they are meant.
    package var open = PolicyCount()
    /// What of it is allowed, and counts as if it were so.
    package var allowed = PolicyCount()
    /// How the chosen ones come out that are not allowed for.
    package var tally: FleetVerdict.Tally
    /// Empty for a promise of statuses.
    package var bounds: [Bound] = []
    /// Most machines first.
    package var against: [Against] = []

    init(_ promise: PolicyPromise, _ model: Model) {
        self.promise = promise
        self.model = model.id
        standing = .met
        tally = FleetVerdict.Tally(id: model.id)
    }

    package var unknown: Int { tally.unknown.values.sum() }
}

/// What a waiver has hidden.
package struct PolicyWaiverUse: Sendable {
    package var waiver: PolicyWaiver
    /// The classes and profiles, and how many machines they are; sorted by id.
    package var hidden: [(id: String, machines: Int)] = []
    package var models: Set<String> = []

    package var machines: Int { hidden.map(\.machines).sum() }
}

extension FleetOutcome {
    /// As after `c-3f2a: 380 machines: `.
    package var words: String {
        switch self {
        case .runs: "runs"
        case .after(let action): "runs after \(action.words)"
        case .doesNotRun(let canBeForced):
            canBeForced ? "does not run without force" : "does not run"
        case .unknown(let facts): facts.isEmpty ? "not known" : "not known: \(facts.words)"
        }
    }

    var isRunning: Bool { if case .runs = self { true } else { false } }
    var isUnknown: Bool { if case .unknown = self { true } else { false } }
}

extension PolicyBound.Outcome {
    /// Whether a machine of this outcome counts; unknown where that is.
    func counts(_ outcome: FleetOutcome) -> Ternary {
        switch (self, outcome) {
        case (.unknown, .unknown): .yes
        case (_, .unknown): .unknown
        case (.runs, .runs), (.doesNotRun, .doesNotRun): .yes
        case (.runs(let actions), .after(let action)), (.after(let actions), .after(let action)):
            Ternary(actions.contains { $0.rawValue == action.rawValue })
        default: .no
        }
    }
}
