package import MNCore

/// The longest contexts that a share of a fleet can run.
///
/// A machine on which a model is not known to run counts for none, and of a range its least size counts, so that
/// more machines than are said may run it, and none fewer.
package struct FleetContexts: Sendable {
    /// Sizes are rounded down to these steps, so that like machines are worked out once.
    private static let step = 256 << 20

    private let models: [Model]
    private let catalog: Catalog
    private var known: [FleetFacts: [Count?]] = [:]
    /// By model: on how many machines each context is the largest that fits.
    private var machines: [[Count: Int]]
    private var total = 0

    /// - Parameter verdict: of the same fleet and the same models.
    package init(_ fleet: Fleet, _ verdict: FleetVerdict, _ models: [Model], _ catalog: Catalog) {
        self.models = models
        self.catalog = catalog
        machines = models.map { _ in [:] }
        for (one, judged) in zip(fleet.classes, verdict.classes) {
            total += one.count
            for (index, context) in contexts(one.facts.least(Self.step)).enumerated() {
                guard let context, case .runs = judged.outcomes[index] else { continue }
                machines[index][context, default: 0] += one.count
            }
        }
    }

    private mutating func contexts(_ facts: FleetFacts) -> [Count?] {
        if let found = known[facts] { return found }
        let hardware = facts.hardware
        let found = models.map { MemoryEstimate($0, catalog, on: hardware)?.largestContext }
        known[facts] = found
        return found
    }

    /// The longest context that so many of a hundred machines can run; nil if so many cannot run any.
    ///
    /// - Parameter model: by its place.
    package func longest(_ model: Int, percent: Int) -> Count? {
        var count = Count(0)
        for (context, number) in machines[model].sorted(by: { $0.key > $1.key }) {
            count += Count(number)
            if count * 100 >= Count(total) * percent, total > 0 { return context }
        }
        return nil
    }
}

extension FleetFacts {
    /// The machine with the least that each size may be, in whole steps, and without what no memory hangs on.
    fileprivate func least(_ step: Int) -> FleetFacts {
        func floor(_ size: Testimony<ByteCount>) -> Testimony<ByteCount> {
            let least: ByteCount?
            switch size {
            case .value(let size), .between(let size, _): least = size
            case .oneOf(let sizes): least = sizes.first
            case .unknown: least = nil
            }
            return least.map { .value(($0 / step) * step) } ?? size
        }
        var facts = self
        (facts.model, facts.tags, facts.isVirtual) = (nil, [], nil)
        facts.memory = floor(memory)
        for index in gpus.indices { facts.gpus[index].memory = floor(gpus[index].memory) }
        return facts
    }
}
