import MNCore

/// Systems, processors, boards, memory and engines.
extension Trait {
    static func system(_ name: String, _ machine: String, release: String = "6.8.0") -> Trait {
        Trait("\(name) \(machine)") {
            $0.platform = .platform(
                Platform(system: name, release: release, machine: machine, process: machine))
        }
    }

    static let unknownSystem = Trait("system not known") { $0.platform = .denied }

    // MARK: - Linux

    static let noWSL = Trait("") { _ in }
    static let wsl = Trait("WSL2") {
        $0.answers[.directory("/usr/lib/wsl/lib")] = .entries([DirectoryEntry("libcuda.so")])
    }
    static let unknownWSL = Trait("WSL2 not known") {
        $0.answers[.directory("/usr/lib/wsl/lib")] = .denied
    }

    static let otherBoard = Trait("") { _ in }
    static let raspberryPi = Trait("Raspberry Pi") {
        $0.answers[.file("/proc/device-tree/model")] = .text("Raspberry Pi 5 Model B Rev 1.0")
    }
    static let unknownBoard = Trait("board not known") {
        $0.answers[.file("/proc/device-tree/model")] = .denied
    }

    /// Memory as the kernel of Linux tells it.
    static func memory(kibibytes: Int) -> Trait {
        Trait("memory \(kibibytes) kB") {
            $0.answers[.file("/proc/meminfo")] = .text("MemTotal: \(kibibytes) kB\n")
        }
    }
    static func memory(gibibytes: Int) -> Trait { memory(kibibytes: gibibytes << 20) }

    static let unknownMemory = Trait("memory not known") {
        $0.answers[.file("/proc/meminfo")] = .denied
    }

    /// 64 GiB, of which a control group gives so much; nil if that cannot be read.
    static func limit(bytes: Int?) -> Trait {
        Trait(bytes.map { "limited to \($0) bytes" } ?? "limit not known") {
            $0.answers[.file("/proc/meminfo")] = .text("MemTotal: \(512 << 20) kB\n")
            $0.answers[.file("/proc/self/cgroup")] = .text("0::/\n")
            $0.answers[.file("/proc/mounts")] =
                .text("cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n")
            $0.answers[.file("/sys/fs/cgroup/memory.max")] =
                bytes.map { .text("\($0)\n") } ?? .denied
        }
    }

    static let noEngine = Trait("") { _ in }
    static let dockerEngine = Trait("Docker Engine") {
        $0.docker = .output("\"Ubuntu 24.04.1 LTS\" \"runc\"\n")
    }
    /// Docker Engine with runtimes beside its own.
    static func engine(_ runtimes: String...) -> Trait {
        Trait("Docker Engine with \(runtimes.joined(separator: " and "))") {
            let names = (runtimes + ["runc"]).map { "\"\($0)\"" }.joined(separator: " ")
            $0.docker = .output("\"Ubuntu 24.04.1 LTS\" \(names)\n")
        }
    }
    static let dockerDesktop = Trait("Docker Desktop") {
        $0.docker = .output("\"Docker Desktop\" \"runc\"\n")
    }

    /// NVIDIA's container toolkit, and the mode in its configuration.
    static func toolkit(_ version: String, mode: String? = nil) -> Trait {
        Trait("toolkit \(version)\(mode.map { " in mode \($0)" } ?? "")") {
            $0.others[.toolkit] = .output("NVIDIA Container Toolkit CLI version \(version)\n")
            if let mode {
                $0.answers[.file("/etc/nvidia-container-runtime/config.toml")] =
                    .text("[nvidia-container-runtime]\nmode = \"\(mode)\"\n")
            }
        }
    }

    static let runtimeProgram = Trait("nvidia-container-runtime on PATH") {
        $0.others[.runtimeProgram] = .output("NVIDIA Container Runtime version 1.17.0\n")
    }
    static let unknownRuntimeProgram = Trait("nvidia-container-runtime not known") {
        $0.others[.runtimeProgram] = .timedOut
    }

    /// The runner's container in this state, with these variables.
    static func runner(_ state: String, _ variables: String...) -> Trait {
        Trait("runner \(state) with \(variables.joined(separator: ", "))") {
            let words = ([state] + variables).map { "\"\($0)\"" }.joined(separator: " ")
            $0.others[.runnerContainer] = .output(words + "\n")
        }
    }

    /// The runner's image, of which no container was made.
    static func image(_ variables: String...) -> Trait {
        Trait("image with \(variables.joined(separator: ", "))") {
            let words = (["linux"] + variables).map { "\"\($0)\"" }.joined(separator: " ")
            $0.others[.runnerContainer] = .output("No such container\n", exit: 1)
            $0.others[.runnerImage] = .output(words + "\n")
        }
    }

    static let engineElsewhere = Trait("engine on another machine") {
        $0.variables["DOCKER_HOST"] = "ssh://user@host"
    }
    static let unknownContext = Trait("a context that cannot be looked up") {
        $0.variables["DOCKER_CONTEXT"] = "lab"
    }
    static func capability(_ name: String) -> Trait {
        Trait("says that it has \(name)") { $0.variables["MN_NODE_CAPABILITIES"] = name }
    }

    /// A Jetson with this release of NVIDIA's system; nil leaves the kernel to tell it.
    static func jetson(release: String?, kernel: String) -> Trait {
        Trait("Jetson, L4T \(release ?? "not told"), kernel \(kernel)") {
            $0.platform = .platform(
                Platform(
                    system: "Linux", release: "\(kernel)-tegra", machine: "aarch64",
                    process: "aarch64"))
            // Orin came with L4T 34.
            let isOld = (release ?? kernel).hasPrefix("32") || kernel.hasPrefix("4.")
            $0.answers[.file("/proc/device-tree/compatible")] =
                .text("nvidia,tegra\(isOld ? 194 : 234)\u{0}")
            if let release {
                let parts = release.split(separator: ".", maxSplits: 1)
                $0.answers[.file("/etc/nv_tegra_release")] =
                    .text("# R\(parts[0]) (release), REVISION: \(parts.last ?? "0"), GCID: 0\n")
            }
        }
    }

    // MARK: - macOS

    static let appleSilicon = Trait("Apple Silicon") {
        $0.sysctl["hw.optional.arm64"] = .output("1\n")
        $0.sysctl["machdep.cpu.brand_string"] = .output("Apple M1\n")
    }
    static let intelMac = Trait("Intel Mac") { _ in }
    static let unknownMac = Trait("processor not known") {
        $0.sysctl["hw.optional.arm64"] = .timedOut
    }

    static func macMemory(bytes: Int?) -> Trait {
        Trait(bytes.map { "memory \($0) bytes" } ?? "memory not known") {
            $0.sysctl["hw.memsize"] = bytes.map { .output("\($0)\n") } ?? .timedOut
        }
    }

    // MARK: - Windows

    static func windowsMemory(bytes: Int?) -> Trait {
        Trait(bytes.map { "memory \($0) bytes" } ?? "memory not known") {
            $0.cim["Win32_ComputerSystem"] =
                bytes.map { .output("{\"TotalPhysicalMemory\":\($0)}\r\n") } ?? .timedOut
        }
    }

    /// 9 is x64, 12 ARM64, 5 ARM; nil if it cannot be told.
    static func windowsProcessor(_ architecture: Int?) -> Trait {
        Trait(architecture.map { "Architecture \($0)" } ?? "processor not known") {
            $0.cim["Win32_Processor"] =
                architecture.map { .output("{\"Name\":\"CPU\",\"Architecture\":\($0)}\r\n") }
                ?? .timedOut
        }
    }
}
