/// Windows machines: memory, the true processor, and the graphics adapters.
struct WindowsProbe: Sendable {
    let inquiry: Inquiry

    struct Result: Sendable {
        var memory: Hardware.Memory
        var processor: Fact<Hardware.Processor>
        var processorName: String?
        var adapters = WindowsAdapters()
        /// Why it cannot be told which adapters there are; empty if it can.
        var gaps: [Gap] = []
        var notes: [Hardware.Note] = []
    }

    func run(_ platform: Platform) async -> Result {
        let shell = PowerShell(inquiry: inquiry)
        async let systemAnswer = shell.ask(.computerSystem)
        async let modulesAnswer = shell.ask(.physicalMemory)
        async let processorAnswer = shell.ask(.processor)
        async let adapterAnswer = shell.ask(.videoController)
        let (system, modules, processor, adapters) =
            await (systemAnswer, modulesAnswer, processorAnswer, adapterAnswer)

        let usable = Self.memory(system)
        var result = Result(
            memory: .init(installed: Self.installed(modules, usable), usable: usable),
            processor: Self.processor(processor))
        if let name = processor.value?.objects.first?["Name"]?.string {
            result.processorName = name.trimmed
        }
        if result.processor.value == .arm64, PlatformProbe.processor(platform.process) != .arm64 {
            result.notes.append(.emulated(process: platform.process))
        }
        switch adapters {
        case .known(let rows):
            result.adapters = WindowsAdapters(rows, release: platform.release)
        case .absent: break
        case .gap(let gap): result.gaps = [gap]
        }
        return result
    }

    /// What Windows manages: what the firmware keeps for graphics is not in it.
    private static func memory(_ answer: Inquiry.Answer<PowerShell.Rows>) -> Fact<MemorySize> {
        guard case .known(let rows) = answer else { return .unknown(answer.gaps) }
        guard
            let bytes = MemorySize.believed(rows.objects.first?["TotalPhysicalMemory"]?.integer),
            bytes > .zero
        else { return .unknown([Gap(rows.access, .unreadable("no TotalPhysicalMemory"))]) }
        return .known(
            .nominal(bytes),
            [Evidence(rows.access, "TotalPhysicalMemory", quote: bytes.number)])
    }

    /// The modules together; some boards list none, and then what Windows manages stands for it.
    private static func installed(
        _ answer: Inquiry.Answer<PowerShell.Rows>, _ usable: Fact<MemorySize>
    ) -> Fact<MemorySize> {
        guard case .known(let rows) = answer, let least = usable.value else { return usable }
        var sum = ByteCount.zero
        for module in rows.objects {
            guard let bytes = MemorySize.believed(module["Capacity"]?.integer), bytes > .zero
            else { return usable }
            sum += bytes
        }
        guard sum > least.bytes, sum <= MemorySize.believable else { return usable }
        let evidence = Evidence(rows.access, "Capacity", quote: "\(sum.number) in all")
        return .known(.exact(sum), [evidence])
    }

    /// `Architecture` is 9 for x64 and 12 for ARM64, also for an emulated program (Win32_Processor).
    private static func processor(
        _ answer: Inquiry.Answer<PowerShell.Rows>
    ) -> Fact<Hardware.Processor> {
        guard case .known(let rows) = answer else { return .unknown(answer.gaps) }
        guard let number = rows.objects.first?["Architecture"]?.integer else {
            return .unknown([Gap(rows.access, .unreadable("no Architecture"))])
        }
        let processor: Hardware.Processor =
            switch number {
            case 9: .x86_64
            case 12: .arm64
            case 5: .arm32
            default: .other
            }
        return .known(processor, [Evidence(rows.access, "Architecture", quote: String(number))])
    }
}

extension WindowsProbe.Result {
    /// Parts of machines with an ARM64 processor alone, in words of their names; the last is of the
    /// name that early drivers give an N1X (hardware.md §3.2).
    private static let armParts = ["N1X", "Spark", "GB10", "Generic-GPU"]

    /// Takes the processor from the platform where Windows does not tell it: under emulation that may
    /// be another, but not where a GPU is that no ARM64 machine has.
    mutating func settleProcessor(_ query: NVIDIAQuery, _ platform: Platform) {
        guard processor.value == nil, case .rows(let rows, _, _) = query.reply, !rows.isEmpty,
            PlatformProbe.processor(platform.machine) == .x86_64
        else { return }
        let names = rows.compactMap { $0[.name] }
        if names.contains(where: { name in Self.armParts.contains(where: name.contains) }) {
            return
        }
        processor = .known(
            .x86_64,
            [Evidence(.platform, "machine", quote: platform.machine)] + rows[0].evidence(.name))
    }

    /// NVIDIA's adapters, with the registry's sizes where it was asked.
    func nvidiaAdapters(_ sizes: WindowsSizes) -> [NVIDIAProbe.Adapter] {
        adapters.adapters.filter(\.isNVIDIA).map { adapter in
            .init(
                // Without its driver it has the name of Windows's.
                name: adapter.hasDriver && !adapter.name.isEmpty
                    ? adapter.name : "NVIDIA device 10de:\(adapter.number ?? "?")",
                device: adapter.number, hasDriver: adapter.hasDriver,
                driverVersion: adapter.nvidiaDriver, memory: memory(of: adapter, sizes),
                evidence: adapter.evidence)
        }
    }

    /// The registry's size, or what Windows itself lists of less than 4 GiB.
    private func memory(
        of adapter: WindowsAdapters.Adapter, _ sizes: WindowsSizes
    ) -> Fact<MemorySize> {
        let size = sizes.size(of: adapter.device)
        guard size.value == nil, adapter.hasDriver, let listed = adapter.memory else { return size }
        return .known(listed, adapter.evidence)
    }

    var adrenoGPUs: [GPU] {
        adapters.adapters.filter(\.isAdreno).map { adapter in
            AdrenoName.gpu(
                adapter.name, processor: adapter.processor, device: adapter.device,
                host: processorName ?? "", memory: memory.usable, adapter.evidence)
        }
    }

    /// The adapters that no rule counts.
    func unlisted(_ sizes: WindowsSizes) -> [Hardware.Note] {
        adapters.adapters.filter { !$0.isNVIDIA && !$0.isAdreno && !$0.name.isEmpty }
            .map { adapter in
                .unlistedAdapter(
                    name: adapter.name, adapter.isIntel ? .intel : .otherVendor,
                    adapter.memory ?? sizes.size(of: adapter.device).value)
            }
    }
}
