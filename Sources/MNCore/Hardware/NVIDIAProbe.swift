/// NVIDIA GPUs, by what the driver says and, where it does not speak, by what the bus shows.
struct NVIDIAProbe: Sendable {
    let inquiry: Inquiry
    let context: Context

    /// What other probes found that this one needs.
    struct Context: Sendable {
        var isWSL: Bool
        var isWindows: Bool
        var memory: Fact<MemorySize>
        var displays: PCIDisplays
        /// DMI's product and family.
        var product: String?
        /// The device tree's `compatible` names.
        var compatible: [String]
    }

    struct Result: Sendable {
        var gpus: [GPU] = []
        /// Why it cannot be told whether there is a GPU; empty if it can.
        var gaps: [Gap] = []
        var notes: [Hardware.Note] = []
    }

    /// Where the driver of Windows puts its program under WSL2; one installed inside the
    /// distribution does not work there (hardware.md §9).
    static let wslProgram = "/usr/lib/wsl/lib/nvidia-smi"

    func run() async -> Result {
        var program = "nvidia-smi"
        var reply: NVIDIAQuery.Reply?
        if context.isWSL {
            let wsl = await NVIDIAQuery.ask(Self.wslProgram, inquiry)
            if case .notRun = wsl {} else { (program, reply) = (Self.wslProgram, wsl) }
        }
        let answer: NVIDIAQuery.Reply
        if let reply { answer = reply } else { answer = await NVIDIAQuery.ask(program, inquiry) }

        var result = await result(answer, program)
        for variable in ["CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"]
        where !result.gpus.isEmpty {
            if let value = await inquiry.environment(variable).value, value != "all" {
                result.notes.append(.hiddenDevices(variable: variable, value: value))
            }
        }
        return result
    }

    private func result(_ reply: NVIDIAQuery.Reply, _ program: String) async -> Result {
        switch reply {
        case .rows(let rows):
            var result = Result()
            for row in rows { result.gpus.append(await gpu(row, program)) }
            return result
        case .mismatch(let gap): return await present(.driverMismatch, gap, provesDevice: true)
        case .broken(let gap): return await present(.driverError(gap), gap)
        case .noDevices(let gap): return await present(.driverError(gap), gap)
        case .timedOut(let gap): return await present(nil, gap)
        case .notRun(let gap): return await withoutProgram(gap)
        case .unrecorded(let gap): return Result(gaps: [gap])
        }
    }

    /// The driver's program is there but gives no rows: a device is there if something else shows one.
    private func present(
        _ fault: GPU.Fault?, _ gap: Gap, provesDevice: Bool = false
    ) async -> Result {
        let sighting = await sighting()
        if provesDevice || !sighting.evidence.isEmpty {
            let name = sighting.device.map { "NVIDIA device \($0.vendor):\($0.device)" }
            let gpu = GPU(
                .nvidia, name: name ?? "NVIDIA GPU", address: sighting.device?.address,
                pool: .dedicated, memory: .unknown([gap]), generation: .unknown([gap]),
                fault: fault, sighting: sighting.evidence)
            return Result(gpus: [gpu])
        }
        if !sighting.gaps.isEmpty { return Result(gaps: sighting.gaps + [gap]) }
        return Result(notes: [.toolWithoutDevice(tool: "nvidia-smi", gap)])
    }

    /// No program: a Jetson shows itself otherwise; a card on the bus has its driver or not.
    private func withoutProgram(_ gap: Gap) async -> Result {
        if let jetson = await TegraProbe(inquiry: inquiry).gpu(context) {
            return Result(gpus: [jetson])
        }
        let cards = context.displays.devices.filter { $0.vendor == PCIDisplays.nvidia }
        let gpus = cards.map { card in
            GPU(
                .nvidia, name: "NVIDIA device \(card.vendor):\(card.device)", address: card.address,
                pool: .dedicated, memory: .unknown([gap]), generation: .unknown([gap]),
                fault: card.driver == "nvidia" ? nil : .noDriver(bound: card.driver),
                sighting: card.evidence)
        }
        return Result(gpus: gpus, gaps: gpus.isEmpty ? context.displays.gaps : [])
    }

    private struct Sighting {
        var device: PCIDisplays.Device?
        var evidence: [Evidence] = []
        var gaps: [Gap] = []
    }

    /// What besides nvidia-smi shows an NVIDIA device: the bus, a device node, or under WSL2 `/dev/dxg`.
    private func sighting() async -> Sighting {
        if context.isWindows { return Sighting() }
        if let device = context.displays.devices.first(where: { $0.vendor == PCIDisplays.nvidia }) {
            return Sighting(device: device, evidence: device.evidence)
        }
        switch await inquiry.directory("/dev") {
        case .known(let entries):
            let node = entries.first {
                $0.name == "nvidia0" || $0.name == "nvidiactl"
                    || (context.isWSL && $0.name == "dxg")
            }
            if let node {
                return Sighting(evidence: [Evidence(.directory("/dev"), quote: node.name)])
            }
            return Sighting(gaps: context.displays.gaps)
        case .absent: return Sighting(gaps: context.displays.gaps)
        case .gap(let gap): return Sighting(gaps: context.displays.gaps + [gap])
        }
    }

    private func gpu(_ row: NVIDIAQuery.Row, _ program: String) async -> GPU {
        let name = row[.name] ?? ""
        let address = row[.address].flatMap(Self.pciAddress)
        let isUnified = isUnified(name, row)
        var gpu = GPU(
            .nvidia, name: name, address: address, pool: isUnified ? .unified : .dedicated,
            memory: isUnified ? context.memory : Self.memory(row), generation: generation(row),
            sighting: row.evidence(.name), driverVersion: row[.driver].flatMap(Self.given))
        if row[.migMode] == "Enabled" {
            switch await MIGInstances.largest(program, address: address, inquiry) {
            case .known(let size?, let evidence): gpu.memory = .known(.exact(size), evidence)
            case .known(nil, _): gpu.fault = .noMIGInstance
            case .unknown(let gaps): gpu.memory = .unknown(gaps)
            }
        }
        gpu.fault = gpu.fault ?? NVIDIASupport.fault(of: gpu, onWindows: context.isWindows)
        return gpu
    }

    /// The board's own memory; `[N/A]` and its like are no number.
    private static func memory(_ row: NVIDIAQuery.Row) -> Fact<MemorySize> {
        let cell = row[.memory] ?? ""
        let digits = cell.hasSuffix(" MiB") ? String(cell.dropLast(4)) : cell
        guard let count = Int(digits), count > 0, let size = ByteCount.mebibytes(exactly: count),
            size <= MemoryProbe.believable
        else { return .unknown([Gap(row.access, .unreadable("memory.total is '\(cell)'"))]) }
        return .known(
            isSlice(row[.name] ?? "") ? .exact(size) : .nominal(size), row.evidence(.memory))
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
        return words.contains("GB10") || words.contains("Thor") || name.hasSuffix("(nvgpu)")
            || row[.addressingMode] == "ATS" || context.product?.contains("DGX Spark") == true
            || context.compatible.contains { $0.hasPrefix("nvidia,tegra") }
            || context.displays.devices.contains {
                $0.vendor == PCIDisplays.nvidia && $0.device == "2e12"
            }
    }

    private func generation(_ row: NVIDIAQuery.Row) -> Fact<String> {
        if let text = row[.computeCapability], let number = ComputeCapability(text) {
            return .known(number.description, row.evidence(.computeCapability))
        }
        if let known = TegraProbe.computeCapability(context.compatible) { return known }
        // The one GB10 (hardware.md §3.3).
        if (row[.name] ?? "").split(separator: " ").contains("GB10") {
            return .known("12.1", row.evidence(.name))
        }
        let cell =
            row[.computeCapability].map { "compute_cap is '\($0)'" }
            ?? "this driver has no compute_cap"
        return .unknown([Gap(row.access, .unreadable(cell))])
    }

    /// `0000:01:00.0` from nvidia-smi's `00000000:01:00.0`; nil for `N/A`.
    private static func pciAddress(_ text: String) -> String? {
        let parts = text.lowercased().split(separator: ":")
        guard parts.count == 3, parts[0].count >= 4 else { return nil }
        return ([parts[0].suffix(4)] + parts[1...]).joined(separator: ":")
    }

    /// A cell's text, or nil if it says that there is none.
    private static func given(_ cell: String) -> String? {
        cell.hasPrefix("[") || cell == "N/A" || cell.isEmpty ? nil : cell
    }
}
