public import MNCore

/// Models judged on one machine after the other; nothing of a machine is kept when the next one comes.
public struct Matrix: Sendable {
    /// A decision on one model, beside what the profile of the machine expects.
    public struct Cell: Sendable {
        /// The place of the model in the matrix.
        public var model: Int
        public var decision: Decision
        /// Nil if the profile expects nothing of this model.
        public var expected: Profile.Expectation?
    }

    /// All models on one machine.
    public struct Slice: Sendable {
        public var profile: Profile
        public var hardware: Hardware
        /// In the order of the models.
        public var cells: [Cell]
    }

    public let models: [Model]
    public let catalog: Catalog
    private let rules: CompiledRules
    /// The places of the models by their ids in lower case, of those that profiles speak of.
    private let places: [String: Int]

    /// - Parameter rules: those of the catalog if left out.
    public init(models: [Model], catalog: Catalog, rules: RuleTable? = nil) {
        self.models = models
        self.catalog = catalog
        self.rules = CompiledRules(rules ?? catalog.rules)
        // What profiles expect is for the backend that the catalog gives.
        let usual = Dictionary(
            catalog.models.map { ($0.id, $0.backend) }, uniquingKeysWith: { first, _ in first })
        places = Dictionary(
            models.enumerated().filter { usual[$1.id] ?? $1.backend == $1.backend }
                .map { ($1.id.lowercased(), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Probes a machine, and judges every model on it.
    public func slice(_ profile: Profile) async -> Slice {
        slice(profile, await Hardware.probe(ReplayMachine(profile)))
    }

    /// Judges every model on a machine whose hardware is known.
    public func slice(_ profile: Profile, _ hardware: Hardware) -> Slice {
        let machine = rules.prepared(hardware)
        var expected: [Int: Profile.Expectation] = [:]
        for expectation in profile.expectations {
            guard let place = places[expectation.model.lowercased()] else { continue }
            if expected[place] == nil { expected[place] = expectation }
        }
        return Slice(
            profile: profile, hardware: hardware,
            cells: models.indices.map { index in
                Cell(
                    model: index, decision: rules.decision(models[index], on: machine),
                    expected: expected[index])
            })
    }

    /// The verdict behind a cell, with all there is to say of it.
    ///
    /// - Parameter suitable: the models that suit the machine, see `suitable(on:)`.
    public func advice(_ cell: Cell, on slice: Slice, suitable: [Model]) -> RuleTable.Advice {
        rules.table.advice(models[cell.model], on: slice.hardware, suitable: suitable)
    }

    /// The day of the driver data that is judged by.
    public var dataDay: CalendarDate { rules.table.policy.drivers.date }

    /// The rule and status of a cell by other driver data.
    func decides(_ cell: Cell, on slice: Slice, by data: DriverData) -> Baseline.Entry {
        var table = rules.table
        table.policy.drivers = data
        let (rule, status) = table.decides(models[cell.model], on: slice.hardware)
        return Baseline.Entry(status.rawValue, rule.rawValue)
    }

    /// The verdict behind a cell.
    public func verdict(_ cell: Cell, on slice: Slice) -> Verdict {
        rules.table.verdict(models[cell.model], on: slice.hardware)
    }

    /// The models of the catalog that suit a machine.
    public func suitable(on slice: Slice) -> [Model] {
        rules.table.suitable(in: catalog, on: slice.hardware)
    }
}
