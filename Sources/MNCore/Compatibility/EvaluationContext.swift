/// What a rule is asked about: one GPU of a machine, or none, and a model.
///
/// Conditions find plain values here, so that a rule is decided in nanoseconds; the evidence behind them
/// is reached through the sources when somebody wants to know why.
struct EvaluationContext: Sendable {
    /// By its place in the lists of the hardware.
    enum Device: Hashable {
        case gpu(Int)
        /// It cannot be told whether the machine has a GPU of this vendor.
        case unknownVendor(Int)
        case none
    }

    let sources: MachineSources
    let device: Device
    /// Which GPU is taken where rules make no difference; the lowest.
    let place: Int
    /// Nil if no GPU is judged.
    let vendor: GPU.Vendor?
    /// Whether the GPU is there; if not, it may be.
    let isGPUCertain: Bool
    private(set) var isGPUUsable = false
    private(set) var isGPUGenerationKnown = false
    private(set) var isGPUCodeKnown = true
    private(set) var isDriverDecided = true
    private(set) var driverSuffices = true
    private(set) var gpuMemory: MemorySize?
    private var pool: GPU.Pool?
    /// Whether what the engine makes of the GPU is taken for granted.
    private var isEngineAssumed = false
    private var isRequirementAssumed = false
    private var isToolkitAssumed = false

    private(set) var demand = ModelDemand.none
    private(set) var areCapabilitiesMet = Ternary.yes

    init(_ sources: MachineSources, _ device: Device = .none, place: Int = .max) {
        self.sources = sources
        self.device = device
        self.place = place
        guard case .gpu(let index) = device else {
            isGPUCertain = false
            if case .unknownVendor(let index) = device {
                vendor = sources.hardware.unknownVendors[index].vendor
            } else {
                vendor = nil
            }
            return
        }
        let gpu = sources.hardware.gpus[index]
        isGPUCertain = true
        vendor = gpu.vendor
        isGPUUsable = gpu.fault == nil
        isGPUGenerationKnown = gpu.generation.value != nil
        if gpu.vendor == .amd, sources.facts.isImageForAMD != .no {
            isGPUCodeKnown = gpu.generation.value.map(ROCmTargets.contain) ?? false
        }
        gpuMemory = gpu.memory.value
        pool = gpu.pool
        let engine = sources.hardware.engine.value
        isEngineAssumed = gpu.fault == nil && engine == nil
        let support = sources.cudaSupport[index]
        isRequirementAssumed = support?.basis == .data
        isToolkitAssumed = support?.isToolkitAssumed == true
        switch support?.answer {
        case .generationTooOld?, .driverTooOld?: isGPUUsable = false
        case .mayBeRefused?: driverSuffices = false
        case .unknown?: isDriverDecided = false
        case .suits?, nil: break
        }
    }

    /// The same GPU with another model.
    func asking(_ demand: ModelDemand) -> EvaluationContext {
        var context = self
        context.demand = demand
        if !demand.capabilities.isEmpty {
            let isMet = !hardware.allCapabilities.isDisjoint(with: demand.capabilities)
            context.areCapabilitiesMet =
                isMet ? .yes : hardware.mayHaveCapabilities ? .unknown : .no
        }
        return context
    }

    var hardware: Hardware { sources.hardware }
    var machine: MachineFacts { sources.facts }
    var requirements: Requirements { demand.requirements }

    /// The GPU that is judged, if there is one.
    var gpu: GPU? { if case .gpu(let index) = device { hardware.gpus[index] } else { nil } }

    /// What the runner's build makes of that GPU.
    package var cudaSupport: CUDASupport? {
        if case .gpu(let index) = device { sources.cudaSupport[index] } else { nil }
    }

    /// What the memory of the GPU is measured against.
    var gpuMinimum: Requirements.Minimum {
        pool == .unified ? requirements.unifiedMemory : requirements.videoMemory
    }

    /// A size of the machine beside what the model needs of it; nil if either is not known.
    func comparison(_ measure: Rule.Measure) -> Verdict.Comparison? {
        switch measure {
        case .gpuMemory:
            gpuMemory.map {
                .init(found: $0, minimum: gpuMinimum, policy: machine.policy)
            }
        case .systemMemory(let kind):
            machine.memory.flatMap { found in
                requirements[kind].map {
                    .init(found: found, minimum: $0, policy: machine.policy)
                }
            }
        }
    }

    /// Whether a size of the machine meets a minimum.
    package func suffices(_ size: MemorySize?, _ minimum: Requirements.Minimum) -> Ternary {
        machine.policy.suffices(size, minimum)
    }

    /// What a rule takes for granted of the GPU that it decides on.
    func assumed(_ rule: Rule.ID) -> Assumptions {
        var assumed: Assumptions = []
        switch rule {
        case .unsupportedBackend, .unsupportedProcessor, .unsupportedSystem, .insufficientEvidence:
            break
        default: if machine.isEnginePlaceAssumed { assumed.insert(.engine) }
        }
        switch rule {
        case .vllmPlatform, .amd, .amdSmall, .amdUnknown, .cpuAccepted, .raspberryPi, .smallARM,
            .cpuLarge, .cpuSmall:
            if machine.isRunnerOpen { assumed.insert(.requirement) }
        default: break
        }
        guard vendor != nil, isGPUCertain else { return assumed }
        switch rule {
        case .appleSilicon, .cudaSmall, .cudaUnusable, .cudaUnknown, .cudaDriver, .cuda, .cudaARM64,
            .cudaWindows, .amd, .amdSmall, .amdUnknown, .adreno, .adrenoSmall, .adrenoUnknown:
            if isEngineAssumed { assumed.insert(.engine) }
        default: break
        }
        switch rule {
        case .cuda, .cudaARM64, .cudaDriver, .cudaUnusable:
            if isRequirementAssumed { assumed.insert(.requirement) }
        case .cudaUnknown where !isDriverDecided && gpuMemory != nil:
            if isRequirementAssumed { assumed.insert(.requirement) }
        default: break
        }
        if rule == .cudaDriver, isToolkitAssumed { assumed.insert(.toolkit) }
        return assumed
    }
}

/// What conditions see of a machine, whatever its GPU and the model: plain values, nil where not known.
struct MachineFacts: Sendable {
    let policy: Policy
    let system: Hardware.System?
    let processor: Hardware.Processor?
    let isWSL: Bool?
    let isRaspberryPi: Bool?
    let memory: MemorySize?
    let isDockerDesktop: Bool
    let isEngineElsewhere: Ternary
    /// Whether nothing tells that the engine is on this machine.
    let isEnginePlaceAssumed: Bool
    let isImageForNVIDIA: Ternary
    let isImageForAMD: Ternary
    let isRunnerOpen: Bool
    let engineGivesNVIDIA: Ternary
    /// ROCm where the engine offers its runtime, else Vulkan (dmr-contract §7.2).
    let amdAccelerator: Accelerator

    init(_ hardware: Hardware, _ policy: Policy) {
        self.policy = policy
        system = hardware.system.value
        processor = hardware.processor.value
        isWSL = hardware.isWSL.value
        isRaspberryPi = hardware.board.value.map {
            if case .raspberryPi = $0 { true } else { false }
        }
        memory = hardware.memory.usable.value
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
        amdAccelerator =
            hardware.engine.value?.runtimes.contains("rocm") == true ? .rocm : .vulkan
    }
}

/// The facts of a machine and what they are taken from, shared by all that is asked about it.
final class MachineSources: Sendable {
    let facts: MachineFacts
    let hardware: Hardware
    /// What the runner's build makes of each GPU.
    package let cudaSupport: [CUDASupport?]

    init(_ hardware: Hardware, _ policy: Policy) {
        facts = MachineFacts(hardware, policy)
        self.hardware = hardware
        cudaSupport = CUDASupport.together(
            hardware.gpus.map { hardware.cudaSupport($0, policy.drivers) },
            hasLost: hardware.gpus.contains { $0.vendor == .nvidia && $0.fault?.isLost == true })
    }
}

/// What a verdict takes for granted since nothing tells of it.
package struct Assumptions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Docker Engine with the runtime that the GPU needs on Linux, Docker Desktop elsewhere.
    package static let engine = Assumptions(rawValue: 1)
    /// What the runner's image asks of the driver, as in the driver data.
    package static let requirement = Assumptions(rawValue: 2)
    /// A container toolkit that looks at what the image asks.
    package static let toolkit = Assumptions(rawValue: 4)

    private static let named: [(assumption: Assumptions, name: String)] = [
        (.engine, "engine"), (.requirement, "requirement"), (.toolkit, "toolkit"),
    ]

    /// The names of all that is taken for granted, which are a promise.
    package var names: [String] {
        Self.named.compactMap { contains($0.assumption) ? $0.name : nil }
    }

    /// Each of them alone.
    var each: [Assumptions] { Self.named.map(\.assumption).filter { contains($0) } }
}
