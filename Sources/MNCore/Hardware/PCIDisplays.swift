/// The display devices and accelerators on Linux's PCI bus, without `lspci`.
package struct PCIDisplays: Sendable {
    struct Device: Hashable, Sendable {
        /// `0000:01:00.0`, in lower case.
        var address: String
        /// `10de`, in lower case without `0x`.
        var vendor: String
        var device: String
        /// Class 0x12, which Intel uses for NPUs, not a display.
        var isProcessingAccelerator: Bool
        /// The bound kernel driver; nil if there is none.
        var driver: Fact<String?>
        var evidence: [Evidence]
    }

    var devices: [Device] = []
    /// What could not be read; a device may hide there.
    var gaps: [Gap] = []
    /// Whether there is such a bus that lists its devices.
    var isListed = false

    /// Whether a device of this vendor is on the bus; nil where that is not told.
    func has(_ vendor: String) -> Bool? {
        if devices.contains(where: { $0.vendor == vendor }) { return true }
        return isListed && gaps.isEmpty ? false : nil
    }

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
            result.isListed = true
            for entry in entries { await result.add(entry.name, root: root, inquiry) }
            return result
        }
    }

    private mutating func add(_ name: String, root: String, _ inquiry: Inquiry) async {
        let folder = "\(root)/\(name)"
        let kind: String
        switch await Self.number("\(folder)/class", digits: 6, inquiry) {
        case .known(let text): kind = text
        case .absent: return  // The device went away meanwhile.
        case .gap(let gap):
            gaps.append(gap)
            return
        }
        // 0x03 is a display controller, 0x12 a processing accelerator (PCI Code and ID Assignment).
        guard kind.hasPrefix("03") || kind.hasPrefix("12") else { return }
        let vendor = await Self.number("\(folder)/vendor", digits: 4, inquiry)
        let device = await Self.number("\(folder)/device", digits: 4, inquiry)
        guard case .known(let vendor) = vendor, case .known(let device) = device else {
            gaps += vendor.gaps + device.gaps
            return
        }
        let driver: Fact<String?>
        switch await inquiry.wholeText("\(folder)/uevent") {
        case .known(let text):
            let name = text.value(of: "DRIVER", separator: "=")?.value
            driver = .known(name, [Evidence(.file("\(folder)/uevent"), quote: name ?? "no DRIVER")])
        case .absent: driver = .known(nil, [Evidence(.file("\(folder)/uevent"), quote: "absent")])
        case .gap(let gap): driver = .unknown([gap])
        }
        devices.append(
            Device(
                address: name.lowercased(), vendor: vendor,
                device: device, isProcessingAccelerator: kind.hasPrefix("12"),
                driver: driver,
                evidence: [
                    Evidence(.file("\(folder)/class"), "line 1", quote: "0x\(kind)"),
                    Evidence(.file("\(folder)/vendor"), "line 1", quote: "0x\(vendor)"),
                    Evidence(.file("\(folder)/device"), "line 1", quote: "0x\(device)"),
                ]))
    }

    /// `10de` from a file with `0x10de`; with other than so many digits it is no number of the bus.
    static func number(
        _ path: String, digits: Int, _ inquiry: Inquiry
    ) async -> Inquiry.Answer<String> {
        switch await inquiry.attribute(path) {
        case .known(let text):
            number(text, digits: digits).map { .known($0) }
                ?? .gap(Gap(.file(path), .unreadable("'\(text)' is no number of the bus")))
        case let answer: answer
        }
    }

    /// `10de` from `0x10DE`.
    static func number(_ text: String, digits: Int = 4) -> String? {
        let number = text.lowercased().dropFirst(2)
        return text.lowercased().hasPrefix("0x") && number.count == digits
            && number.allSatisfy(\.isHexDigit) ? String(number) : nil
    }

    /// `0000:01:00.0` from nvidia-smi's `00000000:01:00.0`; nil for `N/A`.
    package static func address(_ text: String) -> String? {
        let parts = text.lowercased().split(separator: ":")
        guard parts.count == 3, parts[0].count >= 4 else { return nil }
        return ([parts[0].suffix(4)] + parts[1...]).joined(separator: ":")
    }
}

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
