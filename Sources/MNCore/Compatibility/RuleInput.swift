/// All that conditions can see of a model, a machine and one GPU: plain values, nil where not known.
///
/// It is small and holds no evidence, so that a rule is decided in nanoseconds; who wants to know why
/// asks the subject.
struct RuleInput: Sendable {
    private(set) var isBackendListed: Bool
    private(set) var backend: Backend
    private(set) var requirements: Requirements
    let policy: Policy
    let system: Hardware.System?
    let processor: Hardware.Processor?
    let isWSL: Bool?
    let isDockerDesktop: Bool
    let isEngineElsewhere: Truth
    let isImageForNVIDIA: Truth
    let isImageForAMD: Bool
    let isRunnerOpen: Bool
    let engineGivesNVIDIA: Bool
    /// What the machine can do, in lower case.
    private let capabilities: Set<String>
    /// Whether there may be a GPU that can do more.
    private let mayHaveCapabilities: Bool
    private(set) var areCapabilitiesMet = Truth.yes
    let isRaspberryPi: Bool?
    let memory: MemorySize?
    /// Nil if no GPU is judged.
    private(set) var vendor: GPU.Vendor?
    /// Whether the GPU is there; if not, it may be.
    private(set) var isGPUCertain = false
    private(set) var isGPUUsable = false
    private(set) var isGPUGenerationKnown = false
    private(set) var isDriverDecided = true
    private(set) var driverSuffices = true
    /// Whether what the engine makes of the GPU is taken for granted.
    private(set) var isEngineAssumed = false
    /// Whether nothing tells that the engine is on this machine.
    let isEnginePlaceAssumed: Bool
    private(set) var isRequirementAssumed = false
    private(set) var isToolkitAssumed = false
    private(set) var gpuMemory: MemorySize?
    private var pool: GPU.Pool?

    /// A model on a machine without a GPU.
    init(_ model: Model, _ backend: Backend, _ hardware: Hardware, _ policy: Policy) {
        self.init(hardware, policy)
        look(for: model, backend)
    }

    /// A machine without a GPU, before a model is looked at.
    init(_ hardware: Hardware, _ policy: Policy) {
        isBackendListed = false
        backend = .llamaCpp
        requirements = Requirements([:])
        self.policy = policy
        system = hardware.system.value
        processor = hardware.processor.value
        isWSL = hardware.isWSL.value
        isDockerDesktop = hardware.isDockerDesktop
        isEngineElsewhere =
            switch hardware.enginePlace.value {
            case .elsewhere?: .yes
            case .context?: .unknown
            case .here?, nil: .no
            }
        isEnginePlaceAssumed = hardware.enginePlace.value == nil
        isImageForNVIDIA = hardware.isImageForNVIDIA
        isImageForAMD = hardware.isImageForAMD
        isRunnerOpen = hardware.isRunnerOpen
        engineGivesNVIDIA = hardware.engineGivesNVIDIA
        capabilities = hardware.allCapabilities
        mayHaveCapabilities = hardware.mayHaveCapabilities
        isRaspberryPi =
            switch hardware.board {
            case .known(.raspberryPi, _): true
            case .known(.other, _): false
            case .unknown: nil
            }
        memory = hardware.memory.usable.value
    }

    /// What the memory of the GPU is measured against.
    var gpuMinimum: Requirements.Minimum { Self.minimum(requirements, pool) }

    /// Turns to another model.
    mutating func look(for model: Model, _ backend: Backend) {
        isBackendListed = model.backends.contains(backend)
        self.backend = backend
        requirements = model.requirements
        if model.requiredCapabilities.isEmpty {
            areCapabilitiesMet = .yes
        } else {
            let isMet = model.requiredCapabilities.contains {
                capabilities.contains($0.lowercased())
            }
            areCapabilitiesMet = isMet ? .yes : mayHaveCapabilities ? .unknown : .no
        }
    }

    /// Turns to a GPU of the machine.
    mutating func look(at gpu: GPU, _ hardware: Hardware) {
        vendor = gpu.vendor
        isGPUCertain = true
        (isGPUUsable, isDriverDecided, driverSuffices) = (gpu.fault == nil, true, true)
        let engine = hardware.engine.value
        let isImageOpen =
            gpu.vendor == .nvidia && engine?.kind == .engine && engine?.image == nil
            && hardware.runner.value??.state == nil
        isEngineAssumed = gpu.fault == nil && (engine == nil || isImageOpen)
        let support = hardware.cudaSupport(gpu, policy.drivers)
        isRequirementAssumed = support?.basis == .data
        isToolkitAssumed = support?.isToolkitAssumed == true
        switch support?.answer {
        case .generationTooOld?, .driverTooOld?: isGPUUsable = false
        case .mayBeRefused?: driverSuffices = false
        case .unknown?: isDriverDecided = false
        case .suits?, nil: break
        }
        isGPUGenerationKnown = gpu.generation.value != nil
        gpuMemory = gpu.memory.value
        pool = gpu.pool
    }

    mutating func look(atUnknown vendor: GPU.Vendor) {
        self.vendor = vendor
        isGPUCertain = false
    }

    static func minimum(
        _ requirements: Requirements, _ pool: GPU.Pool?
    ) -> Requirements.Minimum {
        pool == .unified ? requirements.unifiedMemory : requirements.videoMemory
    }
}
