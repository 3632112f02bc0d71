package import MNCore

/// The tools whose output can become a profile.
package enum ImportKind: String, Hashable, Sendable, CaseIterable {
    /// `nvidia-smi` in any of its forms: the table, `-q`, `-q -x`, `--query-gpu`, `-L`.
    case nvidiaSMI = "nvidia-smi"
    /// `system_profiler SPHardwareDataType SPDisplaysDataType`, as text, JSON or XML.
    case systemProfiler = "system-profiler"
    /// The folder that `hwloc-gather-topology` packed.
    case hwloc
    /// Instances of Windows's CIM classes, as PowerShell or `wmic` print them.
    case windowsCIM = "windows-cim"
    case rocmSMI = "rocm-smi"
    case amdSMI = "amd-smi"
    case lspci
    case lscpu
    case free
    /// Copies of files of the system, such as `cat /proc/meminfo` shows.
    case files
    case uname
    case sysctl
    case docker
    case vulkaninfo
    case dxdiag
    case systeminfo
    /// Several of them together.
    case pasted

    /// The command that gives such output.
    package var source: String {
        switch self {
        case .nvidiaSMI: "nvidia-smi -q -x"
        case .systemProfiler: "system_profiler -json SPHardwareDataType SPDisplaysDataType"
        case .hwloc: "hwloc-gather-topology"
        case .windowsCIM: "Get-CimInstance Win32_ComputerSystem | ConvertTo-Json, and so on"
        case .rocmSMI: "rocm-smi --showproductname --showbus --showmeminfo vram gtt"
        case .amdSMI: "amd-smi static --asic --bus --vram"
        case .lspci: "lspci -nnk"
        case .lscpu: "lscpu"
        case .free: "free -b"
        case .files: "cat /proc/meminfo, and so on"
        case .uname: "uname -a"
        case .sysctl: "sysctl hw.memsize hw.optional.arm64 machdep.cpu.brand_string"
        case .docker: "docker info"
        case .vulkaninfo: "vulkaninfo --summary"
        case .dxdiag: "dxdiag /t dxdiag.txt"
        case .systeminfo: "systeminfo"
        case .pasted: "several tools"
        }
    }

    /// Those that may be named on the command line.
    package static let named = allCases.filter { $0 != .pasted }
}

/// Output of a tool that cannot become a profile.
package enum ImportFault: DiagnosticError, Hashable {
    /// The text cannot be read at all; where, and why.
    case unreadable(name: String, DocumentFault.Place?, why: String)
    /// It can be read, and is not what the kind says.
    case notOfKind(name: String, ImportKind, why: String)
    /// Nothing in it is output of a tool that is known.
    case unknown(name: String)
    /// So many files do not make one machine.
    case wrongCount(ImportKind, found: Int)
    /// `linux/x86_64` is expected.
    case badPlatform(String)
    /// With its identifiers blanked, the evidence gives another verdict.
    case redactionDiffers(model: String)
    /// Two places tell different things of one fact.
    case conflict(String, PasteOrigin, String, PasteOrigin, String)
    /// Two profiles answer one question differently.
    case answersDiffer(String, String, String)
    /// Two places were pasted from machines with different names.
    case twoMachines(PasteOrigin, PasteOrigin)

    package var code: ErrorCode {
        switch self {
        case .unreadable, .notOfKind, .unknown, .conflict, .answersDiffer, .twoMachines:
            .invalidFile
        case .wrongCount, .badPlatform: .usage
        case .redactionDiffers: .redactionRefused
        }
    }

    package var exitCode: ExitCode { code == .usage ? .usage : .failed }

    package var problem: String {
        switch self {
        case .unreadable(let name, let place, let why):
            "\(name)\(place.map { ", line \($0.line), column \($0.column)" } ?? ""): \(why)."
        case .notOfKind(let name, let kind, let why):
            "\(name) is no output of \(kind.rawValue): \(why)."
        case .unknown(let name): "\(name) holds no output of a tool that is known here."
        case .wrongCount(let kind, let found):
            "'\(kind.rawValue)' is imported from one file or folder, not from \(found)."
        case .badPlatform(let text): "'\(text)' is no platform such as linux/x86_64."
        case .redactionDiffers(let model):
            "The evidence, with its identifiers blanked, gives another verdict for \(model)."
        case .conflict(let what, let first, let one, let second, let other):
            "\(first) and \(second) do not agree on \(what): "
                + "'\(Self.shown(one))' and '\(Self.shown(other))'."
        case .answersDiffer(let question, let one, let other):
            "\(Sanitized.line(one)) and \(Sanitized.line(other)) answer '\(question)' differently."
        case .twoMachines(let first, let second):
            "\(first) and \(second) were pasted from different machines."
        }
    }

    private static func shown(_ text: String) -> String {
        JSONFault.shown(Secrets().masked(text), columns: 60)
    }

    package var fixes: [String] {
        switch self {
        case .unreadable(_, _, _): ["Save the whole output of the tool, as UTF-8."]
        case .notOfKind(_, let kind, _): ["Save the output of: \(kind.source)"]
        case .unknown: ["See which tools are known: mn help profile import"]
        case .wrongCount(let kind, _): ["mn profile import \(kind.rawValue) FILE"]
        case .badPlatform:
            ["mn profile import nvidia-smi FILE --platform linux/x86_64", "mn help profile import"]
        case .redactionDiffers: ["Report it: mn profile import --help"]
        case .answersDiffer(_, let one, let other):
            ["mn profile diff \(CommandWords.line([one, other]))"]
        case .conflict, .twoMachines: ["Import what is of one machine, at one time."]
        }
    }
}

/// Where in what was pasted something stands: `gpu.txt, line 12`.
package struct PasteOrigin: Hashable, Sendable, CustomStringConvertible {
    /// The file, as the user would name it.
    package var file: String
    /// From 1.
    package var line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { "\(Sanitized.line(file)), line \(line)" }
}
