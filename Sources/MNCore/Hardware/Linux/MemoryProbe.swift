/// How much memory a Linux system has, and how much of it may be used here.
struct MemoryProbe: Sendable {
    let inquiry: Inquiry

    /// `MemTotal` without what is a GPU's, capped by the control groups that bind the runner.
    func run(
        _ processor: Hardware.Processor?, in enclosure: Enclosure
    ) async -> (memory: Hardware.Memory, notes: [Hardware.Note]) {
        let access = Access.file("/proc/meminfo")
        var installed = await inquiry.text("/proc/meminfo").fact(of: access) {
            Self.total($0, access)
        }
        var usable = installed
        // No GPU shares an address space with these (hardware.md §2.1).
        if processor != .x86_64, processor != .arm32 {
            usable = Self.reduce(
                installed, by: await GPUMemoryNodes(inquiry: inquiry).total(), access)
            if usable.value != nil { installed = usable }
        }
        let limits = await ControlGroups(inquiry: inquiry)
            .limits(in: enclosure, total: usable.value?.bytes)
        let memory = Hardware.Memory(
            installed: installed, usable: Self.cap(usable, by: limits.binding))
        var notes: [Hardware.Note] = []
        if let limit = limits.binding.value ?? nil, limits.isOfContainer {
            notes.append(.memoryLimit(limit, ofContainer: true))
        }
        if let own = limits.own, own < memory.usable.value?.bytes ?? own {
            notes.append(.memoryLimit(own, ofContainer: false))
        }
        return (memory, notes)
    }

    private static func total(_ text: TextLines, _ access: Access) -> Fact<MemorySize> {
        guard let (value, line) = text.value(of: "MemTotal") else {
            return .unknown([Gap(access, .unreadable("no MemTotal line"))])
        }
        let words = value.split(separator: " ")
        guard words.count == 2, words[1] == "kB", let count = Int(words[0]),
            let size = ByteCount.kibibytes(exactly: count)
        else { return .unknown([Gap(access, .unreadable("MemTotal is '\(value)'"))]) }
        guard size > .zero, size <= MemorySize.believable else {
            return .unknown([Gap(access, .unreadable("MemTotal of \(value) cannot be true"))])
        }
        return .known(
            .nominal(size), [Evidence(access, "line \(line)", quote: text.lines[line - 1])])
    }

    private static func reduce(
        _ total: Fact<MemorySize>, by nodes: Fact<ByteCount?>, _ access: Access
    ) -> Fact<MemorySize> {
        switch (total, nodes) {
        case (.known(let size, let evidence), .known(let nodes?, let source)):
            guard nodes < size.bytes else {
                return .unknown([Gap(access, .unreadable("all of MemTotal would be the GPU's"))])
            }
            return .known(
                .nominal(size.bytes - nodes), evidence + source)
        case (.unknown, _), (_, .known(nil, _)): return total
        case (.known, .unknown(let gaps)): return .unknown(gaps)
        }
    }

    private static func cap(
        _ installed: Fact<MemorySize>, by limit: Fact<ByteCount?>
    ) -> Fact<MemorySize> {
        switch (installed, limit) {
        case (.known(let size, let evidence), .known(let limit, let source)):
            guard let limit, limit < size.bytes else { return installed }
            return .known(.exact(limit), source + evidence)
        case (.unknown(let left), .unknown(let right)): return .unknown(left + right)
        case (.unknown, .known): return installed
        case (.known, .unknown(let gaps)): return .unknown(gaps)
        }
    }
}

/// Memory of GPUs that the kernel manages as NUMA nodes, and so counts in `MemTotal`.
///
/// GPUs that share an address space with the processor (Grace, POWER9) have it (hardware.md §2.1).
private struct GPUMemoryNodes: Sendable {
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
                    let size = MemorySize.believed(Int(digits, radix: 16)), size > .zero
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
