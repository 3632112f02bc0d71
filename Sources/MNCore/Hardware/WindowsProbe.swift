/// Windows machines: memory, the true processor, and Adreno GPUs.
struct WindowsProbe: Sendable {
    let inquiry: Inquiry

    struct Result: Sendable {
        var memory: Fact<MemorySize>
        var processor: Fact<Hardware.Processor>
        var processorName: String?
        var gpus: [GPU] = []
        var nvidiaAdapters: [NVIDIAProbe.Adapter] = []
        var gaps: [Gap] = []
        var notes: [Hardware.Note] = []
    }

    func run(_ platform: Platform) async -> Result {
        let shell = PowerShell(inquiry: inquiry)
        async let systemAnswer = shell.ask(.computerSystem)
        async let processorAnswer = shell.ask(.processor)
        async let adapterAnswer = shell.ask(.videoController)
        let (system, processor, adapters) = await (systemAnswer, processorAnswer, adapterAnswer)

        var result = Result(memory: Self.memory(system), processor: Self.processor(processor))
        if let name = processor.value?.objects.first?["Name"]?.string {
            result.processorName = name.trimmed
        }
        if result.processor.value == .arm64, PlatformProbe.processor(platform.process) != .arm64 {
            result.notes.append(.emulated(process: platform.process))
        }
        switch adapters {
        case .known(let rows): Self.add(rows, to: &result)
        case .absent: break
        case .gap(let gap): result.gaps = [gap]
        }
        return result
    }

    private static func memory(_ answer: Inquiry.Answer<PowerShell.Rows>) -> Fact<MemorySize> {
        guard case .known(let rows) = answer else { return .unknown(answer.gaps) }
        guard let bytes = rows.objects.first?["TotalPhysicalMemory"]?.integer, bytes > 0,
            bytes <= MemoryProbe.believable.bytes
        else { return .unknown([Gap(rows.access, .unreadable("no TotalPhysicalMemory"))]) }
        return .known(
            .nominal(ByteCount(bytes)),
            [Evidence(rows.access, "TotalPhysicalMemory", quote: String(bytes))])
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

    private static func add(_ rows: PowerShell.Rows, to result: inout Result) {
        for (index, adapter) in rows.objects.enumerated() {
            let name = adapter["Name"]?.string ?? ""
            let device = adapter["PNPDeviceID"]?.string ?? ""
            let hasError = adapter["ConfigManagerErrorCode"]?.integer ?? 0 != 0
            let evidence = [Evidence(rows.access, "item \(index + 1), Name", quote: name)]
            if device.uppercased().hasPrefix("PCI\\VEN_10DE") {
                // Without its driver a card shows as "Microsoft Basic Display Adapter".
                result.nvidiaAdapters.append(
                    .init(
                        name: name, hasDriver: !hasError && !name.hasPrefix("Microsoft"),
                        evidence: evidence))
                continue
            }
            // Displays of remote sessions and virtual ones are no hardware (hardware.md §8.2).
            if device.hasPrefix("ROOT\\") || device.hasPrefix("SWD\\")
                || name.hasPrefix("Microsoft")
            {
                continue
            }
            if hasError { continue }
            if name.contains("Adreno") || device.uppercased().contains("VEN_QCOM") {
                let processor = adapter["VideoProcessor"]?.string ?? ""
                result.gpus.append(
                    AdrenoName.gpu(
                        name, processor: processor, host: result.processorName ?? "",
                        memory: result.memory, evidence))
            } else if !name.isEmpty {
                let reason: Hardware.UnlistedReason = name.contains("Intel") ? .intel : .otherVendor
                result.notes.append(.unlistedAdapter(name: name, reason))
            }
        }
    }
}

extension Inquiry.Answer {
    /// The gap, if that is what came back.
    fileprivate var gaps: [Gap] {
        if case .gap(let gap) = self { [gap] } else { [] }
    }
}
