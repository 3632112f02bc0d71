/// Whether a model suits a machine: the rule that decided, and what it rests on.
///
/// It holds facts; words are made on demand.
public struct Verdict: Hashable, Sendable {
    /// A size of the machine beside the size that the model needs.
    public struct Comparison: Hashable, Sendable {
        public var found: MemorySize
        public var minimum: Requirements.Minimum

        public init(found: MemorySize, minimum: Requirements.Minimum) {
            self.found = found
            self.minimum = minimum
        }
    }

    public var model: Model
    public var backend: Backend
    public var rule: Rule.ID
    public var status: Status
    public var isForceable: Bool
    /// Whether force was asked for where it makes a difference.
    public var isForced: Bool
    public var accelerator: Accelerator
    /// The GPU that was judged; nil for a verdict on the machine without one.
    public var gpu: GPU?
    /// The numbers that decided, where a size did.
    public var comparison: Comparison?
    /// What the rule rests on.
    public var evidence: [Evidence]
    /// What is missing: all that could change the verdict.
    public var gaps: [Gap]
    /// The GPUs that are there and do not count on this machine.
    public var uncountedGPUs: [UncountedGPU]
    /// What was taken for granted on the way to the verdict.
    public var assumed: Assumptions
    /// What the runner's build makes of the GPU, where that was looked at.
    public var cudaSupport: CUDASupport?
    /// Whether GPUs of the machine meet the requirement of their one container differently.
    public var isRequirementMixed: Bool
    public var setting: Setting

    /// A GPU that no rule was asked about, and why.
    public struct UncountedGPU: Hashable, Sendable {
        public enum Reason: Hashable, Sendable {
            /// GPUs of its vendor count on other systems or processors.
            case platform
            /// Docker Desktop for Linux gives no GPU to the runner, that for Windows on ARM64 Adreno alone.
            case desktop
            /// The runner's image is for GPUs of another vendor.
            case image(GPU.Vendor)
            /// Only Docker Desktop reaches it.
            case engine
        }

        public var gpu: GPU
        public var reason: Reason
    }

    /// What words need to know of the machine beside the GPU.
    public struct Setting: Hashable, Sendable {
        public var system: Hardware.System?
        public var isWSL: Bool
        public var engine: Hardware.Engine?
        public var enginePlace: Hardware.EnginePlace?
        public var runner: RunnerImage?
        public var toolkit: Hardware.Toolkit?
        public var isToolkitAbsent: Bool
        public var isDockerDesktop: Bool
        /// Nil where it is not known.
        public var desktopUsesGPU: Bool?

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

    /// The exit code of a command that carries the verdict.
    public var exitCode: ExitCode {
        if isOK { return .done }
        return status == .forceOnly ? .needsForce : .notCompatible
    }
}
