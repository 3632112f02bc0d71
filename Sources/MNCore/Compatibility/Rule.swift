/// How well a model suits a machine; the words are a promise.
public enum Status: String, Hashable, Sendable, CaseIterable {
    case pass
    case warning
    case forceOnly = "force_only"
    case fail

    /// Whether the model may be installed without force.
    package var isAccepted: Bool { self == .pass || self == .warning }
}

/// What computes; the words are a promise.
package enum Accelerator: String, Hashable, Sendable, CaseIterable {
    case metal, cuda, rocm, vulkan, opencl, cpu, none
}

/// A row of the table: the first whose conditions all hold gives the verdict.
package struct Rule: Hashable, Sendable {
    /// The name of a rule; a promise.
    package enum ID: String, Hashable, Sendable, CaseIterable {
        case unsupportedBackend = "unsupported-backend"
        case vllmPlatform = "vllm-platform"
        case unsupportedProcessor = "unsupported-processor"
        case unsupportedSystem = "unsupported-system"
        case missingCapability = "missing-capability"
        case appleEngine = "apple-engine"
        case appleSilicon = "apple-silicon"
        case appleSiliconSmall = "apple-silicon-small"
        case cudaSmall = "cuda-small"
        case cudaUnusable = "cuda-unusable"
        case cudaEngine = "cuda-engine"
        case cudaUnknown = "cuda-unknown"
        case amdUnknown = "amd-unknown"
        case adrenoUnknown = "adreno-unknown"
        case cudaDriver = "cuda-driver"
        case cuda
        case cudaARM64 = "cuda-arm64"
        case cudaWindows = "cuda-windows"
        case amd
        case amdSmall = "amd-small"
        case adreno
        case adrenoSmall = "adreno-small"
        case cpuAccepted = "cpu-accepted"
        case intelMac = "intel-mac"
        case windowsUnsupported = "windows-unsupported"
        case raspberryPi = "raspberry-pi"
        case smallARM = "small-arm"
        case cpuLarge = "cpu-large"
        case cpuSmall = "cpu-small"
        /// What decides is not known, or is another machine's.
        case insufficientEvidence = "insufficient-evidence"

        /// Whether too little is known to decide.
        package var isUnknown: Bool {
            switch self {
            case .insufficientEvidence, .cudaUnknown, .amdUnknown, .adrenoUnknown: true
            default: false
            }
        }
    }

    /// Which of the machine's sizes the rule weighs, for the words and numbers of the verdict.
    package enum Measure: Hashable, Sendable {
        case gpuMemory
        case systemMemory(Requirements.Kind)
    }

    package var id: ID
    /// All must hold.
    package var conditions: [Condition]
    package var status: Status
    package var isForceable: Bool
    /// Nil for AMD, where the engine's runtimes decide between ROCm and Vulkan.
    package var accelerator: Accelerator?
    package var measure: Measure?
    /// The row of the document that this rule implements; nil for a rule of ours.
    package var row: DocumentRow?

    package init(
        _ id: ID, when conditions: [Condition], _ status: Status, isForceable: Bool = true,
        _ accelerator: Accelerator?, measure: Measure? = nil, row: DocumentRow? = nil
    ) {
        self.id = id
        self.conditions = conditions
        self.status = status
        self.isForceable = isForceable
        self.accelerator = accelerator
        self.measure = measure
        self.row = row
    }
}

/// A row of the hardware table in the document that `mn` implements.
package enum DocumentRow: Int, Hashable, Sendable, CaseIterable {
    case appleSilicon16 = 1
    case appleSilicon8
    case cudaLinux
    case cudaLinuxARM64
    case cuda6
    case amdLinux
    case cpuOnly32
    case intelMacOrWindows
    case adreno
    case smallARM

    /// The hardware, as the document names it.
    package var hardware: String {
        switch self {
        case .appleSilicon16: "Apple Silicon, 16 GB or more"
        case .appleSilicon8: "Apple Silicon, 8 GB"
        case .cudaLinux: "NVIDIA CUDA, Linux or WSL2, 8 GB or more"
        case .cudaLinuxARM64: "NVIDIA CUDA, Linux ARM64, 8 GB or more"
        case .cuda6: "NVIDIA CUDA, 6 GB"
        case .amdLinux: "AMD ROCm or Vulkan, Linux, 8 GB or more"
        case .cpuOnly32: "CPU only, 32 GB or more"
        case .intelMacOrWindows: "Intel Mac, or Windows without a supported GPU"
        case .adreno: "Windows ARM64, Adreno 6xx or newer, 16 GB"
        case .smallARM: "Raspberry Pi or another small ARM machine"
        }
    }

    /// The result for `gemma4:e2b`, as the document gives it.
    package var status: Status {
        switch self {
        case .appleSilicon16, .cudaLinux, .cudaLinuxARM64: .pass
        case .amdLinux, .adreno: .warning
        case .cpuOnly32: .forceOnly
        case .appleSilicon8, .cuda6, .intelMacOrWindows, .smallARM: .fail
        }
    }
}
