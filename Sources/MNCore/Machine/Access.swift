/// One question that may be asked of a machine; nothing else is ever asked.
package enum Access: Hashable, Sendable {
    /// The system, kernel release and processor.
    case platform
    /// The bytes of the file at an absolute path.
    case file(String)
    /// The names in the directory at an absolute path.
    case directory(String)
    /// The result of a program, found on PATH, with its arguments; no shell is involved.
    case command([String])
    /// The value of an environment variable.
    case environment(String)
}

extension Access {
    /// The longest that a command may run: at most 10 s, since every verdict comes within 12.
    package var timeLimit: Duration {
        guard case .command(let argv) = self else { return .seconds(5) }
        return switch argv.first?.split(whereSeparator: { "/\\".contains($0) }).last {
        // Slow with persistence mode off on many GPUs; hangs on a wedged driver.
        case "nvidia-smi", "nvidia-smi.exe": .seconds(10)
        // Asked after others, which may have taken their 10 s.
        case "vulkaninfo": .seconds(2)
        // They print their version; asked after nvidia-smi.
        case "nvidia-ctk", "nvidia-container-runtime": .seconds(2)
        // Asks the kernel and nothing else.
        case "sysctl": .seconds(2)
        case "powershell"
        where ["Get-ItemProperty", "Get-Content"].contains { argv.last?.contains($0) == true }:
            .seconds(2)
        case "system_profiler", "powershell": .seconds(10)
        default: .seconds(5)
        }
    }
}

extension Access: CustomStringConvertible {
    /// The question in words, which is also its id in evidence lists: `file /proc/meminfo`.
    package var description: String {
        switch self {
        case .platform: "platform"
        case .file(let path): "file \(path)"
        case .directory(let path): "directory \(path)"
        case .command(let argv): "command " + CommandWords.line(argv)
        case .environment(let name): "environment \(name)"
        }
    }
}

extension Access: Comparable {
    package static func < (left: Access, right: Access) -> Bool {
        (left.rank, left.description) < (right.rank, right.description)
    }

    private var rank: Int {
        switch self {
        case .platform: 0
        case .environment: 1
        case .file: 2
        case .directory: 3
        case .command: 4
        }
    }
}
