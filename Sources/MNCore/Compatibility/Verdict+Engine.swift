// The words of verdicts on what stands between a GPU and the model: the engine, the driver, the toolkit.

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
            "the runner's image asks for CUDA "
                + (cudaSupport?.neededCUDA.map { "\($0)" } ?? "of its own")
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

    var engineName: String { setting.engine.map { Printable.line($0.name) } ?? "this engine" }

    var capabilityNames: String {
        model.requiredCapabilities.map(Printable.line).joined(separator: ", ")
    }

    private var isRunnerWithoutCUDA: Bool {
        setting.runner.map { $0.state != nil && $0.requirement == nil } ?? false
    }

    /// Why the engine does not give the GPU to the runner.
    var engineProblem: String {
        isRunnerWithoutCUDA
            ? "the runner's container was made without CUDA"
            : "Docker does not give it to the runner: \(engineName) has no runtime 'nvidia'"
    }

    /// The commands that make the engine give the GPU to the runner, in their order.
    var engineFixes: [String] {
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
        case .driverTooOld?, .mayBeRefused?:
            cudaSupport?.update(isWSL: setting.isWSL).map { "\($0)." }
        default: nil
        }
    }

    /// The other way out where the toolkit alone would refuse.
    var toolkitFix: String? {
        cudaSupport?.isTegra == true
            ? nil
            : "Or update NVIDIA's container toolkit to 1.18 or newer, which does not check this."
    }
}

extension CUDASupport {
    /// What is wrong, in the middle of a sentence; nil if nothing is.
    var problem: String? {
        switch answer {
        case .suits: return nil
        case .generationTooOld:
            let (found, least) = (
                generation.map { "\($0)" } ?? "?", leastGeneration.map { "\($0)" } ?? "?"
            )
            return "its generation (compute capability \(found)) is older than the runner's build "
                + "supports (\(least))"
        case .driverTooOld where basis == .desktop:
            return
                "\(driverWords) is older than \(neededDriver.map { "\($0)" } ?? "?"), "
                + "which Docker Desktop needs"
        case .driverTooOld, .mayBeRefused:
            return
                "\(driverWords) has CUDA \(cuda.map { "\($0)" } ?? "?"), and the runner's image asks for "
                + (neededCUDA.map { "\($0)" } ?? "another")
        case .unknown(.generation): return "its generation is not known"
        case .unknown(.driver): return "its driver's version is not known"
        case .unknown(.brand):
            return "\(driverWords) suits only some brands of GPU, and its brand is not known"
        }
    }

    private var driverWords: String {
        if isTegra { return "the board's system" }
        return driverText.map { "driver \($0)" } ?? "its driver"
    }

    /// What to update, as a sentence without its end.
    func update(isWSL: Bool) -> String? {
        if isTegra {
            return "Update JetPack to one with CUDA \(neededCUDA.map { "\($0)" } ?? "13")"
        }
        guard let neededDriver else { return nil }
        return "Update the NVIDIA driver\(isWSL ? " on Windows" : "") to \(neededDriver) or newer"
    }
}
