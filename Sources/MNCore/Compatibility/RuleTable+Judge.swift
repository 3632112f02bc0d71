extension RuleTable {
    /// Judges a model on a machine.
    ///
    /// Every GPU that counts is judged alone, and the best result is the machine's; sizes are never
    /// added up. A machine without one is judged by its processor and memory.
    ///
    /// - Parameters:
    ///   - backend: what was asked for; nil takes the model's own.
    ///   - force: lifts a verdict that can be lifted; it changes neither rule nor status.
    package func verdict(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware, force: Bool = false
    ) -> Verdict {
        let backend = backend ?? model.backend
        let best = best(model, backend, on: hardware)
        let device: Subject.Device =
            switch best.device {
            case .gpu(let index): .gpu(hardware.gpus[index])
            case .vendor(let index): .unknown(hardware.unknownVendors[index])
            case .none: .none
            }
        let subject = Subject(
            model: model, backend: backend, hardware: hardware, device: device, policy: policy)
        return verdict(best.ruling, subject, force: force)
    }

    /// The rule and status alone, without numbers and evidence: for counting over many machines.
    package func decides(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware
    ) -> (rule: Rule.ID, status: Status) {
        let best = best(model, backend ?? model.backend, on: hardware)
        guard let index = best.ruling.index else { return (.insufficientEvidence, .fail) }
        return (rules[index].id, rules[index].status)
    }

    /// What the rules say of one GPU.
    struct Ruling: Sendable {
        /// The row that decides; nil for insufficient evidence.
        var index: Int?
        /// Whether what is missing is whether the GPU counts on this machine at all.
        var isListingOpen = false
        var rank: Rank
    }

    /// The order of rulings: an accepted one beats an open question, and that beats a refusal.
    enum Rank: Int, Comparable, Sendable {
        case fail, forceOnly, open, warning, pass

        static func of(_ status: Status) -> Rank {
            switch status {
            case .pass: .pass
            case .warning: .warning
            case .forceOnly: .forceOnly
            case .fail: .fail
            }
        }

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    /// A device by its place in the lists of the hardware.
    private enum Place {
        case gpu(Int)
        case vendor(Int)
        case none
    }

    /// The best ruling, and the device that earns it.
    private func best(
        _ model: Model, _ backend: Backend, on hardware: Hardware
    ) -> (ruling: Ruling, device: Place) {
        let bare = RuleInput(model, backend, hardware, policy)
        var best: (ruling: Ruling, device: Place)?
        for index in hardware.gpus.indices {
            var input = bare
            input.look(at: hardware.gpus[index], hardware)
            guard let ruling = ruling(input) else { continue }
            if case (let other, .gpu(let otherIndex))? = best {
                let isBetter = isBetter(
                    ruling, hardware.gpus[index], than: other, hardware.gpus[otherIndex])
                if !isBetter { continue }
            }
            best = (ruling, .gpu(index))
        }
        for index in hardware.unknownVendors.indices {
            var input = bare
            input.look(atUnknown: hardware.unknownVendors[index].vendor)
            guard let ruling = ruling(input) else { continue }
            if let current = best, ruling.rank <= current.ruling.rank { continue }
            best = (ruling, .vendor(index))
        }
        return best ?? (decided(bare), .none)
    }

    /// What the rules say of a GPU; nil if it does not count on this machine.
    func ruling(_ input: RuleInput) -> Ruling? {
        guard let listing = listings.first(where: { $0.vendor == input.vendor }) else { return nil }
        switch Condition.all(listing.conditions, input) {
        case .no: return nil
        case .unknown where input.isGPUCertain:
            return Ruling(index: nil, isListingOpen: true, rank: .open)
        default: return decided(input)
        }
    }

    /// The first row that is not false.
    private func decided(_ input: RuleInput) -> Ruling {
        for index in rules.indices {
            switch Condition.all(rules[index].conditions, input) {
            case .no: continue
            case .yes: return Ruling(index: index, rank: .of(rules[index].status))
            case .unknown: return Ruling(index: nil, rank: .open)
            }
        }
        return Ruling(index: nil, rank: .open)
    }

    /// By rank; of equals the better GPU.
    private func isBetter(
        _ ruling: Ruling, _ gpu: GPU, than other: Ruling, _ otherGPU: GPU
    ) -> Bool {
        ruling.rank == other.rank
            ? Self.isBetter(gpu, than: otherGPU) : ruling.rank > other.rank
    }

    /// Dedicated before shared memory, then more memory, then the earlier address.
    static func isBetter(_ gpu: GPU, than otherGPU: GPU) -> Bool {
        if (gpu.pool == .dedicated) != (otherGPU.pool == .dedicated) {
            return gpu.pool == .dedicated
        }
        let (size, otherSize) = (gpu.memory.value?.bytes, otherGPU.memory.value?.bytes)
        if size != otherSize { return size ?? .zero > otherSize ?? .zero }
        return gpu.order < otherGPU.order
    }
}
