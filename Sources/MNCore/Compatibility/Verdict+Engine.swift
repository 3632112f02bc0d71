// What stands between a GPU and the model: the engine, the driver, the toolkit

extension Verdict {
    /// What was taken for granted, in the middle of a sentence.
    func words(of assumption: Assumptions) -> String {
        switch assumption {
        case .engine:
            if setting.engine != nil, setting.enginePlace == nil {
                "the engine is on this machine"
            } else if setting.isDockerDesktop {
                "the engine is Docker Desktop"
            } else if gpu?.vendor == .nvidia {
                "the engine is Docker Engine with the runtime 'nvidia'"
            } else {
                "the engine is Docker Engine"
            }
        case .requirement:
            cudaSupport?.neededCUDA.map { "the runner's image asks for CUDA \($0)" }
                ?? "the runner is made of the image that its engine takes"
        default: "a container toolkit that checks this"
        }
    }

    /// That Docker Desktop on Windows uses the GPU only if it is told to.
    var switchWords: String {
        guard setting.hasGPUSwitch, gpu != nil, status.isAccepted, setting.desktopUsesGPU != true
        else { return "" }
        return
            " Docker Desktop uses the GPU only with its switch 'Enable GPU-backed inference' on, "
            + "which is off by default."
    }

    /// Whether nothing is open but what Podman gives to the runner.
    var isOpenForPodman: Bool {
        setting.engine?.name == Hardware.Engine.podman
            && gaps.allSatisfy { $0.access == .command(EngineProbe.argv) }
    }

    var engineName: String { setting.engine.map { Sanitized.line($0.name) } ?? "this engine" }

    var capabilityNames: String {
        model.requiredCapabilities.map(Sanitized.line).joined(separator: ", ")
    }

    private var isRunnerWithoutCUDA: Bool {
        setting.runner.map { $0.state != nil && $0.requirement == nil } ?? false
    }

    /// Why the engine does not give the GPU to the runner.
    var engineProblem: String {
        if setting.system != .linux {
            return "\(engineName) does not give it to the runner; Docker Desktop does"
        }
        return isRunnerWithoutCUDA
            ? "the runner's container was made without CUDA"
            : "Docker does not give it to the runner: \(engineName) has no runtime 'nvidia'"
    }

    /// The commands that make the engine give the GPU to the runner, in their order.
    var engineFixes: [String] {
        if setting.system != .linux { return [Self.desktopFix] }
        var fixes: [String] = []
        if setting.engine?.runtimes.contains("nvidia") != true {
            if setting.isToolkitAbsent {
                fixes.append(
                    "Install NVIDIA's container toolkit first: https://docs.nvidia.com/datacenter/"
                        + "cloud-native/container-toolkit/latest/install-guide.html")
            }
            fixes.append(
                "sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker"
            )
        }
        if setting.runner?.state != nil { fixes.append("docker model reinstall-runner") }
        return fixes
    }

    /// How to get a driver that suits; nil where no driver helps.
    var driverFix: String? {
        switch cudaSupport?.answer {
        case .driverTooOld?, .mayBeRefused?, .unknown(.brand)?:
            cudaSupport?.update(isWSL: setting.isWSL).map { "\($0)." }
        default: nil
        }
    }

    /// The other way out where the toolkit alone would refuse.
    var toolkitFix: String? {
        if cudaSupport?.isTegra == true { return nil }
        // Without the runtime the toolkit's hook starts the container, and that checks in all versions.
        if let engine = setting.engine, !engine.runtimes.contains("nvidia") { return nil }
        guard let toolkit = setting.toolkit, !(toolkit.version < Self.uncheckedToolkit) else {
            return
                "Or update NVIDIA's container toolkit to \(Self.uncheckedToolkit) or newer, which "
                + "does not check this."
        }
        return toolkit.mode.map {
            "Or set mode = \"auto\" in the place of '\(Sanitized.line($0))' in "
                + "\(ToolkitProbe.configuration), which does not check this."
        }
    }

    /// The first that does not look at the requirement by itself (NVIDIA/nvidia-container-toolkit#1470).
    private static let uncheckedToolkit = DottedVersion(1, 18)

    /// Whether nothing but the code of the image with ROCm is open.
    var isCodeOpen: Bool {
        rule == .amdUnknown && accelerator == .rocm && gpu?.memory.value != nil
    }

    package static let vulkanFix =
        "Let the runner compute by Vulkan instead: take the runtime 'rocm' out of "
        + "/etc/docker/daemon.json, restart Docker, then run: docker model reinstall-runner"

    /// NVIDIA, "Installing the NVIDIA Container Toolkit", rootless mode.
    static let groupsFix =
        "sudo nvidia-ctk config --set nvidia-container-cli.no-cgroups --in-place"

    static let desktopFix =
        "Use Docker Desktop's engine, once it is installed: docker context use desktop-linux"

    /// How to let the runner use the GPUs of which its image keeps it.
    var imageFixes: [String] {
        uncountedGPUs.compactMap { uncounted in
            if case .container = uncounted.reason {
                return "Let the runner use \(Sanitized.line(uncounted.gpu.name)) instead: "
                    + "docker model reinstall-runner"
            }
            guard case .image(let vendor) = uncounted.reason,
                case let runtime = vendor == .amd ? "rocm" : vendor.rawValue,
                setting.engine?.runtimes.contains(runtime) == true
            else { return nil }
            return
                "Let the runner use \(Sanitized.line(uncounted.gpu.name)) instead: take the runtime "
                + "'\(runtime)' out of /etc/docker/daemon.json, restart Docker, then run: "
                + "docker model reinstall-runner"
        }.uniqued()
    }
}
