import MNCore
import MNSim

extension PolicyChoice {
    /// Checks that some machine has each tag and each model that a query names.
    func requireKnown(_ query: PolicyQuery) throws(PolicyFault) {
        for (fact, place) in query.facts {
            switch fact {
            case .tag(let tag):
                let known = Set(machines(query).flatMap { $0.facts?.tags ?? [] })
                if !known.contains(tag) { throw Self.unknown(tag, place, known, .tag) }
            case .model(let model):
                let known = Set(machines(query).compactMap { $0.facts?.model })
                if !known.contains(where: Glob(model).matches) {
                    throw Self.unknown(model, place, known, .machineModel)
                }
            default: continue
            }
        }
    }

    /// The machines that a query may be about.
    private func machines(_ query: PolicyQuery) -> [PolicyMachine] {
        [PolicyBoard.Group.fleet, .profiles].filter { mayMean(query, $0) }.flatMap(board.machines)
    }

    private static func unknown(
        _ word: String, _ place: PolicyPlace, _ known: Set<String>, _ wanted: PolicyFault.Wanted
    ) -> PolicyFault {
        .unknownWord(
            place, word, suggestion: Spelling.nearest(to: word, in: known.sorted()), of: wanted)
    }

    /// Checks that no machine may count twice, as one of each of two fleets of the same inventory.
    func requireNoOverlap(
        _ truths: [Ternary], _ group: PolicyBoard.Group, _ place: PolicyPlace
    ) throws(PolicyFault) {
        if group != .fleet { return }
        let chosen = Set(zip(truths, board.fleet).filter { $0.0 != .no }.compactMap(\.1.fleet))
        let fleets = chosen.sorted().map { board.policy.fleets[$0] }
        for (index, one) in fleets.enumerated() {
            for other in fleets.dropFirst(index + 1) where one.fleet.sharesSource(with: other.fleet)
            {
                throw .overlap(place, one.path, other.path)
            }
        }
    }

    /// Checks that what is asked can be worked out in seconds.
    static func requireBounded(
        _ board: PolicyBoard, limit: Int = PolicyCheck.mostQuestions
    ) throws(PolicyFault) {
        let policy = board.policy
        let machines = [board.fleet.count, board.profiles.count].sum()
        var asked = 0
        func ask(_ query: PolicyQuery, models: Int, _ place: PolicyPlace) throws(PolicyFault) {
            let parts = [query.facts.count, models].sum()
            let (more, isTooMuch) = parts.multipliedReportingOverflow(by: machines)
            asked = [asked, isTooMuch ? Int.max : more].sum()
            if asked > limit { throw .tooMuch(place, limit: limit) }
        }
        for name in policy.names { try ask(name.query, models: 0, name.place) }
        var models: [String: Int] = [:]
        for waiver in policy.waivers {
            if models[waiver.model] == nil {
                models[waiver.model] = try policy.models(waiver.model, waiver.place).count
            }
            try ask(waiver.query, models: models[waiver.model] ?? 1, waiver.place)
        }
        for promise in policy.promises {
            if models[promise.model] == nil {
                models[promise.model] = try policy.models(promise.model, promise.place).count
            }
            try ask(promise.query, models: models[promise.model] ?? 1, promise.place)
        }
    }
}
