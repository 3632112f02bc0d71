package import MNCore
package import MNSim

/// Machines that a promise can be about: a class of a fleet, or a profile.
package struct PolicyMachine: Sendable {
    /// Of the class or of the profile.
    package var id: String
    /// How many there are.
    package var count: Int
    /// Nil for a profile that tells nothing of the machine of its Docker.
    package var facts: FleetFacts?
    /// The place of the fleet in the policy; nil for a profile.
    var fleet: Int?
    /// Whether it is a profile that is built in.
    var isShipped = false
    /// What each model of the board comes to.
    package var outcomes: [FleetOutcome]
    /// The status of each model, of a profile.
    var statuses: [Status]?
}

/// All machines that a policy can speak of, judged.
package struct PolicyBoard: Sendable {
    /// What a query is about: shares of fleets and of profiles together mean nothing.
    enum Group: Int, Hashable, Sendable { case fleet, profiles }

    package let policy: FleetPolicy
    /// The models of all promises.
    package let models: [Model]
    /// The day of the driver data that is judged by.
    package let dataDay: CalendarDate
    let fleet: [PolicyMachine]
    /// Empty where no promise speaks of profiles.
    let profiles: [PolicyMachine]
    let judge: FleetJudge

    /// - Parameter shipped: the ids of the profiles that are built in.
    package init(
        _ policy: FleetPolicy, _ catalog: Catalog, _ library: ProfileLibrary,
        shipped: Set<String>
    ) async throws {
        self.policy = policy
        models = try policy.promisedModels
        let rules = catalog.rules
        dataDay = rules.policy.drivers.date
        var judge = FleetJudge(models, rules)
        fleet = policy.fleets.enumerated().flatMap { index, named in
            named.fleet.classes.map { one in
                PolicyMachine(
                    id: one.id, count: one.count, facts: one.facts, fleet: index,
                    outcomes: judge.outcomes(one.facts))
            }
        }
        self.judge = judge
        let queries =
            policy.promises.map(\.query) + policy.names.map(\.query)
            + policy.waivers.map(\.query)
        var profiles: [PolicyMachine] = []
        if policy.fleets.isEmpty || queries.contains(where: policy.speaksOfProfiles) {
            for id in library.ids {
                let profile = try library.profile(id)
                let hardware = await Hardware.probe(ReplayMachine(profile))
                let machine = rules.prepared(hardware)
                var facts = FleetFacts(hardware)
                facts?.tags = profile.tags
                profiles.append(
                    PolicyMachine(
                        id: id, count: 1, facts: facts,
                        isShipped: shipped.contains(id),
                        outcomes: judge.outcomes(on: hardware),
                        statuses: models.map { rules.decision($0, on: machine).status }))
            }
        }
        self.profiles = profiles
    }

    /// One machine, which is of no fleet and no profile.
    init(_ policy: FleetPolicy, _ catalog: Catalog, madeUp hardware: Hardware) throws(PolicyFault) {
        self.policy = policy
        models = try policy.promisedModels
        let rules = catalog.rules
        dataDay = rules.policy.drivers.date
        judge = FleetJudge(models, rules)
        let machine = rules.prepared(hardware)
        let one = PolicyMachine(
            id: "", count: 1, facts: FleetFacts(hardware), outcomes: [],
            statuses: models.map { rules.decision($0, on: machine).status })
        (fleet, profiles) = ([one], [one])
    }

    func machines(_ group: Group) -> [PolicyMachine] { group == .fleet ? fleet : profiles }
}

extension FleetPolicy {
    /// Whether a query itself names profiles.
    func speaksOfProfiles(_ query: PolicyQuery) -> Bool {
        query.facts.contains { fact, _ in
            switch fact {
            case .shipped, .pattern: true
            case .name(let name): isProfile(name)
            case .hardware(let id): isProfile(id)
            default: false
            }
        }
    }
}
