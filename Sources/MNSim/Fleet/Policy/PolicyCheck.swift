package import MNCore
package import MNSim

/// A policy held against the machines that it speaks of.
package struct PolicyCheck: Sendable {
    /// The format of the document; within it only optional keys are ever added.
    package static let schema = "mn.policy.check/1"

    /// The most that is worked out: the facts and models of all lines, times all machines.
    package static let mostQuestions = 100_000_000

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

    /// The waivers that give leave for each machine, and the machines of which it is noted.
    private var leaves: [LeaveKey: [[Int]]] = [:]
    private var noted: [LeaveKey: Set<Int>] = [:]

    private struct LeaveKey: Hashable {
        var model: String
        var group: PolicyBoard.Group
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
        choice = try PolicyChoice(board)
        waivers = policy.waivers.map { PolicyWaiverUse(waiver: $0) }
        hidden = policy.waivers.map { _ in [] }
        for waiver in policy.waivers {
            var allowance = Allowance(
                models: Set(try policy.models(waiver.model, waiver.place).map(\.id)), chosen: [:])
            _ = try choice.group(waiver.query, waiver.place)
            try choice.requireKnown(waiver.query)
            for group in [PolicyBoard.Group.fleet, .profiles]
            where choice.mayMean(waiver.query, group) {
                allowance.chosen[group] = choice.truths(waiver.query, group)
            }
            allowances.append(allowance)
        }
        for promise in policy.promises { try hold(promise) }
        for (index, hidings) in hidden.enumerated() {
            // Of two fleets classes may have one id.
            let sorted = hidings.map { (board.machines($0.group)[$0.machine], $0) }.sorted {
                ($0.0.id, $0.1.group.rawValue, $0.1.machine)
                    < ($1.0.id, $1.1.group.rawValue, $1.1.machine)
            }
            waivers[index].hidden = sorted.map { ($0.0.id, $0.0.count) }
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
            let chosen = truths.indices.filter { truths[$0] == .yes }
            let open = truths.indices.filter { truths[$0] == .unknown }
            for place in chosen { result.chosen.add(board.machines(group)[place]) }
            for place in open { result.open.add(board.machines(group)[place]) }
            switch promise.demand {
            case .statuses(let wanted): hold(&result, Set(wanted), group, chosen, index)
            case .bounds(let bounds): hold(&result, bounds, group, chosen, open, index)
            }
            // Of two fleets classes may have one id.
            result.against = result.against.enumerated().sorted {
                ($1.element.machines, $0.element.id, $0.offset)
                    < ($0.element.machines, $1.element.id, $1.offset)
            }.map(\.element)
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
            let machine = board.machines(group)[place]
            // What is as it should be needs no leave.
            if one != .yes, hides(group, place, result.model) {
                result.allowed.add(machine)
                continue
            }
            result.tally.add(machine.outcomes[model], machine.count)
            if one == .yes { continue }
            truth = Ternary.all([truth, one])
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
        if wanted.count == Status.allCases.count { return .yes }
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
    private mutating func hold(
        _ result: inout PolicyResult, _ bounds: [PolicyBound], _ group: PolicyBoard.Group,
        _ chosen: [Int], _ open: [Int], _ model: Int
    ) {
        let machines = board.machines(group)
        let openCount = open.map { machines[$0].count }.sum()
        let all = chosen.map { machines[$0] }
        // Leave is given for what stands against a bound that is not met without.
        let lacking = bounds.map { Self.result($0, all, [], openCount, model) }
            .filter { $0.standing != .met }
        var allowed: Set<Int> = []
        for place in chosen {
            let outcome = machines[place].outcomes[model]
            guard lacking.contains(where: { $0.isHelped(byRunning: outcome) }),
                hides(group, place, result.model)
            else {
                result.tally.add(outcome, machines[place].count)
                continue
            }
            allowed.insert(place)
            result.allowed.add(machines[place])
        }
        let others = chosen.filter { !allowed.contains($0) }.map { machines[$0] }
        let waived = chosen.filter(allowed.contains).map { machines[$0] }
        var against: [(machine: PolicyMachine, words: String, isOpen: Bool)] = []
        var places: Set<Int> = []
        func add(_ place: Int, _ words: String, isOpen: Bool) {
            if places.insert(place).inserted { against.append((machines[place], words, isOpen)) }
        }
        for bound in bounds {
            let found = Self.result(bound, others, waived, openCount, model)
            result.bounds.append(found)
            if found.standing == .met { continue }
            for place in chosen where !allowed.contains(place) {
                let outcome = machines[place].outcomes[model]
                if found.isAgainst(outcome) { add(place, outcome.words, isOpen: outcome.isUnknown) }
            }
            if bound.outcome == .unknown, bound.isUpper {
                for place in open { add(place, "could not be chosen", isOpen: true) }
            }
        }
        result.against = against.map {
            PolicyResult.Against(
                id: $0.machine.id, machines: $0.machine.count, words: $0.words, isOpen: $0.isOpen)
        }
        result.standing =
            result.bounds.contains { $0.standing == .broken }
            ? .broken : result.bounds.contains { $0.standing == .notKnown } ? .notKnown : .met
    }

    // MARK: - Waivers

    /// Whether a waiver gives leave for a model on a machine; it is noted where one does.
    private mutating func hides(
        _ group: PolicyBoard.Group, _ place: Int, _ model: String
    ) -> Bool {
        let key = LeaveKey(model: model, group: group)
        if leaves[key] == nil { leaves[key] = given(key) }
        let waivers = leaves[key]?[place] ?? []
        // Each is noted once, however many promises it is about.
        if !waivers.isEmpty, noted[key, default: []].insert(place).inserted {
            for waiver in waivers {
                hidden[waiver].insert(Hiding(group: group, machine: place))
                self.waivers[waiver].models.insert(model)
            }
        }
        return !waivers.isEmpty
    }

    /// The waivers that give leave for a model, of each machine of a group.
    private func given(_ key: LeaveKey) -> [[Int]] {
        var leaves = board.machines(key.group).map { _ in [Int]() }
        for (waiver, allowance) in allowances.enumerated()
        where allowance.models.contains(key.model) {
            for (place, truth) in (allowance.chosen[key.group] ?? []).enumerated()
            where truth == .yes {
                leaves[place].append(waiver)
            }
        }
        return leaves
    }
}
