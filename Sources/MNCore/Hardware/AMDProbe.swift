/// AMD GPUs on Linux, from what the kernel's `amdgpu` driver publishes; no tool is needed.
struct AMDProbe: Sendable {
    let inquiry: Inquiry
    let installed: Fact<MemorySize>

    struct Result: Sendable {
        var gpus: [GPU] = []
        /// Why it cannot be told whether there is a GPU; empty if it can.
        var gaps: [Gap] = []
        var notes: [Hardware.Note] = []
    }

    private static let root = "/sys/class/drm"

    /// - Parameter displays: what the bus shows; a card without a driver is on no other list.
    func run(displays: PCIDisplays) async -> Result {
        var result = Result()
        switch await inquiry.directory(Self.root) {
        case .absent: break
        case .gap(let gap): result.gaps.append(gap)
        case .known(let entries):
            // "card0" is a device; "card0-DP-1" is one of its connectors.
            let cards = entries.map(\.name).filter { name in
                name.hasPrefix("card") && name.dropFirst(4).allSatisfy(\.isNumber)
            }
            if cards.isEmpty { break }
            let nodes = await KFDTopology.read(inquiry)
            for card in cards { await add("\(Self.root)/\(card)/device", nodes, to: &result) }
        }
        result.gaps += displays.gaps
        let seen = Set(result.gpus.compactMap(\.address))
        for device in displays.devices
        where device.vendor == PCIDisplays.amd && device.driver.value == .some(nil)
            && !seen.contains(device.address)
        {
            result.notes.append(
                .unlistedAdapter(
                    name: "AMD device 1002:\(device.device) without a driver", .otherVendor))
        }
        return result
    }

    private func add(_ folder: String, _ nodes: KFDTopology, to result: inout Result) async {
        switch await PCIDisplays.number("\(folder)/vendor", digits: 4, inquiry) {
        case .known(PCIDisplays.amd): break
        case .known, .absent: return
        case .gap(let gap):
            result.gaps.append(gap)
            return
        }
        let ueventAccess = Access.file("\(folder)/uevent")
        let uevent: TextLines
        switch await inquiry.wholeText("\(folder)/uevent") {
        case .known(let text): uevent = text
        case .absent:
            result.gaps.append(Gap(ueventAccess, .absent))
            return
        case .gap(let gap):
            result.gaps.append(gap)
            return
        }
        guard let (driver, _) = uevent.value(of: "DRIVER", separator: "="),
            let (slot, _) = uevent.value(of: "PCI_SLOT_NAME", separator: "=")
        else {
            result.gaps.append(Gap(ueventAccess, .unreadable("no driver, or no address")))
            return
        }
        let address = slot.lowercased()
        let identifier = uevent.value(of: "PCI_ID", separator: "=")?.value.lowercased()
        let fallback = "AMD GPU\(identifier.map { " \($0)" } ?? "")"
        if driver != "amdgpu" {
            result.notes.append(.unlistedAdapter(name: fallback, .radeonDriver))
            return
        }
        let name = await inquiry.line("\(folder)/product_name").value ?? fallback
        let node = nodes.node(at: address)
        let sizes = await Sizes.read(folder, node, nodes.gaps, inquiry)
        let evidence = [
            Evidence(.file("\(folder)/vendor"), "line 1", quote: "0x1002"),
            Evidence(ueventAccess, quote: uevent.lines.joined(separator: " ").trimmed),
        ]
        result.gpus.append(
            GPU(
                .amd, name: name, address: address,
                pool: sizes.isIntegrated.value == true ? .addressable : .dedicated,
                memory: sizes.memory(atMost: installed),
                generation: node?.target ?? .unknown(nodes.gaps),
                sighting: evidence))
    }

    /// The two pools of an AMD GPU.
    private struct Sizes {
        var video: Fact<ByteCount>
        var translated: Fact<ByteCount>
        var isIntegrated: Fact<Bool>

        static func read(
            _ folder: String, _ node: KFDTopology.Node?, _ nodeGaps: [Gap], _ inquiry: Inquiry
        ) async -> Sizes {
            let video = await bytes("\(folder)/mem_info_vram_total", inquiry)
            let translated = await bytes("\(folder)/mem_info_gtt_total", inquiry)
            let isIntegrated: Fact<Bool>
            if case .known(let target, let evidence)? = node?.target,
                KFDTopology.integratedTargets.contains(target)
            {
                isIntegrated = .known(true, evidence)
            } else if video.value == nil {
                isIntegrated = .unknown(video.gaps)
            } else if let video = video.value,
                case .known(let heap?, let evidence)? = node?.localMemory
            {
                // A card's heap is its own memory; an APU's heap is what it may address
                // (hardware.md §4.3).
                isIntegrated = .known(heap != video, evidence)
            } else {
                let gaps = node == nil ? nodeGaps : node?.localMemory.gaps ?? []
                isIntegrated = await Self.isIntegrated(folder, gaps, inquiry)
            }
            return Sizes(video: video, translated: translated, isIntegrated: isIntegrated)
        }

        /// Without the compute driver: only cards name the maker of their memory chips.
        private static func isIntegrated(
            _ folder: String, _ nodeGaps: [Gap], _ inquiry: Inquiry
        ) async -> Fact<Bool> {
            let path = "\(folder)/mem_info_vram_vendor"
            switch await inquiry.attribute(path) {
            case .known(let maker):
                return .known(false, [Evidence(.file(path), "line 1", quote: maker)])
            case .absent where nodeGaps.isEmpty:
                return .known(true, [Evidence(.file(path), quote: "absent")])
            case .absent: return .unknown(nodeGaps)
            case .gap(let gap): return .unknown(nodeGaps + [gap])
            }
        }

        private static func bytes(_ path: String, _ inquiry: Inquiry) async -> Fact<ByteCount> {
            let access = Access.file(path)
            switch await inquiry.attribute(path) {
            case .known(let text):
                guard let count = Int(text), count >= 0, count <= MemoryProbe.believable.bytes
                else {
                    return .unknown([Gap(access, .unreadable("'\(text)'"))])
                }
                return .known(ByteCount(count), [Evidence(access, "line 1", quote: text)])
            case .absent: return .unknown([Gap(access, .absent)])
            case .gap(let gap): return .unknown([gap])
            }
        }

        /// A card's own memory; for an APU the larger pool, never the sum, never more than is installed.
        func memory(atMost installed: Fact<MemorySize>) -> Fact<MemorySize> {
            switch isIntegrated {
            case .known(true, _): break
            case .known(false, _): return video.map { .nominal($0) }
            case .unknown(let gaps): return .unknown(gaps)
            }
            switch (video, translated) {
            case (.known(let carved, let first), .known(let shared, let second)):
                let size = max(carved, shared)
                return switch installed {
                case .known(let limit, let evidence) where limit.bytes < size:
                    .known(.exact(limit.bytes), evidence)
                case .known: .known(.exact(size), size == carved ? first : second)
                case .unknown(let gaps): .unknown(gaps)
                }
            case (.unknown(let gaps), _), (_, .unknown(let gaps)): return .unknown(gaps)
            }
        }
    }
}
