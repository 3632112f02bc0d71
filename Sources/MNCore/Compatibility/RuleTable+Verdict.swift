extension RuleTable {
    /// What is missing where no row could be decided.
    private func gaps(_ ruling: Ruling, _ subject: Subject) -> [Gap] {
        if ruling.index != nil { return [] }
        if ruling.isListingOpen {
            let listing = listings.first { $0.vendor == subject.gpu?.vendor }
            return (listing?.conditions ?? []).flatMap { $0.gaps(subject) }
        }
        let open = rules.first { Condition.all($0.conditions, subject.sight) == .unknown }
        return (open?.conditions ?? []).flatMap { $0.gaps(subject) }
    }

    /// The verdict that a ruling on a subject amounts to, with its numbers, evidence and gaps.
    func verdict(_ ruling: Ruling, _ subject: Subject, force: Bool) -> Verdict {
        let rule = ruling.index.map { rules[$0] }
        let status = rule?.status ?? .fail
        let isForceable = !status.isAccepted && rule?.isForceable ?? true
        // Under an accepted verdict nothing is open that could make it worse.
        let assumesEngine = assumesEngine(subject)
        let gaps =
            gaps(ruling, subject) + unusedGaps(rule, subject)
            + (assumesEngine ? subject.hardware.engine.gaps : [])
        return Verdict(
            model: subject.model, backend: subject.backend,
            rule: rule?.id ?? .insufficientEvidence, status: status, isForceable: isForceable,
            isForced: force && isForceable,
            accelerator: rule.map { $0.accelerator ?? Self.amdAccelerator(subject.hardware) }
                ?? Self.accelerator(of: subject.device),
            gpu: subject.gpu, comparison: rule?.measure.flatMap { subject.comparison($0) },
            evidence: evidence(rule, subject).uniqued(),
            gaps: gaps.uniqued(), uncountedGPUs: uncountedGPUs(subject),
            assumesDockerEngine: assumesEngine)
    }

    /// What the conditions and the numbers of a rule rest on.
    private func evidence(_ rule: Rule?, _ subject: Subject) -> [Evidence] {
        let measured =
            switch rule?.measure {
            case .gpuMemory?: subject.gpu?.memory.evidence ?? []
            case .systemMemory?: subject.hardware.memory.usable.evidence
            case nil: [Evidence]()
            }
        return (rule?.conditions ?? []).flatMap { $0.evidence(subject) } + measured
    }

    private func uncountedGPUs(_ subject: Subject) -> [GPU] {
        if subject.hardware.gpus.isEmpty { return [] }
        let bare = Sight(subject.model, subject.backend, subject.hardware, policy)
        return subject.hardware.gpus.filter { gpu in
            var sight = bare
            sight.look(at: gpu)
            return ruling(sight) == nil
        }
    }

    /// What was not seen of GPUs that might have given a better verdict, or of the one that was judged.
    private func unusedGaps(_ rule: Rule?, _ subject: Subject) -> [Gap] {
        switch rule?.id {
        case .cudaUnknown?, .amdUnknown?, .adrenoUnknown?:
            (subject.gpu?.memory.gaps ?? []) + (subject.gpu?.generation.gaps ?? [])
        case .cudaUnusable?: subject.gpu?.memory.gaps ?? []
        default:
            rule?.status == .pass
                ? []
                : subject.hardware.unknownVendors.flatMap(\.gaps) + subject.hardware.doubts
                    + otherGaps(subject)
        }
    }

    /// What is not known of the memory of the GPUs that count and were not chosen.
    private func otherGaps(_ subject: Subject) -> [Gap] {
        let bare = Sight(subject.model, subject.backend, subject.hardware, policy)
        return subject.hardware.gpus.flatMap { gpu in
            var sight = bare
            sight.look(at: gpu)
            return gpu == subject.gpu || ruling(sight) == nil ? [] : gpu.memory.gaps
        }
    }

    /// Whether AMD's place in the table hangs on an engine that did not answer.
    private func assumesEngine(_ subject: Subject) -> Bool {
        subject.gpu?.vendor == .amd && subject.hardware.engine.value == nil
    }

    /// ROCm where the engine offers its runtime, else Vulkan (dmr-contract §7.2).
    static func amdAccelerator(_ hardware: Hardware) -> Accelerator {
        hardware.engine.value?.runtimes.contains("rocm") == true ? .rocm : .vulkan
    }

    static func accelerator(of device: Subject.Device) -> Accelerator {
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
