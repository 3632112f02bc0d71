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
