extension RuleTable {
    /// Judges a model on a machine.
    ///
    /// Every GPU that counts is judged alone, and the best result is the machine's; sizes are never
    /// added up. A machine without one is judged by its processor and memory.
    ///
    /// - Parameters:
    ///   - backend: what was asked for; nil takes the model's own.
    ///   - force: lifts a verdict that can be lifted; it changes neither rule nor status.
    public func verdict(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware, force: Bool = false
    ) -> Verdict {
        let best = best(model, backend ?? model.backend, on: hardware)
        return verdict(best.ruling, best.subject, force: force)
    }

    /// The rule and status alone, without numbers and evidence: for counting over many machines.
    public func decides(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware
    ) -> (rule: Rule.ID, status: Status) {
        let rule = best(model, backend ?? model.backend, on: hardware).ruling.rule
        return (rule?.id ?? .insufficientEvidence, rule?.status ?? .fail)
    }

    /// The best ruling, and the device that earns it.
    private func best(
        _ model: Model, _ backend: Backend, on hardware: Hardware
    ) -> (ruling: Ruling, subject: Subject) {
        let devices = devices(model, backend, hardware)
        var best: (ruling: Ruling, subject: Subject)?
        for device in devices {
            let subject = Subject(
                model: model, backend: backend, hardware: hardware, device: device, policy: policy)
            let ruling = ruling(subject)
            if let current = best, !isBetter(ruling, subject, than: current) { continue }
            best = (ruling, subject)
        }
        // `devices` is never empty.
        guard let best else { preconditionFailure("a machine without any device to judge") }
        return best
    }

    /// What the rules say of one subject: the row that decides, or the gaps that keep it from deciding.
    struct Ruling: Sendable {
        /// Nil for insufficient evidence.
        var rule: Rule?
        var gaps: [Gap] = []

        /// The order of rulings: an accepted one beats an open question, and that beats a refusal.
        var rank: Int {
            switch rule?.status {
            case .pass: 4
            case .warning: 3
            case nil: 2
            case .forceOnly: 1
            case .fail: 0
            }
        }
    }

    func ruling(_ subject: Subject) -> Ruling {
        if let listing = listing(subject.device) {
            let isListed = Condition.all(listing.conditions, subject)
            if isListed == .unknown {
                let gaps = listing.conditions.flatMap { $0.gaps(subject) }
                if case .gpu = subject.device { return Ruling(rule: nil, gaps: gaps) }
            }
        }
        for rule in rules {
            switch Condition.all(rule.conditions, subject) {
            case .no: continue
            case .yes: return Ruling(rule: rule)
            case .unknown:
                return Ruling(rule: nil, gaps: rule.conditions.flatMap { $0.gaps(subject) })
            }
        }
        return Ruling(rule: nil)
    }

    /// The devices that are judged: those that count or may count, else the machine without any.
    private func devices(
        _ model: Model, _ backend: Backend, _ hardware: Hardware
    ) -> [Subject.Device] {
        let all =
            hardware.gpus.map { Subject.Device.gpu($0) }
            + hardware.unknownVendors.map { Subject.Device.unknown($0) }
        let counting = all.filter { device in
            let subject = Subject(
                model: model, backend: backend, hardware: hardware, device: device, policy: policy)
            guard let listing = listing(device) else { return false }
            return Condition.all(listing.conditions, subject) != .no
        }
        return counting.isEmpty ? [.none] : counting
    }

    private func listing(_ device: Subject.Device) -> Listing? {
        switch device {
        case .gpu(let gpu): listings.first { $0.vendor == gpu.vendor }
        case .unknown(let unknown): listings.first { $0.vendor == unknown.vendor }
        case .none: nil
        }
    }

    /// By rank, then dedicated before shared memory, then more memory; of equals the earlier address.
    private func isBetter(
        _ ruling: Ruling, _ subject: Subject, than other: (ruling: Ruling, subject: Subject)
    ) -> Bool {
        if ruling.rank != other.ruling.rank { return ruling.rank > other.ruling.rank }
        guard let gpu = subject.gpu, let otherGPU = other.subject.gpu else { return false }
        if (gpu.pool == .dedicated) != (otherGPU.pool == .dedicated) {
            return gpu.pool == .dedicated
        }
        let (size, otherSize) = (gpu.memory.value?.bytes.bytes, otherGPU.memory.value?.bytes.bytes)
        if size != otherSize { return size ?? 0 > otherSize ?? 0 }
        return gpu.order < otherGPU.order
    }

    private func verdict(_ ruling: Ruling, _ subject: Subject, force: Bool) -> Verdict {
        let rule = ruling.rule
        let status = rule?.status ?? .fail
        let isForceable = !status.isAccepted && rule?.isForceable ?? true
        // Under an accepted verdict nothing is open that could make it worse.
        let assumesEngine = assumesEngine(subject)
        let gaps =
            ruling.gaps + unusedGaps(ruling, subject)
            + (assumesEngine ? subject.hardware.engine.gaps : [])
        return Verdict(
            model: subject.model, backend: subject.backend,
            rule: rule?.id ?? .insufficientEvidence, status: status, isForceable: isForceable,
            isForced: force && isForceable,
            accelerator: rule.map { $0.accelerator ?? Self.amdAccelerator(subject.hardware) }
                ?? Self.accelerator(of: subject.device),
            gpu: subject.gpu, comparison: rule?.measure.flatMap { subject.comparison($0) },
            evidence: (rule?.conditions ?? []).flatMap { $0.evidence(subject) }.uniqued(),
            gaps: gaps.uniqued(), assumesDockerEngine: assumesEngine)
    }

    /// What was not seen of GPUs that might have given a better verdict, or of the one that was judged.
    private func unusedGaps(_ ruling: Ruling, _ subject: Subject) -> [Gap] {
        switch ruling.rule?.id {
        case .cudaUnknown?, .amdUnknown?, .adrenoUnknown?:
            (subject.gpu?.memory.gaps ?? []) + (subject.gpu?.generation.gaps ?? [])
        case .cudaUnusable?: subject.gpu?.memory.gaps ?? []
        default:
            ruling.rule?.status == .pass
                ? []
                : subject.hardware.unknownVendors.flatMap(\.gaps) + subject.hardware.doubts
                    + otherGaps(subject)
        }
    }

    /// What is not known of the memory of the GPUs that were not chosen.
    private func otherGaps(_ subject: Subject) -> [Gap] {
        devices(subject.model, subject.backend, subject.hardware).flatMap { device in
            if case .gpu(let gpu) = device, gpu != subject.gpu { gpu.memory.gaps } else { [Gap]() }
        }
    }

    /// Whether AMD's place in the table hangs on an engine that did not answer.
    private func assumesEngine(_ subject: Subject) -> Bool {
        subject.gpu?.vendor == .amd && subject.hardware.engine.value == nil
    }

    /// ROCm where the engine offers its runtime, else Vulkan (dmr-contract §7.2).
    private static func amdAccelerator(_ hardware: Hardware) -> Accelerator {
        hardware.engine.value?.runtimes.contains("rocm") == true ? .rocm : .vulkan
    }

    private static func accelerator(of device: Subject.Device) -> Accelerator {
        let vendor: GPU.Vendor? =
            switch device {
            case .gpu(let gpu): gpu.vendor
            case .unknown, .none: nil
            }
        return switch vendor {
        case .apple: .metal
        case .nvidia: .cuda
        case .amd: .vulkan
        case .adreno: .opencl
        case nil: .none
        }
    }
}

extension Subject {
    fileprivate func comparison(_ measure: Rule.Measure) -> Verdict.Comparison? {
        switch measure {
        case .gpuMemory:
            gpu.flatMap { gpu in
                gpu.memory.value.map { .init(found: $0, minimum: minimum(for: gpu)) }
            }
        case .systemMemory(let kind):
            hardware.memory.usable.value.flatMap { found in
                model.requirements[kind].map { .init(found: found, minimum: $0) }
            }
        }
    }
}

extension Array where Element: Hashable {
    /// The elements in order, each once.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
