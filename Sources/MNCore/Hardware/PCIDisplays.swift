/// The display devices and accelerators on Linux's PCI bus, without `lspci`.
struct PCIDisplays: Sendable {
    struct Device: Hashable, Sendable {
        /// `0000:01:00.0`, in lower case.
        var address: String
        /// `10de`, in lower case without `0x`.
        var vendor: String
        var device: String
        /// Class 0x12, which Intel uses for NPUs, not a display.
        var isProcessingAccelerator: Bool
        /// The bound kernel driver; nil if there is none.
        var driver: String?
        var evidence: [Evidence]
    }

    var devices: [Device] = []
    /// What could not be read; a device may hide there.
    var gaps: [Gap] = []

    /// NVIDIA's vendor number in the PCI ID registry.
    static let nvidia = "10de"
    /// Intel's vendor number in the PCI ID registry.
    static let intel = "8086"
    /// AMD's vendor number in the PCI ID registry.
    static let amd = "1002"

    static func read(_ inquiry: Inquiry) async -> PCIDisplays {
        var result = PCIDisplays()
        let root = "/sys/bus/pci/devices"
        switch await inquiry.directory(root) {
        case .absent: return result
        case .gap(let gap):
            result.gaps = [gap]
            return result
        case .known(let entries):
            for entry in entries { await result.add(entry.name, root: root, inquiry) }
            return result
        }
    }

    private mutating func add(_ name: String, root: String, _ inquiry: Inquiry) async {
        let folder = "\(root)/\(name)"
        let kind: String
        switch await inquiry.line("\(folder)/class") {
        case .known(let text): kind = text
        case .absent: return  // The device went away meanwhile.
        case .gap(let gap):
            gaps.append(gap)
            return
        }
        // 0x03 is a display controller, 0x12 a processing accelerator (PCI Code and ID Assignment).
        guard kind.hasPrefix("0x03") || kind.hasPrefix("0x12") else { return }
        let vendor = await inquiry.line("\(folder)/vendor")
        let device = await inquiry.line("\(folder)/device")
        guard case .known(let vendor) = vendor, case .known(let device) = device else {
            if case .gap(let gap) = vendor { gaps.append(gap) }
            if case .gap(let gap) = device { gaps.append(gap) }
            return
        }
        var driver: String?
        switch await inquiry.text("\(folder)/uevent") {
        case .known(let text): driver = text.value(of: "DRIVER", separator: "=")?.value
        case .absent: break
        case .gap(let gap): gaps.append(gap)
        }
        devices.append(
            Device(
                address: name.lowercased(), vendor: Self.identifier(vendor),
                device: Self.identifier(device), isProcessingAccelerator: kind.hasPrefix("0x12"),
                driver: driver,
                evidence: [
                    Evidence(.file("\(folder)/class"), "line 1", quote: kind),
                    Evidence(.file("\(folder)/vendor"), "line 1", quote: vendor),
                    Evidence(.file("\(folder)/device"), "line 1", quote: device),
                ]))
    }

    /// `10de` from `0x10DE`.
    static func identifier(_ text: String) -> String {
        let text = text.lowercased()
        return text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
    }
}
