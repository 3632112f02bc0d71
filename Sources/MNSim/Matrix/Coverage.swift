public import MNCore

/// What profiles and scenarios reach of all that the program can decide, ask and say.
///
/// What there is to reach comes from the program itself: its closed sets, and the questions that it asks.
public struct Coverage: Sendable {
    public enum Area: String, Hashable, Sendable, CaseIterable {
        case rules
        /// Sizes just below, at and just above a minimum, and as printed on the box.
        case thresholds
        /// Each kind of question with each way to answer it.
        case probes
        case warnings
        /// The codes of errors that a command ends with.
        case errors
        case exitCodes = "exit_codes"
    }

    /// By whom something is reached.
    public struct Reach: Hashable, Sendable {
        public var profiles: Set<String> = []
        public var scenarios: Set<String> = []
        /// The best among the profiles; nil if only scenarios reach it.
        public var provenance: Profile.Provenance?
    }

    /// By area, then by name.
    private var reaches: [Area: [String: Reach]] = [:]
    private let rules: RuleTable
    private let models: [Model]

    /// - Parameters:
    ///   - models: what each machine is judged for.
    ///   - errors: the codes of all errors that a command can end with.
    public init(models: [Model], rules: RuleTable = .standard, errors: [String]) {
        self.models = models
        self.rules = rules
        let closed: [(Area, [String])] = [
            (.rules, Rule.ID.allCases.map(\.rawValue)),
            (.thresholds, Threshold.all.map(\.name)),
            (.warnings, Verdict.Warning.allCases.map(\.rawValue)),
            (.errors, errors),
            (.exitCodes, ExitCode.allCases.map { String($0.rawValue) }),
        ]
        for (area, names) in closed {
            for name in names { reaches[area, default: [:]][name] = Reach() }
        }
    }

    /// All names of an area, sorted; exit codes by their number.
    public func names(_ area: Area) -> [String] {
        let names = (reaches[area] ?? [:]).keys.sorted()
        return area == .exitCodes ? names.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) } : names
    }

    /// By whom a name is reached.
    public func reach(_ area: Area, _ name: String) -> Reach { reaches[area]?[name] ?? Reach() }

    /// The names of an area that nothing reaches, sorted.
    public func unreached(_ area: Area) -> [String] {
        names(area).filter { !reach(area, $0).isReached }
    }

    /// Judges all models on a machine, and adds what that reaches.
    public mutating func add(_ profile: Profile) async {
        let machine = AskedMachine(ReplayMachine(profile))
        let hardware = await Hardware.probe(machine)
        for (access, outcome) in machine.asked { note(access, outcome) { $0.add(profile) } }
        for model in models {
            let advice = rules.advice(model, on: hardware, suitable: [])
            note(.rules, advice.verdict.rule.rawValue) { $0.add(profile) }
            for (kind, _) in advice.verdict.kindsAndWarnings(withoutGPU: advice.withoutGPU) {
                note(.warnings, kind.rawValue) { $0.add(profile) }
            }
            for weighing in rules.weighings(of: advice.verdict, on: hardware) {
                for threshold in Threshold.met(by: weighing, rules.policy) {
                    note(.thresholds, threshold.name) { $0.add(profile) }
                }
            }
        }
    }

    /// What a run of a scenario came to.
    public struct ScenarioNotes: Sendable {
        public var accesses: [Recording.Exchange] = []
        public var rules: [String] = []
        public var warnings: [String] = []
        public var errors: [String] = []
        public var exitCodes: [Int] = []

        public init() {}
    }

    /// Adds what a scenario reaches.
    public mutating func add(scenario: String, _ notes: ScenarioNotes) {
        for exchange in notes.accesses {
            note(exchange.access, exchange.outcome) { $0.scenarios.insert(scenario) }
        }
        let named: [(Area, [String])] = [
            (.rules, notes.rules), (.warnings, notes.warnings), (.errors, notes.errors),
            (.exitCodes, notes.exitCodes.map(String.init)),
        ]
        for (area, names) in named {
            for name in names { note(area, name) { $0.scenarios.insert(scenario) } }
        }
    }

    private mutating func note(_ area: Area, _ name: String, _ change: (inout Reach) -> Void) {
        change(&reaches[area, default: [:]][name, default: Reach()])
    }

    /// Adds a question with all ways to answer it, and notes the one that was seen.
    private mutating func note(
        _ access: Access, _ outcome: Outcome, _ change: (inout Reach) -> Void
    ) {
        let question = access.kindOfQuestion
        for answer in AnswerKind.possible(for: access) {
            let name = "\(question): \(answer.rawValue)"
            if reaches[.probes]?[name] == nil { reaches[.probes, default: [:]][name] = Reach() }
        }
        note(.probes, "\(question): \(AnswerKind(outcome).rawValue)", change)
    }
}

extension Coverage.Reach {
    public var isReached: Bool { !profiles.isEmpty || !scenarios.isEmpty }

    fileprivate mutating func add(_ profile: Profile) {
        profiles.insert(profile.id)
        let order = Profile.Provenance.allCases
        guard let new = order.firstIndex(of: profile.provenance) else { return }
        if let old = provenance.flatMap(order.firstIndex(of:)), old <= new { return }
        provenance = profile.provenance
    }
}
