/// A table of rules made ready for many models on many machines; it decides as `RuleTable.verdict` does.
package struct CompiledRules: Sendable {
    package let table: RuleTable
    private let bits: RuleBits
    private let rows: [RuleBits.Row]
    private let listings: [(vendor: GPU.Vendor, row: RuleBits.Row)]
    private let machineLeaves: [(condition: Condition, bit: UInt64)]
    private let modelLeaves: [(condition: Condition, bit: UInt64)]

    package init(_ table: RuleTable = .standard) {
        self.table = table
        var bits = RuleBits()
        rows = table.rules.map { bits.row($0.conditions) }
        listings = table.listings.map { ($0.vendor, bits.row($0.conditions)) }
        machineLeaves = bits.leaves.filter { !$0.condition.asksModel }
        modelLeaves = bits.leaves.filter(\.condition.asksModel)
        self.bits = bits
    }

    /// A machine with all that no model changes worked out.
    package struct PreparedMachine: Sendable {
        fileprivate let bare: Candidate
        /// The best GPU first, where rulings are equal; then the vendors of which nothing is known.
        fileprivate let candidates: [Candidate]
        fileprivate let amdAccelerator: Accelerator
    }

    /// One GPU of a machine, or none, as the rules see it.
    fileprivate struct Candidate: Sendable {
        let input: RuleInput
        let truths: RuleBits.Truths
        let listing: RuleBits.Row?
        /// What a verdict without a rule names.
        let accelerator: Accelerator
    }

    /// What a machine looks like by the numbers and data of a policy; the rules themselves change
    /// nothing in it.
    package struct SightedMachine: Sendable {
        fileprivate let bare: RuleInput
        /// With what a verdict without a rule names.
        fileprivate let gpus: [(input: RuleInput, accelerator: Accelerator)]
        fileprivate let vendors: [RuleInput]
        fileprivate let amdAccelerator: Accelerator
    }

    package func sighted(_ hardware: Hardware) -> SightedMachine {
        let bare = RuleInput(hardware, table.policy)
        let order = hardware.gpus.indices.sorted {
            let (gpu, other) = (hardware.gpus[$0], hardware.gpus[$1])
            if RuleTable.isBetter(gpu, than: other) { return true }
            return !RuleTable.isBetter(other, than: gpu) && $0 < $1
        }
        return SightedMachine(
            bare: bare,
            gpus: order.map { index in
                var input = bare
                input.look(at: hardware.gpus[index], hardware)
                return (input, RuleTable.accelerator(of: .gpu(hardware.gpus[index])))
            },
            vendors: hardware.unknownVendors.map { unknown in
                var input = bare
                input.look(atUnknown: unknown.vendor)
                return input
            }, amdAccelerator: RuleTable.amdAccelerator(hardware))
    }

    package func prepared(_ hardware: Hardware) -> PreparedMachine { prepared(sighted(hardware)) }

    /// - Parameter machine: sighted by a table of the same policy.
    package func prepared(_ machine: SightedMachine) -> PreparedMachine {
        PreparedMachine(
            bare: candidate(machine.bare, .none),
            candidates: machine.gpus.map { candidate($0.input, $0.accelerator) }
                + machine.vendors.map { candidate($0, .none) },
            amdAccelerator: machine.amdAccelerator)
    }

    private func candidate(_ input: RuleInput, _ accelerator: Accelerator) -> Candidate {
        var truths = RuleBits.Truths()
        for (condition, bit) in machineLeaves { truths.set(bit, condition.truth(input)) }
        return Candidate(
            input: input, truths: truths,
            listing: listings.first { $0.vendor == input.vendor }?.row, accelerator: accelerator)
    }

    /// The decision on a model; the best of the machine's GPUs counts.
    package func decision(
        _ model: Model, backend: Backend? = nil, on machine: PreparedMachine
    ) -> Decision {
        var best: (ruling: RuleTable.Ruling, input: RuleInput, accelerator: Accelerator)?
        for candidate in machine.candidates {
            guard let listing = candidate.listing else { continue }
            let (input, truths) = seen(candidate, model, backend)
            let ruling: RuleTable.Ruling
            switch listing.truth(truths) {
            case .no: continue
            case .unknown where input.isGPUCertain:
                ruling = RuleTable.Ruling(index: nil, isListingOpen: true, rank: .open)
            default: ruling = decided(truths)
            }
            if let best, ruling.rank <= best.ruling.rank { continue }
            best = (ruling, input, candidate.accelerator)
        }
        if best == nil {
            let (input, truths) = seen(machine.bare, model, backend)
            best = (decided(truths), input, machine.bare.accelerator)
        }
        guard let best, let index = best.ruling.index else {
            return Decision(
                rule: .insufficientEvidence, status: .fail,
                accelerator: best?.accelerator ?? .none)
        }
        let rule = table.rules[index]
        return Decision(
            rule: rule.id, status: rule.status,
            accelerator: rule.accelerator ?? machine.amdAccelerator,
            comparison: rule.measure.flatMap { best.input.comparison($0) },
            assumed: best.input.assumed(rule.id))
    }

    /// What the conditions come to for one model.
    private func seen(
        _ candidate: Candidate, _ model: Model, _ backend: Backend?
    ) -> (RuleInput, RuleBits.Truths) {
        var input = candidate.input
        input.look(for: model, backend ?? model.backend)
        var truths = candidate.truths
        for (condition, bit) in modelLeaves { truths.set(bit, condition.truth(input)) }
        bits.complete(&truths)
        return (input, truths)
    }

    /// The first row that is not false.
    private func decided(_ truths: RuleBits.Truths) -> RuleTable.Ruling {
        for index in rows.indices {
            switch rows[index].truth(truths) {
            case .no: continue
            case .yes:
                return RuleTable.Ruling(index: index, rank: .of(table.rules[index].status))
            case .unknown: return RuleTable.Ruling(index: nil, rank: .open)
            }
        }
        return RuleTable.Ruling(index: nil, rank: .open)
    }
}

extension RuleInput {
    /// The size that a rule weighs beside what the model needs of it.
    fileprivate func comparison(_ measure: Rule.Measure) -> Verdict.Comparison? {
        switch measure {
        case .gpuMemory: gpuMemory.map { .init(found: $0, minimum: gpuMinimum) }
        case .systemMemory(let kind):
            memory.flatMap { found in
                requirements[kind].map { .init(found: found, minimum: $0) }
            }
        }
    }
}
