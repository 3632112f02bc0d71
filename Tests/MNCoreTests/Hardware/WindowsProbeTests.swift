import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The Windows probe` {
    private static func computer(_ bytes: Int) -> String {
        "{\"TotalPhysicalMemory\":\(bytes)}"
    }

    private static func adapter(
        _ name: String, _ device: String = "ACPI\\\\VEN_QCOM&DEV_0C36", code: Int = 0,
        processor: String = ""
    ) -> String {
        "{\"Name\":\"\(name)\",\"PNPDeviceID\":\"\(device)\",\"ConfigManagerErrorCode\":\(code),"
            + "\"VideoProcessor\":\"\(processor)\"}"
    }

    /// A Snapdragon of 16 GB, which reports 15.6 GiB.
    private static func arm(_ adapters: String, host: String = "Snapdragon", process: String? = nil)
        -> StubMachine
    {
        StubMachine.windows(process == nil ? "ARM64" : "AMD64", process: process)
            .cim(.computerSystem, computer(16_750_372_454))
            .cim(.processor, "{\"Name\":\"\(host)\",\"Architecture\":12}")
            .cim(.videoController, adapters)
    }

    private static func x64(_ adapters: String) -> StubMachine {
        StubMachine.windows().cim(.computerSystem, computer(34_142_511_104))
            .cim(.processor, "{\"Name\":\"Core i5\",\"Architecture\":9}")
            .cim(.videoController, adapters)
    }

    private static let elite = adapter("Qualcomm(R) Adreno(TM) X1-85 GPU")
    private static let geforce = adapter("NVIDIA GeForce RTX 3060", "PCI\\\\VEN_10DE&DEV_2504")
    private static let failed = Outcome.output("NVIDIA-SMI has failed\r\n", exit: 9)

    static let machines: [(name: String, stub: StubMachine, rule: Rule.ID)] = [
        ("cases 56 and 59: X1-85 with 15.6 GiB", arm(elite), .adreno),
        ("case 60: emulated as x64", arm(elite, process: "AMD64"), .adreno),
        (
            "case 57: Snapdragon 835",
            arm(adapter("Qualcomm(R) Adreno(TM) 540 GPU")), .windowsUnsupported
        ),
        (
            "case 58: a name without a model, and its chip",
            arm(
                adapter(
                    "Snapdragon(R) X Elite - X1E78100 - Qualcomm(R) Adreno(TM) GPU",
                    processor: "Adreno 741")), .adreno
        ),
        (
            "a name that says nothing", arm(adapter("Qualcomm Adreno GPU", "ACPI\\\\X")),
            .adrenoUnknown
        ),
        ("a list of adapters", arm("[\(adapter("Other", "PCI\\\\X")),\(elite)]"), .adreno),
        (
            "with a byte order mark",
            arm("").cim(.videoController, "\u{FEFF}\(elite)"), .adreno
        ),
        ("an adapter with an error", arm(adapter("Adreno X1-85", code: 43)), .windowsUnsupported),
        (
            "a remote display", arm(adapter("Microsoft Remote Display", "SWD\\\\X")),
            .windowsUnsupported
        ),
        ("cut adapters", arm("[\(elite.dropLast(5))"), .insufficientEvidence),
        ("empty adapters", arm(""), .insufficientEvidence),
        ("adapters that are no objects", arm("7"), .insufficientEvidence),
        ("denied adapters", arm("").with(video, .denied), .insufficientEvidence),
        ("hung adapters", arm("").with(video, .timedOut), .insufficientEvidence),
        ("failed adapters", arm("").with(video, .output("", exit: 1)), .insufficientEvidence),
        ("crashed adapters", arm("").with(video, .signal(9)), .insufficientEvidence),
        ("no PowerShell for adapters", arm("").with(video, .absent), .insufficientEvidence),
        (
            "more adapters than were kept",
            arm("").with(video, .output(elite, isTruncated: true)), .insufficientEvidence
        ),
        ("adapters not recorded", arm("").with(video, .unrecorded), .insufficientEvidence),
        ("unknown memory", arm(elite).cim(.computerSystem, "{}"), .adrenoUnknown),
        ("nonsense memory", arm(elite).cim(.computerSystem, computer(.max)), .adrenoUnknown),
        ("too little memory", arm(elite).cim(.computerSystem, computer(8 << 30)), .adrenoSmall),
        ("unknown processor", arm(elite).cim(.processor, "{}"), .insufficientEvidence),
        ("32-bit x86", x64("[]").cim(.processor, "{\"Architecture\":0}"), .unsupportedProcessor),
        ("Intel", x64(adapter("Intel(R) UHD", "PCI\\\\VEN_8086")), .windowsUnsupported),
        (
            "NVIDIA that works",
            x64(geforce).nvidia(.output("0, 0:1:0, RTX, 12288, 566.36, 8.6, [N/A], [N/A]\r\n")),
            .cudaWindows
        ),
        (
            "NVIDIA with an old driver",
            x64(geforce).nvidia(.output("0, 0:1:0, RTX, 12288, 451.67, 8.6, [N/A], [N/A]\r\n")),
            .cudaUnusable
        ),
        ("NVIDIA whose program fails", x64(geforce).nvidia(failed), .cudaUnusable),
        ("NVIDIA whose program hangs", x64(geforce).nvidia(.timedOut), .cudaUnknown),
        ("NVIDIA without its program", x64(geforce), .cudaUnknown),
        (
            "NVIDIA without its driver",
            x64(adapter("Microsoft Basic Display Adapter", "PCI\\\\VEN_10DE&DEV_2504")),
            .cudaUnusable
        ),
        ("a program and no adapter", x64("[]").nvidia(failed), .windowsUnsupported),
        ("no program, and adapters denied", x64("").with(video, .denied), .insufficientEvidence),
        ("NVIDIA on ARM64 counts nowhere", arm(geforce), .windowsUnsupported),
    ]

    private static let video = Access.command(PowerShell.Query.videoController.argv)

    @Test(arguments: machines)
    func `leads to its rule`(name: String, stub: StubMachine, rule: Rule.ID) async throws {
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(verdict.gaps)")
        let isOpen = [.cudaUnknown, .adrenoUnknown, .insufficientEvidence].contains(rule)
        if isOpen { #expect(!verdict.gaps.isEmpty) }
    }

    @Test func `case 60: notes that the program is emulated`() async {
        let hardware = await Self.arm(Self.elite, process: "AMD64").hardware()
        #expect(hardware.processor.value == .arm64)
        #expect(hardware.notes.contains(.emulated(process: "AMD64")))
    }

    /// The generation that a name tells, and whether it suits.
    static let names: [(name: String, generation: String?, isUsable: Bool)] = [
        ("Qualcomm(R) Adreno(TM) X1-85 GPU", "X1", true),
        ("Qualcomm(R) Adreno(TM) X1-45 GPU", "X1", true),
        ("Qualcomm(R) Adreno(TM) X2-85 GPU", "X2", true),
        ("Qualcomm(R) Adreno(TM) 690 GPU", "690", true),
        ("Qualcomm(R) Adreno(TM) 680 GPU", "680", true),
        ("Qualcomm(R) Adreno(TM) 8cx Gen 3", "8cx", true),
        ("Qualcomm(R) Adreno(TM) 642L GPU", "642L", true),
        ("Microsoft SQ1 Adreno 685", "685", true), ("Adreno 741", "741", true),
        ("Snapdragon 7c Adreno GPU", "7c", true), ("Adreno 540", "540", false),
        ("Snapdragon 835", "835", false), ("Adreno 430", "430", false),
        ("Qualcomm(R) Adreno(TM) GPU", nil, true),
    ]

    @Test(arguments: names)
    func `reads the generation of an Adreno`(
        name: String, generation: String?, isUsable: Bool
    ) {
        let evidence = [Evidence(.platform, quote: name)]
        let gpu = AdrenoName.gpu(
            name, processor: "", device: "", host: "", memory: .unknown([]), evidence)
        #expect(gpu.generation.value == generation)
        #expect((gpu.fault == nil) == isUsable)
        #expect(gpu.generation.gaps.isEmpty == (generation != nil))
    }
}
