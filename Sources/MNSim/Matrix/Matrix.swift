public import MNCore

/// The verdicts of some models on some machines.
public struct Matrix: Sendable {
    /// A verdict on a machine, beside what its profile expects.
    public struct Cell: Sendable {
        public var profile: String
        public var provenance: Profile.Provenance
        public var advice: RuleTable.Advice
        /// Nil if the profile expects nothing of this model.
        public var expected: Profile.Expectation?

        public var verdict: Verdict { advice.verdict }

        /// Whether the verdict is not the one that the profile expects.
        public var differs: Bool {
            guard let expected else { return false }
            return expected.rule != verdict.rule.rawValue
                || expected.status != verdict.status.rawValue
        }
    }

    /// By model, then by machine, in the order given.
    public private(set) var cells: [Cell] = []

    /// Judges every model on every machine.
    public init(
        models: [Model], profiles: [Profile], catalog: Catalog, rules: RuleTable = .standard
    ) async {
        var machines: [(profile: Profile, hardware: Hardware, suitable: [Model])] = []
        for profile in profiles {
            let hardware = await Hardware.probe(ReplayMachine(profile))
            machines.append((profile, hardware, rules.suitable(in: catalog, on: hardware)))
        }
        for model in models {
            for (profile, hardware, suitable) in machines {
                cells.append(
                    Cell(
                        profile: profile.id, provenance: profile.provenance,
                        advice: rules.advice(model, on: hardware, suitable: suitable),
                        expected: profile.expectations.first {
                            $0.model.lowercased() == model.id.lowercased()
                        }))
            }
        }
    }

    /// How many cells have each status, in the order of statuses; then how many differ.
    public var summary: (counts: [(Status, Int)], differing: Int) {
        let counts = Status.allCases.map { status in
            (status, cells.count { $0.verdict.status == status })
        }
        return (counts, cells.count(where: \.differs))
    }
}
