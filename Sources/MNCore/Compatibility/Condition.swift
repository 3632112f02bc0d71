/// One thing that a rule asks of a model and a machine.
public indirect enum Condition: Hashable, Sendable {
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
    case not(Condition)
    case any([Condition])
    case all([Condition])
}

/// What a rule is asked about: a model and one GPU of a machine, or none.
struct Subject {
    enum Device: Hashable, Sendable {
        case gpu(GPU)
        /// It cannot be told whether the machine has a GPU of this vendor.
        case unknown(Hardware.UnknownVendor)
        case none
    }

    let model: Model
    let backend: Backend
    let hardware: Hardware
    let device: Device
    let policy: Policy

    /// The minimum that the memory of the GPU is measured against.
    func minimum(for gpu: GPU) -> Requirements.Minimum {
        gpu.pool == .unified ? model.requirements.unifiedMemory : model.requirements.videoMemory
    }
}

/// The numbers of the rules that are no model's.
public struct Policy: Hashable, Sendable {
    /// The share of a printed size that must be reported.
    ///
    /// Real boxes of 32 GB report 30.7 to 31.3 GiB, laptops of 16 GB 15.6, cards of 8 GB 8151 to 8188
    /// MiB, a T4 of 16 GB 15360 (hardware.md §2.1).
    public var nominalShare = 0.92

    public static let standard = Policy()

    /// Whether a reported size meets a minimum.
    func suffices(_ size: MemorySize, _ minimum: Requirements.Minimum) -> Bool {
        size.isNominal
            ? Double(size.bytes.bytes) >= Double(minimum.bytes.bytes) * nominalShare
            : size.bytes >= minimum.bytes
    }
}

extension Condition {
    /// Whether the condition holds.
    func truth(_ subject: Subject) -> Truth {
        switch self {
        case .backendListed: return Truth(subject.model.backends.contains(subject.backend))
        case .backend(let backend): return Truth(subject.backend == backend)
        case .system(let system): return Truth(subject.hardware.system) { $0 == system }
        case .processor(let processor): return Truth(subject.hardware.processor) { $0 == processor }
        case .wsl: return Truth(subject.hardware.isWSL) { $0 }
        case .dockerDesktop: return Truth(subject.hardware.engine.value?.kind == .desktop)
        case .raspberryPi:
            return Truth(subject.hardware.board) {
                if case .raspberryPi = $0 { true } else { false }
            }
        case .memorySuffices(let kind):
            guard let minimum = subject.model.requirements[kind] else { return .no }
            if minimum.bytes.bytes == 0 { return .yes }
            return Truth(subject.hardware.memory.usable) { subject.policy.suffices($0, minimum) }
        case .gpu, .gpuUsable, .gpuGenerationKnown, .gpuMemoryKnown, .gpuMemorySuffices:
            return deviceTruth(subject)
        case .not(let condition): return !condition.truth(subject)
        case .any(let conditions):
            var result = Truth.no
            for condition in conditions {
                switch condition.truth(subject) {
                case .yes: return .yes
                case .unknown: result = .unknown
                case .no: break
                }
            }
            return result
        case .all(let conditions): return Self.all(conditions, subject)
        }
    }

    /// Whether all of several conditions hold.
    static func all(_ conditions: [Condition], _ subject: Subject) -> Truth {
        var result = Truth.yes
        for condition in conditions {
            switch condition.truth(subject) {
            case .no: return .no
            case .unknown: result = .unknown
            case .yes: break
            }
        }
        return result
    }

    private func deviceTruth(_ subject: Subject) -> Truth {
        switch (self, subject.device) {
        case (.gpu(let vendor), .gpu(let gpu)): return Truth(gpu.vendor == vendor)
        case (.gpu(let vendor), .unknown(let unknown)):
            return unknown.vendor == vendor ? .unknown : .no
        case (_, .none): return .no
        case (_, .unknown): return .unknown
        case (.gpuUsable, .gpu(let gpu)): return Truth(gpu.fault == nil)
        case (.gpuGenerationKnown, .gpu(let gpu)): return Truth(gpu.generation.value != nil)
        case (.gpuMemoryKnown, .gpu(let gpu)): return Truth(gpu.memory.value != nil)
        case (_, .gpu(let gpu)):
            let minimum = subject.minimum(for: gpu)
            if minimum.bytes.bytes == 0 { return .yes }
            return Truth(gpu.memory) { subject.policy.suffices($0, minimum) }
        }
    }
}
