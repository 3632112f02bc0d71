/// The two pools of an AMD GPU, and which of them counts.
struct AMDMemory: Sendable {
    /// Its own memory: of an APU, the part of the system's that the firmware keeps for it.
    var video: Fact<ByteCount>
    /// What it may address of the system's memory (GTT).
    var translated: Fact<ByteCount>
    var isIntegrated: Fact<Bool>
    /// Whether its own memory is the system's, all of it, and nothing is set aside: MI300A.
    var isSystemMemory = false
    /// What the compute driver gives of a card that is divided; nil if it is whole.
    var part: Fact<ByteCount>?

    /// Reads what `amdgpu` publishes of a card.
    ///
    /// - Parameters:
    ///   - node: the card at the compute driver; nil if it is not there.
    ///   - nodeGaps: why it may be there all the same.
    ///   - device: the number on the bus, where the display driver told it.
    static func read(
        _ folder: String, _ node: KFDTopology.Node?, _ nodeGaps: [Gap], _ inquiry: Inquiry,
        device: String? = nil
    ) async -> AMDMemory {
        let proof = AMDProof(
            folder: folder, node: node, nodeGaps: nodeGaps, device: device, inquiry: inquiry)
        let video = await bytes("\(folder)/mem_info_vram_total", inquiry)
        let translated = await bytes("\(folder)/mem_info_gtt_total", inquiry)
        var memory = AMDMemory(
            video: video, translated: translated,
            isIntegrated: await proof.isIntegrated(video: video),
            isSystemMemory: device == AMDTools.systemMemoryDevice)
        if memory.isIntegrated.value == false, let video = video.value,
            case .known(let heap?, let evidence)? = node?.localMemory,
            heap < video / 100 * 95
        {
            memory.part = .known(heap, evidence)
        }
        return memory
    }

    private static func bytes(_ path: String, _ inquiry: Inquiry) async -> Fact<ByteCount> {
        let access = Access.file(path)
        switch await inquiry.attribute(path) {
        case .known(let text):
            guard let size = MemorySize.believed(Int(text)) else {
                return .unknown([Gap(access, .unreadable("'\(text)'"))])
            }
            return .known(size, [Evidence(access, "line 1", quote: text)])
        case .absent: return .unknown([Gap(access, .absent)])
        case .gap(let gap): return .unknown([gap])
        }
    }

    var pool: GPU.Pool { isIntegrated.value == true ? .addressable : .dedicated }

    /// What the firmware keeps of the system's memory for an APU, which `MemTotal` does not hold.
    var setAside: Fact<ByteCount>? {
        isIntegrated.value == true && !isSystemMemory && video.value != nil ? video : nil
    }

    /// A card's own memory; for an APU the larger pool, never the sum, never more than is installed.
    ///
    /// - Parameter managed: what the kernel manages of the memory that is installed.
    func size(managed: Fact<MemorySize>) -> Fact<MemorySize> {
        switch isIntegrated {
        case .known(true, _): break
        case .known(false, _):
            return part.map { $0.map { .exact($0) } } ?? video.map { .nominal($0) }
        case .unknown(let gaps): return .unknown(gaps)
        }
        switch (video, translated) {
        case (.known(let own, let evidence), .unknown) where isSystemMemory && own > .zero:
            return Self.size(own, evidence, atMost: managed)
        case (.known(let own, let first), .known(let shared, let second)):
            let installed = setAside.map { managed.adding($0) } ?? managed
            return Self.size(max(own, shared), own > shared ? first : second, atMost: installed)
        case (.unknown(let gaps), _), (_, .unknown(let gaps)): return .unknown(gaps)
        }
    }

    private static func size(
        _ size: ByteCount, _ evidence: [Evidence], atMost installed: Fact<MemorySize>
    ) -> Fact<MemorySize> {
        switch installed {
        case .known(let limit, let evidence) where limit.bytes < size:
            .known(.exact(limit.bytes), evidence)
        case .known: .known(.exact(size), evidence)
        case .unknown(let gaps): .unknown(gaps)
        }
    }
}

/// What proves that an AMD GPU is an APU, or a card (hardware.md §4.3).
private struct AMDProof: Sendable {
    /// The folder of the device at its display driver.
    let folder: String
    let node: KFDTopology.Node?
    let nodeGaps: [Gap]
    /// The number on the bus, where the display driver told it.
    let device: String?
    let inquiry: Inquiry

    /// A GPU that nothing proves an APU is a card, if all that could prove it was read.
    func isIntegrated(video: Fact<ByteCount>) async -> Fact<Bool> {
        if case .known(let target, let evidence)? = node?.target,
            KFDTopology.integratedTargets.contains(target)
        {
            return .known(true, evidence)
        }
        let number = await number()
        if case .known(let number) = number, AMDTools.integratedDevices.contains(number) {
            let file = device == nil ? "device" : "uevent"
            return .known(true, [Evidence(.file("\(folder)/\(file)"), quote: number)])
        }
        guard case .known(let video, let size) = video else { return .unknown(video.gaps) }
        // A card has memory of its own.
        if video == .zero { return .known(true, size) }
        var gaps: [Gap] = []
        // Of cards alone the kernel tells the maker of the memory, and what kind of board they are.
        for name in ["mem_info_vram_vendor", "board_info"] {
            let path = "\(folder)/\(name)"
            switch await inquiry.attribute(path) {
            case .known(let text):
                return .known(false, [Evidence(.file(path), "line 1", quote: text)])
            case .absent: break
            case .gap(let gap): gaps.append(gap)
            }
        }
        if let node, node.hasProcessor { return .known(true, [node.evidence]) }
        switch node?.localMemory {
        case .known(let heap?, let evidence)?:
            // A card's heap is its own memory, or a part of it; an APU's is what it may address.
            if heap == video { return .known(false, evidence) }
            if heap > video || gaps.isEmpty { return .known(true, evidence) }
        case .unknown(let missing)?: gaps += missing
        case nil: gaps += nodeGaps
        case .known(nil, _)?: break
        }
        gaps += number.gaps
        return gaps.isEmpty
            ? .known(false, [Evidence(.file("\(folder)/board_info"), quote: "absent")])
            : .unknown(gaps)
    }

    private func number() async -> Inquiry.Answer<String> {
        if let device { return .known(device) }
        return await PCIDisplays.number("\(folder)/device", digits: 4, inquiry)
    }
}
