/// One thing that a rule asks of a model and a machine.
package enum Condition: Hashable, Sendable {
    /// The model lists the backend that was asked for.
    case backendListed
    /// The backend that was asked for, or the model's own.
    case backend(Backend)
    case system(Hardware.System)
    case processor(Hardware.Processor)
    case wsl
    /// The engine is Docker Desktop. One that does not answer is taken for Docker Engine on Linux and
    /// for Docker Desktop elsewhere, and the verdict says so.
    case dockerDesktop
    /// The engine is on another machine.
    case engineElsewhere
    /// The runner takes its image with CUDA for an NVIDIA GPU that is there.
    case imageForNVIDIA
    /// The runner takes its image with ROCm.
    case imageForAMD
    /// The engine can give NVIDIA GPUs to the runner, and its container was made for them.
    case engineGivesNVIDIA
    /// The machine has one of the capabilities that the model asks for, if it asks for any.
    case capabilitiesMet
    /// The GPU that is judged is of this vendor.
    case gpu(GPU.Vendor)
    /// It can be used now: it works, and neither it nor its driver is too old.
    case gpuUsable
    case gpuGenerationKnown
    /// The image that the runner takes for AMD is known to have code for it.
    case gpuCodeKnown
    /// All is known of its driver, brand and generation that decides whether the runner can use it.
    case driverDecided
    /// The runner's container will not be refused for want of a newer driver.
    case driverSuffices
    case gpuMemoryKnown
    /// Its memory is at least what the model needs of such memory.
    case gpuMemorySuffices
    /// The system's memory is at least this minimum; no, if the model states none.
    case memorySuffices(Requirements.Kind)
    case raspberryPi
    indirect case not(Condition)
    case any([Condition])
    case all([Condition])

    /// Whether the condition holds.
    func truth(_ context: EvaluationContext) -> Ternary {
        switch self {
        case .backendListed: return Ternary(context.demand.isBackendListed)
        case .backend(let backend): return Ternary(context.demand.backend == backend)
        case .system(let system): return Ternary(context.machine.system) { $0 == system }
        case .processor(let processor):
            return Ternary(context.machine.processor) { $0 == processor }
        case .wsl: return Ternary(context.machine.isWSL) { $0 }
        case .dockerDesktop: return Ternary(context.machine.isDockerDesktop)
        case .engineElsewhere: return context.machine.isEngineElsewhere
        case .imageForNVIDIA: return context.machine.isImageForNVIDIA
        case .imageForAMD: return context.machine.isImageForAMD
        case .engineGivesNVIDIA: return context.machine.engineGivesNVIDIA
        case .capabilitiesMet: return context.areCapabilitiesMet
        case .raspberryPi: return Ternary(context.machine.isRaspberryPi) { $0 }
        case .memorySuffices(let kind):
            guard let minimum = context.requirements[kind] else { return .no }
            return context.suffices(context.machine.memory, minimum)
        case .gpu(let vendor):
            return context.vendor != vendor ? .no : context.isGPUCertain ? .yes : .unknown
        case .gpuUsable, .gpuGenerationKnown, .gpuCodeKnown, .gpuMemoryKnown, .gpuMemorySuffices,
            .driverDecided, .driverSuffices:
            if context.vendor == nil { return .no }
            return context.isGPUCertain ? gpuTruth(context) : .unknown
        case .not(let condition): return !condition.truth(context)
        case .any(let conditions):
            var result = Ternary.no
            for condition in conditions {
                switch condition.truth(context) {
                case .yes: return .yes
                case .unknown: result = .unknown
                case .no: continue
                }
            }
            return result
        case .all(let conditions): return Self.all(conditions, context)
        }
    }

    /// Whether all of several conditions hold.
    static func all(_ conditions: [Condition], _ context: EvaluationContext) -> Ternary {
        var result = Ternary.yes
        // By place, since a condition of parts is not copied so.
        for place in conditions.indices {
            switch conditions[place].truth(context) {
            case .no: return .no
            case .unknown: result = .unknown
            case .yes: continue
            }
        }
        return result
    }

    /// Of a GPU that is certainly there.
    private func gpuTruth(_ context: EvaluationContext) -> Ternary {
        switch self {
        case .gpuUsable: Ternary(context.isGPUUsable)
        case .gpuGenerationKnown: Ternary(context.isGPUGenerationKnown)
        case .gpuCodeKnown: Ternary(context.isGPUCodeKnown)
        case .gpuMemoryKnown: Ternary(context.gpuMemory != nil)
        case .driverDecided: Ternary(context.isDriverDecided)
        case .driverSuffices: Ternary(context.driverSuffices)
        default: context.suffices(context.gpuMemory, context.gpuMinimum)
        }
    }

    /// The conditions without parts that decide this one, in order: none behind the first that settles it.
    ///
    /// Only a change of one of them can change what this condition comes to.
    func deciding(_ context: EvaluationContext) -> [Condition] {
        switch self {
        case .not(let condition): condition.deciding(context)
        case .any(let conditions): Self.deciding(conditions, context, settledBy: .yes)
        case .all(let conditions): Self.deciding(conditions, context, settledBy: .no)
        default: [self]
        }
    }

    private static func deciding(
        _ conditions: [Condition], _ context: EvaluationContext, settledBy end: Ternary
    ) -> [Condition] {
        let last = conditions.firstIndex { $0.truth(context) == end }
        return conditions.prefix(last.map { $0 + 1 } ?? conditions.count)
            .flatMap { $0.deciding(context) }
    }
}

// MARK: - Why

extension Condition {
    /// The evidence that decides the condition.
    func evidence(_ context: EvaluationContext) -> [Evidence] {
        let hardware = context.hardware
        return switch self {
        case .backendListed, .backend: []
        case .system: hardware.system.evidence
        case .processor: hardware.processor.evidence
        case .wsl: hardware.isWSL.evidence
        case .dockerDesktop: hardware.engine.evidence
        case .engineElsewhere: hardware.enginePlace.evidence
        case .imageForNVIDIA, .imageForAMD: hardware.engineEvidence
        case .engineGivesNVIDIA:
            hardware.engineEvidence + (hardware.runner.value??.evidence ?? [])
        case .capabilitiesMet: hardware.capabilities.evidence
        case .raspberryPi: hardware.board.evidence
        case .memorySuffices: hardware.memory.usable.evidence
        case .gpu: context.gpu?.sighting ?? []
        case .gpuUsable, .driverDecided, .driverSuffices:
            (context.gpu?.sighting ?? []) + context.driverEvidence
        case .gpuGenerationKnown, .gpuCodeKnown: context.gpu?.generation.evidence ?? []
        case .gpuMemoryKnown, .gpuMemorySuffices: context.gpu?.memory.evidence ?? []
        case .not(let condition): condition.evidence(context)
        case .any(let conditions), .all(let conditions): conditions.flatMap { $0.evidence(context) }
        }
    }

    /// What is missing to decide the condition; empty if it is decided.
    func gaps(_ context: EvaluationContext) -> [Gap] {
        guard truth(context) == .unknown else { return [] }
        let hardware = context.hardware
        switch self {
        case .system: return hardware.system.gaps
        case .processor: return hardware.processor.gaps
        case .wsl: return hardware.isWSL.gaps
        case .raspberryPi: return hardware.board.gaps
        case .memorySuffices: return hardware.memory.usable.gaps
        case .engineElsewhere: return hardware.enginePlaceGaps
        case .imageForNVIDIA:
            return hardware.unknownVendors.filter { $0.vendor == .nvidia }.flatMap(\.gaps)
                + hardware.imageGaps
        case .engineGivesNVIDIA: return hardware.imageGaps
        case .capabilitiesMet:
            return hardware.gpus.flatMap(\.memory.gaps)
                + hardware.unknownVendors.flatMap(\.gaps)
        case .gpu, .gpuUsable, .gpuGenerationKnown, .gpuCodeKnown, .gpuMemoryKnown,
            .gpuMemorySuffices, .driverDecided, .driverSuffices:
            if case .unknownVendor(let index) = context.device {
                return hardware.unknownVendors[index].gaps
            }
            return context.gpu?.memory.gaps ?? []
        case .not(let condition): return condition.gaps(context)
        case .any(let conditions), .all(let conditions):
            return conditions.flatMap { $0.gaps(context) }
        case .imageForAMD: return hardware.system.gaps
        case .backendListed, .backend, .dockerDesktop: return []
        }
    }
}

extension Hardware {
    /// What the choice of the runner's image rests on.
    fileprivate var engineEvidence: [Evidence] {
        engine.evidence + (engine.value?.hasNVIDIAProgram.evidence ?? [])
    }

    /// Why it is not known which image the engine takes, where it is open.
    fileprivate var imageGaps: [Gap] {
        guard let engine = engine.value, engine.kind == .engine, engine.image == nil else {
            return []
        }
        let gaps = engine.hasNVIDIAProgram.gaps
        return gaps.isEmpty ? [Gap(.command(ToolkitProbe.runtime), .unrecorded)] : gaps
    }

    /// Why it is not known where the engine is, if something says that it may be elsewhere.
    fileprivate var enginePlaceGaps: [Gap] {
        guard case .known(.context(let name), _) = enginePlace else { return [] }
        let access = Access.command(EngineProbe.contextArgv)
        return [Gap(access, .unreadable("where the context '\(name)' leads is not known"))]
    }
}

extension EvaluationContext {
    /// What is known of the driver and of what is asked of it.
    fileprivate var driverEvidence: [Evidence] {
        guard let gpu, gpu.vendor == .nvidia, gpu.fault == nil else { return [] }
        return gpu.generation.evidence + gpu.driverEvidence + gpu.cuda.evidence + gpu.brand.evidence
            + (hardware.tegra?.evidence ?? []) + (hardware.runner.value??.evidence ?? [])
            + hardware.toolkit.evidence
            + (hardware.isEngineRootless ? hardware.enginePlace.evidence : [])
    }
}

// MARK: - Words

extension Hardware.System {
    /// The name for people.
    package var words: String {
        switch self {
        case .linux: "Linux"
        case .macos: "macOS"
        case .windows: "Windows"
        case .other: "another system"
        }
    }
}

extension Hardware.Processor {
    /// The name for people.
    package var words: String {
        switch self {
        case .x86_64: "x86-64"
        case .arm64: "ARM64"
        case .arm32: "32-bit ARM"
        case .other: "another processor"
        }
    }
}

extension GPU.Vendor {
    /// The name for people.
    package var words: String {
        switch self {
        case .apple: "Apple"
        case .nvidia: "NVIDIA"
        case .amd: "AMD"
        case .adreno: "Adreno"
        }
    }
}
