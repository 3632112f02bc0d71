extension NVIDIAProbe {
    /// An NVIDIA adapter on Windows's list.
    struct Adapter: Sendable {
        var name: String
        /// The number on the bus: `2504`.
        var device: String?
        var hasDriver: Bool
        /// In NVIDIA's words: `576.88`.
        var driverVersion: String?
        /// What its driver left in the registry, if that was asked for.
        var memory: Fact<MemorySize>
        var evidence: [Evidence]
    }

    /// The number on the bus of a GPU that has rows; Windows's list has no addresses, but names, which
    /// begin with the maker's or not.
    func device(of gpu: GPU) -> String? {
        let displays = context.displays.devices.filter { $0.vendor == PCIDisplays.nvidia }
        let numbers = Set(
            displays.filter { $0.address == gpu.address }.map(\.device)
                + context.adapters.filter {
                    $0.name == gpu.name || $0.name == "NVIDIA \(gpu.name)"
                }.compactMap(\.device))
        return numbers.count == 1 ? numbers.first : nil
    }
}
