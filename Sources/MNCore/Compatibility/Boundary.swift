/// How near a machine is to another verdict: the one fact, or else the two, that turn it.
package struct Boundary: Hashable, Sendable {
    /// A change of facts, and the verdict at its other side.
    package struct Crossing: Hashable, Sendable {
        /// One, or two of different facts.
        package var changes: [FactChange]
        package var decision: Decision
    }

    /// The verdict on the machine as it is.
    package var decision: Decision
    /// The nearest first: all of one fact, or those of two if there are none.
    package var crossings: [Crossing]
    /// How many machines were judged.
    package var evaluations: Int

    /// The nearest, and the nearest at which the model may be installed if that is another.
    package var foremost: [Crossing] {
        guard let first = crossings.first else { return [] }
        let accepted = crossings.first { $0.decision.status.isAccepted }
        return [first]
            + [accepted].compactMap(\.self).filter { $0 != first && !decision.status.isAccepted }
    }
}

extension RuleTable {
    /// The most machines that are judged for a boundary.
    package static let boundaryEvaluations =
        1 + changesTried + changesTried * (changesTried - 1) / 2

    /// The nearest changes of a machine with which a model's verdict has another status.
    ///
    /// What is better comes before what is worse, and less before more; equal machines give equal answers.
    ///
    /// - Parameter triesPairs: whether two facts are changed where one is not enough.
    package func boundary(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware, triesPairs: Bool = true
    ) -> Boundary {
        let start = decision(model, backend: backend, on: hardware)
        var boundary = Boundary(decision: start, crossings: [], evaluations: 1)
        let changes = changes(model, hardware).sorted {
            order([$0], start) < order([$1], start)
        }.prefix(Self.changesTried)
        func tried(_ changes: [FactChange]) {
            var other: Hardware? = hardware
            for change in changes { other = other?.taking(change.name, change.to) }
            guard let other else { return }
            boundary.evaluations += 1
            let decision = decision(model, backend: backend, on: other)
            if decision.status != start.status {
                boundary.crossings.append(.init(changes: changes, decision: decision))
            }
        }
        for change in changes { tried([change]) }
        if triesPairs, boundary.crossings.isEmpty {
            for (index, one) in changes.enumerated() {
                for other in changes.dropFirst(index + 1)
                where one.name != other.name && !one.name.movesPlaces && !other.name.movesPlaces {
                    tried([one, other])
                }
            }
        }
        boundary.crossings.sort { order($0, start) < order($1, start) }
        return boundary
    }

    /// What comes first: the better verdict, then the lesser change, then the lesser number.
    private func order(_ crossing: Boundary.Crossing, _ start: Decision) -> Order {
        var order = order(crossing.changes, start)
        order.isWorse = crossing.decision.status.goodness < start.status.goodness
        return order
    }

    private func order(_ changes: [FactChange], _ start: Decision) -> Order {
        Order(
            weight: changes.map { $0.weight(isAccepted: start.status == .pass) }.sum(),
            ratio: changes.map(\.ratio).reduce(1, *),
            names: changes.map { "\($0.name) \($0.to)" })
    }

    private struct Order: Comparable {
        var isWorse = false
        var weight: Int
        var ratio: Double
        var names: [String]

        static func < (left: Order, right: Order) -> Bool {
            if left.isWorse != right.isWorse { return right.isWorse }
            if left.weight != right.weight { return left.weight < right.weight }
            if left.ratio != right.ratio { return left.ratio < right.ratio }
            return left.names.lexicographicallyPrecedes(right.names)
        }
    }
}

extension FactName {
    /// Whether a change of it gives other facts another place in their list.
    fileprivate var movesPlaces: Bool {
        switch self {
        case .gpu(_, .present), .unknownVendor: true
        default: false
        }
    }
}

extension Status {
    fileprivate var goodness: Int {
        switch self {
        case .fail: 0
        case .forceOnly: 1
        case .warning: 2
        case .pass: 3
        }
    }
}

// MARK: - Words

extension Boundary.Crossing {
    /// The crossing as a sentence: `With 8 GB instead of 6 GiB of GPU memory it would pass (rule cuda).`.
    package var words: String {
        let text = changes.map(\.words).joined(separator: " and ")
        return text.prefix(1).uppercased() + text.dropFirst()
            + " \(decision.status.wouldWords) (rule \(decision.rule.rawValue))."
    }

    package var json: JSON {
        [
            "changes": .array(changes.map(\.json)), "status": .string(decision.status.rawValue),
            "rule": .string(decision.rule.rawValue), "words": .string(words),
        ]
    }
}

extension Status {
    fileprivate var wouldWords: String {
        switch self {
        case .pass: "it would pass"
        case .warning: "it would pass with a warning"
        case .forceOnly: "it would run by force alone"
        case .fail: "it would fail"
        }
    }
}

extension Boundary {
    package var json: JSON {
        [
            "status": .string(decision.status.rawValue), "rule": .string(decision.rule.rawValue),
            "facts": .integer(crossings.first?.changes.count ?? 0),
            "crossings": .array(crossings.prefix(8).map(\.json)),
            "evaluations": .integer(evaluations),
        ]
    }
}
