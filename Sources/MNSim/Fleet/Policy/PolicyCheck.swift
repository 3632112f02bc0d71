package import MNCore
package import MNSim

/// A policy held against the machines that it speaks of.
package struct PolicyCheck: Sendable {
    /// The format of the document; within it only optional keys are ever added.
    package static let schema = "mn.policy.check/1"

    package let board: PolicyBoard
    /// The day on which it is looked at.
    package let asOf: CalendarDate
    /// In the order of the promises, and of the models of each.
    package private(set) var results: [PolicyResult] = []
    package private(set) var waivers: [PolicyWaiverUse]

    package var policy: FleetPolicy { board.policy }

    private let choice: PolicyChoice
    /// The models that a waiver is about, and what it chooses in each group.
    private var allowances: [Allowance] = []
    private var statuses: [Int: [Set<Status>]] = [:]
    private var hidden: [Set<Hiding>]

    private struct Allowance {
        var models: Set<String>
        var chosen: [PolicyBoard.Group: [Ternary]]
    }

    private struct Hiding: Hashable {
        var group: PolicyBoard.Group
        var machine: Int
    }

    /// - Throws: what is too old, expired or chooses nothing.
    package init(_ board: PolicyBoard, asOf: CalendarDate) throws(PolicyFault) {
        self.board = board
        self.asOf = asOf
        let policy = board.policy
        try policy.check(asOf: asOf)
        choice = PolicyChoice(board)
        waivers = policy.waivers.map { PolicyWaiverUse(waiver: $0) }
        hidden = policy.waivers.map { _ in [] }
        for waiver in policy.waivers {
            var allowance = Allowance(
                models: Set(try policy.models(waiver.model, waiver.place).map(\.id)), chosen: [:])
            _ = try choice.group(waiver.query, waiver.place)
            for group in [PolicyBoard.Group.fleet, .profiles]
            where choice.mayMean(waiver.query, group) {
                allowance.chosen[group] = choice.truths(waiver.query, group)
            }
            allowances.append(allowance)
        }
        for promise in policy.promises { try hold(promise) }
        for (index, hidings) in hidden.enumerated() {
            waivers[index].hidden = hidings.map { hiding in
                let machine = board.machines(hiding.group)[hiding.machine]
                return (machine.id, machine.count)
            }.sorted { $0.id < $1.id }
        }
    }

    /// How many results stand so.
    package func count(_ standing: PolicyStanding) -> Int {
        results.count { $0.standing == standing }
    }

    package var isMet: Bool { results.allSatisfy { $0.standing == .met } }

    // MARK: - Promises

    private mutating func hold(_ promise: PolicyPromise) throws(PolicyFault) {
        let (group, truths) = try choice.required(
            promise.query, text: promise.queryText, at: promise.queryPlace)
        for model in try board.policy.models(promise.model, promise.place) {
            guard let index = board.models.firstIndex(where: { $0.id == model.id }) else {
                continue
            }
            var result = PolicyResult(promise, model)
            var chosen: [Int] = []
            for (place, machine) in board.machines(group).enumerated() {
                switch truths[place] {
                case .no: continue
                case .unknown: result.open.add(machine)
                case .yes:
                    result.chosen.add(machine)
                    if hides(group, place, model: model.id, index, promise.demand) {
                        result.allowed.add(machine)
                        continue
                    }
                    chosen.append(place)
                    result.tally.add(machine.outcomes[index], machine.count)
                }
            }
            switch promise.demand {
            case .statuses(let wanted): hold(&result, Set(wanted), group, chosen, index)
            case .bounds(let bounds):
                let open = truths.indices.filter { truths[$0] == .unknown }
                hold(&result, bounds, group, chosen, open, index)
            }
            result.against.sort { ($1.machines, $0.id) < ($0.machines, $1.id) }
            results.append(result)
        }
    }

    /// Every verdict has a status that is wanted.
    private mutating func hold(
        _ result: inout PolicyResult, _ wanted: Set<Status>, _ group: PolicyBoard.Group,
        _ chosen: [Int], _ model: Int
    ) {
        var truth = Ternary.yes
        for place in chosen {
            let found = self.found(group, place)[model]
            let one = Self.meets(found, wanted)
            if one == .yes { continue }
            truth = Ternary.all([truth, one])
            let machine = board.machines(group)[place]
            let words = Status.allCases.filter(found.contains).map(\.rawValue)
            result.against.append(
                PolicyResult.Against(
                    id: machine.id, machines: machine.count,
                    words: words.isEmpty
                        ? machine.outcomes[model].words : Words.list(words, "or"),
                    isOpen: one == .unknown))
        }
        result.standing = PolicyStanding(truth)
    }

    private static func meets(_ found: Set<Status>, _ wanted: Set<Status>) -> Ternary {
        if found.isEmpty { return .unknown }
        return found.isSubset(of: wanted)
            ? .yes : found.isDisjoint(with: wanted) ? .no : .unknown
    }

    /// The statuses that each model may have on a machine; none where too little is known.
    private mutating func found(_ group: PolicyBoard.Group, _ place: Int) -> [Set<Status>] {
        let machine = board.machines(group)[place]
        if let statuses = machine.statuses { return statuses.map { [$0] } }
        if let known = statuses[place] { return known }
        let found =
            machine.facts.map { board.judge.statuses($0) } ?? board.models.map { _ in [] }
        statuses[place] = found
        return found
    }

    /// All bounds hold, whatever is not known turns out to be.
    private func hold(
        _ result: inout PolicyResult, _ bounds: [PolicyBound], _ group: PolicyBoard.Group,
        _ chosen: [Int], _ open: [Int], _ model: Int
    ) {
        let machines = board.machines(group)
        var against: [Int: PolicyResult.Against] = [:]
        func add(_ place: Int, _ words: String, isOpen: Bool) {
            let machine = machines[place]
            against[place] = PolicyResult.Against(
                id: machine.id, machines: machine.count, words: words, isOpen: isOpen)
        }
        for bound in bounds {
            let isUnknown = bound.outcome == .unknown
            var (certain, perhaps) = (0, 0)
            // What is allowed counts as if it ran.
            if case .runs = bound.outcome { certain = result.allowed.machines }
            for place in chosen {
                let count = machines[place].count
                switch bound.outcome.counts(machines[place].outcomes[model]) {
                case .yes: certain = [certain, count].sum()
                case .unknown: perhaps = [perhaps, count].sum()
                case .no: break
                }
            }
            var total = result.chosen.machines
            if isUnknown {
                certain = [certain, result.open.machines].sum()
                total = [total, result.open.machines].sum()
            }
            let most = [certain, perhaps].sum()
            let standing = Self.standing(bound, certain, most, of: total)
            result.bounds.append(
                PolicyResult.Bound(
                    bound: bound, standing: standing, count: certain, most: most, total: total))
            if standing == .met { continue }
            let isUpper = bound.comparison == .less || bound.comparison == .lessOrEqual
            for place in chosen {
                let outcome = machines[place].outcomes[model]
                let counts = bound.outcome.counts(outcome)
                if counts == (isUpper ? .no : .yes) { continue }
                add(place, outcome.words, isOpen: outcome.isUnknown)
            }
            if isUnknown, isUpper {
                for place in open { add(place, "could not be chosen", isOpen: true) }
            }
        }
        result.against = Array(against.values)
        result.standing =
            result.bounds.contains { $0.standing == .broken }
            ? .broken : result.bounds.contains { $0.standing == .notKnown } ? .notKnown : .met
    }

    /// How a bound stands if at least so many machines count, and at most so many.
    static func standing(
        _ bound: PolicyBound, _ least: Int, _ most: Int, of total: Int
    ) -> PolicyStanding {
        func holds(_ comparison: PolicyComparison, _ count: Int) -> Bool {
            bound.share.holds(comparison, count, of: total)
        }
        let comparison = bound.comparison
        let (atLeast, atMost) = (holds(comparison, least), holds(comparison, most))
        if atLeast, atMost { return .met }
        if comparison == .equal {
            // The share may lie between the two.
            return holds(.lessOrEqual, least) && holds(.moreOrEqual, most) ? .notKnown : .broken
        }
        return atLeast || atMost ? .notKnown : .broken
    }

    // MARK: - Waivers

    /// Whether a waiver hides a machine from a promise; it is noted where one does.
    private mutating func hides(
        _ group: PolicyBoard.Group, _ place: Int, model: String, _ index: Int,
        _ demand: PolicyPromise.Demand
    ) -> Bool {
        let allowing = allowances.indices.filter { waiver in
            allowances[waiver].models.contains(model)
                && allowances[waiver].chosen[group]?[place] == .yes
        }
        if allowing.isEmpty { return false }
        // What is as it should be needs no leave.
        switch demand {
        case .statuses(let wanted):
            if Self.meets(found(group, place)[index], Set(wanted)) == .yes { return false }
        case .bounds:
            if board.machines(group)[place].outcomes[index].isRunning { return false }
        }
        for waiver in allowing {
            hidden[waiver].insert(Hiding(group: group, machine: place))
            waivers[waiver].models.insert(model)
        }
        return true
    }
}
