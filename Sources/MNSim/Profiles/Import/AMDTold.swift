import MNCore

/// What pastes tell of AMD GPUs in the words of AMD's tools, by the number that the tool gives a card.
struct AMDTold: Sendable {
    typealias Card = [String: Told<String>]

    /// Of `rocm-smi`, by keys in lower case.
    var rocm: [Int: Card] = [:]
    /// Of `amd-smi`, by the keys of its JSON.
    var amd: [Int: Card] = [:]

    /// What the probes look at of `rocm-smi`; the rest, such as serial numbers, is left out.
    static let rocmKeys: Set<String> = [
        "device name", "card series", "device id", "gpu id", "card model", "pci bus",
        "gfx version", "vram total memory (b)", "gtt total memory (b)",
    ]
    /// The most cards that are taken for true.
    static let most = 256

    mutating func merge(_ other: AMDTold) throws(ImportFault) {
        try Self.merge(&rocm, other.rocm)
        try Self.merge(&amd, other.amd)
    }

    private static func merge(
        _ cards: inout [Int: Card], _ others: [Int: Card]
    ) throws(ImportFault) {
        for (index, other) in others.sorted(by: { $0.key < $1.key }) {
            var card = cards[index] ?? [:]
            for (key, told) in other.sorted(by: { $0.key < $1.key }) {
                try Told.merge(&card[key], told, "\(key) of GPU \(index)")
            }
            cards[index] = card
        }
    }

    /// The JSON of `rocm-smi`; nil if nothing of it is told.
    var rocmJSON: JSON? {
        if rocm.isEmpty { return nil }
        return .object(
            JSONObject(
                rocm.sorted { $0.key < $1.key }.map { index, card in
                    let members = card.sorted { $0.key < $1.key }
                        .map { ($0.key, JSON.string($0.value.value)) }
                    return ("card\(index)", .object(JSONObject(members)))
                }))
    }

    /// The JSON of `amd-smi static`; nil if nothing of it is told.
    var amdJSON: JSON? {
        if amd.isEmpty { return nil }
        return .array(
            amd.sorted { $0.key < $1.key }.map { index, card in
                func group(_ keys: [String]) -> JSON {
                    .object(
                        JSONObject(
                            keys.compactMap { key in
                                card[key].map { (key, JSON.string($0.value)) }
                            }))
                }
                return [
                    "gpu": .integer(index),
                    "asic": group(["market_name", "device_id", "target_graphics_version"]),
                    "bus": group(["bdf"]), "vram": group(["size"]),
                ]
            })
    }
}

/// What pastes tell of the displays on a Linux machine's PCI bus.
struct BusTold: Sendable {
    struct Device: Hashable, Sendable {
        /// Four hexadecimal digits each: `0300`, `10de`, `2504`.
        var kind: String
        var vendor: String
        var device: String
        /// The bound driver; empty for none, nil where that is not told.
        var driver: String?
    }

    /// By the address: `0000:01:00.0`.
    var devices: [String: Told<Device>] = [:]
    /// Whether all devices of the bus are listed.
    var isWhole = false

    static let root = "/sys/bus/pci/devices"
    /// What stands in the folder for devices that were not pasted; nothing is known of it.
    static let others = "not-pasted"

    mutating func merge(_ other: BusTold) throws(ImportFault) {
        if isWhole, other.isWhole,
            let one = Self.missing(in: other, of: self) ?? Self.missing(in: self, of: other)
        {
            let own = devices.values.first?.origin ?? one.1
            let second = other.devices.values.first?.origin ?? one.1
            throw .conflict("the devices of the bus", own, one.0, second, "not there")
        }
        for (address, told) in other.devices.sorted(by: { $0.key < $1.key }) {
            guard let own = devices[address] else {
                devices[address] = told
                continue
            }
            var joined = own.value
            joined.driver = joined.driver ?? told.value.driver
            var second = told.value
            second.driver = second.driver ?? joined.driver
            if joined != second {
                throw .conflict(
                    "the device at \(address)", own.origin, own.value.words, told.origin,
                    told.value.words)
            }
            devices[address] = Told(joined, own.origin)
        }
        isWhole = isWhole || other.isWhole
    }

    /// A device that one list has and the other has not.
    private static func missing(in list: BusTold, of other: BusTold) -> (String, PasteOrigin)? {
        other.devices.filter { list.devices[$0.key] == nil }.min { $0.key < $1.key }
            .map { ($0.key, $0.value.origin) }
    }

    func answer(_ access: Access) -> Outcome {
        if devices.isEmpty { return .unrecorded }
        switch access {
        case .directory(Self.root):
            let names = devices.keys.sorted() + (isWhole ? [] : [Self.others])
            return .entries(names.map { DirectoryEntry($0) })
        case .file(let path) where path.hasPrefix(Self.root + "/"):
            let parts = path.dropFirst(Self.root.count + 1).split(separator: "/")
            guard parts.count == 2, let device = devices[String(parts[0])]?.value else {
                return .unrecorded
            }
            switch parts[1] {
            // What the listing tells not, the last byte, nobody asks.
            case "class": return .text("0x\(device.kind)00\n")
            case "vendor": return .text("0x\(device.vendor)\n")
            case "device": return .text("0x\(device.device)\n")
            case "uevent":
                guard let driver = device.driver else { return .unrecorded }
                let line = driver.isEmpty ? "" : "DRIVER=\(driver)\n"
                let id = "\(device.vendor):\(device.device)".uppercased()
                return .text("\(line)PCI_ID=\(id)\nPCI_SLOT_NAME=\(parts[0])\n")
            default: return .unrecorded
            }
        default: return .unrecorded
        }
    }
}

extension BusTold.Device {
    fileprivate var words: String {
        "\(vendor):\(device)\(driver.map { " with \($0.isEmpty ? "no driver" : $0)" } ?? "")"
    }
}
