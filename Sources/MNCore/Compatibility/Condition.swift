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
    func truth(_ input: RuleInput) -> Truth {
        switch self {
        case .backendListed: return Truth(input.isBackendListed)
        case .backend(let backend): return Truth(input.backend == backend)
        case .system(let system): return Truth(input.system) { $0 == system }
        case .processor(let processor): return Truth(input.processor) { $0 == processor }
        case .wsl: return Truth(input.isWSL) { $0 }
        case .dockerDesktop: return Truth(input.isDockerDesktop)
        case .engineElsewhere: return input.isEngineElsewhere
        case .imageForNVIDIA: return input.isImageForNVIDIA
        case .imageForAMD: return Truth(input.isImageForAMD)
        case .engineGivesNVIDIA: return Truth(input.engineGivesNVIDIA)
        case .capabilitiesMet: return input.areCapabilitiesMet
        case .raspberryPi: return Truth(input.isRaspberryPi) { $0 }
        case .memorySuffices(let kind):
            guard let minimum = input.requirements[kind] else { return .no }
            return input.policy.suffices(input.memory, minimum)
        case .gpu(let vendor):
            return input.vendor != vendor ? .no : input.isGPUCertain ? .yes : .unknown
        case .gpuUsable, .gpuGenerationKnown, .gpuMemoryKnown, .gpuMemorySuffices, .driverDecided,
            .driverSuffices:
            if input.vendor == nil { return .no }
            return input.isGPUCertain ? gpuTruth(input) : .unknown
        case .not(let condition): return !condition.truth(input)
        case .any(let conditions):
            return Truth.any(conditions.lazy.map { $0.truth(input) })
        case .all(let conditions): return Self.all(conditions, input)
        }
    }

    /// Whether all of several conditions hold.
    static func all(_ conditions: [Condition], _ input: RuleInput) -> Truth {
        Truth.all(conditions.lazy.map { $0.truth(input) })
    }

    /// Of a GPU that is certainly there.
    private func gpuTruth(_ input: RuleInput) -> Truth {
        switch self {
        case .gpuUsable: Truth(input.isGPUUsable)
        case .gpuGenerationKnown: Truth(input.isGPUGenerationKnown)
        case .gpuMemoryKnown: Truth(input.gpuMemory != nil)
        case .driverDecided: Truth(input.isDriverDecided)
        case .driverSuffices: Truth(input.driverSuffices)
        default: input.policy.suffices(input.gpuMemory, input.gpuMinimum)
        }
    }
}
