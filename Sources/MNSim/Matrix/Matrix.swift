package import MNCore

/// Models, and what a blueprint demands, judged on one machine after the other; nothing of a machine is kept
/// when the next one comes.
package struct Matrix: Sendable {
    /// What is judged on each machine.
    package enum Subject: Sendable {
        case model(Model)
        /// What a blueprint demands of the machine itself.
        case requirements(MachineRequirements)
        /// A model that a blueprint needs, and of which nothing is known.
        case unknown(String)

        /// The name under which its verdicts stand: the id of the model, or `requirements`.
        package var id: String {
            switch self {
            case .model(let model): model.id
            case .requirements: Self.requirementsID
            case .unknown(let reference): reference
            }
        }

        static let requirementsID = "requirements"

        var model: Model? { if case .model(let model) = self { model } else { nil } }
    }

    /// A verdict on one subject without its evidence and words, beside what the machine's profile expects.
    package struct Cell: Sendable {
        /// The place of the subject in the matrix.
        package var subject: Int
        /// That of a model's verdict; of requirements the code of what is unmet, or `requirements`.
        package var rule: String
        package var status: Status
        package var accelerator = Accelerator.none
        /// The numbers that decided, where a size did.
        package var comparison: Verdict.Comparison?
        package var assumed: Assumptions = []
        /// Nil if the profile expects nothing of this model.
        package var expected: Profile.Expectation?
    }

    /// All subjects on one machine.
    package struct Slice: Sendable {
        package var profile: Profile
        let machine: PreparedMachine
        /// What each demand of the blueprint comes to.
        package var findings: [MachineRequirements.Finding]
        /// In the order of the subjects.
        package var cells: [Cell]

        package var hardware: Hardware { machine.hardware }
    }

    /// The rules that verdicts may be by.
    package static let rules =
        Rule.ID.allCases.map(\.rawValue) + MachineRequirements.rules
        + [Subject.requirementsID, BlueprintIssue.Code.modelNotJudged.rawValue]

    /// What a blueprint demands first, then the models.
    package let subjects: [Subject]
    /// What each subject asks of the rules; nil for what is no model.
    private let demands: [ModelDemand?]
    package let catalog: Catalog
    private let rules: RuleTable
    /// The models that the catalog has otherwise than they are built in; what profiles expect is not of them.
    package let changed: [String]
    /// The places of the models by their ids in lower case, of those that profiles speak of.
    private let places: [String: Int]

    /// - Parameters:
    ///   - requirements: what a blueprint demands of each machine.
    ///   - unknown: models that it needs, and of which nothing is known.
    ///   - rules: those of the catalog if left out.
    package init(
        models: [Model], requirements: MachineRequirements = MachineRequirements(),
        unknown: [String] = [], catalog: Catalog, rules: RuleTable? = nil
    ) {
        subjects =
            (requirements.isEmpty ? [] : [.requirements(requirements)])
            + models.map(Subject.model) + unknown.map(Subject.unknown)
        demands = subjects.map { $0.model.map { ModelDemand($0) } }
        self.catalog = catalog
        self.rules = rules ?? catalog.rules
        // What profiles expect is for the backend that the catalog gives.
        let usual = Dictionary(
            catalog.models.map { ($0.id, $0.backend) }, uniquingKeysWith: { first, _ in first })
        let changed = Self.changed(models, usual)
        self.changed = changed
        places = Dictionary(
            subjects.enumerated().compactMap { place, subject in
                subject.model.flatMap { model in
                    usual[model.id] ?? model.backend == model.backend
                        && !changed.contains(model.id)
                        ? (model.id.lowercased(), place) : nil
                }
            },
            uniquingKeysWith: { first, _ in first })
    }

    /// The models that are built in with other requirements or on another backend.
    private static func changed(_ models: [Model], _ usual: [String: Backend]) -> [String] {
        models.filter { model in
            guard let builtin = try? Catalog.builtin.model(named: model.id) else { return false }
            return builtin.id.lowercased() == model.id.lowercased()
                && (builtin.requirements != model.requirements
                    || builtin.backend != usual[model.id] ?? model.backend)
        }.map(\.id)
    }

    /// Probes a machine, and judges every subject on it.
    package func slice(_ profile: Profile) async -> Slice {
        let machine = ReplayMachine(profile)
        let hardware = await Hardware.probe(machine)
        var findings: [MachineRequirements.Finding] = []
        if case .requirements(let requirements)? = subjects.first {
            findings = requirements.findings(
                on: hardware, await Capacity.look(for: requirements, machine, hardware),
                rules.policy)
        }
        return slice(profile, hardware, findings)
    }

    /// Judges every subject on a machine whose hardware is known.
    private func slice(
        _ profile: Profile, _ hardware: Hardware, _ findings: [MachineRequirements.Finding]
    ) -> Slice {
        let machine = rules.prepared(hardware)
        var cells = subjects.indices.map { index in
            if let demand = demands[index] {
                Cell(index, rules.decision(demand, on: machine))
            } else if case .requirements = subjects[index] {
                Cell(index, findings)
            } else {
                // Of a model of which nothing is known.
                Cell(
                    subject: index, rule: BlueprintIssue.Code.modelNotJudged.rawValue,
                    status: .warning)
            }
        }
        for expectation in profile.expectations {
            guard let place = places[expectation.model.lowercased()] else { continue }
            if cells[place].expected == nil { cells[place].expected = expectation }
        }
        return Slice(profile: profile, machine: machine, findings: findings, cells: cells)
    }

    /// The verdict behind a model's cell, with all there is to say of it; nil for requirements.
    ///
    /// - Parameter suitable: the models that suit the machine, see `suitable(on:)`.
    package func advice(_ cell: Cell, on slice: Slice, suitable: [Model]) -> RuleTable.Advice? {
        subjects[cell.subject].model.map {
            rules.advice($0, on: slice.machine, suitable: suitable)
        }
    }

    /// How near a model's cell is to another verdict by one fact; nil for requirements.
    func boundary(_ cell: Cell, on slice: Slice) -> Boundary? {
        subjects[cell.subject].model.map {
            rules.boundary($0, on: slice.hardware, triesPairs: false)
        }
    }

    /// The day of the driver data that is judged by.
    package var dataDay: CalendarDate { rules.policy.drivers.date }

    /// The rule and status of a cell by other driver data.
    func decides(_ cell: Cell, on slice: Slice, by data: DriverData) -> Baseline.Entry {
        guard let model = subjects[cell.subject].model else { return Baseline.Entry(cell) }
        var table = rules
        table.policy.drivers = data
        let decision = table.decision(model, on: slice.hardware)
        return Baseline.Entry(decision.status.rawValue, decision.rule.rawValue)
    }

    /// The models of the catalog that suit a machine.
    package func suitable(on slice: Slice) -> [Model] {
        rules.suitable(in: catalog, on: slice.machine)
    }
}

extension Matrix.Cell {
    fileprivate init(_ subject: Int, _ decision: Decision) {
        self.init(
            subject: subject, rule: decision.rule.rawValue, status: decision.status,
            accelerator: decision.accelerator, comparison: decision.comparison,
            assumed: decision.assumed)
    }

    /// That of the worst of several demands, of which all must be met; where none can be seen that is all
    /// that is known.
    fileprivate init(_ subject: Int, _ findings: [MachineRequirements.Finding]) {
        if findings.allSatisfy(\.isUnseen) {
            self.init(
                subject: subject, rule: BlueprintIssue.Code.requirementsUnknown.rawValue,
                status: .warning)
            return
        }
        let order = Status.allCases
        let worst = findings.filter { $0.status != .pass }.max { left, right in
            (order.firstIndex(of: left.status) ?? 0) < (order.firstIndex(of: right.status) ?? 0)
        }
        self.init(
            subject: subject, rule: worst?.rule ?? Matrix.Subject.requirementsID,
            status: worst?.status ?? .pass,
            comparison: (worst ?? findings.last { $0.comparison != nil })?.comparison)
    }
}

extension Matrix.Slice {
    /// What is not met or not known of a blueprint's demands.
    var demandSentence: String {
        let open = findings.filter { $0.truth != .yes }
        return open.isEmpty
            ? "The machine has what is demanded." : open.map(\.sentence).joined(separator: " ")
    }

    /// What the machine as a whole comes to: all that is judged must suit it.
    ///
    /// - Returns: the worst status, and the place of the subject that decides it; nil if nothing was judged.
    package var whole: (status: Status, subject: Int)? {
        let order = Status.allCases
        var worst: (rank: Int, subject: Int)?
        for cell in cells {
            let rank = order.firstIndex(of: cell.status) ?? 0
            if rank > worst?.rank ?? -1 { worst = (rank, cell.subject) }
        }
        return worst.map { (order[$0.rank], $0.subject) }
    }
}

/// A machine as a whole: whether all that a blueprint needs suits it.
package struct MatrixMachine: Hashable, Sendable {
    /// Under this name requirements speak of it.
    package static let id = "blueprint"

    package var profile: String
    package var status: Status
    /// What is worst: the id of a model, or `requirements`.
    package var decidedBy: String

    package init?(_ slice: Matrix.Slice, _ matrix: Matrix) {
        guard let whole = slice.whole else { return nil }
        profile = slice.profile.id
        status = whole.status
        decidedBy = matrix.subjects[whole.subject].id
    }

    package var json: JSON {
        [
            "profile": .string(profile), "status": .string(status.rawValue),
            "ok": .bool(status.isAccepted), "decided_by": .string(decidedBy),
        ]
    }
}
