import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The platform` {
    @Test(arguments: [
        ("Linux", "x86_64", Hardware.System.linux, Hardware.Processor.x86_64),
        ("Linux", "aarch64", .linux, .arm64), ("Linux", "armv7l", .linux, .arm32),
        ("Darwin", "arm64", .macos, .arm64), ("FreeBSD", "amd64", .other, .x86_64),
        ("Linux", "riscv64", .linux, .other), ("Linux", "ppc64le", .linux, .other),
        ("Linux", "i686", .linux, .other), ("Linux", "s390x", .linux, .other),
    ])
    func `is named by the kernel`(
        system: String, machine: String, expected: Hardware.System, processor: Hardware.Processor
    ) async {
        var stub = StubMachine.linux(machine)
        stub = stub.with(
            .platform,
            .platform(Platform(system: system, release: "1", machine: machine, process: machine)))
        stub = stub.sysctl("hw.memsize", "1").sysctl("machdep.cpu.brand_string", "x")
        let hardware = await stub.hardware()
        #expect(hardware.system.value == expected && hardware.processor.value == processor)
    }

    @Test(arguments: ["riscv64", "ppc64le", "i686"])
    func `case 83: a processor without a build is refused, and not by force`(
        machine: String
    ) async throws {
        let verdict = try await StubMachine.linux(machine).verdict()
        #expect(verdict.rule == .unsupportedProcessor && !verdict.isForceable)
    }

    @Test(arguments: [Outcome.absent, .denied, .failed("x"), .unrecorded, .text("Linux")])
    func `is unknown, and so is all else`(outcome: Outcome) async throws {
        let verdict = try await StubMachine.linux().with(.platform, outcome).verdict()
        #expect(verdict.rule == .insufficientEvidence)
        #expect(Set(verdict.gaps.map(\.access)) == [.platform])
    }

    // MARK: - WSL2

    private static let folder = Access.directory("/usr/lib/wsl/lib")

    @Test(arguments: [
        ("Microsoft's kernel", StubMachine.wsl, true as Bool?), ("another kernel", .linux(), false),
        ("its own kernel", StubMachine.linux().directory("/usr/lib/wsl/lib", ["libcuda.so"]), true),
        ("denied", StubMachine.linux().with(folder, .denied), nil),
        ("not recorded", StubMachine.linux().with(folder, .unrecorded), nil),
        ("WSL1", StubMachine.linux(release: "4.4.0-22621-Microsoft"), false),
        ("WSL1 with the folder", wsl1.directory("/usr/lib/wsl/lib", ["nvidia-smi"]), false),
        ("an early WSL2", StubMachine.linux(release: "4.19.84-microsoft-standard"), true),
    ])
    func `is WSL2 by its kernel or its folder`(name: String, stub: StubMachine, isWSL: Bool?) async
    {
        #expect(await stub.hardware().isWSL.value == isWSL)
    }

    private static let wsl1 = StubMachine.linux(release: "4.4.0-19041-Microsoft")

    @Test func `that is WSL1 reaches no GPU`() async throws {
        let row = "0, 00000000:01:00.0, RTX, 8188, 615.36, 8.9, [N/A], None\n"
        let stub = Self.wsl1.nvidia(.output(row))
            .nvidia(program: NVIDIAQuery.wslProgram, .output(row))
            .with(.directory("/sys/bus/pci/devices"), .denied)
        let hardware = await stub.hardware()
        #expect(hardware.gpus.isEmpty && hardware.unknownVendors.isEmpty)
        #expect(hardware.notes == [.wsl1])
        #expect(try await stub.verdict().rule == .cpuLarge)
    }

    @Test func `that may be WSL2 may have a GPU that shows elsewhere`() async throws {
        let stub = StubMachine.linux().with(Self.folder, .denied)
        let verdict = try await stub.verdict()
        #expect(
            verdict.rule == .insufficientEvidence && verdict.gaps.map(\.access) == [Self.folder])
        let row = "0, 00000000:01:00.0, RTX, 8188, 615.36, 8.9, [N/A], None\n"
        let card = stub.nvidia(program: NVIDIAQuery.wslProgram, .output(row))
        #expect(try await card.verdict().rule == .cuda)
    }

    // MARK: - Boards

    static let boards: [(name: String, stub: StubMachine, isPi: Bool?)] = [
        ("case 80: the model's zero byte", arm().file(model, "Raspberry Pi 5 Model B\0"), true),
        ("by its names", arm().file(compatible, "raspberrypi,4-model-b\0brcm,bcm2711\0"), true),
        (
            "in a container", arm().file(cpuinfo, "processor\t: 0\nModel\t\t: Raspberry Pi 5\n"),
            true
        ),
        ("case 79: Hardware says BCM2835", arm().file(cpuinfo, "Hardware\t: BCM2835\n"), true),
        ("Hardware says another chip", arm().file(cpuinfo, "Hardware\t: Rockchip\n"), false),
        (
            "Hardware of a denied board",
            arm().file(cpuinfo, "Hardware\t: BCM2711\n")
                .with(.file(model), .denied), true
        ),
        ("a revision alone", arm().file(cpuinfo, "Revision\t: c03111\n"), true),
        ("a revision with its warranty void", arm().file(cpuinfo, "Revision\t: 2c03111\n"), true),
        ("an old revision alone", arm().file(cpuinfo, "Revision\t: 000e\n"), false),
        (
            "a revision of another chip",
            arm().file(cpuinfo, "Hardware\t: Allwinner\nRevision\t: c03111\n"), false
        ),
        ("a revision of no model", arm().file(cpuinfo, "Revision\t: c03ff1\n"), false),
        ("case 78: Fedora has no Model line", arm().file(compatible, "raspberrypi,4\0"), true),
        ("another board", arm().file(model, "Radxa ROCK 5B\0"), false),
        ("a server without a device tree", arm(), false),
        ("a denied model", arm().with(.file(model), .denied), nil),
        ("names that are cut", arm().file(compatible, "raspberr"), nil),
        ("empty names", arm().file(compatible, ""), nil),
        ("names not recorded", arm().with(.file(compatible), .unrecorded), nil),
        ("a cpuinfo that is cut", arm().file(cpuinfo, "Model : Raspb"), nil),
        ("x86-64 is none", StubMachine.linux().with(.file(model), .denied), false),
    ]

    private static let model = "/proc/device-tree/model"
    private static let compatible = "/proc/device-tree/compatible"
    private static let cpuinfo = "/proc/cpuinfo"

    private static func arm(gibibytes: Int = 8) -> StubMachine {
        StubMachine.linux("aarch64", gibibytes: gibibytes)
    }

    @Test(arguments: boards)
    func `has a board that is a Raspberry Pi or not`(
        name: String, stub: StubMachine, isPi: Bool?
    ) async throws {
        let board = await stub.hardware().board
        let found: Bool? =
            switch board.value {
            case .raspberryPi?: true
            case .other?: false
            case nil: nil
            }
        #expect(found == isPi)
        if isPi == nil { #expect(try await stub.verdict().rule == .insufficientEvidence) }
    }

    /// A machine that closes what a phone with Android closes.
    private static func closed(_ stub: StubMachine) -> StubMachine {
        ["/sys/class/drm", "/sys/bus/pci/devices"].reduce(stub) {
            $0.with(.directory($1), .denied)
        }.with(.file(model), .denied).with(.file(compatible), .denied)
    }

    @Test(arguments: [
        (
            "a phone", closed(.linux("aarch64", release: "5.15.78-android13-8", gibibytes: 7)),
            Rule.ID.smallARM
        ),
        (
            "a phone of 32 bits", closed(.linux("armv8l", release: "4.9.1-ANDROID", gibibytes: 3)),
            .smallARM
        ),
        (
            "a phone whose kernel does not say so",
            closed(arm()).with(.environment("ANDROID_ROOT"), .value("/system")), .smallARM
        ),
        ("another ARM machine", closed(arm()), .insufficientEvidence),
        (
            "another, not asked for Android",
            closed(arm()).with(.environment("ANDROID_ROOT"), .unrecorded), .insufficientEvidence
        ),
        (
            "a phone whose bus was not recorded",
            StubMachine.linux("aarch64", release: "5.15.78-android13-8")
                .with(.directory("/sys/bus/pci/devices"), .unrecorded), .insufficientEvidence
        ),
        (
            "Android on x86-64", closed(.linux(release: "5.15.78-android13-8")),
            .insufficientEvidence
        ),
        (
            "a phone in which a chip of NVIDIA is seen",
            StubMachine.linux("aarch64", release: "3.10.96-tegra-android")
                .file(compatible, "nvidia,shieldtablet\0nvidia,tegra210\0")
                .with(.directory("/sys/bus/pci/devices"), .denied), .cudaUnusable
        ),
    ])
    func `of ARM that closes its lists is a phone or not known`(
        name: String, stub: StubMachine, rule: Rule.ID
    ) async throws {
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(verdict.gaps)")
    }

    @Test(arguments: [("nvidia,tegra264", "11.0"), ("nvidia,tegra234", "8.7")])
    func `of a Jetson is told by its chip`(chip: String, capability: String) async {
        let stub = StubMachine.linux("aarch64", release: "6.8.12-tegra", gibibytes: 120)
            .file(Self.compatible, "nvidia,p3834\0\(chip)\0")
        #expect(await stub.hardware().gpus.map(\.generation.value) == [capability])
    }

    @Test(arguments: [
        ("case 77: Linux on an M1 Pro", "apple,j314s\0apple,t6000\0", 32, Rule.ID.cpuLarge),
        ("case 78: a Raspberry Pi", "raspberrypi,4-model-b\0", 8, .raspberryPi),
        ("case 81: a server", "", 503, .cpuLarge), ("a small board", "", 8, .smallARM),
    ])
    func `on ARM without GPU is judged by size`(
        name: String, names: String, gibibytes: Int, rule: Rule.ID
    ) async throws {
        let stub = Self.arm(gibibytes: gibibytes)
        let named = names.isEmpty ? stub : stub.file(Self.compatible, names)
        #expect(try await named.verdict().rule == rule)
    }

    // MARK: - Macs

    static let macs: [(name: String, stub: StubMachine, rule: Rule.ID)] = [
        ("case 73: M1 with 8 GB", mac("8589934592"), .appleSiliconSmall),
        ("case 73: M1 with 16 GB", mac("17179869184"), .appleSilicon),
        ("memory is exact", mac("17179869183"), .appleSiliconSmall),
        (
            "case 74: a virtual Mac with 4 GB",
            mac("4294967296").sysctl("kern.hv_vmm_present", "1").sysctl(
                "hw.model", "VirtualMac2,1"),
            .appleSiliconSmall
        ),
        (
            "case 72: under Rosetta",
            StubMachine.macOS("x86_64").sysctl("hw.optional.arm64", "1").sysctl(
                "hw.memsize", "17179869184"),
            .appleSilicon
        ),
        (
            "case 27: an Intel Mac with NVIDIA",
            intel.nvidia(.output("0, a, b, 8192, 1, 8.9, x, y\n")),
            .intelMac
        ),
        ("an Intel Mac that says 0", intel.sysctl("hw.optional.arm64", "0"), .intelMac),
        ("no sysctl", .macOS(), .insufficientEvidence),
        ("cut memory", .macOS().with(memsize, .output("171798")), .insufficientEvidence),
        ("no number", mac("16 GB"), .insufficientEvidence),
        ("zero", mac("0"), .insufficientEvidence),
        ("too much", mac("99999999999999999"), .insufficientEvidence),
        ("a hung sysctl", .macOS().with(memsize, .timedOut), .insufficientEvidence),
        ("a denied sysctl", .macOS().with(memsize, .denied), .insufficientEvidence),
        ("a crashed sysctl", .macOS().with(memsize, .signal(9)), .insufficientEvidence),
        ("not recorded", .macOS().with(memsize, .unrecorded), .insufficientEvidence),
        (
            "maybe Rosetta", intel.with(arm64, .unrecorded), .insufficientEvidence
        ),
        ("an odd flag", intel.sysctl("hw.optional.arm64", "2"), .insufficientEvidence),
    ]

    private static let memsize = Access.command(["sysctl", "-n", "hw.memsize"])
    private static let arm64 = Access.command(["sysctl", "-n", "hw.optional.arm64"])
    private static let intel = StubMachine.macOS("x86_64").sysctl("hw.memsize", "68719476736")
        .with(arm64, .output("", exit: 1, error: "sysctl: unknown oid 'hw.optional.arm64'\n"))

    private static func mac(_ memory: String) -> StubMachine {
        StubMachine.macOS().sysctl("hw.memsize", memory).sysctl(
            "machdep.cpu.brand_string", "Apple M1")
    }

    @Test(arguments: macs)
    func `on a Mac leads to its rule`(name: String, stub: StubMachine, rule: Rule.ID) async throws {
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(verdict.gaps)")
        // No engine was asked, which every verdict on a GPU names.
        let others = verdict.gaps.filter { $0.access != .command(EngineProbe.argv) }
        #expect((rule == .insufficientEvidence) == !others.isEmpty)
    }
}
