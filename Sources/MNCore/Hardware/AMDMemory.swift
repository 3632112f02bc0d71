/// The two pools of an AMD GPU, and which of them counts.
struct AMDMemory: Sendable {
    /// Its own memory: of an APU, the part of the system's that the firmware keeps for it.
    var video: Fact<ByteCount>
    /// What it may address of the system's memory (GTT).
    var translated: Fact<ByteCount>
    var isIntegrated: Fact<Bool>

    /// Reads what `amdgpu` publishes of a card.
    static func read(
        _ folder: String, _ node: KFDTopology.Node?, _ nodeGaps: [Gap], _ inquiry: Inquiry
    ) async -> AMDMemory {
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
        return AMDMemory(video: video, translated: translated, isIntegrated: isIntegrated)
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

    var pool: GPU.Pool { isIntegrated.value == true ? .addressable : .dedicated }

    /// A card's own memory; for an APU the larger pool, never the sum, never more than is installed.
    func size(atMost installed: Fact<MemorySize>) -> Fact<MemorySize> {
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
