import MNCore

/// One machine as an inventory reports it, in the inventory's words; what it comes to is `facts`.
struct ReportedMachine: Hashable {
    var system: String?
    var processor: String?
    /// The name of the processor, which tells its architecture where nothing else does.
    var processorName: String?
    var memory: Testimony<ByteCount> = .unknown("the inventory has no memory")
    var isMemoryExact = false
    /// Nil where the inventory lists no GPUs at all.
    var gpus: [ReportedGPU]?
    /// The vendors of which no other GPU can be there than those that are listed.
    var listedVendors = Set(GPU.Vendor.allCases)
    /// Whether there is a row for each GPU of a machine.
    var isRowOfGPU = false
    var model: String?
    /// What else may tell that it is a board: its kernel, what another program calls it.
    var boardWords: [String?] = []
    var isVirtual: Bool?
    /// What the inventory calls it.
    var tags: [String] = []
    /// What whoever imports it does.
    var givenTags: [String] = []
    /// What tells the machine from others; it never leaves the import.
    var identity: [String] = []
    /// What else names it or somebody; likewise.
    var names: [String] = []
    var lastSeen: SeenTime?
    /// Whether a day is told that cannot be read.
    var isLastSeenUnclear = false
    var count = 1
    /// The number of its kind in a table: machines of one differ in memory, day and who they are alone.
    var kind: Int?
    /// The machine's own record, a profile in one line.
    var recordText: [UInt8]?
    /// What `nvidia-smi -q -x` printed there.
    var nvidiaText: [UInt8]?
    /// The GPUs that it tells.
    var nvidiaGPUs: [FleetGPU]?
    /// What that tells, which beats all else.
    var record: FleetFacts?
}

/// One GPU as an inventory reports it.
struct ReportedGPU: Hashable {
    var name: String
    var manufacturer: String?
    var memory: Testimony<ByteCount> = .unknown("the inventory has no GPU memory")
    var isExact = false
    /// Whether a size that is less than that of any card of the name may be of a part of the card; else it is of
    /// a window on it, or of 32 bits.
    var mayBePart = false
    var driver: Testimony<String> = .unknown("the inventory has no driver")
    var generation: String?

    init(_ name: String, manufacturer: String? = nil) {
        self.name = name
        self.manufacturer = manufacturer
    }
}

/// Why a row is no machine of a fleet, in a few words.
struct NotTaken: Error, Hashable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

extension ReportedMachine {
    /// What is told, as facts.
    ///
    /// - Throws: `NotTaken` for what is no computer.
    func facts() throws(NotTaken) -> FleetFacts {
        if var record {
            record.model = record.model ?? shownModel
            record.tags = (record.tags + tags + givenTags).uniqued().sorted()
            return record
        }
        let system = try ReportedSystem.system(system)
        let processor = ReportedSystem.processor(processor, named: processorName, system.value)
        var facts = FleetFacts.Kind(system, processor)
        facts.isMemoryExact = isMemoryExact || system.value == .macos
        facts.isVirtual = isVirtual
        facts.model = shownModel
        facts.tags = (tags + givenTags).uniqued().sorted()
        let apple = appleGPU(system.value, processor.value)
        facts.gpus = (apple.map { [$0] } ?? []) + (nvidiaGPUs ?? [])
        facts.untold = untold(facts)
        for gpu in gpus ?? [] where apple == nil {
            switch ReportedGPUName(gpu.name, manufacturer: gpu.manufacturer).kind {
            case .display: continue
            case .vendor(.nvidia) where nvidiaGPUs != nil: continue
            case .vendor(let vendor):
                facts.gpus += [fleetGPU(gpu, vendor, system.value)].compactMap(\.self)
            case .unknown:
                let reason = "a GPU is told whose name names no vendor"
                for vendor in Self.vendors(system.value, processor.value)
                where !facts.untold.contains(where: { $0.vendor == vendor }) {
                    facts.untold.append(FleetFacts.Untold(vendor, reason))
                }
            }
        }
        if ReportedBoard.isNVIDIA([model] + boardWords + (gpus ?? []).map(\.name), facts) {
            for index in facts.gpus.indices where facts.gpus[index].vendor == .nvidia {
                facts.gpus[index].driver = .unknown("on such a board its system decides as well")
            }
        }
        facts.gpus = facts.gpus.uniqued().sorted()
        facts.untold.sort { $0.vendor.rawValue < $1.vendor.rawValue }
        return FleetFacts(Shared(facts), memory: memory)
    }

    private var shownModel: String? { model.flatMap(Self.shown) }

    /// Takes the first of some texts for when it was last seen that begins with a day.
    mutating func see(_ texts: [String?]) {
        lastSeen = nil
        isLastSeenUnclear = false
        for text in texts {
            guard let text = text?.trimmed, !text.isEmpty else { continue }
            lastSeen = SeenTime(text)
            isLastSeenUnclear = lastSeen == nil
            if lastSeen != nil { return }
        }
    }

    /// A name from outside as a fact: on one line, not too long, and nil if there is nothing of it.
    static func shown(_ text: String) -> String? {
        let line = Sanitized.line(text).trimmed
        var short = line.prefix(80)
        while short.utf8.count > 200 { short.removeLast() }
        // Half a name would be known by nothing.
        if short.utf8.count < line.utf8.count, let blank = short.lastIndex(of: " ") {
            short = short[..<blank]
        }
        return short.isEmpty ? nil : String(short)
    }

    /// The GPU of Apple Silicon, which is a part of it.
    private func appleGPU(
        _ system: Hardware.System?, _ processor: Hardware.Processor?
    ) -> FleetGPU? {
        guard system == .macos, processor == .arm64 else { return nil }
        return FleetGPU(
            .apple, name: "Apple Silicon", memory: .unknown("it has none of its own"),
            pool: .unified, driver: .unknown("it is not asked for"))
    }

    /// The vendors whose GPUs count somewhere on such a machine.
    private static func vendors(
        _ system: Hardware.System?, _ processor: Hardware.Processor?
    ) -> [GPU.Vendor] {
        switch system {
        case .linux: [.amd, .nvidia]
        case .windows:
            processor == .x86_64 ? [.nvidia] : processor == .arm64 ? [.adreno] : [.adreno, .nvidia]
        case .macos: processor == nil ? [.apple] : []
        case .other: []
        case nil: GPU.Vendor.allCases
        }
    }

    private func untold(_ facts: FleetFacts.Kind) -> [FleetFacts.Untold] {
        let reason: String
        if facts.system.value == .macos {
            // Of Apple's only the processor tells.
            reason = "the inventory has no processor"
        } else if gpus == nil {
            reason = "the inventory lists no GPUs"
        } else {
            reason = "the inventory may not list all GPUs"
        }
        let listed = nvidiaGPUs == nil ? [] : Set([GPU.Vendor.nvidia])
        return Self.vendors(facts.system.value, facts.processor.value)
            .filter {
                !listed.contains($0)
                    && (gpus == nil || $0 == .apple || !listedVendors.contains($0))
            }
            .map { FleetFacts.Untold($0, reason) }
    }

    /// Nil for what computes nothing on such a system.
    private func fleetGPU(
        _ gpu: ReportedGPU, _ vendor: GPU.Vendor, _ system: Hardware.System?
    ) -> FleetGPU? {
        let name = Self.shown(gpu.name) ?? vendor.rawValue
        var told = FleetGPU(vendor, name: name, memory: gpu.memory, driver: gpu.driver)
        told.isExact = gpu.isExact
        told.generation = gpu.generation
        switch vendor {
        case .apple: return nil
        case .adreno:
            told.pool = .unified
            told.memory = .unknown("it has none of its own")
            told.driver = .unknown("it is not asked for")
            let adreno = AdrenoName.gpu(
                gpu.name, processor: "", device: "", host: processorName ?? "",
                memory: .unknown([]), [])
            told.generation = adreno.generation.value
            told.fault = adreno.fault.map { "\($0)" }
        case .amd:
            told.driver = .unknown("it is not asked for")
            if ReportedGPUName.mayUseOldDriver(gpu.name) {
                // Whether it computes at all hangs on that.
                told.memory = .unknown("which driver runs so old a card is not told")
                return told
            }
            if ReportedGPUName.isIntegrated(gpu.name) {
                told.pool = .addressable
                told.memory = .unknown("how much of the system's memory it may address is not told")
            }
        case .nvidia:
            if ReportedGPUName.isUnified(gpu.name) {
                told.pool = .unified
                told.memory = .unknown("it has none of its own")
            }
            // The form of Windows says nothing to NVIDIA's own numbers.
            if case .value(let text) = told.driver { told.driver = ReportedDriver.nvidia(text) }
        }
        // The size of a slice is its own, whatever card it is of.
        if told.pool == .dedicated, !told.isExact {
            told.memory = GPUSizes.known(gpu.name, told.memory, mayBePart: gpu.mayBePart)
        }
        return told
    }
}
