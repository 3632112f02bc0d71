import MNSim

@testable import MNCore
@testable import MNMachine

extension EdgeCase {
    static let card = "/sys/class/drm/card0/device"
    private static let topology = "/sys/class/kfd/kfd/topology/nodes"
    /// Bus 3, device 0, function 0.
    private static let location = 0x300

    /// A machine whose display driver may not be asked, and what a tool of AMD says.
    private static func blind(_ argv: [String], _ output: String) -> StubMachine {
        StubMachine.linux().with(.directory("/sys/class/drm"), .denied)
            .with(.command(argv), .output(output))
    }

    private static let rocm61 = """
        WARNING: AMD GPU device(s) is/are in a low-power state. Check power control/runtime_status

        {"card0": {"Device Name": "Navi 22", "Device ID": "0x73df", "PCI Bus": "0000:07:00.0",
        "VRAM Total Memory (B)": "12868124672", "GTT Total Memory (B)": "16792432640",
        "Card Series": "Navi 22", "GFX Version": "gfx1031"}, "system": {"Driver version": "6.7"}}

        """
    private static let rocm43 = """
        {"card0": {"GPU ID": "0x73df", "PCI Bus": "0000:07:00.0", "Card series": "0x1002",
        "VRAM Total Memory (B)": "12868124672", "Card model": "0x1002"}}

        """

    /// A card of two partitions, each a function of the device.
    private static var partitioned: StubMachine {
        var stub = StubMachine.linux().amd(video: 192.gibibytes, translated: 64.gibibytes)
            .directory(topology, ["1", "2"])
        for node in 1...2 {
            stub = stub.file(
                "\(topology)/\(node)/properties",
                "simd_count 152\ngfx_target_version 90402\nvendor_id 4098\ndevice_id 29857\n"
                    + "location_id \(location + node - 1)\ndomain 0\n"
            ).directory("\(topology)/\(node)/mem_banks", ["0"]).file(
                "\(topology)/\(node)/mem_banks/0/properties",
                "heap_type 1\nsize_in_bytes \(96.gibibytes)\n")
        }
        return stub
    }

    static let amd: [EdgeCase] = [
        EdgeCase(
            2, "8176 MiB of AMD are 8 GB",
            StubMachine.linux().amd(
                video: 8_573_157_376, translated: 8.gibibytes, maker: "samsung"),
            .amd),
        EdgeCase(
            33, "an AMD processor is no GPU",
            StubMachine.linux().pci("0000:00:00.0", "0x060000", "1022", "14e8", driver: nil),
            .cpuLarge),
        EdgeCase(
            34, "the driver radeon computes nothing",
            StubMachine.linux().amd(video: 1, translated: 1, driver: "radeon"), .cpuLarge
        ) { hardware, _ in hardware.unlisted.count == 1 },
        EdgeCase(
            35, "an APU is sized by what it may address",
            StubMachine.linux().amd(video: 512.mebibytes, translated: 15.gibibytes, device: "150e"),
            .amd
        ) { hardware, _ in
            hardware.gpus[0].pool == .addressable && hardware.sizes == [15.gibibytes]
        },
        EdgeCase(
            36, "an APU with a carve-out of 8 GiB is no card",
            StubMachine.linux().amd(video: 8.gibibytes, translated: 43.gibibytes)
                .kfd(location: location, target: 110502, heap: 43.gibibytes), .amd
        ) { hardware, _ in
            hardware.gpus[0].pool == .addressable && hardware.sizes == [43.gibibytes]
        },
        EdgeCase(
            37, "an RX 580 of 4 GB with 7.8 GiB of GTT",
            StubMachine.linux().amd(video: 4.gibibytes, translated: 8_372_224_000, maker: "elpida"),
            .amdSmall
        ) { hardware, _ in hardware.gpus[0].pool == .dedicated },
        EdgeCase(
            38, "never more than is installed",
            StubMachine.linux(gibibytes: 120)
                .amd(video: 8.gibibytes, translated: 132.gibibytes, device: "1586"), .amd
        ) { hardware, _ in hardware.sizes == [128.gibibytes] },
        EdgeCase(
            39, "class 0x0380 is a GPU",
            StubMachine.linux().amd(video: 512.mebibytes, translated: 15.gibibytes, device: "150e")
                .pci("0000:03:00.0", "0x038000", "1002", "150e", driver: "amdgpu"), .amd),
        EdgeCase(
            40, "90010 is gfx90a",
            StubMachine.linux().amd(video: 64.gibibytes, translated: 8.gibibytes)
                .kfd(location: location, target: 90010, heap: 64.gibibytes), .amd
        ) { hardware, _ in hardware.gpus[0].generation.value == "gfx90a" },
        EdgeCase(
            40, "rocm-smi's gfx9010 is gfx90a",
            blind(
                ROCmSMI.argv,
                "{\"card0\": {\"VRAM Total Memory (B)\": \"68702699520\", "
                    + "\"GFX Version\": \"gfx9010\", \"Device ID\": \"0x740c\"}}\n"), .amd
        ) { hardware, _ in hardware.gpus[0].generation.value == "gfx90a" },
        EdgeCase(41, "partitions are no cards, and one is what can be used", partitioned, .amd) {
            hardware, _ in
            hardware.gpus.map(\.pool) == [.dedicated]
                && hardware.gpus[0].memory.value == .exact(ByteCount(96.gibibytes))
        },
        EdgeCase(
            42, "two cards of one name are kept apart",
            StubMachine.linux(gibibytes: 16)
                .amd("card0", video: 34_342_961_152, translated: 8.gibibytes, maker: "hynix")
                .amd(
                    "card1", video: 512.mebibytes, translated: 7.gibibytes,
                    address: "0000:0c:00.0", device: "1638"), .amd
        ) { hardware, _ in
            hardware.gpus.map(\.pool) == [.dedicated, .addressable]
                && hardware.sizes == [34_342_961_152, 7.gibibytes]
        },
        EdgeCase(43, "rocm-smi 6.1 after a warning", blind(ROCmSMI.argv, rocm61), .amd) {
            hardware, _ in
            hardware.gpus.map(\.address) == ["0000:07:00.0"]
                && hardware.gpus[0].generation.value == "gfx1031"
                && hardware.sizes == [12_868_124_672] && hardware.gpus[0].name == "Navi 22"
        },
        EdgeCase(43, "rocm-smi 4.3 with other keys", blind(ROCmSMI.argv, rocm43), .amd) {
            hardware, _ in
            hardware.sizes == [12_868_124_672] && hardware.gpus[0].name == "AMD GPU 1002:73df"
        },
        EdgeCase(
            43, "rocm-smi in text",
            blind(
                ROCmSMI.argv,
                "=== ROCm System Management Interface ===\n"
                    + "GPU[0]\t\t: VRAM Total Memory (B): 8573157376\n"
                    + "GPU[0]\t\t: Card Series: \t\tAMD Radeon RX 7600\n"
                    + "GPU[0]\t\t: Card Model: \t\t0x7480\n"), .amd
        ) { hardware, _ in hardware.gpus[0].name == "AMD Radeon RX 7600" },
        EdgeCase(
            43, "amd-smi as an array, and with its unit in the text",
            blind(
                AMDSMI.argv,
                "[{\"gpu\": 0, \"asic\": {\"market_name\": \"AMD Instinct MI300X\", "
                    + "\"device_id\": \"0x74a1\", \"target_graphics_version\": \"gfx942\"}, "
                    + "\"bus\": {\"bdf\": \"0000:05:00.0\"}, \"vram\": {\"size\": \"196592 MB\"}}]\n"
            ),
            .amd
        ) { hardware, _ in hardware.sizes == [196_592.mebibytes] },
        EdgeCase(
            43, "amd-smi of ROCm 7, with its unit beside it",
            blind(
                AMDSMI.argv,
                "{\"gpu_data\": [{\"asic\": {\"market_name\": \"N/A\", \"device_id\": \"0x744c\", "
                    + "\"target_graphics_version\": \"gfx1100\"}, \"bus\": {\"bdf\": \"N/A\"}, "
                    + "\"vram\": {\"size\": {\"value\": 24560, \"unit\": \"MB\"}}}]}\n"), .amd
        ) { hardware, _ in
            hardware.sizes == [24_560.mebibytes] && hardware.gpus[0].address == nil
        },
        EdgeCase(
            44, "zero bytes behind a size",
            StubMachine.linux().amd(video: 1, translated: 8.gibibytes, maker: "samsung")
                .file("\(card)/mem_info_vram_total", "17163091968\n\0\0\0\0"), .amd
        ) { hardware, _ in hardware.sizes == [17_163_091_968] },
        EdgeCase(
            45, "a gap in the numbers, and connectors",
            StubMachine.linux()
                .amd("card1", video: 8_573_157_376, translated: 8.gibibytes, maker: "hynix")
                .directory("/sys/class/drm", ["card1", "card1-DP-1", "renderD129", "version"]),
            .amd),
    ]

    /// What `vulkaninfo --summary` says of a device.
    private static func vulkan(_ kind: String, _ vendor: String, _ name: String) -> StubMachine {
        StubMachine.linux().with(.directory("/sys/bus/pci/devices"), .denied)
            .with(
                .command(VulkanInfo.argv),
                .output(
                    "Devices:\n========\nGPU0:\n\tapiVersion         = 1.3.255\n"
                        + "\tvendorID           = \(vendor)\n\tdeviceID           = 0x7550\n"
                        + "\tdeviceType         = PHYSICAL_DEVICE_TYPE_\(kind)\n"
                        + "\tdeviceName         = \(name)\n"))
    }

    static let others: [EdgeCase] = [
        EdgeCase(
            46, "NPUs are no GPUs",
            StubMachine.linux().pci("0000:00:0b.0", "0x120000", "8086", "643e", driver: "intel_vpu")
                .pci("0001:01:00.0", "0x0b4000", "1e60", "2864", driver: "hailo"), .cpuLarge
        ) { hardware, _ in hardware.notes.isEmpty },
        EdgeCase(
            47, "displays of servers and virtual machines are no GPUs",
            StubMachine.linux().pci("0000:02:00.0", "0x030000", "1a03", "2000", driver: "ast")
                .pci("0000:03:00.0", "0x030000", "102b", "0532", driver: "mgag200")
                .pci("0000:04:00.0", "0x030000", "1013", "00b8", driver: "cirrus")
                .pci("0000:05:00.0", "0x030000", "1af4", "1050", driver: "virtio-pci"), .cpuLarge
        ) { hardware, _ in hardware.notes.isEmpty },
        EdgeCase(
            48, "llvmpipe is no GPU",
            vulkan("CPU", "0x10005", "llvmpipe (LLVM 17.0.6, 256 bits)"), .insufficientEvidence
        ) { hardware, _ in hardware.gpus.isEmpty },
        EdgeCase(
            48, "a card that only Vulkan shows is there, of unknown size",
            vulkan("DISCRETE_GPU", "0x1002", "AMD Radeon RX 9070 XT (RADV GFX1201)"), .amdUnknown
        ) { hardware, _ in hardware.gpus[0].vendor == .amd && hardware.sizes == [nil] },
        EdgeCase(
            48, "a layer over another system's GPU is none",
            vulkan("DISCRETE_GPU", "0x10de", "Microsoft Direct3D12 (NVIDIA GeForce RTX 3060)"),
            .insufficientEvidence
        ) { hardware, _ in hardware.gpus.isEmpty },
        EdgeCase(
            49, "Arc alone is reported, and the processor judged",
            StubMachine.linux().pci("0000:03:00.0", "0x030000", "8086", "e20b", driver: "xe"),
            .cpuLarge
        ) { hardware, _ in hardware.unlisted == ["Intel Arc B580 8086:e20b"] },
    ]
}
