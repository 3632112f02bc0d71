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
        async let place = EngineProbe(inquiry: inquiry).place(on: base.system.value)
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
        (hardware.enginePlace, hardware.isEngineRootless) = await place
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
            .run(base.processor.value, in: enclosure)
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
            .run(NVIDIAQuery.ask(isWSL: mayBeWSL, inquiry))
        let amd = await AMDProbe(inquiry: inquiry, managed: hardware.memory.installed)
            .run(displays: displays, cards: cards)
        let nvidia = await nvidiaResult

        hardware.gpus = nvidia.gpus + amd.gpus
        hardware.tegra = await Tegra.read(nvidia.gpus, board.compatible, platform, inquiry)
        if hardware.tegra == nil { hardware.tegraGaps = board.compatible.gaps }
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
        hardware.memory = await sysctl.memory()
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
        let query = await NVIDIAQuery.ask(isWSL: false, isWindows: true, inquiry)
        var windows = await windowsResult
        windows.settleProcessor(query, platform)
        let sizes = await windows.adapters.sizes(asksNVIDIA: query.isAbsent, inquiry)
        let context = NVIDIAProbe.Context(
            isWSL: .known(false, []), isWindows: true, processor: windows.processor.value,
            memory: windows.memory.usable, displays: PCIDisplays(gaps: windows.gaps),
            adapters: windows.nvidiaAdapters(sizes), compatible: .known([], []))
        let nvidia = await NVIDIAProbe(inquiry: inquiry, context: context).run(query)

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

    /// The variables of a machine that say what it can do, as lists with commas.
    private static let capabilityVariables = [
        "MN_NODE_CAPABILITIES", "MN_CLUSTER_CAPABILITIES", "MN_HARDWARE_CAPABILITIES",
    ]

    private static func capabilities(_ inquiry: Inquiry) async -> Fact<[String]> {
        var names: [String] = []
        var evidence: [Evidence] = []
        for variable in capabilityVariables {
            guard let list = await inquiry.environment(variable).value else { continue }
            let found = list.split(separator: ",").map { $0.trimmed.lowercased() }
                .filter { !$0.isEmpty }
            if found.isEmpty { continue }
            names += found
            evidence.append(Evidence(.environment(variable), quote: list))
        }
        return .known(names.uniqued(), evidence)
    }
}

extension GPU {
    /// By vendor as the rules list them, then by address.
    var order: (Int, String) {
        (Vendor.allCases.firstIndex(of: vendor) ?? 0, address ?? "")
    }
}

/// What system and processor a machine has.
package struct PlatformProbe: Sendable {
    let inquiry: Inquiry

    struct Result: Sendable {
        var system: Fact<Hardware.System>
        /// As the kernel reports it; macOS and Windows may know better under emulation.
        var processor: Fact<Hardware.Processor>
        var platform: Platform?
    }

    func run() async -> Result {
        switch await inquiry.answer(.platform) {
        case .platform(let platform):
            let quote = "\(platform.system) \(platform.release) \(platform.machine)"
            let evidence = [Evidence(.platform, quote: quote)]
            return Result(
                system: .known(Self.system(platform.system), evidence),
                processor: .known(Self.processor(platform.machine), evidence), platform: platform)
        case let outcome:
            let gap = Gap(.platform, after: outcome)
            return Result(system: .unknown([gap]), processor: .unknown([gap]), platform: nil)
        }
    }

    static func system(_ name: String) -> Hardware.System {
        switch name.lowercased() {
        case "linux": .linux
        case "darwin": .macos
        case "windows_nt", "windows": .windows
        default: .other
        }
    }

    /// The kernels' names: Linux `aarch64`, macOS `arm64`, Windows `ARM64`.
    package static func processor(_ name: String) -> Hardware.Processor {
        switch name.lowercased() {
        case "x86_64", "amd64", "x64": .x86_64
        case "aarch64", "arm64": .arm64
        case let name where name.hasPrefix("armv") || name == "arm": .arm32
        default: .other
        }
    }

    /// Whether Windows itself stands in for the kernel, as `4.4.0-19041-Microsoft`; the kernels of
    /// WSL2 are newer and say `microsoft` (hardware.md §9).
    static func isWSL1(_ platform: Platform) -> Bool {
        platform.release.hasPrefix("4.4.") && platform.release.contains("-Microsoft")
    }

    /// Whether this Linux runs under the Windows Subsystem for Linux 2.
    ///
    /// Microsoft's kernels say so in their release; under a custom kernel the folder with the
    /// drivers of Windows tells (hardware.md §9).
    func isWSL(_ platform: Platform) async -> Fact<Bool> {
        if Self.isWSL1(platform) {
            return .known(false, [Evidence(.platform, "release", quote: platform.release)])
        }
        if platform.release.lowercased().contains("microsoft") {
            return .known(true, [Evidence(.platform, "release", quote: platform.release)])
        }
        let path = "/usr/lib/wsl/lib"
        switch await inquiry.directory(path) {
        case .known(let entries):
            let names = entries.map(\.name).joined(separator: " ")
            return .known(true, [Evidence(.directory(path), quote: names)])
        case .absent: return .known(false, [Evidence(.directory(path), quote: "absent")])
        case .gap(let gap): return .unknown([gap])
        }
    }
}
