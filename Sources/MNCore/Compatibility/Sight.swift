/// All that conditions can see of a model, a machine and one GPU: plain values, nil where not known.
///
/// It is small and holds no evidence, so that a rule is decided in nanoseconds; who wants to know why
/// asks the subject.
struct Sight: Sendable {
    let isBackendListed: Bool
    let backend: Backend
    let requirements: Requirements
    let policy: Policy
    let system: Hardware.System?
    let processor: Hardware.Processor?
    let isWSL: Bool?
    let isDockerDesktop: Bool
    let isRaspberryPi: Bool?
    let memory: MemorySize?
    /// Nil if no GPU is judged.
    private(set) var vendor: GPU.Vendor?
    /// Whether the GPU is there; if not, it may be.
    private(set) var isGPUCertain = false
    private(set) var isGPUUsable = false
    private(set) var isGPUGenerationKnown = false
    private(set) var gpuMemory: MemorySize?
    private(set) var gpuMinimum: Requirements.Minimum

    /// A machine without a GPU.
    init(_ model: Model, _ backend: Backend, _ hardware: Hardware, _ policy: Policy) {
        isBackendListed = model.backends.contains(backend)
        self.backend = backend
        requirements = model.requirements
        self.policy = policy
        system = hardware.system.value
        processor = hardware.processor.value
        isWSL = hardware.isWSL.value
        isDockerDesktop = hardware.engine.value?.kind == .desktop
        isRaspberryPi =
            switch hardware.board {
            case .known(.raspberryPi, _): true
            case .known(.other, _): false
            case .unknown: nil
            }
        memory = hardware.memory.usable.value
        gpuMinimum = model.requirements.videoMemory
    }

    mutating func look(at gpu: GPU) {
        vendor = gpu.vendor
        isGPUCertain = true
        isGPUUsable = gpu.fault == nil
        isGPUGenerationKnown = gpu.generation.value != nil
        gpuMemory = gpu.memory.value
        gpuMinimum = Self.minimum(requirements, gpu.pool)
    }

    mutating func look(atUnknown vendor: GPU.Vendor) {
        self.vendor = vendor
        isGPUCertain = false
    }

    static func minimum(
        _ requirements: Requirements, _ pool: GPU.Pool
    ) -> Requirements.Minimum {
        pool == .unified ? requirements.unifiedMemory : requirements.videoMemory
    }
}
