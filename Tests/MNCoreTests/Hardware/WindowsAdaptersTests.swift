import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `An adapter of Windows` {
    private static func adapter(
        _ name: String, _ device: String, driver: String = "32.0.15.7688", maker: String = "NVIDIA",
        code: Int = 0, memory: Int? = nil
    ) -> String {
        "{\"Name\":\"\(name)\",\"PNPDeviceID\":\"\(device)&SUBSYS_0\\\\4&1\","
            + "\"ConfigManagerErrorCode\":\(code),\"DriverVersion\":\"\(driver)\","
            + "\"AdapterCompatibility\":\"\(maker)\","
            + "\"AdapterRAM\":\(memory.map { "\($0)" } ?? "null"),\"VideoProcessor\":\"\(name)\"}"
    }

    private static func machine(_ adapters: String..., process: String = "AMD64") -> StubMachine {
        StubMachine.windows(process, process: process)
            .cim(.computerSystem, "{\"TotalPhysicalMemory\":34142511104}")
            .cim(.processor, "{\"Name\":\"Core i5\",\"Architecture\":9}")
            .cim(.videoController, "[\(adapters.joined(separator: ","))]")
    }

    private static let geforce = "PCI\\\\VEN_10DE&DEV_2504"
    private static let geforceSize =
        "{\"MatchingDeviceId\":\"PCI\\\\VEN_10DE&DEV_2504\",\"Size\":12884901888}"

    /// The basic display adapter in languages, and in the bytes of a code page.
    @Test(arguments: [
        ("Microsoft Basic Display Adapter", "(Standard display types)", "10.0.26100.1"),
        (
            "Adaptador de pantalla básico de Microsoft", "(Tipos estándar de pantalla)",
            "10.0.19041.868"
        ),
        ("Базовый видеоадаптер (Майкрософт)", "(Стандартные видеоадаптеры)", "10.0.22621.1"),
        ("Microsoft 基本ディスプレイ アダプター", "(標準ディスプレイの種類)", ""),
        ("Adaptador b\u{FFFD}sico", "Tipos est\u{FFFD}ndar", "10.0.26100.1"),
        ("", "", "10.0.26100.1"),
        ("Видеокарта", "（标准显示类型）", "6.1.7600.16385"),
    ])
    func `of NVIDIA without its driver is told by that of Windows`(
        name: String, maker: String, driver: String
    ) async throws {
        let stub = Self.machine(Self.adapter(name, Self.geforce, driver: driver, maker: maker))
            .cim(.displayClass, Self.geforceSize)
        let gpu = try #require(await stub.hardware().gpus.first)
        #expect(gpu.fault == .noDriver(bound: nil) && gpu.driverVersion == nil)
        #expect(gpu.name == "NVIDIA device 10de:2504" && gpu.device == "2504")
        #expect(try await stub.verdict().rule == .cudaUnusable)
    }

    @Test func `of NVIDIA with its driver is told by it, in any language`() async throws {
        let name = "Графический адаптер NVIDIA"
        let stub = Self.machine(Self.adapter(name, Self.geforce))
            .cim(.displayClass, Self.geforceSize)
        let gpu = try #require(await stub.hardware().gpus.first)
        #expect(gpu.fault == nil && gpu.driverVersion == "576.88" && gpu.device == "2504")
        #expect(try await stub.verdict().rule == .cudaWindows)
    }

    @Test(
        arguments: [
            ("26.21.14.4120", "441.20"), ("32.0.15.7688", "576.88"), ("32.0.16.1630", "616.30"),
            ("9.18.13.4174", "341.74"), ("32.0.15.179", "501.79"), ("32.0.15", nil), ("", nil),
            ("a.b.c.d", nil), ("32.0.15.76889", nil), ("30.0.14.7212", "472.12"),
            ("8.17.12.9688", "296.88"), ("21.21.13.7849", "378.49"), ("10.18.13.5382", "353.82"),
            // Of Intel.
            ("31.0.101.5186", nil), ("27.20.100.9466", nil), ("20.19.15.4963", nil),
            ("21.20.16.4664", nil), ("10.18.14.4280", nil), ("10.18.10.3368", nil),
            ("9.17.10.4459", nil), ("8.15.10.2869", nil),
            // Of AMD, of Qualcomm and of Windows.
            ("31.0.24033.1003", nil), ("26.20.15029.27016", nil), ("8.17.10.1404", nil),
            ("31.0.121.1", nil), ("31.0.56.0", nil), ("30.0.3741.8500", nil),
            ("10.0.26100.1", nil), ("6.1.7600.16385", nil), ("32.0.1\u{664}.7688", nil),
            ("32.0.15.", nil), ("32..15.7688", nil),
        ] as [(String, String?)])
    func `gives NVIDIA's number of the driver`(windows: String, nvidia: String?) {
        let adapter = WindowsAdapters.Adapter(
            name: "", device: "PCI\\VEN_10DE&DEV_2504", processor: "", hasDriver: true,
            driver: windows, evidence: [])
        #expect(adapter.nvidiaDriver == nvidia)
    }

    @Test(arguments: [
        ("SWD\\\\REMOTEDISPLAYENUM", "Adaptador remoto"), ("ROOT\\\\BASICRENDER", "Basis-Renderer"),
        ("PCI\\\\VEN_1414&DEV_5353", "Hyper-V"), ("VMBUS\\\\{DA0A7802}", "Hyper-V Video"),
        ("PCI\\\\VEN_15AD&DEV_0405", "VMware SVGA 3D"), ("PCI\\\\VEN_1AF4&DEV_1050", "VirtIO"),
        ("USB\\\\VID_17E9", "DisplayLink"), ("PCI\\\\VEN_1A03&DEV_2000", "ASPEED"),
        ("PCI\\\\VEN_1002&DEV_73FF", "Adaptador básico"),
    ])
    func `that is no hardware, or without its driver, counts nowhere`(
        device: String, name: String
    ) async throws {
        let driver = device.contains("1002") ? "10.0.26100.1" : "1.2.3.4"
        let stub = Self.machine(Self.adapter(name, device, driver: driver, maker: "X"))
        let hardware = await stub.hardware()
        #expect(hardware.gpus.isEmpty && hardware.notes.isEmpty)
        #expect(try await stub.verdict().rule == .windowsUnsupported)
    }

    @Test func `of Intel is told by its vendor's number, and has no memory of its own`() async {
        let stub = Self.machine(
            Self.adapter("Gráficos HD", "PCI\\\\VEN_8086&DEV_0166", memory: 2_158_112_768),
            Self.adapter("Intel look-alike", "PCI\\\\VEN_1002&DEV_73FF", memory: 2_147_483_648))
        #expect(
            await stub.hardware().notes == [
                .unlistedAdapter(name: "Gráficos HD", .intel),
                .unlistedAdapter(
                    name: "Intel look-alike", .otherVendor, .nominal(.gibibytes(2))),
            ])
    }

    @Test(arguments: [-1_048_576, 0, 4_293_918_720])
    func `has no memory that its number cannot tell`(memory: Int) async {
        let stub = Self.machine(
            Self.adapter("Radeon", "PCI\\\\VEN_1002&DEV_73FF", maker: "AMD", memory: memory))
        #expect(await stub.hardware().notes == [.unlistedAdapter(name: "Radeon", .otherVendor)])
    }

    @Test func `called Microsoft is an Adreno all the same`() async throws {
        let sq2 = Self.adapter("Microsoft SQ2 Adreno 690", "ACPI\\\\VEN_QCOM&DEV_043A", maker: "Q")
        let stub = Self.machine(sq2, process: "ARM64").cim(.processor, "{\"Architecture\":12}")
        #expect(try await stub.verdict().rule == .adreno)
    }

    // MARK: - nvidia-smi

    private static let row =
        "0, 00000000:01:00.0, NVIDIA GeForce RTX 3060, 12288, 566.36, 8.6, [N/A], N/A\r\n"
    private static let places = NVIDIAQuery.windowsPrograms

    /// What is found on PATH, in System32 and in the driver's folder.
    static let programs: [(name: String, answers: [Outcome], rule: Rule.ID)] = [
        ("on PATH", [.output(row), .denied, .denied], .cudaWindows),
        ("in System32", [.absent, .output(row), .denied], .cudaWindows),
        ("in its own folder", [.absent, .absent, .output(row)], .cudaWindows),
        ("past one that may not be run", [.denied, .absent, .output(row)], .cudaWindows),
        ("nowhere", [.absent, .absent, .absent], .cudaUnknown),
        ("in folders that were not asked", [.absent, .unrecorded, .unrecorded], .cudaUnknown),
        (
            "on PATH, where it was not asked", [.unrecorded, .unrecorded, .unrecorded],
            .insufficientEvidence
        ),
        ("broken in System32", [.absent, .output("x\r\n", exit: 9), .output(row)], .cudaUnusable),
    ]

    @Test(arguments: programs)
    func `is asked for where the driver puts its program`(
        name: String, answers: [Outcome], rule: Rule.ID
    ) async throws {
        var stub = Self.machine(Self.adapter("NVIDIA GeForce RTX 3060", Self.geforce))
        for (program, outcome) in zip(["nvidia-smi"] + Self.places, answers) {
            stub = stub.nvidia(program: program, outcome)
        }
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(verdict.gaps)")
        if rule == .cudaWindows { #expect(await stub.hardware().gpus.map(\.device) == ["2504"]) }
    }

    @Test(arguments: [
        ("NVIDIA GeForce RTX 3060", "2504" as String?), ("GeForce RTX 3060", "2504"),
        ("Graphics Device", nil),
    ])
    func `is known by its name in a row`(name: String, device: String?) async {
        let stub = Self.machine(Self.adapter("NVIDIA GeForce RTX 3060", Self.geforce))
            .nvidia(.output(nvidiaRow(name, "12288")))
        #expect(await stub.hardware().gpus.map(\.device) == [device])
    }

    @Test func `is asked for in the folders of Windows there alone`() async {
        let stub = StubMachine.linux().nvidia(program: Self.places[0], .output(Self.row))
        #expect(await stub.hardware().gpus.isEmpty)
    }

    /// What nvidia-smi names where PowerShell says nothing, and the rule.
    @Test(arguments: [
        ("NVIDIA GeForce RTX 3060", "AMD64", Rule.ID.cudaWindows),
        ("NVIDIA RTX Spark N1X (6144-core Blackwell RTX GPU)", "AMD64", .insufficientEvidence),
        ("JMJWOA-Generic-GPU", "AMD64", .insufficientEvidence),
        ("NVIDIA GeForce RTX 3060", "ARM64", .insufficientEvidence),
    ])
    func `counts where PowerShell says nothing, if its machine is certain`(
        name: String, platform: String, rule: Rule.ID
    ) async throws {
        for outcome in [Outcome.denied, .output("", exit: 1, error: "blocked"), .timedOut] {
            var stub = StubMachine.windows(platform, process: platform)
                .nvidia(.output("0, 00000000:01:00.0, \(name), 12288, 566.36, 8.6, [N/A], N/A\r\n"))
            for query in [
                PowerShell.Query.computerSystem, .processor, .physicalMemory, .videoController,
            ] {
                stub = stub.with(.command(query.argv), outcome)
            }
            let verdict = try await stub.verdict()
            #expect(verdict.rule == rule, "\(outcome): \(verdict.gaps)")
        }
    }
}
