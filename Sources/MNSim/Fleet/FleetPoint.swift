import MNCore

/// One machine, all facts of which have one value or none, with what somebody can do about it.
///
/// What hangs on no model is worked out once, and only if some model asks for it.
struct FleetPoint {
    private let rules: RuleTable
    private let named: Set<Condition>
    private let machine: PreparedMachine
    /// With working drivers; nil if they are.
    private lazy var withDrivers: PreparedMachine? = machine.hardware
        .withDrivers(rules.policy.drivers).map(rules.prepared)
    /// With each change of Docker's, the lesser action first.
    private lazy var changed: [(action: FleetAction, machine: PreparedMachine)] =
        rules
        .dockerChanges(machine.hardware, named)
        .compactMap { change in change.action.map { (action: $0, change: change) } }
        .sorted { $0.action < $1.action }
        .compactMap { action, change in
            machine.hardware.taking(change.name, change.to)
                .map { (action: action, machine: rules.prepared($0)) }
        }

    /// - Parameter named: the conditions that the rules ask for.
    init(_ hardware: Hardware, _ rules: RuleTable, _ named: Set<Condition>) {
        self.rules = rules
        self.named = named
        machine = rules.prepared(hardware)
    }

    mutating func outcome(_ model: Model) -> FleetOutcome {
        let decision = rules.decision(model, on: machine)
        if decision.rule.isUnknown { return .unknown([]) }
        if decision.runs {
            return .runs(isEngineAssumed: decision.assumed.contains(.engine))
        }
        if let action = action(model) { return .after(action) }
        let rule = rules.rules.first { $0.id == decision.rule }
        return .doesNotRun(
            canBeForced: !decision.status.isAccepted && rule?.isForceable ?? true)
    }

    /// The least that makes the model run; nil if nothing alone does.
    private mutating func action(_ model: Model) -> FleetAction? {
        if let withDrivers, rules.decision(model, on: withDrivers).runs { return .driver }
        return changed.first { rules.decision(model, on: $0.machine).runs }?.action
    }
}

/// The machines that a class is tried as, for all models.
struct FleetSearch {
    private let facts: FleetFacts
    private let thresholds: [ByteCount]
    private let rules: RuleTable
    private let named: Set<Condition>
    private var points: [FleetFacts: FleetPoint] = [:]
    private var filled: [[FleetFact]: [FleetFacts]] = [:]

    /// - Parameters:
    ///   - thresholds: of all models.
    ///   - named: the conditions that the rules ask for.
    init(
        _ facts: FleetFacts, _ thresholds: [ByteCount], _ rules: RuleTable,
        _ named: Set<Condition>
    ) {
        self.facts = facts
        self.thresholds = thresholds
        self.rules = rules
        self.named = named
    }

    /// What a model comes to on a machine whose facts have one value or none.
    mutating func outcome(_ model: Model, on facts: FleetFacts) -> FleetOutcome {
        points[facts, default: FleetPoint(facts.hardware, rules, named)].outcome(model)
    }

    /// The machines that the class may be once these facts are told too; nil if they are too many to try.
    mutating func filled(_ asked: [FleetFact]) -> [FleetFacts]? {
        let machines = filled[asked] ?? fill(asked)
        filled[asked] = machines
        return machines.count <= FleetJudge.mostFilled ? machines : nil
    }

    private func fill(_ asked: [FleetFact]) -> [FleetFacts] {
        asked.reduce([facts]) { machines, fact in
            machines.count > FleetJudge.mostFilled
                ? machines : machines.flatMap { $0.filled(fact, thresholds, rules) }
        }
    }
}

extension Decision {
    /// Whether the model runs as it is meant to.
    ///
    /// Under a driver that the engine may refuse it does not.
    var runs: Bool {
        switch rule {
        case .amd, .adreno, .cpuAccepted: true
        default: status == .pass
        }
    }
}

extension FactChange {
    /// What somebody would do so that it is so; nil if nobody can.
    var action: FleetAction? {
        switch (name, to) {
        case (.engineRuntimes, _), (.runner, _), (.toolkit, _): .runtime
        case (.engineKind, .text("engine")) where from != nil: .engine
        case (.engineKind, .text("desktop")) where from != nil: .dockerDesktop
        default: nil
        }
    }
}

extension Hardware {
    /// The machine with working drivers for its NVIDIA GPUs, as new as the runner needs; nil if they are.
    func withDrivers(_ data: DriverData) -> Hardware? {
        var other = self
        for (index, gpu) in gpus.enumerated() where gpu.vendor == .nvidia {
            var working = gpu
            working.fault = nil
            guard let support = cudaSupport(working, data), let needed = support.neededDriver else {
                continue
            }
            let isEnough = gpu.fault == nil && support.driver.map { !($0 < needed) } ?? true
            if isEnough { continue }
            other.gpus[index] = working
            other = other.taking(.gpu(index, .driver), .text("\(needed)")) ?? other
        }
        return other == self ? nil : other
    }
}
