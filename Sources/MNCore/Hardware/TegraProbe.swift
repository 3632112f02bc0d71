/// NVIDIA's Jetson boards, whose GPU shares the memory of the system.
struct TegraProbe: Sendable {
    let inquiry: Inquiry

    /// The compute capability of each system-on-chip, by its device-tree name (hardware.md §3.3).
    private static let chips: [(compatible: String, capability: String)] = [
        ("nvidia,tegra210", "5.3"),  // Nano, TX1
        ("nvidia,tegra186", "6.2"),  // TX2
        ("nvidia,tegra194", "7.2"),  // Xavier
        ("nvidia,tegra234", "8.7"),  // Orin
    ]

    static func computeCapability(_ compatible: [String]) -> Fact<String>? {
        for chip in chips where compatible.contains(chip.compatible) {
            let access = Access.file("/proc/device-tree/compatible")
            return .known(chip.capability, [Evidence(access, quote: chip.compatible)])
        }
        return nil
    }

    /// The GPU of a Jetson without nvidia-smi (before JetPack 6), or nil if this is none.
    func gpu(_ context: NVIDIAProbe.Context) async -> GPU? {
        var sighting: [Evidence] = []
        if let name = context.compatible.first(where: { $0.hasPrefix("nvidia,tegra") }) {
            sighting = [Evidence(.file("/proc/device-tree/compatible"), quote: name)]
        } else if !context.isWindows,
            let release = await inquiry.line("/etc/nv_tegra_release").value
        {
            sighting = [Evidence(.file("/etc/nv_tegra_release"), "line 1", quote: release)]
        }
        guard !sighting.isEmpty else { return nil }
        let gap = Gap(
            .file("/proc/device-tree/compatible"),
            .unreadable("names no system-on-chip that is known"))
        var gpu = GPU(
            .nvidia, name: "NVIDIA Jetson", pool: .unified, memory: context.memory,
            generation: Self.computeCapability(context.compatible) ?? .unknown([gap]),
            sighting: sighting)
        gpu.fault = NVIDIASupport.fault(of: gpu, onWindows: false)
        return gpu
    }
}
