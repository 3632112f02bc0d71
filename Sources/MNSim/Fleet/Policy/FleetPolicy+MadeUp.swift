package import MNCore
package import MNSim

/// A promise that does not hold on a machine.
package struct BrokenPromise: Hashable, Sendable {
    package var promise: PolicyPromise
    package var model: String
    package var status: Status
}

extension FleetPolicy {
    /// The promises that do not hold on a machine that nobody has, and that no waiver gives leave for.
    ///
    /// Shares, and what is promised of machines by their names, say nothing of one that is made up.
    package func broken(
        on hardware: Hardware, _ catalog: Catalog
    ) throws(PolicyFault) -> [BrokenPromise] {
        let board = try PolicyBoard(self, catalog, madeUp: hardware)
        let choice = try PolicyChoice(board, isWhole: false)
        func isChosen(_ query: PolicyQuery) -> Bool {
            !namesMachines(query) && choice.truths(query, .profiles) == [.yes]
        }
        var broken: [BrokenPromise] = []
        for promise in promises {
            guard case .statuses(let wanted) = promise.demand, isChosen(promise.query) else {
                continue
            }
            for model in try models(promise.model, promise.place) {
                guard let place = board.models.firstIndex(where: { $0.id == model.id }),
                    let status = board.profiles[0].statuses?[place], !wanted.contains(status)
                else { continue }
                var isAllowed = false
                for waiver in waivers where isChosen(waiver.query) {
                    let names = try models(waiver.model, waiver.place).map(\.id)
                    if names.contains(model.id) { isAllowed = true }
                }
                if !isAllowed {
                    broken.append(BrokenPromise(promise: promise, model: model.id, status: status))
                }
            }
        }
        return broken
    }

    /// The promises that say nothing of a machine that is made up.
    package var promisesOfOthers: [PolicyPromise] {
        promises.filter { promise in
            if case .bounds = promise.demand { return true }
            return namesMachines(promise.query)
        }
    }

    /// Whether a query is about machines that are there: a fleet, a profile, a share of some.
    private func namesMachines(_ query: PolicyQuery) -> Bool {
        query.facts.contains { fact, _ in
            switch fact {
            case .shipped, .pattern, .hardware, .fleet, .share, .covering: true
            case .name(let name):
                names.first { $0.name == name }.map { namesMachines($0.query) } ?? true
            default: false
            }
        }
    }
}
