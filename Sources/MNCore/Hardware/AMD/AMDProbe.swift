/// AMD GPUs on Linux, from what the kernel's `amdgpu` driver publishes; a tool is asked only where
/// that is not enough.
struct AMDProbe: Sendable {
    let inquiry: Inquiry
    /// What the kernel manages of the memory.
    let managed: Fact<MemorySize>

    struct Result: Sendable {
        var gpus: [GPU] = []
        /// What is set aside for each APU.
        var setAside: [Fact<ByteCount>] = []
        /// Why it cannot be told whether there is a GPU; empty if it can.
        var gaps: [Gap] = []
        var notes: [Hardware.Note] = []
    }

    /// - Parameters:
    ///   - displays: what the bus shows; a card without a driver is on no other list.
    ///   - cards: what the display drivers show.
    func run(displays: PCIDisplays, cards: DRMCards) async -> Result {
        var result = Result(gaps: cards.gaps + displays.gaps)
        let own = cards.cards.filter { $0.vendor == PCIDisplays.amd }
        if !own.isEmpty || !cards.gaps.isEmpty {
            let topology = await KFDTopology.read(inquiry)
            // The partitions of a card have its address.
            for (index, card) in own.enumerated()
            where !own[..<index].contains(where: { $0.address == card.address }) {
                await add(card, topology, to: &result)
            }
            // A card that only the compute driver shows, since the display's could not be read.
            if !cards.gaps.isEmpty {
                result.gaps += topology.gaps
                addUnseen(topology, to: &result)
            }
            let isOpen = result.gpus.contains { $0.memory.value == nil }
            if isOpen || (result.gpus.isEmpty && !cards.gaps.isEmpty) {
                await AMDTools(inquiry: inquiry, managed: managed).complete(&result)
            }
        }
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

    private func add(
        _ card: DRMCards.Card, _ topology: KFDTopology, to result: inout Result
    ) async {
        let fallback = "AMD GPU\(card.device.map { " \(card.vendor):\($0)" } ?? "")"
        if card.driver != "amdgpu" {
            result.notes.append(.unlistedAdapter(name: fallback, .radeonDriver))
            return
        }
        let name = await inquiry.line("\(card.folder)/product_name").value ?? fallback
        let nodes = topology.nodes(onCardOf: card.address, device: card.device)
        var gpu = GPU(
            .amd, name: name, address: card.address, device: card.device, pool: .dedicated,
            memory: .unknown([]),
            generation: nodes.first?.target ?? .unknown(topology.gaps), sighting: card.evidence)
        if nodes.count > 1 {
            // Of APUs only MI300A can be divided, which its number tells.
            let isIntegrated = nodes.contains { $0.isIntegrated(card.device) }
            gpu.pool = isIntegrated ? .addressable : .dedicated
            gpu.memory = KFDTopology.largestPartition(nodes)
        } else {
            let memory = await AMDMemory.read(
                card.folder, nodes.first, topology.gaps, inquiry, device: card.device)
            gpu.pool = memory.pool
            gpu.memory = memory.size(managed: managed)
            if let setAside = memory.setAside { result.setAside.append(setAside) }
        }
        result.gpus.append(gpu)
    }

    /// The cards of the compute driver that are not among the GPUs.
    private func addUnseen(_ topology: KFDTopology, to result: inout Result) {
        for node in topology.nodes where node.isAMD {
            let nodes = topology.nodes(onCardOf: node.address)
            let isSeen = result.gpus.contains { gpu in
                nodes.contains { $0.address == gpu.address }
            }
            if isSeen { continue }
            var gpu = GPU(
                .amd, name: "AMD GPU\(node.device.map { " 1002:\($0)" } ?? "")",
                address: node.address, device: node.device, pool: .dedicated,
                memory: KFDTopology.largestPartition(nodes), generation: node.target,
                sighting: [node.evidence])
            if node.isIntegrated(nil) {
                gpu.pool = .addressable
                // The heap of an APU is one pool or the other, as the kernel's age has it.
                gpu.memory = .unknown(result.gaps)
            }
            result.gpus.append(gpu)
        }
    }
}
