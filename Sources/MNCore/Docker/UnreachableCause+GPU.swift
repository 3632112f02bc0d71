extension UnreachableCause {
    /// Why a container cannot have the GPU, in the words of the engine and of NVIDIA's toolkit (github.com/
    /// NVIDIA/nvidia-container-toolkit, `docs.nvidia.com/datacenter/cloud-native`, "Troubleshooting").
    enum Cause: Hashable {
        case noToolkit, noDevices, noDriver, mixedDriver, oldDriver
        /// Docker is told of the toolkit, and a program of it is not there; what the engine calls its system.
        case toolkitMissing(program: String, system: String?)
        /// What the toolkit has written down of the driver and its devices is not what is there now.
        case staleDevices
        /// AMD's toolkit has not described them.
        case noAMDDevices
        /// WSL2 is not given the GPU by Windows.
        case noAdapter
        /// The toolkit was there and failed: what it said.
        case toolkitFailed(String)

        /// - Parameters:
        ///   - error: as the engine tells it.
        ///   - system: what the engine calls its system, if that is known.
        init?(_ error: String, on system: String? = nil) {
            let text = error.lowercased()
            func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
            if says("driver/library version mismatch") {
                self = .mixedDriver
            } else if says("no adapters were found"), says("wsl environment") {
                self = .noAdapter
            } else if says("driver not loaded", "driver rpc error", "no adapters were found")
                || says("libnvidia-ml.so")
                    && says("cannot open shared object", "load library failed")
                // go-nvml's word for a libnvidia-ml.so.1 that is not there.
                || Self.saysTogether(text, "nvml", "error_library_not_found")
            {
                self = .noDriver
            } else if says("unsatisfied condition: cuda", "forward compatibility was attempted") {
                self = .oldDriver
            } else if says("container runtime hook directly") {
                // The toolkit of Jetson boards does its work in its runtime alone.
                self = .noToolkit
            } else if Self.isStale(text) {
                self = .staleDevices
            } else if says("unresolvable cdi devices"), says("amd.com/gpu") {
                self = .noAMDDevices
            } else if says("unresolvable cdi devices", "no known gpu vendor found") {
                self = .noDevices
            } else if let program = Self.missingProgram(text) {
                self = .toolkitMissing(program: program, system: system)
            } else if let mark = text.firstRange(of: "nvidia-container-cli: ") {
                // In lower case a text may be longer than it was.
                self = .toolkitFailed(
                    Excerpt.line(String(error.suffix(text[mark.upperBound...].count))))
            } else if says(
                "could not select device driver", "invalid runtime name: nvidia", "unknown runtime")
            {
                self = .noToolkit
            } else if says("nvidia-container-cli", "nvidia-container-runtime") {
                self = .toolkitFailed(Excerpt.line(error))
            } else {
                return nil
            }
        }

        private static func saysTogether(_ text: String, _ words: String...) -> Bool {
            text.split(separator: "\n").contains { words.allSatisfy($0.contains) }
        }

        /// Whether a device or a library of the driver that CDI's list names is not there (the list is written
        /// once, for one version of the driver: NVIDIA/nvidia-container-toolkit, "Support for CDI").
        private static func isStale(_ text: String) -> Bool {
            text.split(separator: "\n").contains { line in
                // The numbers of cards change with the start (NVIDIA/nvidia-container-toolkit#885).
                if line.contains("failed to stat cdi host device"),
                    line.contains("/dev/nvidia")
                        || line.contains("/dev/dri/") && text.contains("nvidia")
                {
                    return true
                }
                return line.contains("error mounting") && line.contains("no such file")
                    && ["/libcuda.so.", "/libnvcuvid.so.", "nvidia"].contains(where: line.contains)
            }
        }

        private static let programs = [
            "nvidia-container-runtime-hook", "nvidia-container-runtime", "nvidia-container-cli",
            "nvidia-cdi-hook", "nvidia-ctk",
        ]

        /// The program of `exec: "nvidia-container-runtime": executable file not found in $PATH` or `fork/exec
        /// /usr/bin/nvidia-ctk: no such file or directory`.
        private static func missingProgram(_ text: String) -> String? {
            // Quotation marks in a text within a text have a mark before them.
            let plain = text.replacing("\\", with: "")
            return programs.first { program in
                ["\"", "/"].contains { start in
                    [
                        "\": executable file not found", "\": no such file or directory",
                        ": no such file or directory",
                    ].contains { plain.contains(start + program + $0) }
                }
            }
        }

        var words: String {
            switch self {
            case .noToolkit: "Docker does not know the NVIDIA Container Toolkit"
            case .toolkitMissing(let program, _):
                "Docker is told to use the NVIDIA Container Toolkit, of which \(program) is not there"
            case .noDevices: "the NVIDIA Container Toolkit has not described the devices"
            case .noAMDDevices: "the AMD Container Toolkit has not described the devices"
            case .staleDevices:
                "what the NVIDIA Container Toolkit has written of the driver is not what is there, as after "
                    + "an update of the driver"
            case .noDriver: "its driver is not loaded"
            case .noAdapter: "Windows gives WSL2 no GPU"
            case .mixedDriver: "its driver was updated, and the old one is still loaded"
            case .oldDriver: "its driver is older than the image of the runner asks for"
            case .toolkitFailed(let said):
                "the NVIDIA Container Toolkit failed: \(ForeignText.line(said))"
            }
        }

        private static func isAboutGroups(_ said: String) -> Bool {
            let text = said.lowercased()
            return text.contains("cgroup") || text.contains("bpf_")
        }

        private static let describe = "sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml"
        private static let guide =
            "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html"

        /// What gives the container the GPU.
        var fixes: [String] {
            switch self {
            case .noToolkit:
                [
                    "sudo nvidia-ctk runtime configure --runtime=docker "
                        + "&& sudo systemctl restart docker",
                    "docker model reinstall-runner",
                ]
            case .toolkitMissing(_, let system):
                [
                    PluginPackage.command(toInstall: "nvidia-container-toolkit", on: system)
                        ?? "Install the NVIDIA Container Toolkit: \(Self.guide)",
                    "docker model reinstall-runner",
                ]
            case .noDevices: [Self.describe]
            // ROCm/container-toolkit, "Quick start".
            case .noAMDDevices: ["sudo amd-ctk cdi generate --output=/etc/cdi/amd.json"]
            case .staleDevices:
                [Self.describe, "If a device is not there: sudo nvidia-modprobe -u -c 0"]
            case .noDriver:
                ["nvidia-smi", "Install the driver of the GPU, or load it: sudo modprobe nvidia"]
            // A driver of Linux would hide the one that Windows lends (docs.nvidia.com/cuda/wsl-user-guide).
            case .noAdapter:
                [
                    "In Windows: wsl --update, then wsl --shutdown",
                    "Install NVIDIA's driver in Windows, and none in WSL2.",
                ]
            case .mixedDriver: ["sudo reboot"]
            case .oldDriver: ["nvidia-smi", "Install a newer driver of the GPU."]
            // Of an engine that may not change control groups (NVIDIA/nvidia-container-toolkit#678); else a
            // newer toolkit, which is told the devices, mounts them by that list.
            case .toolkitFailed(let said) where Self.isAboutGroups(said):
                ["Set no-cgroups = true in /etc/nvidia-container-runtime/config.toml"]
            case .toolkitFailed:
                [
                    "nvidia-smi", "Install a newer NVIDIA Container Toolkit.", Self.describe,
                ]
            }
        }
    }
}
