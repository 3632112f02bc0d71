package import MNCore

/// A line of a policy.
package enum PolicyStatement: Hashable, Sendable {
    /// All lines of another file stand here.
    case extends(path: String, PolicyPlace)
    case fleet(PolicyFleetLine)
    case name(PolicyName)
    case promise(PolicyPromise)
    case waiver(PolicyWaiver)
}

/// The file of a fleet.
package struct PolicyFleetLine: Hashable, Sendable {
    /// Nil where it is only called the fleet.
    package var name: String?
    package var path: String
    /// How many days old it may be; nil if any.
    package var mostDays: Int?
    package var place: PolicyPlace
}

/// A query with a name.
package struct PolicyName: Hashable, Sendable {
    package var name: String
    package var query: PolicyQuery
    /// As it was written.
    package var text: String
    package var place: PolicyPlace
}

/// What a team promises of models on machines.
package struct PolicyPromise: Hashable, Sendable {
    /// What must hold of the verdicts.
    package enum Demand: Hashable, Sendable {
        /// Each verdict has one of these.
        case statuses([Status])
        /// All hold.
        case bounds([PolicyBound])
    }

    /// As it was written.
    package var text: String
    package var place: PolicyPlace
    /// An id, alias or reference, or a pattern of ids.
    package var model: String
    package var query: PolicyQuery
    package var queryPlace: PolicyPlace
    /// The query as it was written.
    package var queryText: String
    package var demand: Demand
}

/// How many machines a model may come to something on.
package struct PolicyBound: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// It runs, or does so after one of these actions.
        case runs(orAfter: Set<PolicyAction>)
        /// It runs after one of these actions, and not before.
        case after(Set<PolicyAction>)
        case doesNotRun
        case unknown
    }

    package var outcome: Outcome
    package var comparison: PolicyComparison
    package var share: PolicyShare
    /// As it was written.
    package var text: String
}

/// What somebody can do so that a model runs, by the words of a fleet's verdict.
package enum PolicyAction: String, Hashable, Sendable, CaseIterable {
    case driver, runtime, engine
    case desktop = "docker_desktop"

    /// Its words in a policy, which follow `after`.
    var words: [String] {
        switch self {
        case .driver: ["driver", "update"]
        case .runtime: ["runtime", "change"]
        case .engine: ["engine", "change"]
        case .desktop: ["desktop", "change"]
        }
    }
}

/// What a team allows for a time, though it breaks a promise.
package struct PolicyWaiver: Hashable, Sendable {
    /// As it was written.
    package var text: String
    package var place: PolicyPlace
    /// The last day on which it is allowed.
    package var until: CalendarDate
    package var model: String
    package var query: PolicyQuery
    package var reason: String
}
