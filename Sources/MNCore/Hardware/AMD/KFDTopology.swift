/// The GPUs that AMD's compute driver lists under `/sys/class/kfd`.
struct KFDTopology: Sendable {
    struct Node: Hashable, Sendable {
        /// The PCI address.
        var address: String
        /// `gfx1100`; old kernels do not tell it.
        var target: Fact<String>
        /// Heaps of type 1 and 2 together; nil if none is listed.
        var localMemory: Fact<ByteCount?>
        /// `74a1`; nil if it is not told.
        var device: String?
        /// Whether the vendor is AMD, or not told.
        var isAMD: Bool
        /// Whether it is a processor as well, as APUs are to old kernels.
        var hasProcessor: Bool
        /// What shows that it is there.
        var evidence: Evidence

        /// Whether the node, or its number on the bus, proves that it is an APU.
        func isIntegrated(_ number: String?) -> Bool {
            hasProcessor || target.value.map(integratedTargets.contains) == true
                || (number ?? device).map(AMDTools.integratedDevices.contains) == true
        }
    }

    var nodes: [Node] = []
    /// What could not be read; a node may hide there.
    var gaps: [Gap] = []

    /// The targets that are found in APUs only; their heap is the carve-out before Linux 6.10 or so.
    ///
    /// Source: LLVM, "User Guide for AMDGPU Backend", https://llvm.org/docs/AMDGPUUsage.html
    static let integratedTargets: Set<String> = [
        "gfx700", "gfx703", "gfx705", "gfx801", "gfx810", "gfx902", "gfx909", "gfx90c", "gfx1013",
        "gfx1033", "gfx1035", "gfx1036",
        "gfx1103", "gfx1150", "gfx1151", "gfx1152", "gfx1153",
    ]

    private static let root = "/sys/class/kfd/kfd/topology/nodes"

    /// The nodes of one card; more than one if it is partitioned, each a function of the device
    /// (hardware.md, case 41).
    ///
    /// - Parameter device: the number of the card, by which a node is known that is a processor too
    ///   and has that one's address.
    func nodes(onCardOf address: String, device: String? = nil) -> [Node] {
        let card = address.prefix { $0 != "." }
        let own = nodes.filter { $0.address.prefix { $0 != "." } == card }
        if !own.isEmpty { return own }
        return nodes.filter { $0.hasProcessor && $0.device != nil && $0.device == device }
    }

    /// The memory of the largest partition, which is all that a program can use of a card; of a card
    /// that is whole, its own.
    static func largestPartition(_ nodes: [Node]) -> Fact<MemorySize> {
        var best: (size: ByteCount, evidence: [Evidence])?
        for node in nodes {
            switch node.localMemory {
            case .unknown(let gaps): return .unknown(gaps)
            case .known(nil, _):
                return .unknown([
                    Gap(node.evidence.access, .unreadable("no memory of its own is listed"))
                ])
            case .known(let size?, let evidence):
                if size > best?.size ?? .zero { best = (size, evidence) }
            }
        }
        guard let best else { return .unknown([]) }
        return .known(nodes.count > 1 ? .exact(best.size) : .nominal(best.size), best.evidence)
    }

    static func read(_ inquiry: Inquiry) async -> KFDTopology {
        var topology = KFDTopology()
        switch await inquiry.directory(root) {
        case .absent: break
        case .gap(let gap): topology.gaps = [gap]
        case .known(let entries):
            for entry in entries {
                let folder = "\(root)/\(entry.name)"
                switch await inquiry.wholeText("\(folder)/properties") {
                case .known(let text): await topology.add(text, folder, inquiry)
                case .absent: break
                case .gap(let gap): topology.gaps.append(gap)
                }
            }
        }
        return topology
    }

    /// A GPU has SIMD units; other nodes are processors.
    private mutating func add(_ text: TextLines, _ folder: String, _ inquiry: Inquiry) async {
        func number(_ key: String) -> Int? {
            text.value(of: key, separator: " ").flatMap { Int($0.value) }
        }
        let access = Access.file("\(folder)/properties")
        guard let units = number("simd_count"), units >= 0 else {
            gaps.append(Gap(access, .unreadable("no simd_count")))
            return
        }
        if units == 0 { return }
        guard let location = number("location_id"), location >= 0 else {
            gaps.append(Gap(access, .unreadable("no location_id")))
            return
        }
        let address =
            (number("domain") ?? 0).digits(4, radix: 16) + ":"
            + (location >> 8 & 255).digits(2, radix: 16) + ":"
            + (location >> 3 & 31).digits(2, radix: 16) + "." + String(location & 7)
        let target: Fact<String>
        if let version = number("gfx_target_version"), version > 0 {
            let evidence = Evidence(access, "gfx_target_version", quote: String(version))
            target = .known(Self.target(version), [evidence])
        } else {
            target = .unknown([Gap(access, .unreadable("no gfx_target_version"))])
        }
        nodes.append(
            Node(
                address: address, target: target,
                localMemory: await Self.localMemory(folder, inquiry),
                device: number("device_id").map { $0.digits(4, radix: 16) },
                isAMD: number("vendor_id").map { $0 == 0x1002 } ?? true,
                hasProcessor: number("cpu_cores_count") ?? 0 > 0,
                evidence: Evidence(access, "location_id", quote: String(location))))
    }

    /// `gfx90a` from 90010: major, minor and stepping, the last two in hexadecimal (hardware.md §4.2).
    static func target(_ version: Int) -> String {
        "gfx\(version / 10000)\(String(version / 100 % 100, radix: 16))\(String(version % 100, radix: 16))"
    }

    private static func localMemory(
        _ folder: String, _ inquiry: Inquiry
    ) async -> Fact<ByteCount?> {
        let banks: [DirectoryEntry]
        switch await inquiry.directory("\(folder)/mem_banks") {
        case .known(let entries): banks = entries
        case .absent: return .known(nil, [])
        case .gap(let gap): return .unknown([gap])
        }
        var sum = ByteCount.zero
        var evidence: [Evidence] = []
        for bank in banks {
            let path = "\(folder)/mem_banks/\(bank.name)/properties"
            let text: TextLines
            switch await inquiry.wholeText(path) {
            case .known(let lines): text = lines
            case .absent: continue
            case .gap(let gap): return .unknown([gap])
            }
            guard let (heap, _) = text.value(of: "heap_type", separator: " "),
                let (size, line) = text.value(of: "size_in_bytes", separator: " "),
                let bytes = MemorySize.believed(Int(size))
            else { return .unknown([Gap(.file(path), .unreadable("no heap with its size"))]) }
            if heap == "1" || heap == "2" {
                sum += bytes
                evidence.append(Evidence(.file(path), "line \(line)", quote: text.lines[line - 1]))
            }
        }
        return .known(sum > .zero ? sum : nil, evidence)
    }
}
