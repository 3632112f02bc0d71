import MNCore

/// A part of a machine that answers for itself, and could be in another one.
enum Organ: String, CaseIterable {
    case platform, memory, processor, container, graphics, docker, variables

    /// What a question is about.
    init(_ access: Access) {
        switch access {
        case .platform: self = .platform
        case .environment: self = .variables
        case .file(let path), .directory(let path): self = Self.about(path)
        case .command(let words): self = Self.about(words)
        }
    }

    private static func about(_ path: String) -> Organ {
        if path == "/proc/meminfo" { return .memory }
        if path == "/proc/cpuinfo" || path.hasPrefix("/sys/devices/system/cpu") {
            return .processor
        }
        if path.contains("cgroup") || path == "/.dockerenv" || path.hasPrefix("/run/.container") {
            return .container
        }
        if path.contains("docker") { return .docker }
        for part in ["drm", "kfd", "nvidia", "pci", "dxg", "nv_tegra", "vulkan", "device-tree"]
        where path.contains(part) {
            return .graphics
        }
        return .platform
    }

    private static func about(_ words: [String]) -> Organ {
        let program = words.first?.split(separator: "/").last.map(String.init) ?? ""
        let line = words.joined(separator: " ")
        switch program {
        case "docker": return .docker
        case "sysctl": return line.contains("memsize") ? .memory : .processor
        case "system_profiler": return .graphics
        case "powershell", "powershell.exe":
            if line.contains("VideoController") || line.contains("ItemProperty") {
                return .graphics
            }
            if line.contains("Win32_Processor") { return .processor }
            return line.contains("docker") ? .docker : .memory
        default: return .graphics
        }
    }
}
