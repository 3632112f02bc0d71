/// The graphics adapters that Windows lists, of vendors and kinds that mean something here.
///
/// They are told by their place in the device tree and the state of their driver: names are in the
/// language of the system, and in the bytes of its code page.
struct WindowsAdapters: Sendable {
    struct Adapter: Sendable {
        var name: String
        /// `PCI\VEN_1002&DEV_73FF&…`, in upper case.
        var device: String
        /// What the adapter's own processor is called.
        var processor: String
        /// `AdapterRAM`, as far as it can be its own memory.
        var memory: MemorySize?
        /// Whether the vendor's driver runs it.
        var hasDriver: Bool
        /// The version of that driver: `32.0.15.7688`.
        var driver: String?
        var evidence: [Evidence]

        var isNVIDIA: Bool { vendor == PCIDisplays.nvidia }
        var isAMD: Bool { vendor == PCIDisplays.amd }
        var isIntel: Bool { vendor == PCIDisplays.intel }
        var isAdreno: Bool { name.contains("Adreno") || device.contains("VEN_QCOM") }

        /// `10de`; nil for what is not on the PCI bus.
        var vendor: String? { device.hasPrefix("PCI\\") ? part("VEN_") : nil }
        /// `2504`.
        var number: String? { device.hasPrefix("PCI\\") ? part("DEV_") : nil }

        /// NVIDIA's own version of its driver.
        var nvidiaDriver: String? {
            isNVIDIA ? driver.flatMap(WindowsDriver.nvidiaVersion) : nil
        }

        private func part(_ mark: String) -> String? {
            device.split { $0 == "\\" || $0 == "&" }.first { $0.hasPrefix(mark) }
                .map { $0.dropFirst(mark.count).lowercased() }
        }
    }

    var adapters: [Adapter] = []

    /// `AdapterRAM` holds 32 bits, and stands at this value for all that is more (hardware.md §8.2).
    private static let adapterLimit = 4_293_918_720

    /// What is no hardware: displays of sessions, of programs, of USB docks, and of virtual machines
    /// (hardware.md §8.2).
    private static let virtual = ["ROOT\\", "SWD\\", "VMBUS\\", "USB\\"]
    /// The vendors of the displays of virtual machines and of servers' consoles (hardware.md §2.2).
    private static let virtualVendors: Set<String> = [
        "1414", "15ad", "1af4", "1b36", "1234", "1013", "80ee", "1ab8", "102b", "1a03",
    ]

    init() {}

    /// - Parameter release: the version of Windows: `10.0.26100`.
    init(_ rows: PowerShell.Rows, release: String) {
        for (index, row) in rows.objects.prefix(GPU.most).enumerated() {
            let name = row["Name"]?.string ?? ""
            let driver = row["DriverVersion"]?.string
            var adapter = Adapter(
                name: name, device: row["PNPDeviceID"]?.string?.uppercased() ?? "",
                processor: row["VideoProcessor"]?.string ?? "",
                hasDriver: !Self.isBasic(row, release)
                    && row["ConfigManagerErrorCode"]?.integer ?? 0 == 0,
                evidence: [Evidence(rows.access, "item \(index + 1), Name", quote: name)])
            if Self.virtual.contains(where: adapter.device.hasPrefix) { continue }
            if adapter.vendor.map(Self.virtualVendors.contains) == true { continue }
            // Another vendor's says no more of itself without its driver.
            if !adapter.hasDriver, !adapter.isNVIDIA { continue }
            if adapter.hasDriver { adapter.driver = driver }
            // Intel's is a window on the system's memory.
            let bytes = adapter.isIntel ? nil : row["AdapterRAM"]?.integer
            adapter.memory = bytes.flatMap {
                0 < $0 && $0 < Self.adapterLimit ? .nominal(ByteCount($0)) : nil
            }
            adapters.append(adapter)
        }
    }

    /// Whether the driver that comes with Windows shows the adapter, for want of its own.
    ///
    /// Its version is that of Windows, and in its provider's place stands a kind of display, in brackets
    /// in every language: "(Standard display types)".
    private static func isBasic(_ row: JSONObject, _ release: String) -> Bool {
        let version = release.split(separator: ".").prefix(2).joined(separator: ".")
        let driver = row["DriverVersion"]?.string ?? ""
        return ["10.0.", "\(version)."].contains(where: driver.hasPrefix)
            || row["AdapterCompatibility"]?.string?.first.map { "(（".contains($0) } == true
            || driver.isEmpty && row["Name"]?.string?.hasPrefix("Microsoft") == true
    }

    /// Asks the registry for the sizes that `AdapterRAM` cannot tell, if there is such an adapter.
    ///
    /// - Parameter asksNVIDIA: whether NVIDIA's own program does not tell them.
    func sizes(asksNVIDIA: Bool, _ inquiry: Inquiry) async -> WindowsSizes {
        let isOpen = adapters.contains { adapter in
            adapter.isAMD && adapter.memory == nil || asksNVIDIA && adapter.isNVIDIA
        }
        return isOpen ? await WindowsSizes.read(inquiry) : WindowsSizes()
    }
}

/// How Windows numbers drivers.
package enum WindowsDriver {
    /// NVIDIA's own version of a driver, in the last five digits: 26.21.14.4120 is 441.20; nil for what
    /// NVIDIA does not number so, such as 31.0.101.5186 and 20.19.15.4963 of Intel or 31.0.24033.1003 of AMD.
    ///
    /// The first number is of the driver model, and the second of Direct3D: 21 with NVIDIA where Intel and AMD
    /// have 20, and 0 from Windows 11 on. Sources: Intel's support article 000005654 for both and for its own
    /// third number, 100 and more; TinyNvidiaUpdateChecker#96 and AnimeJaNai#81 for the digits; the versions
    /// of recorded machines.
    package static func nvidiaVersion(_ text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let last = parts.last, (1...4).contains(last.utf8.count),
            parts[2].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) && $0.utf8.count <= 4 })
        else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 4, isNVIDIA(numbers[0], numbers[1], numbers[2]) else { return nil }
        // The last part loses its zeros in front.
        let digits = parts[2] + String(repeating: "0", count: 4 - last.utf8.count) + last
        let version = digits.suffix(5)
        return "\(version.prefix(3)).\(version.suffix(2))"
    }

    /// - Parameter series: ten more than the hundreds of NVIDIA's version.
    private static func isNVIDIA(_ model: Int, _ direct3D: Int, _ series: Int) -> Bool {
        switch model {
        case 6...10: (14...18).contains(direct3D) && (11...13).contains(series)
        case 21...23: direct3D == 21 && series == 13
        case 24...27: direct3D == 21 && (13...14).contains(series)
        case 30...: direct3D == 0 && (14...19).contains(series)
        default: false
        }
    }
}

/// What the names of Qualcomm's GPUs say about their generation.
package enum AdrenoName {
    /// The runner's OpenCL build is for 6xx and newer (dmr-contract §7.3).
    private static let minimum = 600

    /// The GPU of a Windows machine with this adapter name.
    package static func gpu(
        _ name: String, processor: String, device: String, host: String,
        memory: Fact<MemorySize>, _ evidence: [Evidence]
    ) -> GPU {
        var gpu = GPU(
            .adreno, name: name, pool: .unified, memory: memory,
            generation: .unknown(
                evidence.map { Gap($0.access, .unreadable("'\(name)' names no generation")) }),
            sighting: evidence)
        let known =
            [name, processor].lazy.compactMap { series($0) }.first ?? series(device: device)
        guard let series = known ?? series(host) else { return gpu }
        gpu.generation = .known(series.name, evidence)
        if series.number < minimum {
            gpu.fault = .tooOld(generation: series.name, minimum: "6xx")
        }
        return gpu
    }

    /// The ACPI devices of graphics whose early drivers name no model (hardware.md §8.3).
    private static let devices = [("DEV_0C36", "X1-85"), ("DEV_0D17", "X1-45")]

    private static func series(device: String) -> (name: String, number: Int)? {
        devices.first { device.contains("VEN_QCOM") && device.contains($0.0) }
            .map { ($0.1, 700) }
    }

    /// The series in a name: its own number, an X model, or the system-on-chip it belongs to
    /// (hardware.md §8.3).
    private static func series(_ text: String) -> (name: String, number: Int)? {
        for word in text.split(whereSeparator: { " ()-".contains($0) })
        where ["X1", "X2"].contains(word) {
            return ("\(word)", 700)
        }
        let tail = text.components(after: "Adreno")
        for word in tail.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            if word.count == 3 || word.count == 4, let number = Int(word.prefix(3)) {
                return (String(word), number)
            }
        }
        let chips: [(String, Int)] = [
            ("X Elite", 700), ("X Plus", 700), ("8cx", 600), ("7c", 600), ("SQ1", 600),
            ("SQ2", 600),
            ("SQ3", 600), ("850", 600), ("835", 540),
        ]
        for (chip, number) in chips where text.contains(chip) { return (chip, number) }
        return nil
    }
}

extension String {
    /// What follows a word; empty if the word is not there.
    fileprivate func components(after word: String) -> Substring {
        firstRange(of: word).map { self[$0.upperBound...] } ?? ""
    }
}
