import MNCore

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
