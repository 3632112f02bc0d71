extension RuleTable {
    /// What is missing where no row could be decided.
    private func gaps(_ ruling: Ruling, _ subject: Subject) -> [Gap] {
        if ruling.index != nil { return [] }
        if ruling.isListingOpen {
            let listing = listings.first { $0.vendor == subject.gpu?.vendor }
            return (listing?.conditions ?? []).flatMap { $0.gaps(subject) }
        }
        let open = rules.first { Condition.all($0.conditions, subject.input) == .unknown }
        return (open?.conditions ?? []).flatMap { $0.gaps(subject) }
    }

    /// The verdict that a ruling on a subject amounts to, with its numbers, evidence and gaps.
    func verdict(_ ruling: Ruling, _ subject: Subject, force: Bool) -> Verdict {
        let rule = ruling.index.map { rules[$0] }
        let status = rule?.status ?? .fail
        let isForceable = !status.isAccepted && rule?.isForceable ?? true
        // Under an accepted verdict nothing is open that could make it worse.
        let support = subject.gpu.flatMap { subject.hardware.cudaSupport($0, policy.drivers) }
        let assumed = rule.map { subject.input.assumed($0.id) } ?? []
        let gaps =
            gaps(ruling, subject) + unusedGaps(rule, subject, support)
            + assumedGaps(assumed, subject.hardware)
        return Verdict(
            model: subject.model, backend: subject.backend,
            rule: rule?.id ?? .insufficientEvidence, status: status, isForceable: isForceable,
            isForced: force && isForceable,
            accelerator: rule.map { $0.accelerator ?? Self.amdAccelerator(subject.hardware) }
                ?? Self.accelerator(of: subject.device),
            gpu: subject.gpu, comparison: rule?.measure.flatMap { subject.comparison($0) },
            evidence: evidence(rule, subject).uniqued(),
            gaps: gaps.uniqued(), uncountedGPUs: uncountedGPUs(subject), assumed: assumed,
            cudaSupport: support, isRequirementMixed: isRequirementMixed(subject, support),
            setting: Verdict.Setting(subject.hardware))
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

    private func uncountedGPUs(_ subject: Subject) -> [Verdict.UncountedGPU] {
        if subject.hardware.gpus.isEmpty { return [] }
        let bare = RuleInput(subject.model, subject.backend, subject.hardware, policy)
        return subject.hardware.gpus.filter { gpu in
            var input = bare
            input.look(at: gpu, subject.hardware)
            return ruling(input) == nil
        }.map { Verdict.UncountedGPU(gpu: $0, reason: reason($0, subject.hardware)) }
    }

    /// Why a GPU does not count.
    private func reason(
        _ gpu: GPU, _ hardware: Hardware
    ) -> Verdict.UncountedGPU.Reason {
        let isDesktop = hardware.isDockerDesktop
        switch (gpu.vendor, hardware.system.value) {
        case (.nvidia, .linux?)
        where hardware.processor.value == .x86_64
            || hardware.processor.value == .arm64:
            return isDesktop ? .desktop : .image(.amd)
        case (.amd, .linux?) where hardware.isWSL.value == false:
            return isDesktop ? .desktop : .image(.nvidia)
        case (.adreno, .windows?) where !isDesktop && gpu.fault == nil: return .engine
        default: return .platform
        }
    }

    /// What was not seen of GPUs that might have given a better verdict, or of the one that was judged.
    private func unusedGaps(
        _ rule: Rule?, _ subject: Subject, _ support: CUDASupport?
    ) -> [Gap] {
        switch rule?.id {
        case .cudaUnknown?, .amdUnknown?, .adrenoUnknown?:
            (subject.gpu?.memory.gaps ?? []) + driverGaps(subject, support)
        case .insufficientEvidence?, .missingCapability?: []
        case .cudaUnusable?, .cudaEngine?:
            if case .driverError(let gap)? = subject.gpu?.fault {
                (subject.gpu?.memory.gaps ?? []) + [gap]
            } else {
                subject.gpu?.memory.gaps ?? []
            }
        default:
            rule?.status == .pass
                ? []
                : subject.hardware.unknownVendors.flatMap(\.gaps) + subject.hardware.doubts
                    + otherGaps(subject)
        }
    }

    /// What is not known of the memory of the GPUs that count and were not chosen.
    private func otherGaps(_ subject: Subject) -> [Gap] {
        let bare = RuleInput(subject.model, subject.backend, subject.hardware, policy)
        return subject.hardware.gpus.flatMap { gpu in
            var input = bare
            input.look(at: gpu, subject.hardware)
            return gpu == subject.gpu || ruling(input) == nil ? [] : gpu.memory.gaps
        }
    }

    /// What is missing of what decides whether the runner's build can use the GPU.
    private func driverGaps(_ subject: Subject, _ support: CUDASupport?) -> [Gap] {
        guard let gpu = subject.gpu else { return [] }
        let access = gpu.sighting.first?.access ?? .platform
        switch support?.answer {
        case .unknown(.generation)?: return gpu.generation.gaps
        case .unknown(.brand)?:
            return gpu.brand.gaps
                + [Gap(access, .unreadable("'\(gpu.name)' names no brand that is known"))]
        case .unknown(.driver)?:
            let gaps = gpu.cuda.gaps + gpu.memory.gaps
            return gaps.isEmpty
                ? [Gap(access, .unreadable("it names no version of the driver"))] : gaps
        case nil: return gpu.generation.gaps
        default: return []
        }
    }

    /// What was not told, and was taken for granted.
    private func assumedGaps(_ assumed: Assumptions, _ hardware: Hardware) -> [Gap] {
        var gaps: [Gap] = []
        if assumed.contains(.engine) {
            gaps +=
                hardware.engine.gaps + (hardware.engine.value?.hasNVIDIAProgram.gaps ?? [])
                + hardware.enginePlace.gaps
        }
        if assumed.contains(.requirement) { gaps += hardware.runner.gaps }
        if assumed.contains(.toolkit) { gaps += hardware.toolkit.gaps }
        return gaps
    }

    /// Whether the GPUs of the one container that asks for all of them meet its requirement differently.
    private func isRequirementMixed(_ subject: Subject, _ support: CUDASupport?) -> Bool {
        guard let support, support.basis != .desktop else { return false }
        return subject.hardware.gpus.contains { gpu in
            let other = subject.hardware.cudaSupport(gpu, policy.drivers)
            return other.map { $0.requirementTruth != support.requirementTruth } ?? false
        }
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
