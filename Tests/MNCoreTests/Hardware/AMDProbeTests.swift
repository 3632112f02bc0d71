import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The AMD probe` {
    private static let gibibyte = 1 << 30
    private static let card = "/sys/class/drm/card0/device"
    private static let node = "/sys/class/kfd/kfd/topology/nodes/1"
    /// Bus 3, device 0, function 0.
    private static let location = 0x300

    /// A card of 8 GB whose kernel can address 16 GiB more, with its compute driver.
    private static let navi = StubMachine.linux()
        .amd(video: 8_573_157_376, translated: 16 * gibibyte, maker: "samsung")
        .kfd(location: location, target: 100302, heap: 8_573_157_376)
    /// The same card, and no compute driver.
    private static let display = StubMachine.linux()
        .amd(video: 8_573_157_376, translated: 16 * gibibyte, maker: "samsung")
    /// Without the maker of its memory, which then only the heap tells from an APU.
    private static let plain = StubMachine.linux().amd(
        video: 4 * gibibyte, translated: 16 * gibibyte
    )
    .kfd(location: location, target: 100304, heap: 4 * gibibyte)

    static let machines: [(name: String, stub: StubMachine, pool: GPU.Pool, bytes: Int?)] = [
        ("case 2: a card of 8 GB", navi, .dedicated, 8_573_157_376),
        (
            "case 35: an APU with a small carve-out",
            .linux().amd(video: gibibyte / 2, translated: 15 * gibibyte, device: "150e"),
            .addressable, 15 * gibibyte
        ),
        (
            "case 36: an APU with a large carve-out",
            .linux().amd(video: 8 * gibibyte, translated: 43 * gibibyte)
                .kfd(location: location, target: 110502, heap: 43 * gibibyte), .addressable,
            43 * gibibyte
        ),
        (
            "an APU whose heap is its carve-out, known by its target",
            .linux().amd(video: gibibyte / 2, translated: 15 * gibibyte)
                .kfd(location: location, target: 100305, heap: gibibyte / 2), .addressable,
            15 * gibibyte
        ),
        (
            "case 37: a card that may address more than it has",
            .linux().amd(video: 4 * gibibyte, translated: 8_372_224_000, maker: "elpida"),
            .dedicated,
            4 * gibibyte
        ),
        (
            "case 38: never more than is installed, the carve-out with it",
            .linux(gibibytes: 16)
                .amd(video: gibibyte, translated: 100 * gibibyte, device: "1900"), .addressable,
            17 * gibibyte
        ),
        (
            "case 44: padded with zero bytes",
            navi.with(
                .file("\(card)/mem_info_vram_total"), .text("8573157376\n\0\0\0\0")), .dedicated,
            8_573_157_376
        ),
        (
            "case 45: a gap in the numbers, and connectors",
            StubMachine.linux().amd(
                "card1", video: 8_573_157_376, translated: gibibyte, maker: "hynix"
            )
            .directory("/sys/class/drm", ["card1", "card1-DP-1", "renderD129", "version"]),
            .dedicated, 8_573_157_376
        ),
        ("a card known by its heap alone", plain, .dedicated, 4 * gibibyte),
        ("cut size", navi.file("\(card)/mem_info_vram_total", "857315"), .dedicated, nil),
        ("no size", navi.with(.file("\(card)/mem_info_vram_total"), .absent), .dedicated, nil),
        ("denied size", navi.with(.file("\(card)/mem_info_vram_total"), .denied), .dedicated, nil),
        (
            "size not recorded", navi.with(.file("\(card)/mem_info_vram_total"), .unrecorded),
            .dedicated, nil
        ),
        (
            "a size that cannot be", navi.file("\(card)/mem_info_vram_total", "\(Int.max)\n"),
            .dedicated, nil
        ),
        (
            "a heap that cannot be read is no APU",
            plain.with(.file("\(node)/mem_banks/0/properties"), .denied), .dedicated, nil
        ),
        (
            "a heap that is cut is no APU",
            plain.file("\(node)/mem_banks/0/properties", "heap_type 1\nsize_in_bytes 42949"),
            .dedicated, nil
        ),
        (
            "a heap without its size is no APU",
            plain.file("\(node)/mem_banks/0/properties", "heap_type 1\n"), .dedicated, nil
        ),
        (
            "nodes that are not recorded make no APU",
            plain.with(.directory("/sys/class/kfd/kfd/topology/nodes"), .unrecorded), .dedicated,
            nil
        ),
        (
            "a node without its units makes no APU",
            plain.file("\(node)/properties", "location_id 768\n"), .dedicated, nil
        ),
        (
            "a maker that may not be read makes no APU",
            .linux().amd(video: 4 * gibibyte, translated: 16 * gibibyte)
                .with(.file("\(card)/mem_info_vram_vendor"), .denied), .dedicated, nil
        ),
        (
            "an APU without GTT",
            .linux().amd(video: gibibyte, translated: 0, device: "1638")
                .with(.file("\(card)/mem_info_gtt_total"), .absent), .addressable, nil
        ),
    ]

    @Test(arguments: machines)
    func `tells the pool and the size`(
        name: String, stub: StubMachine, pool: GPU.Pool, bytes: Int?
    ) async throws {
        let gpus = await stub.hardware().gpus
        try #require(gpus.count == 1)
        #expect(gpus[0].pool == pool)
        #expect(gpus[0].memory.value?.bytes == bytes.map { ByteCount($0) })
        #expect(gpus[0].memory.gaps.isEmpty == (bytes != nil))
        #expect(try await stub.verdict().rule != .amdUnknown || bytes == nil)
    }

    static let gaps: [(name: String, access: Access, outcome: Outcome)] = [
        ("denied directory", .directory("/sys/class/drm"), .denied),
        ("directory not recorded", .directory("/sys/class/drm"), .unrecorded),
        ("denied vendor", .file("\(card)/vendor"), .denied),
        ("empty vendor", .file("\(card)/vendor"), .text("")),
        ("cut vendor", .file("\(card)/vendor"), .text("0x10")),
        ("a warning before the vendor", .file("\(card)/vendor"), .text("warning\n0x1002\n")),
        ("denied uevent", .file("\(card)/uevent"), .denied),
        ("no uevent", .file("\(card)/uevent"), .absent),
        ("a uevent without a driver", .file("\(card)/uevent"), .text("PCI_SLOT_NAME=0:0\n")),
        ("a uevent without an address", .file("\(card)/uevent"), .text("DRIVER=amdgpu\n")),
        ("a uevent that is cut", .file("\(card)/uevent"), .text("DRIVER=amdg")),
    ]

    @Test(arguments: gaps)
    func `cannot tell whether there is one`(
        name: String, access: Access, outcome: Outcome
    ) async throws {
        let stub = Self.display.with(access, outcome)
        let hardware = await stub.hardware()
        #expect(hardware.gpus.isEmpty)
        let unknown = try #require(hardware.unknownVendors.first { $0.vendor == .amd })
        #expect(unknown.gaps.map(\.access) == [access])
        let verdict = try await stub.verdict()
        #expect(verdict.rule == .insufficientEvidence && verdict.gaps.map(\.access) == [access])
    }

    static let others: [(name: String, stub: StubMachine)] = [
        (
            "case 33: an AMD processor",
            StubMachine.linux().pci("0000:00:00.0", "0x060000", "1022", "14e8", driver: nil)
        ),
        (
            "case 34: the driver radeon",
            StubMachine.linux().amd(video: 1, translated: 1, driver: "radeon")
        ),
        (
            "case 46: an NPU",
            StubMachine.linux().pci("0000:00:0b.0", "0x120000", "8086", "643e", driver: "intel_vpu")
        ),
        (
            "case 47: a BMC",
            StubMachine.linux().pci("0000:02:00.0", "0x030000", "1a03", "2000", driver: "ast")
                .file("/sys/class/drm/card0/device/vendor", "0x1a03\n")
                .directory("/sys/class/drm", ["card0", "card0-VGA-1"])
        ),
        (
            "case 49: Intel Arc",
            StubMachine.linux().pci("0000:03:00.0", "0x030000", "8086", "e20b", driver: "xe")
        ),
        (
            "a card without a driver",
            StubMachine.linux().pci("0000:03:00.0", "0x030000", "1002", "7480", driver: nil)
        ),
        (
            "a display that is no PCI device",
            StubMachine.linux().directory("/sys/class/drm", ["card0"])
        ),
        ("no displays at all", StubMachine.linux()),
    ]

    @Test(arguments: others)
    func `counts nothing else`(name: String, stub: StubMachine) async throws {
        let hardware = await stub.hardware()
        #expect(hardware.gpus.isEmpty && hardware.unknownVendors.isEmpty)
        #expect(try await stub.verdict().rule == .cpuLarge)
    }

    @Test(arguments: [
        (90010, "gfx90a"), (90402, "gfx942"), (100302, "gfx1032"), (110003, "gfx1103"),
        (110500, "gfx1150"), (90000, "gfx900"),
    ])
    func `case 40: names the target as LLVM does`(version: Int, target: String) {
        #expect(KFDTopology.target(version) == target)
    }

    @Test func `an old kernel names no target`() async {
        let stub = Self.navi.file(
            "\(Self.node)/properties", "simd_count 256\nlocation_id \(Self.location)\n")
        let gpu = await stub.hardware().gpus.first
        #expect(gpu?.generation.value == nil && gpu?.memory.value != nil)
    }

    // MARK: - The bus

    @Test(arguments: [Outcome.denied, .unrecorded])
    func `is not there where the whole bus has none, whatever the drivers do not tell`(
        outcome: Outcome
    ) async throws {
        let drivers = Access.directory("/sys/class/drm")
        let stub = StubMachine.linux().pci(
            "0000:03:00.0", "0x030000", "8086", "e20b", driver: "xe"
        )
        .with(drivers, outcome)
        let hardware = await stub.hardware()
        #expect(hardware.gpus.isEmpty && hardware.unknownVendors.isEmpty)
        #expect(try await stub.verdict().rule == .cpuLarge)
        let card = stub.pci("0000:04:00.0", "0x030000", "1002", "7480", driver: "amdgpu")
        let closed = stub.pci("0000:04:00.0", "0x060000", "8086", "4660", driver: nil)
            .with(.file("/sys/bus/pci/devices/0000:04:00.0/class"), .denied)
        for other in [card, closed] {
            let unknown = await other.hardware().unknownVendors.first { $0.vendor == .amd }
            #expect(unknown?.gaps.map(\.access).contains(drivers) == true)
        }
    }

    @Test(arguments: ["class", "vendor", "device"], [Outcome.denied, .text(""), .text("0x")])
    func `a device that cannot be read may be a GPU`(file: String, outcome: Outcome) async throws {
        let path = Access.file("/sys/bus/pci/devices/0000:01:00.0/\(file)")
        let stub = StubMachine.linux().pci(
            "0000:01:00.0", "0x030000", "10de", "2882", driver: "nvidia"
        )
        .with(path, outcome)
        let hardware = await stub.hardware()
        #expect(hardware.unknownVendors.map(\.vendor) == [.nvidia, .amd])
        #expect(try await stub.verdict().gaps.map(\.access) == [path])
    }
}
