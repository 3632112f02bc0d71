// long: every answer of one program and of the files beside it, a case each.
import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The NVIDIA probe` {
    private static func row(
        _ name: String = "NVIDIA GeForce RTX 4060", memory: String = "8188",
        capability: String = "8.9", mig: String = "[N/A]", mode: String = "None",
        address: String = "00000000:01:00.0", index: Int = 0
    ) -> String {
        "\(index), \(address), \(name), \(memory), 610.57.04, \(capability), \(mig), \(mode)\n"
    }

    /// The rule that decides for the default model.
    static let replies: [(name: String, stub: StubMachine, rule: Rule.ID)] = [
        (
            "a MIG mode in other words", StubMachine.linux().nvidia(.output(row(mig: "Aktiviert"))),
            .cudaUnknown
        ),
        ("case 1: 8188 MiB are 8 GB", StubMachine.linux().nvidia(.output(row())), .cuda),
        (
            "case 5: the larger of two",
            StubMachine.linux().nvidia(
                .output(row(memory: "6144") + row(memory: "24576", address: "0:2:0", index: 1))),
            .cuda
        ),
        (
            "two small ones are not one large one",
            StubMachine.linux().nvidia(
                .output(row(memory: "6144") + row(memory: "6144", index: 1))),
            .cudaSmall
        ),
        (
            "case 3: a card without a name",
            StubMachine.linux().nvidia(.output(row("Graphics Device", memory: "5912"))), .cudaSmall
        ),
        (
            "case 6: GB10",
            StubMachine.linux("aarch64", gibibytes: 119)
                .nvidia(.output(row("NVIDIA GB10", memory: "[N/A]", capability: "12.1"))),
            .cudaARM64
        ),
        (
            "case 7: GB10 of another maker, known by its number on the bus",
            StubMachine.linux("aarch64", gibibytes: 119)
                .nvidia(.output(row("NVIDIA", memory: "[N/A]", capability: "12.1")))
                .pci("000f:01:00.0", "0x030000", "10de", "2e12", driver: "nvidia"), .cudaARM64
        ),
        (
            "case 9: Jetson Orin",
            StubMachine.linux("aarch64", gibibytes: 29)
                .nvidia(
                    .output(row("Orin (nvgpu)", memory: "[N/A]", capability: "8.7", address: "N/A"))
                ),
            .cudaARM64
        ),
        (
            "case 10: Jetson Orin Nano with 6.3 GiB",
            StubMachine.linux("aarch64", gibibytes: 6)
                .nvidia(.output(row("Orin (nvgpu)", memory: "[N/A]", capability: "8.7"))),
            .cudaSmall
        ),
        (
            "case 11: Jetson without nvidia-smi",
            StubMachine.linux("aarch64", gibibytes: 29)
                .file("/etc/nv_tegra_release", "# R35 (release), REVISION: 4.1\n")
                .file("/proc/device-tree/compatible", "nvidia,p3737\0nvidia,tegra234\0"),
            .cudaUnusable
        ),
        (
            "Jetson Nano is too old",
            StubMachine.linux("aarch64", gibibytes: 4)
                .file("/proc/device-tree/compatible", "nvidia,jetson-nano\0nvidia,tegra210\0"),
            .cudaSmall
        ),
        (
            "a Jetson that hides its device tree",
            StubMachine.linux("aarch64").file("/etc/nv_tegra_release", "# R35 (release)\n"),
            .cudaUnusable
        ),
        (
            "case 13: GH200 has its own memory",
            StubMachine.linux("aarch64", gibibytes: 8)
                .nvidia(
                    .output(row("GH200 480GB", memory: "97871", capability: "9.0", mode: "ATS"))),
            .cudaARM64
        ),
        (
            "case 18: HMM addressing does not make a card unified",
            StubMachine.linux(gibibytes: 128)
                .nvidia(.output(row("NVIDIA GeForce RTX 2060", memory: "6144", mode: "HMM"))),
            .cudaSmall
        ),
        (
            "memory that is not told is unknown, not zero",
            StubMachine.linux().nvidia(.output(row(memory: "[Unknown Error]"))), .cudaUnknown
        ),
        (
            "case 32: a name without NVIDIA",
            StubMachine.linux("aarch64").nvidia(
                .output(row("JMJWOA-Generic-GPU", memory: "65536"))),
            .cudaARM64
        ),
        (
            "Pascal is too old",
            StubMachine.linux().nvidia(.output(row(memory: "24576", capability: "6.1"))),
            .cudaUnusable
        ),
        (
            "case 25: an older driver is asked for less",
            StubMachine.linux().nvidia(.output(unknownField("addressing_mode"), exit: 2))
                .nvidia(tier: 1, .output("0, 00000000:01:00.0, T4, 15360, 610.1, 7.5, [N/A]\n")),
            .cuda
        ),
        (
            "case 25: a very old driver is asked for least",
            StubMachine.linux().nvidia(.output(unknownField("addressing_mode"), exit: 2))
                .nvidia(tier: 1, .output(unknownField("compute_cap"), exit: 2))
                .nvidia(tier: 2, .output("0, 00000000:01:00.0, Tesla T4, 15360, 418.87\n")),
            .cudaUnusable
        ),
        ("case 21: exit 18 proves a device", StubMachine.linux().nvidia(mismatch), .cudaUnusable),
        (
            "case 22: exit 9 with a device on the bus", card("nouveau").nvidia(failed),
            .cudaUnusable
        ),
        (
            "exit 9 with a device node",
            StubMachine.linux().nvidia(failed).directory("/dev", ["nvidia0"]),
            .cudaUnusable
        ),
        ("exit 9 and no device", StubMachine.linux().nvidia(failed), .cpuLarge),
        (
            "exit 9 and a bus that cannot be read",
            StubMachine.linux().nvidia(failed).with(.directory("/sys/bus/pci/devices"), .denied),
            .insufficientEvidence
        ),
        (
            "case 23: no devices were found",
            StubMachine.linux().nvidia(.output("No devices were found\n", exit: 6)), .cpuLarge
        ),
        (
            "case 24: a crash under WSL2",
            StubMachine.wsl.nvidia(program: NVIDIAQuery.wslProgram, .signal(11))
                .directory("/dev", ["dxg"]), .cudaUnusable
        ),
        (
            "case 28: on the bus, and no nvidia-smi", card("nvidia"), .cudaUnknown
        ),
        ("a card without its driver", card("nouveau"), .cudaUnusable),
        ("a card without any driver", card(nil), .cudaUnusable),
        (
            "case 29: class 0x0302 beside a virtual display",
            StubMachine.linux().pci(
                "0000:00:01.0", "0x030000", "1af4", "1050", driver: "virtio-pci"
            )
            .pci("0000:00:06.0", "0x030200", "10de", "15f8", driver: "nvidia"), .cudaUnusable
        ),
        ("a time-out with a device", card("nvidia").nvidia(.timedOut), .cudaUnknown),
        ("a time-out without one", StubMachine.linux().nvidia(.timedOut), .cpuLarge),
        ("denied, with a device", card("nvidia").nvidia(.denied), .cudaUnknown),
        ("denied, without one", StubMachine.linux().nvidia(.denied), .cpuLarge),
        ("not recorded", StubMachine.linux().nvidia(.unrecorded), .insufficientEvidence),
        ("nothing said", card("nvidia").nvidia(.output("")), .cudaUnusable),
        (
            "a row that is cut", StubMachine.linux().nvidia(.output("0, 00000000:01:0")),
            .cudaUnknown
        ),
        (
            "a row without its end", StubMachine.linux().nvidia(.output(String(row().dropLast()))),
            .cudaUnknown
        ),
        (
            "one row of two is cut",
            StubMachine.linux().nvidia(.output(row(memory: "6144") + "1, 00000000:02:0")),
            .insufficientEvidence
        ),
        (
            "a warning before the rows",
            StubMachine.linux().nvidia(.output("WARNING: infoROM is corrupted\n" + row())), .cuda
        ),
        (
            "case 62: WSL2 shows nothing on the bus",
            StubMachine.wsl.nvidia(program: NVIDIAQuery.wslProgram, .output(row())), .cuda
        ),
        (
            "case 63: the distribution's own nvidia-smi is not asked under WSL2",
            StubMachine.wsl.nvidia(program: NVIDIAQuery.wslProgram, .output(row())).nvidia(failed),
            .cuda
        ),
        (
            "WSL2's nvidia-smi may not be run",
            StubMachine.wsl.nvidia(program: NVIDIAQuery.wslProgram, .denied).directory(
                "/dev", ["dxg"]),
            .cudaUnknown
        ),
        ("case 64: WSL2 on a Snapdragon", .linux("aarch64", release: "5.15-microsoft"), .cpuLarge),
        (
            "a vGPU slice is measured exactly",
            StubMachine.linux().nvidia(.output(row("NVIDIA A16-8C", memory: "8191"))), .cudaSmall
        ),
        (
            "case 15: the largest MIG instance",
            StubMachine.linux().nvidia(.output(migRow)).with(
                migQuery, mig(["19968 MiB", "9984 MiB"])),
            .cuda
        ),
        (
            "a MIG instance that is too small",
            StubMachine.linux().nvidia(.output(migRow)).with(migQuery, mig(["4864 MiB"])),
            .cudaSmall
        ),
        (
            "case 17: MIG without an instance",
            StubMachine.linux().nvidia(.output(migRow)).with(migQuery, mig([])), .cudaUnusable
        ),
        (
            "MIG of another board is not this one's",
            StubMachine.linux().nvidia(.output(migRow))
                .with(migQuery, mig(["19968 MiB"], board: "00000001:01:00.0")), .cudaUnknown
        ),
        (
            "MIG that cannot be asked for", StubMachine.linux().nvidia(.output(migRow)),
            .cudaUnknown
        ),
        (
            "MIG in XML that is cut",
            StubMachine.linux().nvidia(.output(migRow)).with(
                migQuery, .output("<nvidia_smi_log><gpu")),
            .cudaUnknown
        ),
    ]

    private static func unknownField(_ name: String) -> String {
        "Field \"\(name)\" is not a valid field to query.\n"
    }

    private static let mismatch = Outcome.output(
        "Failed to initialize NVML: Driver/library version mismatch\n", exit: 18)
    private static let failed = Outcome.output(
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", exit: 9)

    private static func card(_ driver: String?) -> StubMachine {
        StubMachine.linux().pci("0000:01:00.0", "0x030000", "10de", "2882", driver: driver)
    }

    private static let migRow = row(
        "NVIDIA H100", memory: "81559", capability: "9.0", mig: "Enabled")
    private static let migQuery = Access.command(NVIDIADetails.argv("nvidia-smi"))

    private static func mig(
        _ sizes: [String], board: String = "00000000:01:00.0"
    ) -> Outcome {
        let devices = sizes.map {
            "<mig_device><fb_memory_usage><total>\($0)</total></fb_memory_usage></mig_device>"
        }
        return .output(
            "<nvidia_smi_log><gpu id=\"\(board)\"><mig_devices>\(devices.joined())"
                + "</mig_devices></gpu></nvidia_smi_log>\n")
    }

    @Test(arguments: replies)
    func `leads to its rule`(name: String, stub: StubMachine, rule: Rule.ID) async throws {
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(verdict.gaps)")
        let isOpen = [.cudaUnknown, .insufficientEvidence].contains(rule)
        if isOpen { #expect(!verdict.gaps.isEmpty) }
    }

    @Test func `case 16: two compute instances of one MIG instance count once`() async {
        let stub = StubMachine.linux().nvidia(.output(Self.migRow))
            .with(Self.migQuery, Self.mig(["71424 MiB", "71424 MiB"]))
        let memory = await stub.hardware().gpus.first?.memory.value
        #expect(memory == .exact(ByteCount(71_424 << 20)))
    }

    @Test(arguments: ["", "-1", "0"])
    func `case 26: devices that the user hides are noted, and the verdict stays`(
        value: String
    ) async throws {
        let stub = StubMachine.linux().nvidia(.output(Self.row()))
            .with(.environment("CUDA_VISIBLE_DEVICES"), .value(value))
        let note = Hardware.Note.hiddenDevices(variable: "CUDA_VISIBLE_DEVICES", value: value)
        #expect(await stub.hardware().notes == [note])
        #expect(try await stub.verdict().rule == .cuda)
    }

    @Test(arguments: [Outcome.timedOut, .denied, .signal(11), .output("", exit: 9)])
    func `names a program that did not work and shows no device`(outcome: Outcome) async throws {
        let verdict = try await StubMachine.linux().nvidia(outcome).verdict()
        #expect(verdict.rule == .cpuLarge)
        #expect(verdict.gaps.map(\.access.summary) == ["nvidia-smi --query-gpu"])
    }

    @Test func `does not name a program that found no device`() async throws {
        let stub = StubMachine.linux().nvidia(.output("No devices were found\n", exit: 6))
        #expect(try await stub.verdict().gaps == [])
        #expect(await stub.hardware().notes.count == 1)
    }

    @Test(arguments: ["N/A", "[N/A]", "[Not Supported]", ""])
    func `takes a cell without a value for no driver version`(cell: String) async {
        let row = Self.row().replacing("610.57.04", with: cell)
        let gpus = await StubMachine.linux().nvidia(.output(row)).hardware().gpus
        #expect(gpus.count == 1 && gpus.first?.driverVersion == nil)
    }
}
