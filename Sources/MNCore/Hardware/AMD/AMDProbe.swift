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
        // A card of AMD is on the bus; where that has none, what the drivers do not tell hides none.
        if own.isEmpty, result.gpus.isEmpty, displays.has(PCIDisplays.amd) == false {
            result.gaps = []
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
            // Of a card that is whole the display driver has the last word, here as where its file is closed;
            // and the heap of an APU is one pool or the other, as the kernel's age has it.
            let memory =
                nodes.count > 1 && !node.isIntegrated(nil)
                ? KFDTopology.largestPartition(nodes) : .unknown(result.gaps)
            result.gpus.append(
                GPU(
                    .amd, name: "AMD GPU\(node.device.map { " 1002:\($0)" } ?? "")",
                    address: node.address, device: node.device,
                    pool: node.isIntegrated(nil) ? .addressable : .dedicated,
                    memory: memory, generation: node.target, sighting: [node.evidence]))
        }
    }
}

/// AMD's own tools, which are asked where the kernel's files do not tell the memory of a GPU.
struct AMDTools: Sendable {
    let inquiry: Inquiry
    /// What the kernel manages of the memory.
    let managed: Fact<MemorySize>

    /// A GPU as a tool describes it.
    struct Row: Hashable, Sendable {
        /// `0000:03:00.0`, in lower case.
        var address: String?
        var name: String?
        /// `73df`, in lower case.
        var device: String?
        /// `gfx1031`.
        var target: String?
        var videoMemory: ByteCount?
        /// The same in the words of the tool; nil if it tells bytes.
        var videoWords: String?
        var translatedMemory: ByteCount?
        var access: Access
        /// Where the tool tells of it: `card0`.
        var place: String
    }

    /// The device numbers of APUs, none of which is a card's (Linux, `amdgpu_drv.c`, AMD_IS_APU; the
    /// newer ones from the PCI ID registry, pci-ids.ucw.cz).
    static let integratedDevices: Set<String> = {
        let kaveri = (0x1304...0x131D).map { String($0, radix: 16) }
        let kabini = (0x9830...0x983F).map { String($0, radix: 16) }
        let mullins = (0x9850...0x985F).map { String($0, radix: 16) }
        return Set(kaveri + kabini + mullins).union([
            "9870", "9874", "9875", "9876", "9877", "98e4", "15dd", "15d8", "15e7", "1636", "1638",
            "164c", "163f", "1435", "13fe", "164d", "1681", "164e", "13c0", "1506", "15bf", "15c8",
            "1900", "1901", "1902", "150e", "1586", "1114", systemMemoryDevice,
        ])
    }()

    /// MI300A, whose HBM is the memory of the system.
    static let systemMemoryDevice = "74a0"

    /// Fills in what the GPUs lack; where no other sign of a GPU could be read, the tool's are they.
    func complete(_ result: inout AMDProbe.Result) async {
        var gaps: [Gap] = []
        var rows: [Row] = []
        for ask in [ROCmSMI.ask, AMDSMI.ask] {
            switch await ask(inquiry) {
            case .absent: continue
            case .gap(let gap): gaps.append(gap)
            case .known(let found): rows = found
            }
            if !rows.isEmpty { break }
        }
        let isBlind = result.gpus.isEmpty
        for row in rows {
            if let index = match(row, rows.count, result.gpus) {
                fill(index, of: &result, from: row)
            } else if isBlind, !result.gpus.contains(where: { isSame($0, row) }) {
                result.gpus.append(gpu(row))
                fill(result.gpus.count - 1, of: &result, from: row)
            }
        }
        for index in result.gpus.indices {
            if case .unknown(let own) = result.gpus[index].memory {
                result.gpus[index].memory = .unknown((own + gaps).uniqued())
            }
        }
        // A tool lists all of AMD's, so nothing is open that the kernel did not tell.
        if isBlind, !rows.isEmpty { result.gaps = [] }
        if result.gpus.isEmpty { result.gaps += gaps }
    }

    /// The GPU that a row is about and whose memory is open; without an address only the one of one.
    private func match(_ row: Row, _ count: Int, _ gpus: [GPU]) -> Int? {
        gpus.firstIndex { gpu in
            if gpu.memory.value != nil { return false }
            return row.address == nil ? count == 1 && gpus.count == 1 : isSame(gpu, row)
        }
    }

    private func isSame(_ gpu: GPU, _ row: Row) -> Bool {
        row.address != nil && gpu.address == row.address
    }

    private func fill(_ index: Int, of result: inout AMDProbe.Result, from row: Row) {
        var gpu = result.gpus[index]
        gpu.device = gpu.device ?? row.device
        let memory = Self.memory(row, gpu.generation.value, gpu.device)
        gpu.memory = memory.size(managed: managed)
        gpu.pool = memory.pool
        if gpu.generation.value == nil { gpu.generation = Self.generation(row) }
        result.gpus[index] = gpu
        if let setAside = memory.setAside { result.setAside.append(setAside) }
    }

    private func gpu(_ row: Row) -> GPU {
        let name = row.name ?? "AMD GPU\(row.device.map { " 1002:\($0)" } ?? "")"
        return GPU(
            .amd, name: name, address: row.address, pool: .dedicated, memory: .unknown([]),
            generation: Self.generation(row),
            sighting: [Evidence(row.access, row.place, quote: name)])
    }

    private static func generation(_ row: Row) -> Fact<String> {
        guard let target = row.target else {
            return .unknown([Gap(row.access, .unreadable("\(row.place) names no gfx version"))])
        }
        return .known(target, [Evidence(row.access, row.place, quote: target)])
    }

    /// - Parameters:
    ///   - target: the generation, if it is known.
    ///   - device: the number on the bus, if it is known.
    private static func memory(_ row: Row, _ target: String?, _ device: String?) -> AMDMemory {
        func evidence(_ quote: String) -> [Evidence] {
            [Evidence(row.access, row.place, quote: quote)]
        }
        func size(
            _ bytes: ByteCount?, _ what: String, words: String? = nil
        ) -> Fact<ByteCount> {
            guard let bytes else {
                return .unknown([Gap(row.access, .unreadable("\(row.place) names no \(what)"))])
            }
            return .known(bytes, evidence(words ?? bytes.number))
        }
        let isIntegrated: Fact<Bool>
        if let target = target ?? row.target, KFDTopology.integratedTargets.contains(target) {
            isIntegrated = .known(true, evidence(target))
        } else if let device {
            // A card has memory of its own.
            let isAPU = integratedDevices.contains(device) || row.videoMemory == .zero
            isIntegrated = .known(isAPU, evidence(device))
        } else if let target = target ?? row.target {
            isIntegrated = .known(row.videoMemory == .zero, evidence(target))
        } else {
            let gap = Gap(row.access, .unreadable("\(row.place) names neither device nor gfx"))
            isIntegrated = .unknown([gap])
        }
        return AMDMemory(
            video: size(row.videoMemory, "video memory", words: row.videoWords),
            translated: size(row.translatedMemory, "GTT memory"), isIntegrated: isIntegrated,
            isSystemMemory: device == systemMemoryDevice)
    }

    /// `gfx90a` from any spelling: some tools print the stepping in decimal, `gfx9010`
    /// (hardware.md, case 40), and some its features behind it, `gfx942:sramecc+:xnack-` (LLVM, "User Guide for
    /// AMDGPU Backend", Target ID).
    static func target(_ text: String) -> String? {
        let digits = text.lowercased().prefix { $0 != ":" }.dropFirst(3)
        guard text.lowercased().hasPrefix("gfx"), (3...5).contains(digits.count),
            digits.allSatisfy(\.isHexDigit)
        else { return nil }
        if digits.count == 4, digits.first == "9", let stepping = Int(digits.suffix(2)) {
            return "gfx\(digits.prefix(2))\(String(stepping, radix: 16))"
        }
        return "gfx\(digits)"
    }
}
