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
            guard let size = MemoryProbe.believed(Int(text)) else {
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

extension Fact<MemorySize> {
    /// The size together with what the kernel does not manage.
    func adding(_ more: Fact<ByteCount>) -> Fact<MemorySize> {
        guard case .known(let size, let evidence) = self, case .known(let more, let source) = more
        else { return self }
        let sum = MemorySize(bytes: size.bytes + more, isNominal: size.isNominal)
        return .known(sum, evidence + source)
    }
}
