/// The cards that Linux's display drivers publish under `/sys/class/drm`.
struct DRMCards: Sendable {
    struct Card: Sendable {
        /// The folder of the device behind the card.
        var folder: String
        /// `1002`, in lower case without `0x`.
        var vendor: String
        /// `73ff`; nil if the driver does not say it.
        var device: String?
        var driver: String
        /// `0000:03:00.0`, in lower case.
        var address: String
        var evidence: [Evidence]
    }

    var cards: [Card] = []
    /// What could not be read; a card may hide there.
    var gaps: [Gap] = []

    private static let root = "/sys/class/drm"
    /// The kernel has no more minor numbers for them (`drivers/gpu/drm/drm_drv.c`: 0 to 63); with the
    /// partitions of cards there are more.
    private static let most = 256

    /// - Parameter vendor: the only one of interest; nil reads the cards of all.
    static func read(_ inquiry: Inquiry, of vendor: String?) async -> DRMCards {
        var result = DRMCards()
        switch await inquiry.directory(root) {
        case .absent: break
        case .gap(let gap): result.gaps.append(gap)
        case .known(let entries):
            // "card0" is a device; "card0-DP-1" is one of its connectors.
            let names = entries.map(\.name).filter {
                $0.hasPrefix("card") && $0.dropFirst(4).allSatisfy(\.isNumber)
            }
            if names.count > most {
                result.gaps.append(Gap(.directory(root), .unreadable("over \(most) cards")))
            }
            for name in names.prefix(most) {
                await result.add("\(root)/\(name)/device", of: vendor, inquiry)
            }
        }
        return result
    }

    private mutating func add(
        _ folder: String, of wanted: String?, _ inquiry: Inquiry
    ) async {
        let vendor: String
        switch await PCIDisplays.number("\(folder)/vendor", digits: 4, inquiry) {
        case .known(let number): vendor = number
        case .absent: return  // A display that is no device of the bus, or a partition of one.
        case .gap(let gap):
            gaps.append(gap)
            return
        }
        if let wanted, vendor != wanted { return }
        let access = Access.file("\(folder)/uevent")
        switch await inquiry.wholeText("\(folder)/uevent") {
        case .absent: gaps.append(Gap(access, .absent))
        case .gap(let gap): gaps.append(gap)
        case .known(let text):
            guard let (driver, _) = text.value(of: "DRIVER", separator: "="),
                let (slot, _) = text.value(of: "PCI_SLOT_NAME", separator: "=")
            else {
                gaps.append(Gap(access, .unreadable("no driver, or no address")))
                return
            }
            let numbers = text.value(of: "PCI_ID", separator: "=")?.value.lowercased()
                .split(separator: ":")
            cards.append(
                Card(
                    folder: folder, vendor: vendor, device: numbers?.last.map(String.init),
                    driver: driver, address: slot.lowercased(),
                    evidence: [
                        Evidence(
                            .file("\(folder)/vendor"), "line 1", quote: "0x\(vendor)"),
                        Evidence(access, quote: text.lines.joined(separator: " ").trimmed),
                    ]))
        }
    }
}

extension PCIDisplays {
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
}
