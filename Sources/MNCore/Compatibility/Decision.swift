/// A verdict without its evidence, gaps and words: what counting over many machines needs.
package struct Decision: Hashable, Sendable {
    package var rule: Rule.ID
    package var status: Status
    package var accelerator: Accelerator
    /// The numbers that decided, where a size did.
    package var comparison: Verdict.Comparison?
    /// What was taken for granted.
    package var assumed: Assumptions = []
}

/// What a table comes to on one GPU of a machine, or on a machine without one.
enum RuleMatch {
    /// The row at this place holds.
    case row(Int)
    /// The row at this place may hold, and those before it do not; nil if no row is left.
    case openRow(Int?)
    /// The GPU is there, and whether it counts on this machine is open.
    case openListing
}

extension RuleTable {
    /// The order of matches: an accepted one beats an open question, and that beats a refusal.
    private enum Rank: Int, Comparable {
        case fail, forceOnly, open, warning, pass

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    private func rank(_ match: RuleMatch) -> Rank {
        guard case .row(let index) = match else { return .open }
        return switch rules[index].status {
        case .pass: .pass
        case .warning: .warning
        case .forceOnly: .forceOnly
        case .fail: .fail
        }
    }

    /// The rule that decided; nil where that is open.
    func rule(_ match: RuleMatch) -> Rule? {
        if case .row(let index) = match { rules[index] } else { nil }
    }

    /// The best match, and the GPU that earns it.
    ///
    /// Every GPU that counts is judged alone, and the best result is the machine's; sizes are never
    /// added up. A machine without one is judged by its processor and memory.
    func best(
        _ demand: ModelDemand, on machine: PreparedMachine
    ) -> (match: RuleMatch, context: EvaluationContext) {
        assert(machine.table == self)
        var best: (match: RuleMatch, context: EvaluationContext, rank: Rank)?
        for device in machine.devices {
            let context = device.context.asking(demand)
            guard let match = match(device, context) else { continue }
            let rank = rank(match)
            if let best, (best.rank, context.place) >= (rank, best.context.place) { continue }
            best = (match, context, rank)
        }
        if let best { return (best.match, best.context) }
        let bare = machine.bare.context.asking(demand)
        return (firstMatch(machine.bare, bare), bare)
    }

    /// What the rules come to on a GPU; nil if it does not count on this machine.
    ///
    /// - Parameter context: that of the candidate, asking about a model.
    func match(_ candidate: PreparedMachine.Candidate, _ context: EvaluationContext) -> RuleMatch? {
        switch Condition.all(candidate.listing, context) {
        case .no: return nil
        case .unknown where context.isGPUCertain: return .openListing
        default: return firstMatch(candidate, context)
        }
    }

    /// The first row that is not false.
    private func firstMatch(
        _ candidate: PreparedMachine.Candidate, _ context: EvaluationContext
    ) -> RuleMatch {
        let rows = candidate.rows
        for place in rows.indices {
            switch Condition.all(rows[place].conditions, context) {
            case .no: continue
            case .yes: return .row(rows[place].index)
            case .unknown: return .openRow(rows[place].index)
            }
        }
        return .openRow(nil)
    }

    /// The decision on a model.
    ///
    /// - Parameters:
    ///   - backend: what was asked for; nil takes the model's own.
    ///   - machine: prepared for this table.
    package func decision(
        _ model: Model, backend: Backend? = nil, on machine: PreparedMachine
    ) -> Decision {
        decision(ModelDemand(model, backend: backend), on: machine)
    }

    /// The decision on a model of which only that is known.
    package func decision(_ demand: ModelDemand, on machine: PreparedMachine) -> Decision {
        let (match, context) = best(demand, on: machine)
        return decision(match, context)
    }

    /// The decision on a machine of which no more is asked.
    package func decision(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware
    ) -> Decision { decision(model, backend: backend, on: prepared(hardware)) }

    func decision(_ match: RuleMatch, _ context: EvaluationContext) -> Decision {
        guard case .row(let index) = match else {
            return Decision(
                rule: .insufficientEvidence, status: .fail, accelerator: Self.accelerator(context))
        }
        let rule = rules[index]
        return Decision(
            rule: rule.id, status: rule.status,
            accelerator: rule.accelerator ?? context.machine.amdAccelerator,
            comparison: rule.measure.flatMap { context.comparison($0) },
            assumed: context.assumed(rule.id))
    }

    /// What a GPU would run on if it counted.
    private static func accelerator(_ context: EvaluationContext) -> Accelerator {
        guard context.isGPUCertain else { return .none }
        return switch context.vendor {
        case .apple: .metal
        case .nvidia: .cuda
        case .amd: .vulkan
        case .adreno: .opencl
        case nil: .none
        }
    }

    /// A machine made ready for this table.
    package func prepared(_ hardware: Hardware) -> PreparedMachine {
        PreparedMachine(hardware, self)
    }
}

// MARK: - The way to a decision

/// One rule that was tried, and what each of its conditions came to.
package struct ExplanationStep: Hashable, Sendable {
    package struct Finding: Hashable, Sendable {
        package var condition: Condition
        package var truth: Ternary
        package var evidence: [Evidence]
        package var gaps: [Gap]
    }

    package var rule: Rule.ID
    /// `yes` for the rule that decided, `unknown` for one that could not be decided.
    package var truth: Ternary
    package var findings: [Finding]

    package var json: JSON {
        [
            "rule": .string(rule.rawValue), "truth": .string(truth.rawValue),
            "conditions": .array(
                findings.map { finding in
                    [
                        "condition": .string("\(finding.condition)"),
                        "truth": .string(finding.truth.rawValue),
                        "evidence": .array(finding.evidence.map(\.json)),
                        "missing": .array(finding.gaps.map(\.json)),
                    ]
                }),
        ]
    }
}

extension RuleTable {
    /// The rules that were tried on the GPU that a verdict is about, up to the one that decided.
    package func explanation(
        of verdict: Verdict, on machine: PreparedMachine
    ) -> [ExplanationStep] {
        let (match, context) = best(
            ModelDemand(verdict.model, backend: verdict.backend), on: machine)
        // Whether the GPU counts is open, so no row was asked about it.
        if case .openListing = match,
            let listing = listings.first(where: { $0.vendor == context.vendor })
        {
            return [step(.insufficientEvidence, listing.conditions, context)]
        }
        return tried(context).map { step($0.id, $0.conditions, context) }
    }

    private func step(
        _ rule: Rule.ID, _ conditions: [Condition], _ context: EvaluationContext
    ) -> ExplanationStep {
        ExplanationStep(
            rule: rule, truth: Condition.all(conditions, context),
            findings: conditions.map { condition in
                .init(
                    condition: condition, truth: condition.truth(context),
                    evidence: condition.evidence(context).uniqued(),
                    gaps: condition.gaps(context).uniqued())
            })
    }

    /// Every size that was held against a minimum on the way to a verdict, in that order.
    package func comparisons(
        of verdict: Verdict, on machine: PreparedMachine
    ) -> [Verdict.Comparison] {
        let context = best(ModelDemand(verdict.model, backend: verdict.backend), on: machine)
            .context
        return tried(context).flatMap { rule in
            Condition.all(rule.conditions).deciding(context).compactMap { condition in
                switch condition {
                case .gpuMemorySuffices: context.comparison(.gpuMemory)
                case .memorySuffices(let kind): context.comparison(.systemMemory(kind))
                default: nil
                }
            }
        }
    }

    private func tried(_ context: EvaluationContext) -> ArraySlice<Rule> {
        let last = rules.firstIndex { Condition.all($0.conditions, context) != .no }
        return rules.prefix(last.map { $0 + 1 } ?? rules.count)
    }
}
