/// One thing that a rule asks of a model and a machine.
public enum Condition: Hashable, Sendable {
    /// The model lists the backend that was asked for.
    case backendListed
    /// The backend that was asked for, or the model's own.
    case backend(Backend)
    case system(Hardware.System)
    case processor(Hardware.Processor)
    case wsl
    /// The engine is Docker Desktop. One that does not answer is taken for Docker Engine, and the
    /// verdict says so.
    case dockerDesktop
    /// The GPU that is judged is of this vendor.
    case gpu(GPU.Vendor)
    /// It can be used now.
    case gpuUsable
    case gpuGenerationKnown
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
        case .raspberryPi: return Truth(sight.isRaspberryPi) { $0 }
        case .memorySuffices(let kind):
            guard let minimum = sight.requirements[kind] else { return .no }
            return sight.policy.suffices(sight.memory, minimum)
        case .gpu(let vendor):
            return sight.vendor != vendor ? .no : sight.isGPUCertain ? .yes : .unknown
        case .gpuUsable, .gpuGenerationKnown, .gpuMemoryKnown, .gpuMemorySuffices:
            if sight.vendor == nil { return .no }
            return sight.isGPUCertain ? gpuTruth(sight) : .unknown
        case .not(let condition): return !condition.truth(sight)
        case .any(let conditions):
            var result = Truth.no
            for condition in conditions {
                switch condition.truth(sight) {
                case .yes: return .yes
                case .unknown: result = .unknown
                case .no: break
                }
            }
            return result
        case .all(let conditions): return Self.all(conditions, sight)
        }
    }

    /// Whether all of several conditions hold.
    static func all(_ conditions: [Condition], _ sight: Sight) -> Truth {
        var result = Truth.yes
        for condition in conditions {
            switch condition.truth(sight) {
            case .no: return .no
            case .unknown: result = .unknown
            case .yes: break
            }
        }
        return result
    }

    /// Of a GPU that is certainly there.
    private func gpuTruth(_ sight: Sight) -> Truth {
        switch self {
        case .gpuUsable: Truth(sight.isGPUUsable)
        case .gpuGenerationKnown: Truth(sight.isGPUGenerationKnown)
        case .gpuMemoryKnown: Truth(sight.gpuMemory != nil)
        default: sight.policy.suffices(sight.gpuMemory, sight.gpuMinimum)
        }
    }
}
