/// NVIDIA's Jetson boards, whose GPU shares the memory of the system.
struct TegraProbe: Sendable {
    let inquiry: Inquiry

    /// What the GPU of a board is called of which no program tells a name.
    static let name = "NVIDIA Jetson"

    /// The compute capability of each system-on-chip, by its device-tree name (hardware.md §3.3).
    private static let chips: [(compatible: String, capability: String)] = [
        ("nvidia,tegra210", "5.3"),  // Nano, TX1
        ("nvidia,tegra186", "6.2"),  // TX2
        ("nvidia,tegra194", "7.2"),  // Xavier
        ("nvidia,tegra234", "8.7"),  // Orin
        ("nvidia,tegra264", "11.0"),  // Thor (NVIDIA, "CUDA GPU Compute Capability")
    ]

    static func computeCapability(_ compatible: Fact<[String]>) -> Fact<String>? {
        for chip in chips where (compatible.value ?? []).contains(chip.compatible) {
            let access = Access.file("/proc/device-tree/compatible")
            return .known(chip.capability, [Evidence(access, quote: chip.compatible)])
        }
        return nil
    }

    /// Whether a kernel is NVIDIA's own for its boards: `5.15.148-tegra`, Ubuntu's `5.15.0-1025-nvidia-tegra-igx`.
    static func isKernel(_ release: String) -> Bool { release.contains("-tegra") }

    private static func isTegra(_ context: NVIDIAProbe.Context) -> Bool {
        context.compatible.value != nil && isKernel(context.release)
    }

    /// Whether the bus shows a card, which is then the GPU in the place of the chip's own (IGX); only
    /// Thor has that on the bus too.
    private static func hasCard(_ context: NVIDIAProbe.Context) -> Bool {
        context.displays.devices.contains { $0.vendor == PCIDisplays.nvidia }
            && context.compatible.value?.contains("nvidia,tegra264") != true
    }

    /// The GPU of a Jetson without nvidia-smi (before JetPack 6), or nil if this is none; then with
    /// what kept that from being certain.
    func run(_ context: NVIDIAProbe.Context) async -> (gpu: GPU?, gaps: [Gap]) {
        if context.isWindows || Self.hasCard(context) { return (nil, []) }
        let sighting: [Evidence]
        let names = context.compatible.value ?? []
        if let name = names.first(where: { $0.hasPrefix("nvidia,tegra") }) {
            sighting = [Evidence(.file("/proc/device-tree/compatible"), quote: name)]
        } else {
            // Containers hide the device tree; NVIDIA's put this file into them.
            switch await inquiry.attribute("/etc/nv_tegra_release") {
            case .known(let release):
                sighting = [Evidence(.file("/etc/nv_tegra_release"), "line 1", quote: release)]
            // NVIDIA's kernels show through where neither is; a tree that cannot be read may say more.
            case .absent where Self.isTegra(context), .gap where Self.isTegra(context):
                sighting = [Evidence(.platform, "release", quote: context.release)]
            case .absent: return (nil, [])
            case .gap(let gap): return (nil, context.processor == .x86_64 ? [] : [gap])
            }
        }
        let unnamed = Gap(
            .file("/proc/device-tree/compatible"),
            .unreadable("names no system-on-chip that is known"))
        let gaps = context.compatible.value == nil ? context.compatible.gaps : [unnamed]
        let gpu = GPU(
            .nvidia, name: Self.name, pool: .unified, memory: context.memory,
            generation: Self.computeCapability(context.compatible) ?? .unknown(gaps),
            sighting: sighting)
        return (gpu, [])
    }
}

extension Hardware.Tegra {
    private static let file = "/etc/nv_tegra_release"

    /// Reads which release of NVIDIA's system a Jetson has; nil if this is none.
    static func read(
        _ gpus: [GPU], _ compatible: Fact<[String]>, _ platform: Platform, _ inquiry: Inquiry
    ) async -> Hardware.Tegra? {
        let isTegraKernel = TegraProbe.isKernel(platform.release)
        let isTegra =
            isTegraKernel || (compatible.value ?? []).contains { $0.hasPrefix("nvidia,tegra") }
            || gpus.contains {
                $0.name.hasSuffix("(nvgpu)") || $0.name == "NVIDIA Thor"
                    || $0.name == TegraProbe.name
            }
        guard isTegra, !gpus.isEmpty else { return nil }
        var tegra = Hardware.Tegra(evidence: [])
        // "# R36 (release), REVISION: 4.4, GCID: …" (hardware.md §3.3).
        if let line = await inquiry.attribute(file).value, let start = line.firstRange(of: "R") {
            let major = line[start.upperBound...].prefix(while: \.isNumber)
            let rest = line.firstRange(of: "REVISION: ").map { line[$0.upperBound...] } ?? ""
            let minor = rest.prefix { $0.isNumber || $0 == "." }
            tegra.release =
                DottedVersion(minor.isEmpty ? String(major) : "\(major).\(minor)")
                ?? DottedVersion(major)
            tegra.evidence = [Evidence(.file(file), "line 1", quote: line)]
        }
        if isTegraKernel {
            tegra.kernel = DottedVersion(platform.release.prefix { $0.isNumber || $0 == "." })
            if tegra.release == nil {
                tegra.evidence = [Evidence(.platform, "release", quote: platform.release)]
            }
        }
        return tegra
    }
}

/// NVIDIA's container toolkit: its version, and the mode that its configuration asks for.
package struct ToolkitProbe: Sendable {
    let inquiry: Inquiry

    package static let argv = ["nvidia-ctk", "--version"]
    package static let configuration = "/etc/nvidia-container-runtime/config.toml"
    package static let runtime = ["nvidia-container-runtime", "--version"]

    /// Both print their version, and are asked after nvidia-smi.
    private static let timeLimit = TimeLimit.short

    func run() async -> Fact<Hardware.Toolkit?> {
        let access = Access.command(Self.argv)
        switch await inquiry.command(Self.argv, within: Self.timeLimit) {
        case .absent: return .known(nil, [Evidence(access, quote: "absent")])
        case .gap(let gap): return .unknown([gap])
        case .known(let result):
            let text = TextLines(result.standardOutput)
            for (index, line) in text.lines.enumerated() where text.isWhole {
                // "NVIDIA Container Toolkit CLI version 1.18.1", "… version 1.18.0-rc.1".
                guard let range = line.firstRange(of: "version ") else { continue }
                let word = line[range.upperBound...].prefix { $0.isNumber || $0 == "." }
                guard let version = DottedVersion(word) else { continue }
                let evidence = [Evidence(access, "line \(index + 1)", quote: line)]
                switch await mode() {
                case .known(let mode): return .known(.init(version: version, mode: mode), evidence)
                case .absent: return .known(.init(version: version, mode: nil), evidence)
                case .gap(let gap): return .unknown([gap])
                }
            }
            return .unknown([Gap(access, .unreadable("no version in: \(result.summary)"))])
        }
    }

    /// `mode = "legacy"` under `[nvidia-container-runtime]`; `auto` is the default.
    private func mode() async -> Inquiry.Answer<String?> {
        let text: TextLines
        switch await inquiry.wholeText(Self.configuration) {
        case .known(let whole): text = whole
        case .absent: return .absent
        case .gap(let gap): return .gap(gap)
        }
        var section = ""
        for line in text.lines.map({ $0.prefix { $0 != "#" }.trimmed }) {
            if line.hasPrefix("[") {
                section = Self.key(line.drop { $0 == "[" }.prefix { $0 != "]" }) + "."
                continue
            }
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2,
                section + Self.key(parts[0]) == "nvidia-container-runtime.mode"
            else { continue }
            let value = parts[1].filter { $0 != "\"" && $0 != "'" }.trimmed
            return .known(value == "auto" ? nil : value)
        }
        return .known(nil)
    }

    /// A key of TOML, which may be quoted and have blanks around its dots.
    private static func key(_ text: Substring) -> String {
        text.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
    }

    /// Whether the program stands on PATH by which Docker's client chooses the image with CUDA where no
    /// runtime is named `nvidia`.
    func hasRuntimeProgram() async -> Fact<Bool> {
        let access = Access.command(Self.runtime)
        switch await inquiry.command(Self.runtime, within: Self.timeLimit) {
        case .absent: return .known(false, [Evidence(access, quote: "absent")])
        case .known(let result):
            guard case .exited = result.ending else {
                return .unknown([Gap(access, .failed(result.summary))])
            }
            return .known(true, [Evidence(access, quote: result.summary)])
        case .gap(let gap): return .unknown([gap])
        }
    }
}
