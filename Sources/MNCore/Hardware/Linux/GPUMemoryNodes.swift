/// Memory of GPUs that the kernel manages as NUMA nodes, and so counts in `MemTotal`.
///
/// GPUs that share an address space with the processor (Grace, POWER9) have it (hardware.md §2.1).
struct GPUMemoryNodes: Sendable {
    let inquiry: Inquiry

    private static let root = "/proc/driver/nvidia/gpus"

    /// All of it together, each node once; nil if there is none.
    func total() async -> Fact<ByteCount?> {
        let boards: [DirectoryEntry]
        switch await inquiry.directory(Self.root) {
        case .absent: return .known(nil, [])
        case .gap(let gap): return .unknown([gap])
        case .known(let entries): boards = entries
        }
        var sizes: [Int: ByteCount] = [:]
        var evidence: [Evidence] = []
        for board in boards {
            let path = "\(Self.root)/\(board.name)/numa_status"
            switch await inquiry.wholeText(path) {
            case .absent: continue
            case .gap(let gap): return .unknown([gap])
            case .known(let text):
                guard let (status, _) = text.value(of: "Status") else {
                    return .unknown([Gap(.file(path), .unreadable("no Status line"))])
                }
                if status != "online" { continue }
                // The size is hexadecimal, without a prefix.
                guard let node = text.value(of: "Node").flatMap({ Int($0.value) }), node >= 0,
                    let (digits, line) = text.value(of: "Size"),
                    let size = MemoryProbe.believed(Int(digits, radix: 16)), size > .zero
                else {
                    return .unknown([Gap(.file(path), .unreadable("no node with its size"))])
                }
                sizes[node] = size
                evidence.append(Evidence(.file(path), "line \(line)", quote: text.lines[line - 1]))
            }
        }
        return .known(sizes.isEmpty ? nil : sizes.values.sum(), evidence)
    }
}
