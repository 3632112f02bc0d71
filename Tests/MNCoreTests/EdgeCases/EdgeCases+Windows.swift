import MNSim

@testable import MNCore
@testable import MNMachine

extension EdgeCase {
    private static func adapter(
        _ name: String, _ device: String, memory: Int? = nil, processor: String = ""
    ) -> String {
        "{\"Name\":\"\(name)\",\"PNPDeviceID\":\"\(device)\","
            + "\"AdapterRAM\":\(memory.map { "\($0)" } ?? "null"),\"ConfigManagerErrorCode\":0,"
            + "\"VideoProcessor\":\"\(processor)\"}"
    }

    private static func x64(_ adapters: String..., memory: Int = 34_142_511_104) -> StubMachine {
        StubMachine.windows().cim(.computerSystem, "{\"TotalPhysicalMemory\":\(memory)}")
            .cim(.processor, "{\"Name\":\"Core i5\",\"Architecture\":9}")
            .cim(.videoController, "[\(adapters.joined(separator: ","))]")
    }

    /// A Snapdragon of 16 GB, which reports 15.6 GiB.
    private static func arm(
        _ adapter: String, host: String = "Snapdragon", process: String = "ARM64"
    ) -> StubMachine {
        StubMachine.windows(process, process: process)
            .cim(.computerSystem, "{\"TotalPhysicalMemory\":16750372454}")
            .cim(.processor, "{\"Name\":\"\(host)\",\"Architecture\":12}")
            .cim(.videoController, adapter)
    }

    private static let qualcomm = "ACPI\\\\VEN_QCOM&DEV_0C36&SUBSYS_CRD08380"
    private static let elite = adapter("Qualcomm(R) Adreno(TM) X1-85 GPU", qualcomm)
    private static let radeon = adapter(
        "AMD Radeon RX 6600 XT", "PCI\\\\VEN_1002&DEV_73FF&SUBSYS_E447&REV_C1\\\\6&1",
        memory: 4_293_918_720)

    /// The registry with the live card's key and that of a card no longer there.
    private static let registry = """
        [{"MatchingDeviceId":"PCI\\\\VEN_10DE&DEV_1401","Size":4294967296},
        {"MatchingDeviceId":"RdpIdd_IndirectDisplay","Size":null},
        {"MatchingDeviceId":"PCI\\\\VEN_1002&DEV_73FF&REV_C1","Size":8573157376}]
        """

    private static func size(_ hardware: Hardware) -> [Int?] {
        hardware.notes.compactMap {
            if case .unlistedAdapter(_, _, let memory) = $0 { memory?.bytes.rawCount } else { nil }
        }
    }

    /// A machine that answers PowerShell in little-endian UTF-16.
    private static let utf16 = arm("").with(
        .command(PowerShell.Query.videoController.argv),
        .ended(
            CommandResult(
                .exited(0),
                standardOutput: [0xFF, 0xFE]
                    + "\(elite)\r\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })))

    /// The same with ® and ™ as code page 1252 has them.
    private static let codePage = arm("").with(
        .command(PowerShell.Query.videoController.argv),
        .ended(
            CommandResult(
                .exited(0),
                standardOutput: Array("{\"Name\":\"Qualcomm".utf8) + [0xAE]
                    + Array(" Adreno".utf8) + [0x99]
                    + Array(" X1-85 GPU\",\"PNPDeviceID\":\"\(qualcomm)\"}\r\n".utf8))))

    static let windows: [EdgeCase] = [
        EdgeCase(
            50, "AdapterRAM at its end: the registry's size",
            x64(radeon).cim(.displayClass, registry), .windowsUnsupported
        ) { hardware, _ in size(hardware) == [8_573_157_376] },
        EdgeCase(
            51, "the key of a removed card counts nowhere",
            x64(adapter("NVIDIA GeForce GTX 1060", "PCI\\\\VEN_10DE&DEV_1C03&SUBSYS_1"))
                .cim(.displayClass, registry), .cudaUnknown
        ) { hardware, _ in hardware.sizes == [nil] },
        EdgeCase(
            51, "the key of a card that is there is its size where nvidia-smi is not",
            x64(adapter("NVIDIA GeForce GTX 960", "PCI\\\\VEN_10DE&DEV_1401&SUBSYS_1"))
                .cim(.displayClass, registry), .cudaSmall
        ) { hardware, _ in hardware.sizes == [4_294_967_296] },
        EdgeCase(
            52, "the display of a remote session is ignored",
            x64(
                adapter("Microsoft Remote Display Adapter", "SWD\\\\REMOTEDISPLAYENUM\\\\X"),
                adapter("NVIDIA GeForce GTX 950", "PCI\\\\VEN_10DE&DEV_1402", memory: 2_147_483_648)
            ).nvidia(.output(nvidiaRow("NVIDIA GeForce GTX 950", "2048", "5.2"))), .cudaSmall
        ) { hardware, _ in hardware.notes.isEmpty && hardware.gpus.count == 1 },
        EdgeCase(
            53, "AdapterRAM of Intel is no memory of its own",
            x64(
                adapter("Intel(R) HD Graphics", "PCI\\\\VEN_8086&DEV_0412", memory: 2_210_398_208)),
            .windowsUnsupported
        ) { hardware, _ in hardware.unlisted.count == 1 && size(hardware).isEmpty },
        EdgeCase(
            54, "all comes from PowerShell", x64(radeon).with(.command(["wmic"]), .denied),
            .windowsUnsupported
        ) { hardware, _ in hardware.memory.usable.value != nil },
        EdgeCase(55, "UTF-16", utf16, .adreno),
        EdgeCase(55, "an OEM code page", codePage, .adreno),
        EdgeCase(56, "X1-85 has no number of 6xx", arm(elite), .adreno),
        EdgeCase(
            57, "Snapdragon 835", arm(adapter("Qualcomm(R) Adreno(TM) 540 GPU", qualcomm)),
            .windowsUnsupported),
        EdgeCase(
            58, "a name without a model, and its chip",
            arm(
                adapter(
                    "Snapdragon(R) X Elite - X1E78100 - Qualcomm(R) Adreno(TM) GPU", "ACPI\\\\X",
                    processor: "Adreno 741")), .adreno),
        EdgeCase(
            58, "a name without a model, and its ACPI device",
            arm(adapter("Qualcomm(R) Adreno(TM) GPU", qualcomm)), .adreno
        ) { hardware, _ in hardware.gpus[0].generation.value == "X1-85" },
        EdgeCase(
            58, "a name without a model, and the processor's name",
            arm(
                adapter("Qualcomm(R) Adreno(TM) GPU", "ACPI\\\\X"),
                host: "Snapdragon(TM) 8cx Gen 3 @ 3.0 GHz"), .adreno),
        EdgeCase(
            59, "15.6 GiB are 16 GB",
            arm(adapter("Qualcomm(R) Adreno(TM) X1-85 GPU", qualcomm, memory: 134_217_728)),
            .adreno),
        EdgeCase(60, "an x64 program on ARM64", arm(elite, process: "AMD64"), .adreno) {
            hardware, _ in
            hardware.processor.value == .arm64
                && hardware.notes.contains(.emulated(process: "AMD64"))
        },
        EdgeCase(
            61, "24 of 32 GB are left by the carve-out",
            x64(
                adapter("AMD Radeon 780M", "PCI\\\\VEN_1002&DEV_1900", memory: 536_870_912),
                memory: 24.gibibytes
            ).cim(.physicalMemory, "[{\"Capacity\":17179869184},{\"Capacity\":17179869184}]"),
            .windowsUnsupported
        ) { hardware, _ in
            hardware.memory.installed.value?.bytes.rawCount == 32.gibibytes
                && hardware.gibibytes == 24
        },
    ]
}
