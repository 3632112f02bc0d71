extension Hardware {
    /// Asks a machine everything the rules may need, and decides nothing.
    ///
    /// Slow programs run side by side; the results are put together in a fixed order, so that equal
    /// answers give an equal value.
    ///
    /// - Parameters:
    ///   - time: the clock by which the machine answers; every verdict comes within 12 s of it.
    ///   - budget: how long all questions together may take.
    package static func probe(
        _ machine: any Machine, by time: any Time, budget: Duration = ProbeDeadline.budget
    ) async -> Hardware {
        await probe(
            Inquiry(machine: machine, deadline: ProbeDeadline(by: time, budget: budget)))
    }

    /// Asks a machine whose answers are at hand, such as a replay: none of them takes time.
    package static func probe(_ machine: any Machine) async -> Hardware {
        await probe(Inquiry(machine: machine))
    }

    private static func probe(_ inquiry: Inquiry) async -> Hardware {
        let base = await PlatformProbe(inquiry: inquiry).run()
        async let engine = EngineProbe(inquiry: inquiry).run(on: base.system.value)
        async let place = EngineProbe(inquiry: inquiry).place()
        async let usesGPU =
            base.system.value == .windows
            ? DesktopSettings(inquiry: inquiry).usesGPU() : Fact.unknown([])
        var hardware: Hardware
        switch (base.system.value, base.platform) {
        case (.linux?, let platform?): hardware = await linux(inquiry, platform, base)
        case (.macos?, let platform?): hardware = await macOS(inquiry, platform, base)
        case (.windows?, let platform?): hardware = await windows(inquiry, platform, base)
        default: hardware = Hardware(base)
        }
        hardware.enginePlace = await place
        hardware.desktopUsesGPU = await usesGPU
        hardware.capabilities = await capabilities(inquiry)
        await hardware.addRunner(await engine, inquiry)
        hardware.gpus.sort { $0.order < $1.order }
        return hardware
    }

    /// A machine of which only the platform, or not even that, is known.
    private init(_ base: PlatformProbe.Result) {
        let gaps = base.system.gaps
        system = base.system
        release = base.platform?.release
        processor = base.processor
        machineName = base.platform?.machine
        isWSL = base.system.map { _ in false }
        board = base.system.map { _ in .other(nil) }
        memory = Memory(installed: .unknown(gaps), usable: .unknown(gaps))
        gpus = []
        unknownVendors = gaps.isEmpty ? [] : GPU.Vendor.allCases.map { UnknownVendor($0, gaps) }
        engine = .unknown([])
        notes = []
    }

    private static func linux(
        _ inquiry: Inquiry, _ platform: Platform, _ base: PlatformProbe.Result
    ) async -> Hardware {
        let isARM = [.arm64, .arm32].contains(base.processor.value)
        let inquiry =
            isARM
            ? Inquiry(
                machine: AndroidPhone(inner: inquiry.machine, release: platform.release),
                deadline: inquiry.deadline) : inquiry
        var hardware = Hardware(base)
        hardware.isWSL = await PlatformProbe(inquiry: inquiry).isWSL(platform)
        let enclosure = await Enclosure.read(inquiry)
        let (memory, memoryNotes) = await MemoryProbe(inquiry: inquiry)
            .linux(base.processor.value, in: enclosure)
        hardware.memory = memory
        let board = await BoardProbe(inquiry: inquiry).run(processor: base.processor.value)
        hardware.board = board.board
        hardware.processorName = board.processorName
        hardware.notes = enclosure.notes + memoryNotes
        if PlatformProbe.isWSL1(platform) {
            hardware.notes.insert(.wsl1, at: 0)
            return hardware
        }
        var displays = await PCIDisplays.read(inquiry)
        // The cards of others are on the bus too, unless that could not be read.
        let cards = await DRMCards.read(
            inquiry, of: displays.gaps.isEmpty ? PCIDisplays.amd : nil)
        displays.add(displays.gaps.isEmpty ? [] : cards.cards)
        let context = NVIDIAProbe.Context(
            isWSL: hardware.isWSL, isWindows: false, processor: base.processor.value,
            memory: hardware.memory.usable, displays: displays, product: board.product,
            compatible: board.compatible, release: platform.release)
        let mayBeWSL = hardware.isWSL.value != false
        async let nvidiaResult = NVIDIAProbe(inquiry: inquiry, context: context)
            .run(NVIDIAProbe.ask(isWSL: mayBeWSL, inquiry))
        let amd = await AMDProbe(inquiry: inquiry, managed: hardware.memory.installed)
            .run(displays: displays, cards: cards)
        let nvidia = await nvidiaResult

        hardware.gpus = nvidia.gpus + amd.gpus
        hardware.tegra = await Tegra.read(nvidia.gpus, board.compatible, platform, inquiry)
        for setAside in amd.setAside {
            hardware.memory.installed = hardware.memory.installed.adding(setAside)
        }
        hardware.doubts = nvidia.doubts
        hardware.add(.nvidia, unlessFound: nvidia.gaps)
        hardware.add(.amd, unlessFound: amd.gaps)
        await hardware.corroborate(displays, inquiry)
        if hardware.isWSL.value == true {
            hardware.notes.insert(.wsl(release: platform.release), at: 0)
        }
        // WSL2 runs on a hypervisor, which its own note says.
        hardware.notes += board.notes.filter {
            hardware.isWSL.value != true || !$0.isVirtualMachine
        }
        hardware.notes += nvidia.notes + amd.notes + IntelGraphics.notes(displays)
        return hardware
    }

    private static func macOS(
        _ inquiry: Inquiry, _ platform: Platform, _ base: PlatformProbe.Result
    ) async -> Hardware {
        var hardware = Hardware(base)
        var sysctl = Sysctl(inquiry: inquiry)
        hardware.memory = await MemoryProbe.macOS(&sysctl)
        let apple = await AppleProbe.run(
            &sysctl, memory: hardware.memory.usable, platform: platform)
        hardware.processor = apple.processor
        hardware.processorName = apple.processorName
        hardware.gpus = apple.gpus
        hardware.add(.apple, unlessFound: apple.gaps)
        hardware.notes = apple.notes
        return hardware
    }

    private static func windows(
        _ inquiry: Inquiry, _ platform: Platform, _ base: PlatformProbe.Result
    ) async -> Hardware {
        var hardware = Hardware(base)
        async let windowsResult = WindowsProbe(inquiry: inquiry).run(platform)
        let answer = await NVIDIAProbe.ask(isWSL: false, isWindows: true, inquiry)
        var windows = await windowsResult
        windows.settleProcessor(answer.reply, platform)
        let isMute =
            if case .notRun(let gap) = answer.reply { gap.reason == .absent } else { false }
        let sizes = await windows.adapters.sizes(asksNVIDIA: isMute, inquiry)
        let context = NVIDIAProbe.Context(
            isWSL: .known(false, []), isWindows: true, processor: windows.processor.value,
            memory: windows.memory.usable, displays: PCIDisplays(gaps: windows.gaps),
            adapters: windows.nvidiaAdapters(sizes), compatible: .known([], []))
        let nvidia = await NVIDIAProbe(inquiry: inquiry, context: context).run(answer)

        hardware.memory = windows.memory
        hardware.processor = windows.processor
        hardware.processorName = windows.processorName
        hardware.gpus = nvidia.gpus + windows.adrenoGPUs
        hardware.doubts = nvidia.doubts
        hardware.add(.nvidia, unlessFound: nvidia.gaps)
        hardware.add(.adreno, unlessFound: windows.gaps)
        hardware.notes = nvidia.notes + windows.notes + windows.unlisted(sizes)
        return hardware
    }

    private mutating func add(_ vendor: GPU.Vendor, unlessFound gaps: [Gap]) {
        if !gaps.isEmpty { unknownVendors.append(UnknownVendor(vendor, gaps)) }
    }

    /// Where the bus could not be read, Vulkan may show a GPU of which nothing else tells.
    private mutating func corroborate(_ displays: PCIDisplays, _ inquiry: Inquiry) async {
        let found = Set(gpus.map(\.vendor))
        let missing = unknownVendors.filter { !found.contains($0.vendor) }
        if displays.gaps.isEmpty || missing.isEmpty || isWSL.value == true { return }
        gpus += await VulkanInfo.gpus(missing: missing, inquiry)
    }
}

extension GPU {
    /// By vendor as the rules list them, then by address.
    var order: (Int, String) {
        (Vendor.allCases.firstIndex(of: vendor) ?? 0, address ?? "")
    }
}
