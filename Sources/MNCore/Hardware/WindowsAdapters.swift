/// The graphics adapters that Windows lists, of vendors and kinds that mean something here.
struct WindowsAdapters: Sendable {
    struct Adapter: Sendable {
        var name: String
        /// `PCI\VEN_1002&DEV_73FF&…`, in upper case.
        var device: String
        /// What the adapter's own processor is called.
        var processor: String
        /// `AdapterRAM`, as far as it can be its own memory.
        var memory: MemorySize?
        var hasError: Bool
        var evidence: [Evidence]

        var isNVIDIA: Bool { device.hasPrefix("PCI\\VEN_10DE") }
        var isAMD: Bool { device.hasPrefix("PCI\\VEN_1002") }
        var isAdreno: Bool { name.contains("Adreno") || device.contains("VEN_QCOM") }
    }

    var adapters: [Adapter] = []

    /// `AdapterRAM` holds 32 bits, and stands at this value for all that is more (hardware.md §8.2).
    private static let adapterLimit = 4_293_918_720

    init() {}

    init(_ rows: PowerShell.Rows) {
        for (index, row) in rows.objects.enumerated() {
            let name = row["Name"]?.string ?? ""
            let device = row["PNPDeviceID"]?.string?.uppercased() ?? ""
            // Displays of remote sessions and virtual ones are no hardware (hardware.md §8.2).
            if device.hasPrefix("ROOT\\") || device.hasPrefix("SWD\\") { continue }
            let isNVIDIA = device.hasPrefix("PCI\\VEN_10DE")
            // Without its driver a card shows as "Microsoft Basic Display Adapter".
            if name.hasPrefix("Microsoft"), !isNVIDIA { continue }
            let hasError = row["ConfigManagerErrorCode"]?.integer ?? 0 != 0
            if hasError, !isNVIDIA { continue }
            // Intel's is a window on the system's memory.
            let bytes = name.contains("Intel") ? nil : row["AdapterRAM"]?.integer
            let memory = bytes.flatMap { 0 < $0 && $0 < Self.adapterLimit ? $0 : nil }
            adapters.append(
                Adapter(
                    name: name, device: device, processor: row["VideoProcessor"]?.string ?? "",
                    memory: memory.map { .nominal(ByteCount($0)) },
                    hasError: hasError || name.hasPrefix("Microsoft"),
                    evidence: [Evidence(rows.access, "item \(index + 1), Name", quote: name)]))
        }
    }

    /// Asks the registry for the sizes that `AdapterRAM` cannot tell, if there is such an adapter.
    ///
    /// - Parameter asksNVIDIA: whether NVIDIA's own program does not tell them.
    func sizes(asksNVIDIA: Bool, _ inquiry: Inquiry) async -> WindowsSizes {
        let isOpen = adapters.contains { adapter in
            adapter.isAMD && adapter.memory == nil || asksNVIDIA && adapter.isNVIDIA
        }
        return isOpen ? await WindowsSizes.read(inquiry) : WindowsSizes()
    }
}
