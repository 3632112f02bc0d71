/// How much memory the system has, and how much of it may be used here.
struct MemoryProbe: Sendable {
    let inquiry: Inquiry

    /// More than this is taken for nonsense: a recorded machine once claimed 400 TB (hardware.md, case 70).
    static let believable = ByteCount(64 << 40)

    /// A believable number of bytes, perhaps none; nil for any other.
    static func believed(_ count: Int?) -> ByteCount? {
        guard let count, count >= 0, ByteCount(count) <= believable else { return nil }
        return ByteCount(count)
    }

    /// Linux: `MemTotal` without what is a GPU's, capped by the control groups that bind the runner.
    func linux(
        _ processor: Hardware.Processor?, in enclosure: Enclosure
    ) async -> (memory: Hardware.Memory, notes: [Hardware.Note]) {
        let access = Access.file("/proc/meminfo")
        var installed: Fact<MemorySize>
        switch await inquiry.text("/proc/meminfo") {
        case .known(let text): installed = Self.total(text, access)
        case .absent: installed = .unknown([Gap(access, .absent)])
        case .gap(let gap): installed = .unknown([gap])
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
        guard size > .zero, size <= believable else {
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

    /// macOS: `hw.memsize`, exact.
    static func macOS(_ sysctl: inout Sysctl) async -> Hardware.Memory {
        let size = await sysctl.integer("hw.memsize")
        let memory: Fact<MemorySize>
        switch size {
        case .known(let number, let evidence):
            if let bytes = believed(number), bytes > .zero {
                memory = .known(.exact(bytes), evidence)
            } else {
                memory = .unknown(
                    evidence.map { Gap($0.access, .unreadable("\(number) cannot be true")) })
            }
        case .unknown(let gaps): memory = .unknown(gaps)
        }
        return Hardware.Memory(installed: memory, usable: memory)
    }
}
