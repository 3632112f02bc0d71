/// Whether a model suits a machine: the rule that decided, and what it rests on.
///
/// It holds facts; words are made on demand.
public struct Verdict: Hashable, Sendable {
    /// A size of the machine beside the size that the model needs.
    package struct Comparison: Hashable, Sendable {
        package var found: MemorySize
        package var minimum: Requirements.Minimum
        /// The least that suffices of a size that is reported so.
        package var least: ByteCount

        package init(
            found: MemorySize, minimum: Requirements.Minimum, policy: Policy = .standard
        ) {
            self.found = found
            self.minimum = minimum
            least = policy.leastBytes(minimum, isNominal: found.isNominal)
        }
    }

    public var model: Model
    package var backend: Backend
    package var rule: Rule.ID
    public var status: Status
    package var isForceable: Bool
    /// Whether force was asked for where it makes a difference.
    package var isForced: Bool
    package var accelerator: Accelerator
    /// The GPU that was judged; nil for a verdict on the machine without one.
    package var gpu: GPU?
    /// The numbers that decided, where a size did.
    package var comparison: Comparison?
    /// What the rule rests on.
    package var evidence: [Evidence]
    /// What is missing: all that could change the verdict.
    package var gaps: [Gap]
    /// The GPUs that are there and do not count on this machine.
    package var uncountedGPUs: [UncountedGPU]
    /// What was taken for granted on the way to the verdict.
    package var assumed: Assumptions
    /// What the runner's build makes of the GPU, where that was looked at.
    package var cudaSupport: CUDASupport?
    /// Whether GPUs of the machine meet the requirement of their one container differently.
    package var isRequirementMixed: Bool
    package var setting: Setting

    /// A GPU that no rule was asked about, and why.
    package struct UncountedGPU: Hashable, Sendable {
        package enum Reason: Hashable, Sendable {
            /// GPUs of its vendor count on other systems or processors.
            case platform
            /// Docker Desktop for Linux gives no GPU to the runner, that for Windows on ARM64 Adreno alone.
            case desktop
            /// The runner's image is for GPUs of another vendor.
            case image(GPU.Vendor)
            /// The runner's container was made for GPUs of another vendor, whatever the engine would choose now.
            case container(GPU.Vendor)
            /// Only Docker Desktop reaches it.
            case engine
        }

        package var gpu: GPU
        package var reason: Reason
    }

    /// What words need to know of the machine beside the GPU.
    package struct Setting: Hashable, Sendable {
        package var system: Hardware.System?
        package var isWSL: Bool
        package var engine: Hardware.Engine?
        package var enginePlace: Hardware.EnginePlace?
        package var runner: RunnerImage?
        package var toolkit: Hardware.Toolkit?
        package var isToolkitAbsent: Bool
        package var isDockerDesktop: Bool
        /// Nil where it is not known.
        package var desktopUsesGPU: Bool?

        init(_ hardware: Hardware) {
            system = hardware.system.value
            isWSL = hardware.isWSL.value == true
            engine = hardware.engine.value
            enginePlace = hardware.enginePlace.value
            runner = hardware.runner.value ?? nil
            toolkit = hardware.toolkit.value ?? nil
            if case .known(nil, _) = hardware.toolkit {
                isToolkitAbsent = true
            } else {
                isToolkitAbsent = false
            }
            isDockerDesktop = hardware.isDockerDesktop
            desktopUsesGPU = hardware.desktopUsesGPU.value ?? nil
        }

        /// Whether the runner is that of Docker Desktop on Windows, which has a switch for the GPU.
        var hasGPUSwitch: Bool { isDockerDesktop && (system == .windows || isWSL) }
    }

    /// Whether the model may be installed and run.
    public var isOK: Bool { status.isAccepted || isForced }

    /// Whether force would make the difference, and was not used.
    public var needsForce: Bool { !status.isAccepted && isForceable && !isForced }

    /// What it comes to, for lists of models; the keys are those of a whole verdict.
    package var summary: JSON {
        [
            "status": .string(status.rawValue), "ok": .bool(isOK), "rule": .string(rule.rawValue),
            "accelerator": .string(accelerator.rawValue), "message": .string(message),
        ]
    }

    /// The exit code of a command that carries the verdict.
    package var exitCode: ExitCode {
        if isOK { return .done }
        return status == .forceOnly ? .needsForce : .notCompatible
    }
}

// MARK: - Judging

extension RuleTable {
    /// Judges a model on a machine.
    ///
    /// - Parameters:
    ///   - backend: what was asked for; nil takes the model's own.
    ///   - machine: prepared by the policy of this table.
    ///   - force: lifts a verdict that can be lifted; it changes neither rule nor status.
    package func verdict(
        _ model: Model, backend: Backend? = nil, on machine: PreparedMachine, force: Bool = false
    ) -> Verdict {
        let backend = backend ?? model.backend
        let demand = ModelDemand(model, backend: backend)
        let (match, context) = best(demand, on: machine)
        let decision = decision(match, context)
        let rule = rule(match)
        let isForceable = !decision.status.isAccepted && rule?.isForceable ?? true
        // Under an accepted verdict nothing is open that could make it worse.
        let counting = machine.devices.filter {
            self.match($0, $0.context.asking(demand)) != nil
        }.map(\.context)
        let gaps =
            gaps(match, context) + unusedGaps(rule, context, counting)
            + assumedGaps(decision.assumed, context.hardware)
        return Verdict(
            model: model, backend: backend, rule: decision.rule, status: decision.status,
            isForceable: isForceable, isForced: force && isForceable,
            accelerator: decision.accelerator, gpu: context.gpu, comparison: decision.comparison,
            evidence: evidence(rule, context).uniqued(), gaps: gaps.uniqued(),
            uncountedGPUs: uncountedGPUs(counting, context.hardware), assumed: decision.assumed,
            cudaSupport: context.cudaSupport, isRequirementMixed: isRequirementMixed(context),
            setting: Verdict.Setting(context.hardware))
    }

    /// Judges a model on a machine of which no more is asked.
    package func verdict(
        _ model: Model, backend: Backend? = nil, on hardware: Hardware, force: Bool = false
    ) -> Verdict { verdict(model, backend: backend, on: prepared(hardware), force: force) }

    /// What the conditions and the numbers of a rule rest on.
    private func evidence(_ rule: Rule?, _ context: EvaluationContext) -> [Evidence] {
        let measured =
            switch rule?.measure {
            case .gpuMemory?: context.gpu?.memory.evidence ?? []
            case .systemMemory?: context.hardware.memory.usable.evidence
            case nil: [Evidence]()
            }
        return (rule?.conditions ?? []).flatMap { $0.evidence(context) } + measured
    }

    private func uncountedGPUs(
        _ counting: [EvaluationContext], _ hardware: Hardware
    ) -> [Verdict.UncountedGPU] {
        let places = Set(counting.map(\.device))
        return hardware.gpus.indices.filter { !places.contains(.gpu($0)) }.map { index in
            let gpu = hardware.gpus[index]
            return Verdict.UncountedGPU(gpu: gpu, reason: reason(gpu, hardware))
        }
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
            if isDesktop { return .desktop }
            return hardware.engine.value?.image == .cuda ? .image(.nvidia) : .container(.nvidia)
        case (.adreno, .windows?) where !isDesktop && gpu.fault == nil: return .engine
        default: return .platform
        }
    }

    /// What is missing where no row could be decided.
    private func gaps(_ match: RuleMatch, _ context: EvaluationContext) -> [Gap] {
        let conditions: [Condition]? =
            switch match {
            case .row: nil
            case .openRow(let index): index.map { rules[$0].conditions }
            case .openListing: listings.first { $0.vendor == context.vendor }?.conditions
            }
        return (conditions ?? []).flatMap { $0.gaps(context) }
    }

    /// What was not seen of GPUs that might have given a better verdict, or of the one that was judged.
    private func unusedGaps(
        _ rule: Rule?, _ context: EvaluationContext, _ counting: [EvaluationContext]
    ) -> [Gap] {
        let own = context.gpu?.memory.gaps ?? []
        switch rule?.id {
        case .cudaUnknown?, .amdUnknown?, .adrenoUnknown?: return own + driverGaps(context)
        case .insufficientEvidence?, .missingCapability?: return []
        case .cudaUnusable?, .cudaEngine?:
            if case .driverError(let gap)? = context.gpu?.fault { return own + [gap] }
            return own
        default:
            if rule?.status == .pass { return [] }
            // What is not known of the memory of the GPUs that count and were not chosen.
            return context.hardware.unknownVendors.flatMap(\.gaps) + context.hardware.doubts
                + counting.compactMap(\.gpu).filter { $0 != context.gpu }.flatMap(\.memory.gaps)
        }
    }

    /// What is missing of what decides whether the runner's build can use the GPU.
    private func driverGaps(_ context: EvaluationContext) -> [Gap] {
        guard let gpu = context.gpu else { return [] }
        let access = gpu.sighting.first?.access ?? .platform
        switch context.cudaSupport?.answer {
        case .unknown(.generation)?: return gpu.generation.gaps
        case .unknown(.board)?: return context.hardware.tegraGaps
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
            gaps += hardware.engine.gaps + hardware.enginePlace.gaps
        }
        if assumed.contains(.requirement) { gaps += hardware.runner.gaps }
        if assumed.contains(.toolkit) { gaps += hardware.toolkit.gaps }
        return gaps
    }

    /// Whether the GPUs of the one container that asks for all of them meet its requirement differently.
    private func isRequirementMixed(_ context: EvaluationContext) -> Bool {
        guard let support = context.cudaSupport, support.basis != .desktop else { return false }
        return context.sources.cudaSupport.contains { other in
            other.map { $0.requirementTruth != support.requirementTruth } ?? false
        }
    }
}
