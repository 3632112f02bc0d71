/// `vulkaninfo --summary`, which shows that a GPU is there where the bus cannot be read.
///
/// It tells no memory, and a GPU that it does not list may be there all the same.
package enum VulkanInfo {
    package static let argv = ["vulkaninfo", "--summary"]

    struct Device: Hashable, Sendable {
        var vendor: String
        var device: String
        var name: String
        var isIntegrated: Bool
        /// Where it stands in the summary: `GPU0`.
        var place: String
    }

    /// The GPUs of hardware that it lists; none if it did not work.
    static func devices(_ inquiry: Inquiry) async -> [Device] {
        // It is asked after others, which may have taken their 10 s.
        guard let result = await inquiry.command(argv, within: .short).value,
            result.ending == .exited(0)
        else {
            return []
        }
        var blocks: [(place: String, values: [String: String])] = []
        for line in TextLines(result.standardOutput).lines {
            let text = line.trimmed
            if text.hasPrefix("GPU"), text.hasSuffix(":"), Int(text.dropFirst(3).dropLast()) != nil
            {
                blocks.append((String(text.dropLast()), [:]))
            } else if !blocks.isEmpty {
                let parts = text.split(separator: "=", maxSplits: 1)
                if parts.count == 2 {
                    blocks[blocks.count - 1].values[parts[0].trimmed] = parts[1].trimmed
                }
            }
        }
        return blocks.compactMap { device($0.place, $0.values) }
    }

    private static func device(_ place: String, _ values: [String: String]) -> Device? {
        guard let name = values["deviceName"],
            let vendor = values["vendorID"].flatMap({ PCIDisplays.number($0) }),
            let device = values["deviceID"].flatMap({ PCIDisplays.number($0) })
        else { return nil }
        // Processors that draw, and layers over another system's GPU, are none (hardware.md §6).
        if name.hasPrefix("Microsoft Direct3D12") || name.hasPrefix("Virtio-GPU") { return nil }
        switch values["deviceType"] {
        case "PHYSICAL_DEVICE_TYPE_DISCRETE_GPU":
            return Device(
                vendor: vendor, device: device, name: name, isIntegrated: false, place: place)
        case "PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU":
            return Device(
                vendor: vendor, device: device, name: name, isIntegrated: true, place: place)
        default: return nil
        }
    }

    /// The GPUs that it shows of vendors of which none was found and one may be there.
    static func gpus(
        missing: [Hardware.UnknownVendor], _ inquiry: Inquiry
    ) async -> [GPU] {
        let vendors: [GPU.Vendor: String] = [.nvidia: PCIDisplays.nvidia, .amd: PCIDisplays.amd]
        let devices = await devices(inquiry)
        return missing.flatMap { unknown in
            devices.filter { $0.vendor == vendors[unknown.vendor] }.map { device in
                let gap = Gap(.command(argv), .unreadable("it tells no memory"))
                return GPU(
                    unknown.vendor, name: device.name,
                    pool: !device.isIntegrated
                        ? .dedicated : unknown.vendor == .amd ? .addressable : .unified,
                    memory: .unknown(unknown.gaps + [gap]),
                    generation: .unknown(unknown.gaps + [gap]),
                    sighting: [
                        Evidence(.command(argv), device.place, quote: device.name)
                    ])
            }
        }
    }
}
