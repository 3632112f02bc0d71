/// Which Docker engine there is, where it is, and which runtimes it offers.
package struct EngineProbe: Sendable {
    let inquiry: Inquiry

    /// A JSON string for the system, then one for each runtime; nothing that names the machine.
    package static let argv = [
        "docker", "info", "--format",
        "{{json .OperatingSystem}}{{range $name, $_ := .Runtimes}} {{json $name}}{{end}}",
    ]

    /// - Parameter system: on Linux alone Podman may give GPUs to a runner.
    func run(on system: Hardware.System?) async -> Fact<Hardware.Engine> {
        let access = Access.command(Self.argv)
        return await inquiry.command(Self.argv).fact(of: access) { result in
            guard result.ending == .exited(0) else {
                if let engine = Self.podman(result, on: system) {
                    return .known(engine, [Evidence(access, quote: result.summary)])
                }
                return .unknown([Gap(access, .failed(result.summary))])
            }
            // A plugin may print a warning before it.
            let text = TextLines(result.standardOutput)
            let lines = text.lines
            guard text.isWhole,
                let index = lines.firstIndex(where: { !JSON.strings(in: $0).isEmpty }),
                case let line = lines[index], case let words = JSON.strings(in: line),
                let system = words.first, !system.isEmpty
            else {
                return .unknown([Gap(access, .unreadable("no system in: \(result.summary)"))])
            }
            let engine = Hardware.Engine(
                kind: system.contains("Docker Desktop") ? .desktop : .engine, name: system,
                runtimes: words.dropFirst().sorted())
            return .known(engine, [Evidence(access, "line \(index + 1)", quote: line)])
        }
    }

    /// Podman under Docker's name, which knows no such template: "can't evaluate field OperatingSystem
    /// in type *define.Info" (podman, `libpod/define`).
    private static func podman(
        _ result: CommandResult, on system: Hardware.System?
    ) -> Hardware.Engine? {
        let said = String(decoding: result.standardError + result.standardOutput, as: UTF8.self)
        guard said.contains("type *define.Info") else { return nil }
        var engine = Hardware.Engine(kind: .engine, name: Hardware.Engine.podman, runtimes: [])
        if system == .linux {
            engine.hasNVIDIAProgram = .unknown([
                Gap(.command(argv), .unreadable("Podman answers, which does not tell its runtimes"))
            ])
        }
        return engine
    }

    // MARK: - Where it is

    /// The address of the engine that the current context names, `DOCKER_CONTEXT` heeded.
    static let contextArgv = [
        "docker", "context", "inspect", "--format", "{{json .Endpoints.docker.Host}}",
    ]

    /// The contexts that Docker and its like make for engines on the machine itself.
    private static let localContexts = [
        "default", "desktop-linux", "desktop-windows", "rootless", "orbstack", "colima",
        "rancher-desktop",
    ]

    /// The address of the engine, and what named it; absent where nothing names one.
    func address() async -> Inquiry.Answer<(text: String, access: Access)> {
        // The variable outranks every context (docker's documentation, "Docker contexts").
        switch await inquiry.environment("DOCKER_HOST") {
        case .known(let host) where !host.isEmpty:
            return .known((host, .environment("DOCKER_HOST")))
        case .known, .absent: break
        case .gap(let gap): return .gap(gap)
        }
        let access = Access.command(Self.contextArgv)
        switch await inquiry.command(Self.contextArgv) {
        case .absent: return .absent
        case .gap(let gap): return .gap(gap)
        case .known(let result):
            let text = TextLines(result.standardOutput)
            let host = text.lines.lazy.compactMap { JSON.strings(in: $0).first }.first
            guard result.ending == .exited(0), text.isWhole, let host else {
                return .gap(Gap(access, .failed(result.summary)))
            }
            return .known((host, access))
        }
    }

    /// Where it is, and whether it is known to run without root's rights.
    ///
    /// - Parameter system: on Linux some products run their engines in a virtual machine without its GPUs; on a
    ///   Mac the engine's own name tells.
    func place(
        on system: Hardware.System?
    ) async -> (Fact<Hardware.EnginePlace>, isRootless: Bool) {
        var gaps: [Gap] = []
        switch await address() {
        case .known(let address):
            let found = EngineAddress(address.text)
            if system == .linux, let product = found.virtualMachine {
                let evidence = Evidence(address.access, quote: "\(found.shown) of \(product)")
                return (.known(.virtualMachine(of: product), [evidence]), false)
            }
            let place = Hardware.EnginePlace.elsewhere(found.shown)
            return (
                .known(
                    found.isHere ? .here : place, [Evidence(address.access, quote: found.shown)]),
                found.isRootless
            )
        case .absent: break
        case .gap(let gap): gaps.append(gap)
        }
        let variable = Access.environment("DOCKER_CONTEXT")
        switch await inquiry.environment("DOCKER_CONTEXT") {
        case .known(let name):
            let evidence = [Evidence(variable, quote: name)]
            if system == .linux, let product = EngineAddress.virtualMachine(ofContext: name) {
                return (.known(.virtualMachine(of: product), evidence), false)
            }
            if !name.isEmpty, !Self.localContexts.contains(name), !name.hasPrefix("colima-") {
                return (.known(.context(name), evidence), false)
            }
        case .absent: break
        case .gap(let gap): gaps.append(gap)
        }
        return (gaps.isEmpty ? .known(.here, []) : .unknown(gaps), false)
    }
}

extension Hardware.Engine {
    /// The image of the runner that Docker's client takes on Docker Engine (dmr-contract §7.2).
    package enum Image: Hashable, Sendable {
        case cuda, rocm
        /// The plain one, which computes by Vulkan.
        case vulkan
    }

    /// What Podman is called, which tells no name.
    static let podman = "Podman"

    /// Not known where it hangs on a program on PATH of which nothing is known.
    var image: Image? {
        namedImage ?? hasNVIDIAProgram.value.map { $0 ? .cuda : .vulkan }
    }

    /// The image that the first of these runtimes chooses, whatever is on PATH (docker/model-runner,
    /// `cmd/cli/pkg/gpu/gpu.go`); those of Moore Threads and Huawei have none of their own.
    var namedImage: Image? {
        let images: [(runtime: String, image: Image)] = [
            ("nvidia", .cuda), ("rocm", .rocm), ("mthreads", .vulkan), ("cann", .vulkan),
        ]
        return images.first { runtimes.contains($0.runtime) }?.image
    }
}

/// What Docker Desktop on Windows is set to, as far as it decides where models run.
struct DesktopSettings: Sendable {
    let inquiry: Inquiry

    /// One setting and nothing else of the file, which names people and paths.
    ///
    /// `EnableInferenceGPUVariant` is the switch "Enable GPU-backed inference" (Docker's documentation,
    /// settings reference: `enableInferenceGPUVariant`).
    package static let argv = [
        "powershell", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command",
        "[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-Content -Raw "
            + "-ErrorAction SilentlyContinue ($env:APPDATA + '\\Docker\\settings-store.json') | "
            + "ConvertFrom-Json | Select-Object EnableInferenceGPUVariant | ConvertTo-Json -Compress",
    ]

    /// Whether the GPU may be used.
    ///
    /// A setting that was never touched is not in the file, and off.
    func usesGPU() async -> Fact<Bool?> {
        let access = Access.command(Self.argv)
        return await inquiry.command(Self.argv, within: .short).fact(of: access) { result in
            let text = TextLines(result.standardOutput).lines.joined().trimmed
            guard result.ending == .exited(0), let json = try? JSON.parse(text),
                let value = json["EnableInferenceGPUVariant"]
            else { return .unknown([Gap(access, .unreadable("no such setting"))]) }
            return .known(
                value.bool ?? false,
                [Evidence(access, "EnableInferenceGPUVariant", quote: value.text(.canonical))])
        }
    }
}
