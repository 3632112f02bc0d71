import MNCore
import MNSim

/// Chooses machines by queries: each is chosen, is not, or it cannot be told.
struct PolicyChoice {
    let board: PolicyBoard
    /// What the names of the policy choose, in each group.
    private var chosen: [PolicyBoard.Group: [String: [Ternary]]] = [:]
    /// What the queries with names speak of.
    private var groups: [String: Set<PolicyBoard.Group>] = [:]

    /// - Parameter isWhole: whether the board holds all machines, so that each word must be of some.
    /// - Throws: where a query names nothing, speaks of what cannot be counted together, or more is asked
    ///   than is worked out.
    init(_ board: PolicyBoard, isWhole: Bool = true) throws(PolicyFault) {
        self.board = board
        let policy = board.policy
        try Self.requireBounded(board)
        for (index, named) in policy.fleets.enumerated() {
            guard let name = named.line.name else { continue }
            groups[name] = [.fleet]
            chosen[.fleet, default: [:]][name] = board.fleet.map { Ternary($0.fleet == index) }
            chosen[.profiles, default: [:]][name] = board.profiles.map { _ in .no }
        }
        // Each name stands after those that its query speaks of.
        for name in policy.names {
            let ownGroups = groups(name.query)
            if ownGroups.count > 1 { throw .mixed(name.place) }
            if isWhole { try requireKnown(name.query) }
            groups[name.name] = ownGroups
            for group in [PolicyBoard.Group.fleet, .profiles] {
                chosen[group, default: [:]][name.name] = truths(name.query, group)
            }
        }
    }

    /// What a query is about: what it says, else the fleet if there is one.
    func group(_ query: PolicyQuery, _ place: PolicyPlace) throws(PolicyFault) -> PolicyBoard.Group
    {
        let groups = groups(query)
        if groups.count > 1 { throw .mixed(place) }
        return groups.first ?? (board.policy.fleets.isEmpty ? .profiles : .fleet)
    }

    /// Whether a query may be about a group.
    func mayMean(_ query: PolicyQuery, _ group: PolicyBoard.Group) -> Bool {
        groups(query).isSubset(of: [group])
    }

    private func groups(_ query: PolicyQuery) -> Set<PolicyBoard.Group> {
        var groups: Set<PolicyBoard.Group> = []
        for (fact, _) in query.facts {
            switch fact {
            case .fleet: groups.insert(.fleet)
            // Both are about a share of the fleets.
            case .share(_, _, let name), .covering(_, let name):
                groups.formUnion(self.groups[name] ?? [])
                groups.insert(.fleet)
            case .shipped, .pattern: groups.insert(.profiles)
            case .name(let name):
                groups.formUnion(self.groups[name] ?? [.profiles])
            case .hardware(let id):
                groups.insert(board.policy.isProfile(id) ? .profiles : .fleet)
            default: break
            }
        }
        return groups
    }

    /// Whether each machine of a group is chosen.
    func truths(_ query: PolicyQuery, _ group: PolicyBoard.Group) -> [Ternary] {
        switch query {
        case .all(let parts): combined(parts, group) { Ternary.all([$0, $1]) }
        case .any(let parts): combined(parts, group) { Ternary.any([$0, $1]) }
        case .not(let part): truths(part, group).map { !$0 }
        case .fact(let fact, _): truths(fact, group)
        }
    }

    private func combined(
        _ parts: [PolicyQuery], _ group: PolicyBoard.Group,
        _ both: (Ternary, Ternary) -> Ternary
    ) -> [Ternary] {
        var result: [Ternary]?
        for part in parts {
            let next = truths(part, group)
            result = result.map { zip($0, next).map(both) } ?? next
        }
        return result ?? []
    }

    private func truths(_ fact: PolicyFact, _ group: PolicyBoard.Group) -> [Ternary] {
        let machines = board.machines(group)
        switch fact {
        case .fleet: return machines.map { Ternary($0.fleet != nil) }
        case .shipped: return machines.map { Ternary($0.isShipped) }
        case .name(let name):
            let id = name.lowercased()
            return chosen[group]?[name] ?? machines.map { Ternary($0.fleet == nil && $0.id == id) }
        case .pattern(let text):
            let pattern = Glob(text)
            return machines.map { Ternary($0.fleet == nil && pattern.matches($0.id)) }
        case .hardware(let id):
            let id = id.lowercased()
            return machines.map { Ternary($0.id == id) }
        case .share(let comparison, let share, let name):
            let parts = PolicyParts(members(name, group), machines.map(\.count))
            return machines.indices.map { parts.share($0, comparison, share) }
        case .covering(let share, let name):
            let parts = PolicyParts(members(name, group), machines.map(\.count))
            return parts.covering(share, ids: machines.map(\.id))
        default:
            return machines.map { machine in machine.facts.map { $0.truth(fact) } ?? .unknown }
        }
    }

    private func members(_ name: String, _ group: PolicyBoard.Group) -> [Ternary] {
        chosen[group]?[name] ?? board.machines(group).map { Ternary($0.fleet != nil) }
    }

    /// What a query chooses, of what it is about.
    func chosen(
        _ query: PolicyQuery, _ place: PolicyPlace
    ) throws(PolicyFault) -> (group: PolicyBoard.Group, truths: [Ternary]) {
        let group = try group(query, place)
        let truths = truths(query, group)
        guard groups(query).isEmpty, group == .profiles else { return (group, truths) }
        // Without a fleet and without a word of profiles, these are the ones that are built in.
        return (group, zip(truths, board.profiles).map { $1.isShipped ? $0 : .no })
    }

    /// The same for a promise.
    ///
    /// - Throws: where a word names nothing, or nothing is chosen.
    func required(
        _ query: PolicyQuery, text: String, at place: PolicyPlace
    ) throws(PolicyFault) -> (group: PolicyBoard.Group, truths: [Ternary]) {
        try requireKnown(query)
        let (group, truths) = try chosen(query, place)
        let machines = board.machines(group)
        try requireNoOverlap(truths, group, place)
        guard truths.contains(.yes) else {
            let open = zip(truths, machines).map { $0 == .unknown ? $1.count : 0 }.sum()
            throw .noMachine(place, text, open: open)
        }
        return (group, truths)
    }
}
