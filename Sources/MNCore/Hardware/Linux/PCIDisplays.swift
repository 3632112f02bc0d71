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
        var driver: Fact<String?>
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

    /// Adds the cards that only their drivers show, where the bus could not be read.
    mutating func add(_ cards: [DRMCards.Card]) {
        for card in cards where !devices.contains(where: { $0.address == card.address }) {
            guard let device = card.device else { continue }
            devices.append(
                Device(
                    address: card.address, vendor: card.vendor, device: device,
                    isProcessingAccelerator: false, driver: .known(card.driver, card.evidence),
                    evidence: card.evidence))
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
            if case .gap(let gap) = vendor { gaps.append(gap) }
            if case .gap(let gap) = device { gaps.append(gap) }
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
            let number = text.lowercased().dropFirst(2)
            if text.hasPrefix("0x"), number.count == digits, number.allSatisfy(\.isHexDigit) {
                return .known(String(number))
            }
            return .gap(Gap(.file(path), .unreadable("'\(text)' is no number of the bus")))
        case let answer: return answer
        }
    }
}
