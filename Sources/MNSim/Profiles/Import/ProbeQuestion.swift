import MNCore

/// What a command of the probes asks for, read from its arguments.
///
/// Machines that are made up or imported answer by it, so that they follow the probes where those ask
/// for more or in another order.
enum ProbeQuestion: Hashable {
    /// `nvidia-smi --query-gpu=FIELD,…`.
    case nvidiaFields([String])
    /// `nvidia-smi -q -x`.
    case nvidiaDetails
    /// `nvidia-smi` alone.
    case nvidiaTable
    /// `sysctl -n NAME`.
    case sysctl(String)
    /// `Get-CimInstance TYPE | Select-Object PROPERTY,…`, as JSON.
    case cim(type: String, properties: [String])
    /// `rocm-smi … --json`.
    case rocmSMI
    /// `amd-smi static … --json`.
    case amdSMI
    /// `docker info`.
    case dockerInfo
    /// `docker context inspect`.
    case dockerContext
    /// `docker container inspect` of the runner.
    case runnerContainer
    /// `docker image inspect` of the runner's image with CUDA.
    case runnerImage
    /// `nvidia-ctk --version`.
    case toolkit
    /// `nvidia-container-runtime --version`.
    case runtimeProgram
    /// The settings of Docker Desktop on Windows.
    case desktopSettings

    init?(_ argv: [String]) {
        guard let program = argv.first?.split(separator: "/").last else { return nil }
        switch program {
        case "nvidia-smi":
            let option = "--query-gpu="
            if let list = argv.first(where: { $0.hasPrefix(option) }) {
                self = .nvidiaFields(
                    list.dropFirst(option.count).split(separator: ",").map(String.init))
            } else if argv.dropFirst() == ["-q", "-x"] {
                self = .nvidiaDetails
            } else if argv.count == 1 {
                self = .nvidiaTable
            } else {
                return nil
            }
        case "sysctl":
            guard let name = argv.last, argv.count == 3 else { return nil }
            self = .sysctl(name)
        case "powershell":
            let words = argv.last?.split(separator: " ") ?? []
            if words.contains("Get-Content") {
                self = .desktopSettings
                return
            }
            guard let get = words.firstIndex(of: "Get-CimInstance"), get + 1 < words.count,
                let select = words.firstIndex(of: "Select-Object"), select + 1 < words.count
            else { return nil }
            self = .cim(
                type: String(words[get + 1]),
                properties: words[select + 1].split(separator: ",").map(String.init))
        case "docker":
            switch argv.dropFirst().first {
            case "info": self = .dockerInfo
            case "context": self = .dockerContext
            case "container": self = .runnerContainer
            case "image": self = .runnerImage
            default: return nil
            }
        case "rocm-smi": self = .rocmSMI
        case "amd-smi": self = .amdSMI
        case "nvidia-ctk": self = .toolkit
        case "nvidia-container-runtime": self = .runtimeProgram
        default: return nil
        }
    }
}

extension Outcome {
    /// A file with this text.
    static func text(_ text: String) -> Outcome { .bytes(Array(text.utf8)) }

    /// A command that ended, with this on standard output or, if it failed, on standard error.
    static func output(_ text: String, exit: Int = 0) -> Outcome {
        let bytes = Array(text.utf8)
        return .ended(
            CommandResult(
                .exited(exit), standardOutput: exit == 0 ? bytes : [],
                standardError: exit == 0 ? [] : bytes))
    }
}
