import MNCore
import MNSim
import Testing

/// Output of other tools becomes profiles, and these say what the tools said.
@Suite struct `An import` {
    static let linux = Platform(
        system: "Linux", release: "unknown", machine: "x86_64", process: "x86_64")

    // MARK: - Recordings of real machines

    private static let smi = "commands/nvidia-smi-q-x.xml"
    static let smiMachines = Recordings.machines(with: smi)

    @Test(.enabled(if: Recordings.folder != nil, "no ../shared/recordings beside the package"))
    func `has recordings of each kind that there is`() {
        #expect(Self.smiMachines.count == 8 && Self.trees.count == 8)
    }

    @Test(
        .enabled(if: Recordings.folder != nil, "no ../shared/recordings beside the package"),
        arguments: smiMachines)
    func `of nvidia-smi tells the GPUs of a recorded machine`(machine: String) async throws {
        let importer = try NVIDIASMIImporter(try Recordings.bytes(machine, Self.smi), name: machine)
        let profile = try await Profile.imported(
            importer, id: machine, title: nil, platform: Self.linux)
        let gpus = await Hardware.probe(ReplayMachine(profile)).gpus
        let expected = try Recordings.expected(machine)
        let sizes = expected["vram_mib"]?.array?.compactMap(\.integer) ?? []
        if !sizes.isEmpty {
            #expect(gpus.map { $0.memory.value?.bytes.rawCount } == sizes.map { $0 << 20 })
        }
        if let name = expected["name"]?.string { #expect(gpus.map(\.name) == [name]) }
        #expect(gpus.count == 1 && gpus[0].driverVersion != nil && gpus[0].address != nil)
        #expect(!profile.json.text().contains("GPU-"))
        #expect(try Profile.read(Array(profile.json.text().utf8), name: machine) == profile)
    }

    static let trees = Recordings.machines(with: "files/proc/cpuinfo", prefix: "hwloc-")

    @Test(
        .enabled(if: Recordings.folder != nil, "no ../shared/recordings beside the package"),
        arguments: trees)
    func `of hwloc tells the memory of a recorded machine`(machine: String) async throws {
        let importer = try HwlocImporter("/recorded", files: try Recordings.files(machine))
        let profile = try await Profile.imported(importer, id: machine, title: nil, platform: nil)
        let hardware = await Hardware.probe(ReplayMachine(profile))
        let installed = hardware.memory.installed.value?.bytes.rawCount
        let expected = try Recordings.expected(machine)
        if expected["memory_known"] == false {
            #expect(installed == nil)
        } else {
            #expect(installed == (expected["mem_kb"]?.integer).map { $0 << 10 })
        }
        let architecture = try JSON.parse(try Recordings.bytes(machine, "source.json"))["arch"]
        let machineName = hardware.machineName ?? ""
        #expect(machineName.hasPrefix(architecture?.string?.prefix(5) ?? "-"), "\(machineName)")
        // What was not gathered is not taken for absent.
        #expect(profile.rest == .unrecorded)
        #expect(!profile.recording.exchanges.contains { $0.outcome == .absent })
    }

    @Test(.enabled(if: Recordings.folder != nil, "no ../shared/recordings beside the package"))
    func `of system_profiler tells a recorded Mac, from JSON and from a property list`()
        async throws
    {
        let silicon = try await Self.mac(
            try Recordings.bytes(
                "mac-m1-7core-gpu", "commands/system_profiler-SPDisplaysDataType.json"))
        #expect(silicon.processor.value == .arm64 && silicon.gpus.map(\.name) == ["Apple M1"])
        let intel = try await Self.mac(
            try Recordings.bytes(
                "mac-intel-mbp2013-16gb", "commands/system_profiler-xml-SPHardwareDataType.plist"))
        #expect(intel.processor.value == .x86_64 && intel.gpus.isEmpty)
        #expect(intel.processorName == "Intel Core i7")
        #expect(intel.memory.usable.value == .exact(.gibibytes(16)))
    }

    private static func mac(_ text: [UInt8]) async throws -> Hardware {
        let importer = try SystemProfilerImporter(text, name: "mac")
        let profile = try await Profile.imported(importer, id: "mac", title: nil, platform: nil)
        return await Hardware.probe(ReplayMachine(profile))
    }

    // MARK: - Windows

    /// The answers of PowerShell in the built-in profiles are what such a importer is.
    static let windows = `The profiles`.ids.filter {
        $0.hasPrefix("windows-snapdragon") && !$0.hasSuffix("-no-memory")
    }

    @Test(arguments: windows)
    func `of CIM tells the same as the machine itself`(id: String) async throws {
        let profile = try `The profiles`.profile(id)
        let files = profile.recording.exchanges.compactMap { exchange -> (String, [UInt8])? in
            guard case .command(let argv) = exchange.access, argv.first == "powershell",
                case .ended(let result) = exchange.outcome
            else { return nil }
            return ("cim.json", result.standardOutput)
        }
        let imported = try await Profile.imported(
            try WindowsCIMImporter(files), id: id, title: nil, platform: nil)
        let (before, after) = (
            await Hardware.probe(ReplayMachine(profile)),
            await Hardware.probe(ReplayMachine(imported))
        )
        #expect(after.memory == before.memory && after.processor.value == before.processor.value)
        #expect(after.gpus == before.gpus && after.processorName == before.processorName)
    }

    @Test func `of CIM keeps no property that is not asked for`() async throws {
        let text = """
            {"Win32_ComputerSystem": [{"Name": "ANNAS-PC", "UserName": "ANNA", "Model": "X",
              "TotalPhysicalMemory": 17179869184}],
             "Win32_Processor": {"Architecture": 9, "SystemName": "ANNAS-PC", "Name": "CPU"},
             "Win32_OperatingSystem": {"Version": "10.0.26100", "CSName": "ANNAS-PC"}}
            """
        let importer = try WindowsCIMImporter([("cim.json", Array(text.utf8))])
        let profile = try await Profile.imported(importer, id: "pc", title: nil, platform: nil)
        #expect(!profile.json.text().contains("ANNA"))
        let hardware = await Hardware.probe(ReplayMachine(profile))
        #expect(hardware.system.value == .windows && hardware.processor.value == .x86_64)
        #expect(hardware.memory.usable.value == .nominal(.gibibytes(16)))
        #expect(hardware.release == "10.0.26100")
    }

    // MARK: - What is not told

    private static let card = """
        <nvidia_smi_log><driver_version>560.35</driver_version><gpu id="00000000:01:00.0">
        <product_name>GPU, odd</product_name><uuid>GPU-304a277d-3545-63b8-3a36-dfde3c992989</uuid>
        <mig_mode><current_mig>Enabled</current_mig></mig_mode>
        <mig_devices><mig_device><index>0</index><fb_memory_usage><total>9856 MiB</total>
        </fb_memory_usage></mig_device></mig_devices>
        <fb_memory_usage><total>40960 MiB</total></fb_memory_usage></gpu></nvidia_smi_log>
        """

    @Test func `is derived, names its changes and leaves open what it does not know`() async throws
    {
        let importer = try NVIDIASMIImporter(Array(Self.card.utf8), name: "a.xml")
        let open = try await Profile.imported(importer, id: "a", title: nil, platform: nil)
        #expect(open.provenance == .derived && open.derivedFrom == "nvidia-smi")
        #expect(open.changes.count >= 3 && open.recording[.platform] == nil)
        #expect(open.expectations.first?.rule == "insufficient-evidence")
        let told = try await Profile.imported(importer, id: "a", title: "T", platform: Self.linux)
        #expect(told.title == "T" && told.recording[.platform] == .platform(Self.linux))
        // The instance is what counts, and no identifier of the board stays.
        let gpu = await Hardware.probe(ReplayMachine(told)).gpus.first
        #expect(gpu?.memory.value == .exact(ByteCount(9856 << 20)) && gpu?.name == "GPU  odd")
        #expect(!told.json.text().contains("304a277d"))
    }

    // MARK: - Bad input

    static let bad: [(kind: ImportKind, text: String, words: String)] = [
        (.nvidiaSMI, "", "no XML element"),
        (.nvidiaSMI, "<nvidia_smi_log>\n<gpu>\n</gpx>", "line 3, column 3"),
        (.nvidiaSMI, "<html></html>", "its root is 'html'"),
        (.nvidiaSMI, "<nvidia_smi_log></nvidia_smi_log>", "lists no GPU"),
        (.systemProfiler, "", "line 1, column 1"),
        (.systemProfiler, "{\n\"a\": x}", "line 2, column 6"),
        (.systemProfiler, "[1]", "an object is expected"),
        (.systemProfiler, "{\"SPHardwareDataType\": [{\"chip_type\": 7}]}", "names neither"),
        (.systemProfiler, "<plist><array>", "ends too early"),
        (.systemProfiler, "<html></html>", "not 'plist'"),
        (.windowsCIM, "{\n", "line 2, column 1"), (.windowsCIM, "[]", "has no instance"),
        (.windowsCIM, "{\"Win32_Process\": []}", "has no instance"),
    ]

    @Test(arguments: bad.indices)
    func `of something else is an error that says what and where`(index: Int) {
        let (kind, text, words) = Self.bad[index]
        let bytes = Array(text.utf8)
        let error = #expect(throws: ImportFault.self) {
            switch kind {
            case .nvidiaSMI: _ = try NVIDIASMIImporter(bytes, name: "f")
            case .systemProfiler: _ = try SystemProfilerImporter(bytes, name: "f")
            case .windowsCIM: _ = try WindowsCIMImporter([("f", bytes)])
            default: _ = try HwlocImporter("/f", files: MemoryFiles([:]))
            }
        }
        #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
        #expect(error?.fixes.isEmpty == false)
    }

    @Test func `cut at any byte is an error or a machine, never a crash`() async throws {
        let bytes = Array(Self.card.utf8)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            guard let importer = try? NVIDIASMIImporter(Array(bytes.prefix(count)), name: "f")
            else {
                continue
            }
            _ = try await Profile.imported(importer, id: "a", title: nil, platform: nil)
        }
    }

    @Test(arguments: ["linux", "linux/", "/x86_64", "beos/x86_64", "linux/x 86", "a/b/c"])
    func `refuses a platform that is none`(text: String) {
        #expect(throws: ImportFault.badPlatform(text)) { try Platform(stated: text) }
    }
}
