/// What proves that an AMD GPU is an APU, or a card (hardware.md §4.3).
struct AMDProof: Sendable {
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
        if case .gap(let gap) = number { gaps.append(gap) }
        return gaps.isEmpty
            ? .known(false, [Evidence(.file("\(folder)/board_info"), quote: "absent")])
            : .unknown(gaps)
    }

    private func number() async -> Inquiry.Answer<String> {
        if let device { return .known(device) }
        return await PCIDisplays.number("\(folder)/device", digits: 4, inquiry)
    }
}
