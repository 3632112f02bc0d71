// The words of verdicts; nothing else in the program says whether a model suits a machine.

extension Verdict {
    /// The result in one line, with what it takes for granted.
    public var message: String {
        let assumptions = assumed.each.map { words(of: $0) }
        return result + switchWords
            + (assumptions.isEmpty
                ? "" : " Assumed: \(assumptions.joined(separator: "; ")).")
    }

    private var result: String {
        switch rule {
        case .unsupportedBackend:
            "\(model.id) does not run on the backend '\(Sanitized.line(backend.name))'."
        case .vllmPlatform:
            "The backend vllm needs Linux or WSL2 on x86-64 with an NVIDIA GPU."
        case .unsupportedProcessor:
            "The Model Runner has no build for this processor."
        case .unsupportedSystem: "The Model Runner has no build for this system."
        case .missingCapability:
            "\(model.id) asks for one of \(capabilityNames), and this machine has none of them."
        case .appleEngine:
            "\(gpuName) would do, but \(engineName) runs Linux in a virtual machine and does not reach "
                + "it; Docker Desktop does."
        case .appleSilicon, .cuda, .cudaARM64, .cudaWindows:
            "Compatible with \(platform): \(sizes)."
        case .appleSiliconSmall, .cudaSmall, .amdSmall, .adrenoSmall:
            "Not enough memory for \(platform): \(sizes)."
        case .cudaUnusable:
            "\(gpuName) is there but cannot be used: "
                + "\(gpu?.fault?.description ?? cudaSupport?.problem ?? "")."
        case .cudaEngine: "\(gpuName) would do, but \(engineProblem)."
        case .cudaUnknown where gpu?.memory.value != nil && cudaSupport != nil:
            "\(gpuName) is there, but whether the runner can use it cannot be told: "
                + "\(cudaSupport?.problem ?? "")."
        case .amdUnknown where isCodeOpen:
            "\(gpuName) is there, but whether the runner can use it cannot be told: its image with ROCm is "
                + "not known to have code for \(gpu?.generation.value ?? "its generation")."
        case .cudaUnknown, .amdUnknown, .adrenoUnknown:
            "\(gpuName) is there, but its memory or generation cannot be told."
        case .cudaDriver:
            "May refuse to start with \(platform): \(cudaSupport?.problem ?? "")."
                + (cudaSupport?.update(isWSL: setting.isWSL).map { " \($0)." } ?? "")
        case .amd: "Should work with \(platform): \(sizes). Verify it after the install."
        case .adreno: "Partly compatible with \(platform): \(sizes)."
        case .cpuAccepted: "No supported GPU; slow, but it fits: \(sizes)."
        case .intelMac: "Intel Macs are not supported with a GPU; only the processor is left."
        case .windowsUnsupported:
            "This Windows machine has no supported GPU; only the processor is left."
        case .raspberryPi: "A Raspberry Pi is too small for this model."
        case .smallARM: "This ARM machine is too small for this model: \(sizes)."
        case .cpuLarge:
            "No supported GPU; it runs on the processor alone, slowly, and only by force: \(sizes)."
        case .cpuSmall: "No supported GPU, and too little memory for the processor: \(sizes)."
        case .insufficientEvidence:
            if case .elsewhere(let place)? = setting.enginePlace {
                "Cannot tell: Docker runs on another machine (\(Sanitized.line(place))), whose hardware "
                    + "is not seen from here."
            } else {
                "Cannot tell: \(gaps.first.map(\.summary) ?? "evidence is missing")."
            }
        }
    }

    /// What the numbers say: `7.9 GiB of GPU memory, 8 GB needed`.
    private var sizes: String {
        guard let comparison else { return "the size is not known" }
        let kind =
            switch comparison.minimum.kind {
            case .videoMemory: "GPU memory"
            case .unifiedMemory: "memory shared with the GPU"
            case .processorMemory, .acceptedMemory: "memory"
            }
        return "\(comparison.foundWords) of \(kind), \(comparison.minimumWords) needed"
    }

    private var platform: String {
        switch accelerator {
        case .metal: "Apple Silicon (Metal)"
        case .cuda: "NVIDIA CUDA (\(gpuName))"
        case .rocm: "AMD ROCm (\(gpuName))"
        case .vulkan: "AMD Vulkan (\(gpuName))"
        case .opencl: "Adreno OpenCL (\(gpuName))"
        case .cpu, .none: "the processor"
        }
    }

    private var gpuName: String { gpu.map { Sanitized.line($0.name) } ?? "A GPU" }

    /// What to do, the best first; each a sentence or a command.
    ///
    /// - Parameter alternatives: models that do suit this machine, the most capable first.
    package func fixes(alternatives: [Model]) -> [String] {
        if status == .pass { return [model.installCommand] }
        var fixes: [String] = []
        switch rule {
        case .unsupportedBackend:
            return [CommandWords.mn("model show", model.id, "--backend \(model.backend)")]
        case .vllmPlatform where model.backends.contains(.llamaCpp):
            return [CommandWords.mn("model show", model.id, "--backend llama.cpp")]
        case .amd, .adreno, .cpuAccepted:
            return [model.installCommand, checkCommand]
        case .cudaUnusable:
            if let fix = gpu?.fault?.fix(isWSL: setting.isWSL) ?? driverFix { fixes.append(fix) }
        case .cudaDriver where cudaSupport?.refusal == .groups:
            return [Self.groupsFix, checkCommand]
        case .cudaDriver where cudaSupport?.refusal == .otherGeneration:
            return [
                "Take the other GPU out, or give the runner none: docker model reinstall-runner --gpu none",
                checkCommand,
            ]
        case .cudaDriver where cudaSupport?.refusal == .otherLost:
            return ["Restart the machine: sudo reboot", checkCommand]
        case .cudaDriver where cudaSupport?.refusal == .compilation:
            return [driverFix, checkCommand].compactMap(\.self)
        case .cudaDriver:
            return [driverFix, toolkitFix, checkCommand].compactMap(\.self)
        case .cudaEngine: fixes += engineFixes
        case .appleEngine:
            fixes.append(Self.desktopFix)
        case .missingCapability:
            let name = model.requiredCapabilities.first.map(Sanitized.line) ?? ""
            fixes.append("If this machine has it, say so: export MN_NODE_CAPABILITIES=\(name)")
        case .insufficientEvidence where gaps.isEmpty:
            return [
                "Run mn on the machine that the engine is on.",
                "Or use this machine's engine: leave DOCKER_HOST and DOCKER_CONTEXT unset, and run "
                    + "docker context use default",
            ]
        case .insufficientEvidence where isOpenForPodman:
            fixes.append(
                "Use Docker's own engine, whose runtimes it tells: "
                    + "https://docs.docker.com/engine/install/")
        case .cudaUnknown, .amdUnknown, .adrenoUnknown, .insufficientEvidence:
            fixes += [driverFix].compactMap(\.self) + gaps.map(\.fix).uniqued()
            if isCodeOpen { fixes.append(Self.vulkanFix) }
        default: break
        }
        if status.isAccepted { return fixes + [checkCommand] }
        fixes += imageFixes
        fixes += alternatives.prefix(3).map { "Take a smaller model: \($0.installCommand)" }
        if isForced { fixes.append("\(model.installCommand) --force") }
        if status == .forceOnly, !isForced {
            fixes.append(
                "Accept it all the same: " + CommandWords.mn("model install", model.id, "--force"))
        }
        if fixes.isEmpty {
            fixes.append(
                "See which machines it runs on: mn sim matrix --models "
                    + CommandWords.line([Sanitized.line(model.id)]))
        }
        return fixes
    }

    /// Shows whether the model really uses the GPU.
    private var checkCommand: String { CommandWords.mn("model doctor", model.id) }

    /// The one sentence of help that older programs read.
    package func help(alternatives: [Model]) -> String {
        let fixes = fixes(alternatives: alternatives)
        guard let first = fixes.first else { return "Use a supported machine or a smaller model." }
        return status == .pass ? "Run \(first) to install the model." : first
    }
}

extension Model {
    /// The command that installs the model.
    var installCommand: String {
        provider == Self.runnerProvider
            ? CommandWords.mn("model install", id)
            : "Install it through '\(Sanitized.line(provider))'."
    }
}

extension Status {
    /// How the status looks on a terminal with colours.
    package var style: TextStyle {
        switch self {
        case .pass: .good
        case .warning, .forceOnly: .caution
        case .fail: .bad
        }
    }
}
