/// NVIDIA GPUs, by what the driver says and, where it does not speak, by what the bus shows.
struct NVIDIAProbe: Sendable {
    let inquiry: Inquiry
    let context: Context

    /// What other probes found that this one needs.
    struct Context: Sendable {
        var isWSL: Fact<Bool>
        var isWindows: Bool
        var processor: Hardware.Processor?
        var memory: Fact<MemorySize>
        var displays: PCIDisplays
        /// What Windows lists of NVIDIA.
        var adapters: [Adapter] = []
        /// DMI's product and family.
        var product: String?
        /// The device tree's `compatible` names; empty without a device tree.
        var compatible: Fact<[String]>
        /// The kernel's release, which NVIDIA's own kernels for Jetson end with "-tegra".
        var release = ""
    }

    struct Result: Sendable {
        var gpus: [GPU] = []
        /// Why it cannot be told whether there is a GPU; empty if it can.
        var gaps: [Gap] = []
        /// What went wrong with the program where nothing else shows a GPU.
        var doubts: [Gap] = []
        var notes: [Hardware.Note] = []
    }

    func run(_ query: NVIDIAQuery) async -> Result {
        var result = await result(query)
        if result.gpus.isEmpty {
            // Under WSL2 and on a Jetson a GPU shows itself in other places.
            result.gaps += context.isWSL.gaps
            if context.processor != .x86_64 { result.gaps += context.compatible.gaps }
        }
        for variable in ["CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"]
        where !result.gpus.isEmpty {
            if let value = await inquiry.environment(variable).value, value != "all" {
                result.notes.append(.hiddenDevices(variable: variable, value: value))
            }
        }
        return result
    }

    private func result(_ query: NVIDIAQuery) async -> Result {
        switch query.reply {
        case .rows(let rows, let damaged, _) where rows.isEmpty:
            let seen = await present(nil, damaged[0], provesDevice: true)
            return Result(gpus: seen.gpus, gaps: damaged)
        case .rows(let rows, let damaged, let corrupted):
            var result = Result(gaps: damaged)
            let details = await details(rows, query.program)
            for row in rows {
                var gpu = gpu(row, details)
                gpu.device = device(of: gpu)
                result.gpus.append(gpu)
            }
            await addDriver(details, query.program, to: &result)
            result.notes = corrupted.map { address in
                let name = result.gpus.first { $0.address == address }?.name
                return .damagedCard("\(name ?? "the NVIDIA GPU") at \(address)")
            }
            return result
        case .mismatch(let gap): return await present(.driverMismatch, gap, provesDevice: true)
        case .broken(let gap): return await faulty(gap)
        case .noDevices(let gap):
            var result = await faulty(gap)
            result.doubts = []
            return result
        case .unanswered(let gap):
            switch gap.reason {
            case .timedOut: return await present(nil, gap)
            case .unrecorded:
                // A Jetson's GPU is part of its chip, whatever the program would say.
                let tegra = await TegraProbe(inquiry: inquiry).run(context)
                if let gpu = tegra.gpu ?? part(without: gap) { return Result(gpus: [gpu]) }
                return Result(gaps: [gap] + tegra.gaps)
            default: return await withoutProgram(gap)
            }
        }
    }

    /// The driver does not work; a Jetson's GPU is there all the same.
    private func faulty(_ gap: Gap) async -> Result {
        var result = await present(.driverError(gap), gap)
        if result.gpus.isEmpty, var jetson = await TegraProbe(inquiry: inquiry).run(context).gpu {
            jetson.fault = .driverError(gap)
            result = Result(gpus: [jetson])
        }
        return result
    }

    /// The driver's program is there but gives no rows: a device is there if something else shows one.
    private func present(
        _ fault: GPU.Fault?, _ gap: Gap, provesDevice: Bool = false
    ) async -> Result {
        let sighting = await sighting()
        if provesDevice || !sighting.evidence.isEmpty {
            let evidence =
                sighting.evidence.isEmpty
                ? [Evidence(gap.access, quote: "\(gap.reason)")] : sighting.evidence
            let gpu = GPU(
                .nvidia, name: sighting.name ?? "NVIDIA GPU", address: sighting.address,
                device: sighting.device, pool: .dedicated, memory: .unknown([gap]),
                generation: .unknown([gap]),
                fault: fault, sighting: evidence, driverVersion: sighting.driverVersion)
            return Result(gpus: [gpu])
        }
        if !sighting.gaps.isEmpty { return Result(gaps: sighting.gaps + [gap]) }
        return Result(doubts: [gap], notes: [.toolWithoutDevice(tool: "nvidia-smi", gap)])
    }

    /// No program: a Jetson shows itself otherwise; a card on the bus has its driver or not.
    private func withoutProgram(_ gap: Gap) async -> Result {
        let tegra = await TegraProbe(inquiry: inquiry).run(context)
        if let jetson = tegra.gpu { return Result(gpus: [jetson]) }
        let cards = context.displays.devices.filter { $0.vendor == PCIDisplays.nvidia }
        let gpus = cards.map { card in
            GPU(
                .nvidia, name: "NVIDIA device \(card.vendor):\(card.device)", address: card.address,
                device: card.device, pool: .dedicated, memory: .unknown([gap] + card.driver.gaps),
                generation: .unknown([gap]), fault: Self.fault(card.driver),
                sighting: card.evidence)
        }
        let adapters = context.adapters.map { adapter in
            GPU(
                .nvidia, name: adapter.name, device: adapter.device, pool: .dedicated,
                memory: memory(of: adapter, without: gap),
                generation: .unknown([gap]),
                fault: adapter.hasDriver ? nil : .noDriver(bound: nil), sighting: adapter.evidence,
                driverVersion: adapter.driverVersion)
        }
        if !gpus.isEmpty || !adapters.isEmpty { return Result(gpus: gpus + adapters) }
        if let gpu = part(without: gap) { return Result(gpus: [gpu]) }
        // A program that may not be run is there.
        var result = gap.reason == .absent ? Result() : await present(nil, gap)
        result.gaps += context.displays.gaps + tegra.gaps
        return result
    }

    /// The GPU of a machine that is sold with one: whether its driver works only the program tells.
    private func part(without gap: Gap) -> GPU? {
        guard let product = context.product, product.contains("DGX Spark") else { return nil }
        return GPU(
            .nvidia, name: "NVIDIA GB10", pool: .unified, memory: .unknown([gap]),
            generation: .unknown([gap]),
            sighting: [
                Evidence(.file("/sys/class/dmi/id/product_family"), quote: product)
            ])
    }

    /// The registry's size counts where the program is not there; one that fails casts doubt on it.
    private func memory(of adapter: Adapter, without gap: Gap) -> Fact<MemorySize> {
        gap.reason == .absent && adapter.memory.value != nil
            ? adapter.memory : .unknown([gap] + adapter.memory.gaps)
    }

    /// What is wrong with the kernel driver of a card, as far as that is known.
    private static func fault(_ driver: Fact<String?>) -> GPU.Fault? {
        switch driver {
        case .known("nvidia", _), .unknown: nil
        case .known(let other, _): .noDriver(bound: other)
        }
    }

    private struct Sighting {
        var name: String?
        var address: String?
        var device: String?
        var driverVersion: String?
        var evidence: [Evidence] = []
        var gaps: [Gap] = []
    }

    /// What besides nvidia-smi shows an NVIDIA device: Windows's list, the bus, a device node, or
    /// under WSL2 `/dev/dxg`.
    private func sighting() async -> Sighting {
        if context.isWindows {
            guard let adapter = context.adapters.first else {
                return Sighting(gaps: context.displays.gaps)
            }
            return Sighting(
                name: adapter.name, device: adapter.device, driverVersion: adapter.driverVersion,
                evidence: adapter.evidence)
        }
        if let device = context.displays.devices.first(where: { $0.vendor == PCIDisplays.nvidia }) {
            return Sighting(
                name: "NVIDIA device \(device.vendor):\(device.device)", address: device.address,
                device: device.device, evidence: device.evidence)
        }
        switch await inquiry.directory("/dev") {
        case .known(let entries):
            let node = entries.first {
                $0.name == "nvidia0" || $0.name == "nvidiactl"
                    || (context.isWSL.value == true && $0.name == "dxg")
            }
            if let node {
                return Sighting(evidence: [Evidence(.directory("/dev"), quote: node.name)])
            }
            return Sighting(gaps: context.displays.gaps)
        case .absent: return Sighting(gaps: context.displays.gaps)
        case .gap(let gap): return Sighting(gaps: context.displays.gaps + [gap])
        }
    }

    private func gpu(_ row: NVIDIAQuery.Row, _ details: NVIDIADetails?) -> GPU {
        let name = row[.name] ?? ""
        let address = row[.address].flatMap(PCIDisplays.address)
        let isUnified = isUnified(name, row)
        var gpu = GPU(
            .nvidia, name: name, address: address, pool: isUnified ? .unified : .dedicated,
            memory: isUnified ? context.memory : memory(row),
            generation: generation(row, isUnified),
            sighting: row.evidence(.name), driverVersion: row[.driver].flatMap(Self.given))
        if gpu.driverVersion != nil { gpu.driverEvidence = row.evidence(.driver) }
        details?.add(to: &gpu)
        if let cell = row.goneCell {
            (gpu.name, gpu.fault) = ("NVIDIA GPU", .driverError(Gap(row.access, .unreadable(cell))))
        }
        if row[.migMode] == "Enabled", let details {
            switch details.largestInstance(at: address) {
            case .known(let size?, let evidence): gpu.memory = .known(.exact(size), evidence)
            case .known(nil, _): gpu.fault = .noMIGInstance
            case .unknown(let gaps): gpu.memory = .unknown(gaps)
            }
        } else if let mode = row[.migMode], !Self.wholeModes.contains(mode) {
            // In other words than these the board may be divided or not.
            gpu.memory = .unknown([Gap(row.access, .unreadable("mig.mode.current is '\(mode)'"))])
        }
        return gpu
    }

    /// What is said of boards that are whole, or cannot be divided.
    private static let wholeModes = ["Disabled", "[N/A]", "N/A", "[Not Supported]", ""]

    /// The board's own memory; `[N/A]` and its like are no number.
    private func memory(_ row: NVIDIAQuery.Row) -> Fact<MemorySize> {
        let cell = row[.memory] ?? ""
        let digits = cell.hasSuffix(" MiB") ? String(cell.dropLast(4)) : cell
        guard let count = Int(digits), count > 0, let size = ByteCount.mebibytes(exactly: count),
            size <= MemorySize.believable
        else {
            // A Jetson's device tree would say that the memory is the system's.
            let gap = Gap(row.access, .unreadable("memory.total is '\(cell)'"))
            return .unknown([gap] + context.compatible.gaps)
        }
        return .known(
            Self.isSlice(row[.name] ?? "") ? .exact(size) : .nominal(size), row.evidence(.memory))
    }

    /// A vGPU slice, whose size is exact: `GRID T4-8C`, `NVIDIA A16-2Q` (NVIDIA vGPU User Guide).
    private static func isSlice(_ name: String) -> Bool {
        guard let part = name.split(separator: " ").last?.split(separator: "-").last else {
            return false
        }
        return part.last.map { "ABCQ".contains($0) } == true
            && part.dropLast().allSatisfy(\.isNumber) && part.count > 1 && name.contains("-")
    }

    /// Memory that is the system's: `[N/A]` on a part that is known to have none of its own (hardware.md §3.3).
    private func isUnified(_ name: String, _ row: NVIDIAQuery.Row) -> Bool {
        if let cell = row[.memory], Int(cell) != nil { return false }
        let words = name.split(separator: " ")
        // A superchip has memory of its own beside the processor's, and shares its addresses.
        let isSuperchip = words.contains { word in
            (word.hasPrefix("GH") || word.hasPrefix("GB")) && word.count == 5
        }
        return words.contains("GB10") || words.contains("Thor") || name.hasSuffix("(nvgpu)")
            || row[.addressingMode] == "ATS" && !isSuperchip
            || context.product?.contains("DGX Spark") == true
            || (context.compatible.value ?? []).contains { $0.hasPrefix("nvidia,tegra") }
            || context.displays.devices.contains {
                $0.vendor == PCIDisplays.nvidia && $0.device == "2e12"
            }
    }

    private func generation(_ row: NVIDIAQuery.Row, _ isUnified: Bool) -> Fact<String> {
        if let text = row[.computeCapability], let number = ComputeCapability(text) {
            return .known(number.description, row.evidence(.computeCapability))
        }
        if isUnified, let known = TegraProbe.computeCapability(context.compatible) { return known }
        // The one GB10 (hardware.md §3.3).
        if (row[.name] ?? "").split(separator: " ").contains("GB10") {
            return .known("12.1", row.evidence(.name))
        }
        let cell =
            row[.computeCapability].map { "compute_cap is '\($0)'" }
            ?? "this driver has no compute_cap"
        return .unknown([Gap(row.access, .unreadable(cell))] + context.compatible.gaps)
    }

    /// A cell's text, or nil if it says that there is none.
    private static func given(_ cell: String) -> String? {
        cell.hasPrefix("[") || cell.hasPrefix("Deprecated") || cell == "N/A" || cell.isEmpty
            ? nil : cell
    }
}
