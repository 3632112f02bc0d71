package import MNCore

/// What decides, changed in one place: the rules, a number, or how the facts are taken.
///
/// Facts are changed before they are judged: to take the first of several GPUs is to judge a machine
/// that has no other.
package struct Mutant: Sendable {
    /// The way in which it is changed.
    package enum Operator: String, Hashable, Sendable, CaseIterable {
        case deleteRule = "delete-rule"
        case swapRules = "swap-rules"
        case changeStatus = "change-status"
        case changeForce = "change-force"
        case changeAccelerator = "change-accelerator"
        case changeMeasure = "change-measure"
        case deleteListing = "delete-listing"
        case negateCondition = "negate-condition"
        case dropCondition = "drop-condition"
        case joinConditions = "join-conditions"
        case changeValue = "change-value"
        case changeShare = "change-share"
        case changeThreshold = "change-threshold"
        case changeUnit = "change-unit"
        case changeData = "change-data"
        case dropData = "drop-data"
        case takeUnknown = "take-unknown"
        case takeGPUs = "take-gpus"
        case takeFact = "take-fact"
    }

    enum Change: Sendable {
        case rules(RuleTable)
        case model(@Sendable (inout Model) -> Void)
        case hardware(@Sendable (inout Hardware) -> Void)
    }

    package let kind: Operator
    /// The operator and the place, by which it can be named: `swap-rules/cuda`.
    package let id: String
    /// What is different, for people: `status pass becomes fail`.
    package let words: String
    let change: Change

    init(_ kind: Operator, _ place: String, _ words: String, _ change: Change) {
        self.kind = kind
        id = "\(kind.rawValue)/\(place)"
        self.words = words
        self.change = change
    }
}

extension Mutant {
    /// Every mutant of a table and of the thresholds of some models, in a fixed order.
    package static func all(of table: RuleTable, models: [Model]) -> [Mutant] {
        let mutants =
            ruleChanges(table) + conditionChanges(table) + numberChanges(table)
            + driverChanges(table) + factChanges
        return mutants.filter { mutant in
            guard case .model(let change) = mutant.change else { return true }
            return models.contains { model in
                var changed = model
                change(&changed)
                return changed != model
            }
        }
    }
}

extension Mutant {
    /// Shares, thresholds and units that are a little or much larger or smaller.
    static func numberChanges(_ table: RuleTable) -> [Mutant] {
        shareChanges(table) + thresholdChanges
    }

    private static func shareChanges(_ table: RuleTable) -> [Mutant] {
        [-0.05, -0.02, -0.01, 0.01, 0.02, 0.03, 0.08].map { step in
            var changed = table
            changed.policy.nominalShare += step
            let percent = Int(saturating: (changed.policy.nominalShare * 100).rounded())
            return Mutant(
                .changeShare, "\(percent)", "\(percent) % of a printed size are enough",
                .rules(changed))
        }
    }

    /// Which models have their thresholds changed.
    private enum Scope: String, CaseIterable {
        /// The model that the document is about.
        case document
        /// The models that state none, for which the document's numbers stand in.
        case assumed
        case all

        func holds(_ model: Model, _ minimum: Requirements.Minimum) -> Bool {
            switch self {
            case .document: model.id == Catalog.defaultModel
            case .assumed: minimum.isAssumed
            case .all: true
            }
        }
    }

    private static let steps:
        [(place: String, words: String, apply: @Sendable (Double) -> Double)] = [
            ("plus-1", "1 GB more", { $0 + 1 }),
            ("minus-1", "1 GB less", { max($0 - 1, 0) }),
            ("twice", "twice", { $0 * 2 }),
            ("half", "half", { $0 / 2 }),
            ("none", "none, as if it were 0", { _ in 0 }),
            // The next byte: a size must be larger, not at least as large.
            ("more-than", "'more than', not 'at least'", { $0 + 0x1p-30 }),
        ]

    private static var thresholdChanges: [Mutant] {
        Requirements.Kind.allCases.flatMap { kind in
            Scope.allCases.flatMap { scope in
                steps.map { step in
                    Mutant(
                        .changeThreshold, "\(kind.rawValue)/\(scope.rawValue)/\(step.place)",
                        "\(kind.rawValue) (\(scope.rawValue)): \(step.words)",
                        .model { $0.change(kind, step.apply, where: scope.holds) })
                }
            } + [
                Mutant(
                    .changeUnit, "\(kind.rawValue)/decimal",
                    "\(kind.rawValue): a GB is 10^9 bytes, not 2^30",
                    .model { $0.change(kind, { $0 * 1e9 / 0x1p30 }) { _, _ in true } })
            ]
        }
    }
}

extension Model {
    /// Changes one threshold where it applies; one that the entry does not have stays so.
    fileprivate mutating func change(
        _ kind: Requirements.Kind, _ apply: (Double) -> Double,
        where isMeant: (Model, Requirements.Minimum) -> Bool
    ) {
        guard let minimum = requirements[kind], isMeant(self, minimum) else { return }
        var stated: [Requirements.Kind: Double] = [:]
        for kind in Requirements.Kind.allCases {
            if let minimum = requirements[kind] { stated[kind] = minimum.gigabytes }
        }
        stated[kind] = apply(minimum.gigabytes)
        requirements = Requirements(stated)
    }
}
