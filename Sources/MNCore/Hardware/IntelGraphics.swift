/// Intel's graphics on the bus: reported, counted by no rule.
enum IntelGraphics {
    /// The names of Arc cards by their device numbers (the PCI ID registry, pci-ids.ucw.cz).
    private static let cards = [
        "56a0": "Arc A770", "56a1": "Arc A750", "56a2": "Arc A580", "56a5": "Arc A380",
        "56a6": "Arc A310", "5690": "Arc A770M", "5691": "Arc A730M", "e20b": "Arc B580",
        "e20c": "Arc B570", "e211": "Arc Pro B60", "e212": "Arc Pro B50",
    ]

    /// A note for each; an NPU has no display and is none.
    static func notes(_ displays: PCIDisplays) -> [Hardware.Note] {
        displays.devices.filter { $0.vendor == PCIDisplays.intel && !$0.isProcessingAccelerator }
            .map { device in
                let name = cards[device.device].map { "\($0) " } ?? "GPU "
                return .unlistedAdapter(
                    name: "Intel \(name)\(device.vendor):\(device.device)", .intel)
            }
    }
}
