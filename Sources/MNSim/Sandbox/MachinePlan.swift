package import MNCore
package import MNSim

/// What must be there, and what must not, so that a program finds the machine of a profile around it.
///
/// A value that is made without any kernel; an engine makes it true.
package struct MachinePlan: Hashable, Sendable {
    /// Who answers a question, best first.
    package enum Level: String, Hashable, Sendable, CaseIterable {
        /// The answer is in the profile.
        case recorded
        /// It is a part of what is in the profile.
        case derived
        /// The simulated engine or Model Runner says it.
        case runner
        /// Nobody knows it.
        case unrecorded
    }

    /// The memory that `sysinfo` tells, out of `/proc/meminfo`; in KiB.
    package struct Memory: Hashable, Sendable {
        package var total: Int
        package var unused = 0
        package var buffers = 0
        package var swap = 0
        package var unusedSwap = 0

        package init(
            total: Int, unused: Int = 0, buffers: Int = 0, swap: Int = 0, unusedSwap: Int = 0
        ) {
            self.total = total
            self.unused = unused
            self.buffers = buffers
            self.swap = swap
            self.unusedSwap = unusedSwap
        }
    }

    /// The profile's id.
    package var machine: String
    /// Whether what the profile does not tell is known to be absent.
    package var isClosed: Bool
    /// Files, folders and links.
    package var tree: SimulatedTree
    /// Paths that are not on the machine, whatever the host has.
    package var hidden: [String]
    /// The programs that stand in, by name or absolute path.
    package var programs: [String: StandIn]
    /// Programs that are there and may not be run.
    package var deniedPrograms: [String]
    /// Programs that are not there, whatever the host has.
    package var absentPrograms: [String]
    /// Variables with their values.
    package var variables: [String: String]
    /// Variables that are not set.
    package var unset: [String]
    /// What `uname` says; nil leaves the host's.
    package var platform: Platform?
    package var memory: Memory?

    /// What no kernel could show, in sentences.
    package var conflicts: [String] {
        tree.conflicts.map { "\($0.path) \($0.reason)." }
    }

    /// What shows the host all the same, whatever the engine.
    package static let leaks = [
        "the number of processors, and what they can do (CPUID)",
        "the size of disks", "the network", "what devices do: of those there are only names",
        "the version of the kernel, and how it behaves",
    ]
}

extension MachinePlan {
    /// Programs that speak of hardware: where a profile does not name them they are not there.
    static let oracles = [
        "amd-smi", "clinfo", "docker", "hl-smi", "npu-smi", "nvcc", "nvidia-container-cli",
        "nvidia-container-runtime", "nvidia-ctk", "nvidia-debugdump", "nvidia-settings",
        "nvidia-smi", "powershell.exe", "rocm-smi", "rocminfo", "system_profiler", "tegrastats",
        "vulkaninfo", "xpu-smi",
    ]

    /// Where the driver of Windows has its programs for Linux.
    static let wslPrograms = "/usr/lib/wsl/lib/"

    /// Files outside of `/proc`, `/sys` and `/dev` that tell of a machine.
    static let machineFiles = [
        "/.dockerenv", "/etc/nv_tegra_release", "/etc/nvidia-container-runtime/config.toml",
        "/run/.containerenv", "/run/docker.sock", "/run/systemd/container",
        "/usr/lib/wsl", "/var/run/docker.sock",
    ]

    /// The same below `/proc`; of the first process, which is ours, too.
    static let machineProcesses = [
        "/proc/1/cgroup", "/proc/1/environ", "/proc/1/mountinfo", "/proc/1/mounts",
        "/proc/cpuinfo", "/proc/device-tree", "/proc/driver", "/proc/meminfo",
    ]

    /// Variables that tell of a machine.
    static let machineVariables = [
        "ANDROID_ROOT", "CUDA_VISIBLE_DEVICES", "DOCKER_CONTEXT", "DOCKER_HOST",
        "GPU_DEVICE_ORDINAL", "HIP_VISIBLE_DEVICES", "HSA_OVERRIDE_GFX_VERSION",
        "MN_CLUSTER_CAPABILITIES", "MN_HARDWARE_CAPABILITIES", "MN_NODE_CAPABILITIES",
        "NVIDIA_DRIVER_CAPABILITIES", "NVIDIA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
        "WSL_DISTRO_NAME", "WSL_INTEROP", "container",
    ]

    /// The plan of a profile.
    ///
    /// - Throws: `SandboxFault.otherSystem` for one that is not of Linux.
    package init(_ profile: Profile) throws(SandboxFault) {
        let recording = profile.recording
        machine = profile.id
        isClosed = profile.rest == .absent
        platform = nil
        if case .platform(let platform)? = recording[.platform] {
            guard platform.system == "Linux" else {
                throw .otherSystem(machine: profile.id, system: platform.system)
            }
            self.platform = platform
        }
        tree = SimulatedTree(recording)
        hidden = (Self.machineFiles + Self.machineProcesses).filter { [tree] in
            tree.node($0) == nil
        }
        variables = [:]
        unset = Self.machineVariables
        var programs: [String: Recording] = [:]
        var denied: Set<String> = []
        for exchange in recording.exchanges {
            switch (exchange.access, exchange.outcome) {
            case (.environment(let name), .value(let value)) where name != "PATH":
                variables[name] = value
                unset.removeAll { $0 == name }
            case (.command, .absent): break
            case (.command(let argv), .denied): denied.formUnion(argv.prefix(1))
            case (.command(let argv), _):
                if let name = argv.first { programs[name, default: Recording()].add(exchange) }
            default: break
            }
        }
        // WSL puts this folder on PATH; what was found in it was not looked for elsewhere.
        for (path, known) in programs where path.hasPrefix(Self.wslPrograms) {
            let name = String(path.dropFirst(Self.wslPrograms.count))
            let isAbsent = recording.exchanges.contains { $0.absentProgram == name }
            if name.isEmpty || name.contains("/") || denied.contains(name) || isAbsent { continue }
            if programs[name] == nil { programs[name] = known }
        }
        self.programs = programs.mapValues { StandIn($0, on: profile.id) }
        deniedPrograms = denied.subtracting(programs.keys).sorted()
        let named = Set(programs.keys).union(denied)
        absentPrograms = Set(Self.oracles)
            .union(recording.exchanges.compactMap(\.absentProgram)).subtracting(named).sorted()
        memory = Memory(recording)
    }
}

extension MachinePlan.Memory {
    /// Nil where the recording does not tell how much there is.
    init?(_ recording: Recording) {
        guard case .bytes(let bytes)? = recording[.file("/proc/meminfo")] else { return nil }
        var sizes: [Substring: Int] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let words = line.split { $0 == " " || $0 == "\t" || $0 == ":" }
            guard words.count >= 2, let kibibytes = Int(words[1]), kibibytes >= 0 else { continue }
            sizes[words[0]] = kibibytes
        }
        guard let total = sizes["MemTotal"] else { return nil }
        self.init(
            total: total, unused: sizes["MemFree"] ?? 0, buffers: sizes["Buffers"] ?? 0,
            swap: sizes["SwapTotal"] ?? 0, unusedSwap: sizes["SwapFree"] ?? 0)
    }
}

extension Recording.Exchange {
    /// The program that was asked for and is not there.
    fileprivate var absentProgram: String? {
        guard case .command(let argv) = access, outcome == .absent else { return nil }
        return argv.first
    }
}
