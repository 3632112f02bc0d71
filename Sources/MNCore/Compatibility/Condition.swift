/// One thing that a rule asks of a model and a machine.
public enum Condition: Hashable, Sendable {
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
}

extension Condition {
    /// Whether the condition holds.
    func truth(_ sight: Sight) -> Truth {
        switch self {
        case .backendListed: return Truth(sight.isBackendListed)
        case .backend(let backend): return Truth(sight.backend == backend)
        case .system(let system): return Truth(sight.system) { $0 == system }
        case .processor(let processor): return Truth(sight.processor) { $0 == processor }
        case .wsl: return Truth(sight.isWSL) { $0 }
        case .dockerDesktop: return Truth(sight.isDockerDesktop)
        case .engineElsewhere: return sight.isEngineElsewhere
        case .imageForNVIDIA: return sight.isImageForNVIDIA
        case .imageForAMD: return Truth(sight.isImageForAMD)
        case .engineGivesNVIDIA: return Truth(sight.engineGivesNVIDIA)
        case .capabilitiesMet: return sight.areCapabilitiesMet
        case .raspberryPi: return Truth(sight.isRaspberryPi) { $0 }
        case .memorySuffices(let kind):
            guard let minimum = sight.requirements[kind] else { return .no }
            return sight.policy.suffices(sight.memory, minimum)
        case .gpu(let vendor):
            return sight.vendor != vendor ? .no : sight.isGPUCertain ? .yes : .unknown
        case .gpuUsable, .gpuGenerationKnown, .gpuMemoryKnown, .gpuMemorySuffices, .driverDecided,
            .driverSuffices:
            if sight.vendor == nil { return .no }
            return sight.isGPUCertain ? gpuTruth(sight) : .unknown
        case .not(let condition): return !condition.truth(sight)
        case .any(let conditions):
            return Truth.any(conditions.lazy.map { $0.truth(sight) })
        case .all(let conditions): return Self.all(conditions, sight)
        }
    }

    /// Whether all of several conditions hold.
    static func all(_ conditions: [Condition], _ sight: Sight) -> Truth {
        Truth.all(conditions.lazy.map { $0.truth(sight) })
    }

    /// Of a GPU that is certainly there.
    private func gpuTruth(_ sight: Sight) -> Truth {
        switch self {
        case .gpuUsable: Truth(sight.isGPUUsable)
        case .gpuGenerationKnown: Truth(sight.isGPUGenerationKnown)
        case .gpuMemoryKnown: Truth(sight.gpuMemory != nil)
        case .driverDecided: Truth(sight.isDriverDecided)
        case .driverSuffices: Truth(sight.driverSuffices)
        default: sight.policy.suffices(sight.gpuMemory, sight.gpuMinimum)
        }
    }
}
