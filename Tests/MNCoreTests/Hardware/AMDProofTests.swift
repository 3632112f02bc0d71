import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `An AMD GPU` {
    private static let gibibyte = 1 << 30
    private static let card = "/sys/class/drm/card0/device"
    /// Bus 3, device 0, function 0.
    private static let location = 0x300

    /// What proves a GPU an APU, or a card.
    static let proofs: [(name: String, stub: StubMachine, pool: GPU.Pool, bytes: Int?)] = [
        ("nothing: a card", bare(), .dedicated, 8 * gibibyte),
        (
            "the kind of its board", bare().file("\(card)/board_info", "type : cem\n"), .dedicated,
            8 * gibibyte
        ),
        ("the number of an APU", bare("15bf"), .addressable, 12 * gibibyte),
        (
            "the number of an APU, in a file of its own",
            bare().file("\(card)/device", "0x15bf\n"), .addressable, 12 * gibibyte
        ),
        ("the number of a card", bare("73ff"), .dedicated, 8 * gibibyte),
        (
            "no memory of its own", .linux().amd(video: 0, translated: 12 * gibibyte), .addressable,
            12 * gibibyte
        ),
        (
            "a heap that is not its memory",
            bare().kfd(location: location, target: 0, heap: 12 * gibibyte), .addressable,
            12 * gibibyte
        ),
        (
            "a heap that is smaller than its memory",
            bare().kfd(location: location, target: 0, heap: 4 * gibibyte), .addressable,
            12 * gibibyte
        ),
        (
            "a heap that is a part of a card with a maker",
            bare(maker: "hynix").kfd(location: location, target: 90402, heap: 4 * gibibyte),
            .dedicated, 4 * gibibyte
        ),
        (
            "a node that is a processor too",
            bare().kfd(
                location: location, target: 0, heap: 8 * gibibyte, more: "cpu_cores_count 4\n"),
            .addressable, 12 * gibibyte
        ),
        (
            "a processor's node with its number",
            bare("5555").kfd(
                location: 0, target: 0, heap: 8 * gibibyte,
                more: "cpu_cores_count 4\ndevice_id 21845\n"), .addressable, 12 * gibibyte
        ),
        (
            "a processor's node with another number",
            bare("5556").kfd(
                location: 0, target: 0, heap: 8 * gibibyte,
                more: "cpu_cores_count 4\ndevice_id 21845\n"), .dedicated, 8 * gibibyte
        ),
        ("nothing, with the compute driver closed", closed(bare()), .dedicated, nil),
        (
            "the number of a card, with the compute driver closed", closed(bare("73ff")),
            .dedicated, nil
        ),
        (
            "the number of an APU, with the compute driver closed", closed(bare("15bf")),
            .addressable,
            12 * gibibyte
        ),
        (
            "the maker, with the compute driver closed", closed(bare(maker: "samsung")), .dedicated,
            8 * gibibyte
        ),
        (
            "a number that may not be read", bare().with(.file("\(card)/device"), .denied),
            .dedicated,
            nil
        ),
        (
            "a board that may not be read", bare().with(.file("\(card)/board_info"), .denied),
            .dedicated, nil
        ),
        (
            "a larger heap, where the maker may not be read",
            bare().kfd(location: location, target: 0, heap: 12 * gibibyte)
                .with(.file("\(card)/mem_info_vram_vendor"), .denied), .addressable, 12 * gibibyte
        ),
        (
            "a smaller heap, where the maker may not be read",
            bare().kfd(location: location, target: 0, heap: 4 * gibibyte)
                .with(.file("\(card)/mem_info_vram_vendor"), .denied), .dedicated, nil
        ),
        (
            "MI300A, whose memory is the system's",
            .linux(gibibytes: 10).amd(
                video: 8 * gibibyte, translated: 12 * gibibyte, device: "74a0"), .addressable,
            10 * gibibyte
        ),
        (
            "MI300A that says nothing of its memory",
            .linux().amd(video: 0, translated: 0, device: "74a0")
                .with(.file("\(card)/mem_info_gtt_total"), .absent), .addressable, nil
        ),
        (
            "several cards at one address are one",
            bare(maker: "hynix").amd("card1", video: 8 * gibibyte, translated: 0, maker: "hynix"),
            .dedicated, 8 * gibibyte
        ),
    ]

    /// 8 GiB of its own and 12 of the system's.
    private static func bare(_ device: String? = nil, maker: String? = nil) -> StubMachine {
        .linux().amd(
            video: 8 * gibibyte, translated: 12 * gibibyte, maker: maker, device: device)
    }

    private static func closed(_ stub: StubMachine) -> StubMachine {
        stub.with(.directory("/sys/class/kfd/kfd/topology/nodes"), .denied)
    }

    @Test(arguments: proofs)
    func `is an APU where something proves it, else a card`(
        name: String, stub: StubMachine, pool: GPU.Pool, bytes: Int?
    ) async throws {
        let gpus = await stub.hardware().gpus
        try #require(gpus.count == 1)
        #expect(gpus[0].pool == pool)
        #expect(gpus[0].memory.value?.bytes == bytes.map { ByteCount($0) }, "\(gpus[0].memory)")
        #expect(gpus[0].memory.gaps.isEmpty == (bytes != nil))
    }

    @Test(arguments: [("1900", 68), ("74a0", 64), ("73ff", 64)])
    func `adds what is set aside to the memory that is installed`(
        device: String, gibibytes: Int
    ) async {
        let hardware = await StubMachine.linux(gibibytes: 64)
            .amd(video: 4 * Self.gibibyte, translated: 8 * Self.gibibyte, device: device).hardware()
        #expect(hardware.memory.installed.value == .nominal(ByteCount(gibibytes << 30)))
        #expect(hardware.memory.usable.value == .nominal(.gibibytes(64)))
        #expect(hardware.gpus.map(\.device) == [device])
        let words = hardware.rows.first { $0.label == "Memory" }?.value
        #expect(words?.contains("set aside for graphics") == (gibibytes > 64))
    }

    /// MI300A and a card, as each tool tells of them.
    @Test(arguments: [("0x74a0", GPU.Pool.addressable), ("0x74a1", .dedicated)])
    func `knows MI300A by its number, whatever tells it`(number: String, pool: GPU.Pool) async {
        let rocm =
            "{\"card0\": {\"Device ID\": \"\(number)\", \"GFX Version\": \"gfx942\", "
            + "\"VRAM Total Memory (B)\": \"\(60 * Self.gibibyte)\"}}\n"
        let amd =
            "[{\"asic\": {\"device_id\": \"\(number)\", "
            + "\"target_graphics_version\": \"gfx942\"}, \"vram\": {\"size\": \"61440 MB\"}}]\n"
        for (argv, output) in [(ROCmSMI.argv, rocm), (AMDSMI.argv, amd)] {
            let hardware = await StubMachine.linux().with(.directory("/sys/class/drm"), .denied)
                .with(.command(argv), .output(output)).hardware()
            #expect(hardware.gpus.map(\.pool) == [pool])
            #expect(hardware.sizes == [60 * Self.gibibyte])
            #expect(hardware.memory.installed.value == .nominal(.gibibytes(64)))
        }
    }
}
