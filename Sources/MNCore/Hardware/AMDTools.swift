/// AMD's own tools, which are asked where the kernel's files do not tell the memory of a GPU.
struct AMDTools: Sendable {
    let inquiry: Inquiry
    let installed: Fact<MemorySize>

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
        var translatedMemory: ByteCount?
        var access: Access
        /// Where the tool tells of it: `card0`.
        var place: String
    }

    /// The device numbers of APUs; none of them is a card (the PCI ID registry, pci-ids.ucw.cz).
    static let integratedDevices: Set<String> = [
        "15dd", "15d8", "1636", "1638", "164c", "15e7", "163f", "164d", "164e", "1681", "1506",
        "15bf", "15c8", "1900", "1901", "150e", "1586", "1114", "13c0", "9874", "98e4",
    ]

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
                fill(&result.gpus[index], from: row)
            } else if isBlind, !result.gpus.contains(where: { isSame($0, row) }) {
                result.gpus.append(gpu(row))
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

    private func fill(_ gpu: inout GPU, from row: Row) {
        let memory = Self.memory(row, gpu.generation.value)
        gpu.memory = memory.size(atMost: installed)
        gpu.pool = memory.pool
        if gpu.generation.value == nil { gpu.generation = Self.generation(row) }
    }

    private func gpu(_ row: Row) -> GPU {
        let memory = Self.memory(row, nil)
        let name = row.name ?? "AMD GPU\(row.device.map { " 1002:\($0)" } ?? "")"
        return GPU(
            .amd, name: name, address: row.address, pool: memory.pool,
            memory: memory.size(atMost: installed), generation: Self.generation(row),
            sighting: [Evidence(row.access, row.place, quote: name)])
    }

    private static func generation(_ row: Row) -> Fact<String> {
        guard let target = row.target else {
            return .unknown([Gap(row.access, .unreadable("\(row.place) names no gfx version"))])
        }
        return .known(target, [Evidence(row.access, row.place, quote: target)])
    }

    /// - Parameter target: what is known of the generation already.
    private static func memory(_ row: Row, _ target: String?) -> AMDMemory {
        func size(_ bytes: ByteCount?, _ what: String) -> Fact<ByteCount> {
            guard let bytes else {
                return .unknown([Gap(row.access, .unreadable("\(row.place) names no \(what)"))])
            }
            return .known(bytes, [Evidence(row.access, row.place, quote: "\(bytes.bytes)")])
        }
        let isIntegrated: Fact<Bool>
        let known = target ?? row.target
        if let known, KFDTopology.integratedTargets.contains(known) {
            isIntegrated = .known(true, [Evidence(row.access, row.place, quote: known)])
        } else if let device = row.device {
            let evidence = [Evidence(row.access, row.place, quote: device)]
            isIntegrated = .known(integratedDevices.contains(device), evidence)
        } else if let known {
            isIntegrated = .known(false, [Evidence(row.access, row.place, quote: known)])
        } else {
            let gap = Gap(row.access, .unreadable("\(row.place) names neither device nor gfx"))
            isIntegrated = .unknown([gap])
        }
        return AMDMemory(
            video: size(row.videoMemory, "video memory"),
            translated: size(row.translatedMemory, "GTT memory"), isIntegrated: isIntegrated)
    }

    /// `gfx90a` from any spelling: some tools print the stepping in decimal, `gfx9010`
    /// (hardware.md, case 40).
    static func target(_ text: String) -> String? {
        let digits = text.lowercased().dropFirst(3)
        guard text.lowercased().hasPrefix("gfx"), (3...5).contains(digits.count),
            digits.allSatisfy(\.isHexDigit)
        else { return nil }
        if digits.count == 4, digits.first == "9", let stepping = Int(digits.suffix(2)) {
            return "gfx\(digits.prefix(2))\(String(stepping, radix: 16))"
        }
        return "gfx\(digits)"
    }

    /// A number of the bus, `73df` from `0x73DF`.
    static func device(_ text: String) -> String? {
        let digits = text.lowercased().dropFirst(2)
        return text.lowercased().hasPrefix("0x") && digits.count == 4
            && digits.allSatisfy(\.isHexDigit) ? String(digits) : nil
    }

    /// An address of the bus, in lower case; nil for `N/A`.
    static func address(_ text: String) -> String? {
        text.split(separator: ":").count == 3 ? NVIDIAProbe.pciAddress(text) : nil
    }

    /// A believable number of bytes.
    static func bytes(_ count: Int?) -> ByteCount? {
        guard let count, count > 0, count <= MemoryProbe.believable.bytes else { return nil }
        return ByteCount(count)
    }
}
