/// The GPUs that AMD's compute driver lists under `/sys/class/kfd`.
struct KFDTopology: Sendable {
    struct Node: Hashable, Sendable {
        /// The PCI address.
        var address: String
        /// `gfx1100`.
        var target: String
        /// Heaps of type 1 and 2 together; nil if none is listed.
        var localMemory: ByteCount?
        var evidence: Evidence
    }

    var nodes: [Node] = []
    var gaps: [Gap] = []

    private static let root = "/sys/class/kfd/kfd/topology/nodes"

    func node(at address: String?) -> Node? {
        address.flatMap { address in nodes.first { $0.address == address } }
    }

    static func read(_ inquiry: Inquiry) async -> KFDTopology {
        var topology = KFDTopology()
        switch await inquiry.directory(root) {
        case .absent: topology.gaps = [Gap(.directory(root), .absent)]
        case .gap(let gap): topology.gaps = [gap]
        case .known(let entries):
            for entry in entries {
                let folder = "\(root)/\(entry.name)"
                switch await inquiry.text("\(folder)/properties") {
                case .known(let text):
                    if let node = await node(text, folder, inquiry) { topology.nodes.append(node) }
                case .absent: break
                case .gap(let gap): topology.gaps.append(gap)
                }
            }
        }
        return topology
    }

    /// A GPU has SIMD units; other nodes are processors.
    private static func node(
        _ text: TextLines, _ folder: String, _ inquiry: Inquiry
    ) async -> Node? {
        func number(_ key: String) -> Int? {
            text.value(of: key, separator: " ").flatMap { Int($0.value) }
        }
        guard let units = number("simd_count"), units > 0, let location = number("location_id")
        else {
            return nil
        }
        let address =
            hexadecimal(number("domain") ?? 0, 4) + ":" + hexadecimal(location >> 8 & 255, 2)
            + ":" + hexadecimal(location >> 3 & 31, 2) + "." + String(location & 7)
        let version = number("gfx_target_version") ?? 0
        return Node(
            address: address, target: target(version),
            localMemory: await localMemory(folder, inquiry),
            evidence: Evidence(
                .file("\(folder)/properties"), "gfx_target_version", quote: String(version)))
    }

    /// `gfx90a` from 90010: major, minor and stepping, the last two in hexadecimal (hardware.md §4.2).
    static func target(_ version: Int) -> String {
        "gfx\(version / 10000)\(String(version / 100 % 100, radix: 16))\(String(version % 100, radix: 16))"
    }

    private static func localMemory(_ folder: String, _ inquiry: Inquiry) async -> ByteCount? {
        guard let banks = await inquiry.directory("\(folder)/mem_banks").value else { return nil }
        var sum = 0
        for bank in banks {
            guard
                let text = await inquiry.text("\(folder)/mem_banks/\(bank.name)/properties").value,
                let (heap, _) = text.value(of: "heap_type", separator: " "),
                heap == "1" || heap == "2",
                let (size, _) = text.value(of: "size_in_bytes", separator: " "),
                let bytes = Int(size),
                (0...MemoryProbe.believable.bytes).contains(bytes)
            else { continue }
            sum += bytes
        }
        return sum > 0 ? ByteCount(sum) : nil
    }

    private static func hexadecimal(_ value: Int, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
