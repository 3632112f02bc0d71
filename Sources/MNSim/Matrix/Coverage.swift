package import MNCore

/// What profiles and scenarios reach of all that the program can decide, ask and say.
///
/// What there is to reach comes from the program itself: its closed sets, and the questions that it asks.
package struct Coverage: Sendable {
    package enum Area: String, Hashable, Sendable, CaseIterable {
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
    package struct Reach: Hashable, Sendable {
        package var profiles: Set<String> = []
        package var scenarios: Set<String> = []
        /// The best among the profiles; nil if only scenarios reach it.
        package var provenance: Profile.Provenance?
        /// The profiles that reach it with nothing but what was read on the machine, if that is real.
        fileprivate var read: Set<String> = []
    }

    /// How much of something rests on real machines.
    package struct Share: Hashable, Sendable {
        package var real: Int
        package var all: Int
    }

    /// What is remembered of a profile.
    private struct Judged {
        var provenance: Profile.Provenance
        var parent: String?
        /// How many verdicts it was given, and how many rest on what was read there.
        var verdicts = 0
        var readVerdicts = 0
    }

    /// By area, then by name.
    private var reaches: [Area: [String: Reach]] = [:]
    /// By id.
    private var machines: [String: Judged] = [:]
    private let rules: RuleTable
    private let models: [Model]

    /// - Parameters:
    ///   - models: what each machine is judged for.
    ///   - errors: the codes of all errors that a command can end with.
    package init(models: [Model], rules: RuleTable = .standard, errors: [String]) {
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
    package func names(_ area: Area) -> [String] {
        let names = (reaches[area] ?? [:]).keys.sorted()
        return area == .exitCodes ? names.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) } : names
    }

    /// By whom a name is reached.
    package func reach(_ area: Area, _ name: String) -> Reach { reaches[area]?[name] ?? Reach() }

    /// The names of an area that nothing reaches, sorted.
    package func unreached(_ area: Area) -> [String] {
        names(area).filter { !reach(area, $0).isReached }
    }

    // MARK: - Real machines

    /// Whether the evidence of a profile is that of a real machine: recorded there, transcribed from a
    /// recording, or edited from one that was recorded.
    package func isReal(_ profile: String) -> Bool {
        var id = profile
        var seen: Set<String> = []
        while let machine = machines[id], seen.insert(id).inserted {
            switch machine.provenance {
            case .recorded: return true
            case .transcribed: return id == profile
            case .derived: id = machine.parent ?? ""
            case .vendorSpec, .synthetic: return false
            }
        }
        return false
    }

    /// Whether a real machine reaches it, with nothing that the author of its profile added.
    package func isReal(_ area: Area, _ name: String) -> Bool {
        reach(area, name).read.contains(where: isReal)
    }

    package var realMachines: Share {
        Share(real: machines.keys.count(where: isReal), all: machines.count)
    }

    /// A verdict is real if its machine is, and no evidence that was added takes part in it.
    package var realVerdicts: Share {
        machines.reduce(into: Share(real: 0, all: 0)) { share, entry in
            share.all += entry.value.verdicts
            if isReal(entry.key) { share.real += entry.value.readVerdicts }
        }
    }

    package var realRules: Share {
        Share(real: names(.rules).count { isReal(.rules, $0) }, all: names(.rules).count)
    }

    // MARK: - Adding

    /// Judges all models on a machine, and adds what that reaches.
    package mutating func add(_ profile: Profile) async {
        let machine = RecordingMachine(ReplayMachine(profile))
        let judged = rules.prepared(await Hardware.probe(machine))
        let real = await RealEvidence(profile)
        for (access, outcome) in machine.asked {
            note(access, outcome) { $0.add(profile, isRead: real.holds(access)) }
        }
        var known = Judged(provenance: profile.provenance, parent: profile.derivedFrom)
        for model in models {
            let advice = rules.advice(model, on: judged, suitable: [])
            let isRead = real.holds(advice.verdict, rules)
            known.verdicts += 1
            if isRead { known.readVerdicts += 1 }
            let add = { (reach: inout Reach) in reach.add(profile, isRead: isRead) }
            note(.rules, advice.verdict.rule.rawValue, add)
            for (kind, _) in advice.verdict.kindsAndWarnings(withoutGPU: advice.withoutGPU) {
                note(.warnings, kind.rawValue, add)
            }
            for comparison in rules.comparisons(of: advice.verdict, on: judged) {
                for threshold in Threshold.met(by: comparison, rules.policy) {
                    note(.thresholds, threshold.name, add)
                }
            }
        }
        machines[profile.id] = known
    }

    /// What a run of a scenario came to.
    package struct ScenarioNotes: Sendable {
        package var accesses: [Recording.Exchange] = []
        package var rules: [String] = []
        package var warnings: [String] = []
        package var errors: [String] = []
        package var exitCodes: [Int] = []

        package init() {}
    }

    /// Adds what a scenario reaches.
    package mutating func add(scenario: String, _ notes: ScenarioNotes) {
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
    package var isReached: Bool { !profiles.isEmpty || !scenarios.isEmpty }

    fileprivate mutating func add(_ profile: Profile, isRead: Bool) {
        profiles.insert(profile.id)
        if isRead { read.insert(profile.id) }
        let order = Profile.Provenance.allCases
        guard let new = order.firstIndex(of: profile.provenance) else { return }
        if let old = provenance.flatMap(order.firstIndex(of:)), old <= new { return }
        provenance = profile.provenance
    }
}

/// What of a profile was read on the machine itself, and which verdicts rest on nothing else.
///
/// Whether the machine is real, its provenance says.
struct RealEvidence {
    private let recording: Recording
    /// What the author of the profile added; nil if that cannot be told.
    private let composed: Set<Access>?
    /// The machine without what its author added; nil if nothing was.
    private let bare: Hardware?

    init(_ profile: Profile) async {
        recording = profile.recording
        composed = profile.composed
        var read = profile
        read.rest = .unrecorded
        for access in composed ?? [] { read.recording[access] = nil }
        bare = read == profile ? nil : await Hardware.probe(ReplayMachine(read))
    }

    /// Whether the answer to a question was read.
    func holds(_ access: Access) -> Bool {
        recording[access] != nil && composed?.contains(access) == false
    }

    /// Whether a verdict names nothing but what was read, and is the same without the rest.
    ///
    /// The latter tells whether it takes something to be absent because the author said so.
    func holds(_ verdict: Verdict, _ rules: RuleTable) -> Bool {
        guard composed != nil, verdict.evidence.allSatisfy({ holds($0.access) }) else {
            return false
        }
        guard let bare else { return true }
        let decision = rules.decision(verdict.model, on: bare)
        return decision.rule == verdict.rule && decision.status == verdict.status
    }
}
