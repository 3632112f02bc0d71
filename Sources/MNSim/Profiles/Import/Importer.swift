package import MNCore

/// What a user pasted, as a machine that answers what the probes ask as far as the importer tells.
///
/// What it does not tell is unrecorded: that a tool did not print it says nothing about the machine.
package protocol Importer: Machine {
    static var kind: ImportKind { get }
    /// The platform, where the importer tells it or it follows from what it tells.
    var platform: Platform? { get }
    /// How the answers differ from what the tool printed, a sentence each.
    var changes: [String] { get }
}

extension Profile {
    /// The platforms under which the probes are run where the importer does not tell it, so that they ask
    /// all that the importer may answer.
    private static let candidates = [
        Platform(system: "Linux", release: "unknown", machine: "x86_64", process: "x86_64"),
        Platform(system: "Linux", release: "unknown", machine: "aarch64", process: "aarch64"),
        Platform(system: "Windows_NT", release: "unknown", machine: "AMD64", process: "AMD64"),
    ]

    /// The profile of a pasted machine: what the probes ask of it, as far as it answers, redacted.
    ///
    /// - Parameter stated: the platform, in the words of the user; it beats what the importer tells.
    /// - Throws: `ImportFault.redactionDiffers`.
    package static func imported(
        _ importer: some Importer, id: String, title: String?, platform stated: Platform?
    ) async throws(ImportFault) -> Profile {
        let platform = stated ?? importer.platform
        var answers: [Access: Outcome] = [:]
        for candidate in platform.map({ [$0] }) ?? candidates {
            let recorder = RecordingMachine(PlatformMachine(importer, candidate))
            _ = await Hardware.probe(recorder)
            for exchange in recorder.recording.exchanges {
                answers[exchange.access] = exchange.outcome
            }
        }
        if platform == nil { answers[.platform] = nil }
        var changes = importer.changes
        if let stated {
            changes.append("the platform is what the user said: \(stated.system) \(stated.machine)")
        } else if platform == nil {
            changes.append("the platform is left open; the importer does not tell it")
        }
        let raw = Recording(answers)
        var profile = Profile(
            id: id, title: title ?? "", tags: ["imported"], provenance: .derived,
            sources: ["\(type(of: importer).kind.source), as pasted by a user"],
            derivedFrom: type(of: importer).kind.rawValue, changes: changes, recording: raw)
        let hardware = await Hardware.probe(ReplayMachine(profile))
        profile.recording = Redaction.redacted(raw)
        let redacted = await Hardware.probe(ReplayMachine(profile))
        for model in Catalog.builtin.models {
            let decision = RuleTable.standard.decision(model, on: redacted)
            if decision.rule != RuleTable.standard.decision(model, on: hardware).rule {
                throw .redactionDiffers(model: model.id)
            }
            if model.id == Catalog.defaultModel {
                profile.expectations = [
                    .init(
                        model: model.id, rule: decision.rule.rawValue,
                        status: decision.status.rawValue)
                ]
            }
        }
        if profile.title.isEmpty { profile.title = Self.title(of: redacted) }
        return profile
    }

    /// `Linux machine, 31.2 GiB, Radeon RX 6600`, as far as it is known.
    private static func title(of hardware: Hardware) -> String {
        let system = hardware.system.value.map { "\($0.words) machine" } ?? "Machine"
        let memory = hardware.memory.installed.value.map { ", \($0.bytes)" } ?? ""
        let gpu = hardware.gpus.first.map { ", \(Sanitized.line($0.name))" } ?? ""
        return system + memory + gpu
    }
}

/// An importer under a platform that it may not tell itself.
package struct PlatformMachine: Machine {
    let importer: any Importer
    let platform: Platform

    package init(_ importer: any Importer, _ platform: Platform) {
        self.importer = importer
        self.platform = platform
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        access == .platform
            ? .platform(platform) : await importer.answer(access, within: limit)
    }
}

extension Platform {
    /// Reads `linux/x86_64`; the system in our words or in its own.
    package init(stated text: String) throws(ImportFault) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let names = [
            "linux": "Linux", "macos": "Darwin", "darwin": "Darwin", "windows": "Windows_NT",
            "windows_nt": "Windows_NT",
        ]
        guard parts.count == 2, let system = names[parts[0].lowercased()],
            !parts[1].isEmpty, parts[1].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
        else { throw .badPlatform(text) }
        self.init(
            system: system, release: "unknown", machine: String(parts[1]), process: String(parts[1])
        )
    }
}

/// The tools whose output can become a profile.
package enum ImportKind: String, Hashable, Sendable, CaseIterable {
    /// `nvidia-smi -q -x`.
    case nvidiaSMI = "nvidia-smi"
    /// `system_profiler -json SPHardwareDataType SPDisplaysDataType`, or the same with `-xml`.
    case systemProfiler = "system-profiler"
    /// The folder that `hwloc-gather-topology` packed.
    case hwloc
    /// `Get-CimInstance … | ConvertTo-Json` of Windows's PowerShell.
    case windowsCIM = "windows-cim"

    /// The command that gives such output.
    package var source: String {
        switch self {
        case .nvidiaSMI: "nvidia-smi -q -x"
        case .systemProfiler: "system_profiler -json SPHardwareDataType SPDisplaysDataType"
        case .hwloc: "hwloc-gather-topology"
        case .windowsCIM: "Get-CimInstance Win32_ComputerSystem | ConvertTo-Json, and so on"
        }
    }
}

/// Output of a tool that cannot become a profile.
package enum ImportFault: DiagnosticError, Hashable {
    /// The text cannot be read at all; where, and why.
    case unreadable(name: String, DocumentFault.Place?, why: String)
    /// It can be read, and is not what the kind says.
    case notOfKind(name: String, ImportKind, why: String)
    /// So many files do not make one machine.
    case wrongCount(ImportKind, found: Int)
    /// `linux/x86_64` is expected.
    case badPlatform(String)
    /// With its identifiers blanked, the evidence gives another verdict.
    case redactionDiffers(model: String)

    package var code: ErrorCode {
        switch self {
        case .unreadable, .notOfKind: .invalidFile
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
        case .wrongCount(let kind, let found):
            "'\(kind.rawValue)' is imported from one file or folder, not from \(found)."
        case .badPlatform(let text): "'\(text)' is no platform such as linux/x86_64."
        case .redactionDiffers(let model):
            "The evidence, with its identifiers blanked, gives another verdict for \(model)."
        }
    }

    package var fixes: [String] {
        switch self {
        case .unreadable(_, _, _): ["Save the whole output of the tool, as UTF-8."]
        case .notOfKind(_, let kind, _): ["Save the output of: \(kind.source)"]
        case .wrongCount(let kind, _): ["mn profile import \(kind.rawValue) FILE"]
        case .badPlatform:
            ["mn profile import nvidia-smi FILE --platform linux/x86_64", "mn help profile import"]
        case .redactionDiffers: ["Report it: mn profile import --help"]
        }
    }
}

/// What a command of the probes asks for, read from its arguments.
///
/// Machines that are made up or imported answer by it, so that they follow the probes where those ask
/// for more or in another order.
enum ProbeQuestion: Hashable {
    /// `nvidia-smi --query-gpu=FIELD,…`.
    case nvidiaFields([String])
    /// `nvidia-smi -q -x`.
    case nvidiaDetails
    /// `sysctl -n NAME`.
    case sysctl(String)
    /// `Get-CimInstance TYPE | Select-Object PROPERTY,…`, as JSON.
    case cim(type: String, properties: [String])
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
