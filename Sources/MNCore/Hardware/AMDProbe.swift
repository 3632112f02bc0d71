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
        where device.vendor == PCIDisplays.amd && device.driver == nil
            && !seen.contains(device.address)
        {
            result.notes.append(
                .unlistedAdapter(
                    name: "AMD device 1002:\(device.device) without a driver", .otherVendor))
        }
        return result
    }

    private func add(_ folder: String, _ nodes: KFDTopology, to result: inout Result) async {
        switch await inquiry.line("\(folder)/vendor") {
        case .known(let text) where PCIDisplays.identifier(text) == PCIDisplays.amd: break
        case .known, .absent: return
        case .gap(let gap):
            result.gaps.append(gap)
            return
        }
        let uevent: TextLines
        switch await inquiry.text("\(folder)/uevent") {
        case .known(let text): uevent = text
        case .absent: uevent = TextLines([])
        case .gap(let gap):
            result.gaps.append(gap)
            return
        }
        let address = uevent.value(of: "PCI_SLOT_NAME", separator: "=")?.value.lowercased()
        let identifier = uevent.value(of: "PCI_ID", separator: "=")?.value.lowercased()
        let fallback = "AMD GPU\(identifier.map { " \($0)" } ?? "")"
        if let (driver, _) = uevent.value(of: "DRIVER", separator: "="), driver != "amdgpu" {
            result.notes.append(.unlistedAdapter(name: fallback, .radeonDriver))
            return
        }
        let name = await inquiry.line("\(folder)/product_name").value ?? fallback
        let node = nodes.node(at: address)
        let sizes = await Sizes.read(folder, node, inquiry)
        let evidence = [
            Evidence(.file("\(folder)/vendor"), "line 1", quote: "0x1002"),
            Evidence(.file("\(folder)/uevent"), quote: uevent.lines.joined(separator: " ").trimmed),
        ]
        result.gpus.append(
            GPU(
                .amd, name: name, address: address,
                pool: sizes.isIntegrated ? .addressable : .dedicated,
                memory: sizes.memory(atMost: installed),
                generation: node.map { .known($0.target, [$0.evidence]) } ?? .unknown(nodes.gaps),
                sighting: evidence))
    }

    /// The two pools of an AMD GPU.
    private struct Sizes {
        var video: Fact<ByteCount>
        var translated: Fact<ByteCount>
        var isIntegrated: Bool

        static func read(_ folder: String, _ node: KFDTopology.Node?, _ inquiry: Inquiry) async
            -> Sizes
        {
            let video = await bytes("\(folder)/mem_info_vram_total", inquiry)
            let translated = await bytes("\(folder)/mem_info_gtt_total", inquiry)
            let isIntegrated: Bool
            if let heap = node?.localMemory, heap.bytes > 0 {
                // A card's heap is its own memory; an APU's heap is what it may address (hardware.md §4.3).
                isIntegrated =
                    heap != video.value && (video.value != nil || heap == translated.value)
            } else if case .known = await inquiry.line("\(folder)/mem_info_vram_vendor") {
                isIntegrated = false  // Only cards name the maker of their memory chips.
            } else {
                isIntegrated = video.value != nil && translated.value != nil
            }
            return Sizes(video: video, translated: translated, isIntegrated: isIntegrated)
        }

        private static func bytes(_ path: String, _ inquiry: Inquiry) async -> Fact<ByteCount> {
            let access = Access.file(path)
            switch await inquiry.line(path) {
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
            guard isIntegrated else { return video.map { .nominal($0) } }
            switch (video, translated) {
            case (.known(let carved, let first), .known(let shared, let second)):
                let size = max(carved, shared)
                guard let limit = installed.value, limit.bytes < size else {
                    return .known(.exact(size), size == carved ? first : second)
                }
                return .known(.exact(limit.bytes), installed.evidence)
            case (.unknown(let gaps), _), (_, .unknown(let gaps)): return .unknown(gaps)
            }
        }
    }
}
