/// Whether a model suits a machine: the rule that decided, and what it rests on.
///
/// It holds facts; words are made on demand.
package struct Verdict: Hashable, Sendable {
    /// A size of the machine beside the size that the model needs.
    package struct Comparison: Hashable, Sendable {
        package var found: MemorySize
        package var minimum: Requirements.Minimum

        package init(found: MemorySize, minimum: Requirements.Minimum) {
            self.found = found
            self.minimum = minimum
        }
    }

    package var model: Model
    package var backend: Backend
    package var rule: Rule.ID
    package var status: Status
    package var isForceable: Bool
    /// Whether force was asked for where it makes a difference.
    package var isForced: Bool
    package var accelerator: Accelerator
    /// The GPU that was judged; nil for a verdict on the machine without one.
    package var gpu: GPU?
    /// The numbers that decided, where a size did.
    package var comparison: Comparison?
    /// What the rule rests on.
    package var evidence: [Evidence]
    /// What is missing: all that could change the verdict.
    package var gaps: [Gap]
    /// The GPUs that are there and do not count on this machine.
    package var uncountedGPUs: [UncountedGPU]
    /// What was taken for granted on the way to the verdict.
    package var assumed: Assumptions
    /// What the runner's build makes of the GPU, where that was looked at.
    package var cudaSupport: CUDASupport?
    /// Whether GPUs of the machine meet the requirement of their one container differently.
    package var isRequirementMixed: Bool
    package var setting: Setting

    /// A GPU that no rule was asked about, and why.
    package struct UncountedGPU: Hashable, Sendable {
        package enum Reason: Hashable, Sendable {
            /// GPUs of its vendor count on other systems or processors.
            case platform
            /// Docker Desktop for Linux gives no GPU to the runner, that for Windows on ARM64 Adreno alone.
            case desktop
            /// The runner's image is for GPUs of another vendor.
            case image(GPU.Vendor)
            /// Only Docker Desktop reaches it.
            case engine
        }

        package var gpu: GPU
        package var reason: Reason
    }

    /// What words need to know of the machine beside the GPU.
    package struct Setting: Hashable, Sendable {
        package var system: Hardware.System?
        package var isWSL: Bool
        package var engine: Hardware.Engine?
        package var enginePlace: Hardware.EnginePlace?
        package var runner: RunnerImage?
        package var toolkit: Hardware.Toolkit?
        package var isToolkitAbsent: Bool
        package var isDockerDesktop: Bool
        /// Nil where it is not known.
        package var desktopUsesGPU: Bool?

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
    package var isOK: Bool { status.isAccepted || isForced }

    /// Whether force would make the difference, and was not used.
    package var needsForce: Bool { !status.isAccepted && isForceable && !isForced }

    /// The exit code of a command that carries the verdict.
    package var exitCode: ExitCode {
        if isOK { return .done }
        return status == .forceOnly ? .needsForce : .notCompatible
    }
}
