import MNSim

@testable import MNCore
@testable import MNMachine

/// A row of `nvidia-smi --query-gpu` as the first tier asks for it.
func nvidiaRow(
    _ name: String, _ memory: String, _ capability: String = "8.9", mig: String = "[N/A]",
    mode: String = "None", address: String = "00000000:01:00.0", driver: String = "610.57.04",
    index: Int = 0
) -> String {
    "\(index), \(address), \(name), \(memory), \(driver), \(capability), \(mig), \(mode)\n"
}

extension EdgeCase {
    private static func linux(_ rows: String...) -> StubMachine {
        StubMachine.linux().nvidia(.output(rows.joined()))
    }

    /// `nvidia-smi -q -x` of a board with these instances.
    private static func mig(_ instances: String) -> StubMachine {
        linux(nvidiaRow("NVIDIA H200", "143771", "9.0", mig: "Enabled"))
            .with(
                .command(["nvidia-smi", "-q", "-x"]),
                .output(
                    "<nvidia_smi_log><gpu id=\"00000000:01:00.0\"><mig_devices>\(instances)"
                        + "</mig_devices></gpu></nvidia_smi_log>\n"))
    }

    private static func instance(_ index: Int, _ group: Int, _ total: String) -> String {
        "<mig_device><index>\(index)</index><gpu_instance_id>\(group)</gpu_instance_id>"
            + "<fb_memory_usage><total>\(total)</total></fb_memory_usage></mig_device>"
    }

    static let nvidia: [EdgeCase] = [
        EdgeCase(1, "8188 MiB are 8 GB", linux(nvidiaRow("RTX 4060", "8188")), .cuda),
        EdgeCase(
            3, "5912 MiB without a name is a small NVIDIA",
            linux(nvidiaRow("Graphics Device", "5912")), .cudaSmall
        ) { hardware, _ in
            hardware.gpus[0].vendor == .nvidia && hardware.sizes == [5912.mebibytes]
        },
        EdgeCase(
            4, "a 3060 is sized by its report, with 6 GB",
            linux(nvidiaRow("NVIDIA GeForce RTX 3060", "6144")), .cudaSmall),
        EdgeCase(
            4, "a 3060 is sized by its report, with 12 GB",
            linux(nvidiaRow("NVIDIA GeForce RTX 3060", "12288")), .cuda),
        EdgeCase(
            5, "24 and 12 GB: both reported, the larger decides",
            linux(
                nvidiaRow("RTX 3060", "12288"),
                nvidiaRow("RTX 3090", "24576", address: "00000000:02:00.0", index: 1)), .cuda
        ) { hardware, verdict in
            hardware.sizes == [12288.mebibytes, 24576.mebibytes]
                && verdict.evidence.contains { $0.quote == "24576" }
        },
        EdgeCase(
            5, "two of 6 GB are not one of 12",
            linux(
                nvidiaRow("RTX 2060", "6144"),
                nvidiaRow("RTX 2060", "6144", address: "00000000:02:00.0", index: 1)), .cudaSmall),
        EdgeCase(
            15, "MIG: the largest instance counts",
            mig(instance(0, 1, "40448 MiB") + instance(1, 2, "9856 MiB")), .cuda
        ) { hardware, _ in hardware.sizes == [40448.mebibytes] },
        EdgeCase(
            16, "MIG: two compute instances of one GPU instance count once",
            mig(instance(0, 2, "71424 MiB") + instance(1, 2, "71424 MiB")), .cuda
        ) { hardware, _ in hardware.sizes == [71424.mebibytes] },
        EdgeCase(17, "MIG without an instance", mig(""), .cudaUnusable) { hardware, _ in
            hardware.gpus[0].fault == .noMIGInstance
        },
        EdgeCase(
            18, "HMM addressing is not unified memory",
            linux(nvidiaRow("NVIDIA GeForce RTX 3080", "10240", "8.6", mode: "HMM")), .cuda
        ) { hardware, _ in hardware.gpus[0].pool == .dedicated },
        EdgeCase(
            19, "driver 610: the query still names the version",
            linux(nvidiaRow("RTX 2080 SUPER", "8192", "7.5", driver: "610.57.04")), .cuda
        ) { hardware, _ in hardware.gpus[0].driverVersion == "610.57.04" },
        EdgeCase(
            20, "a version that is an error leaves the GPU",
            linux(nvidiaRow("RTX 3060 Laptop", "8192", driver: "[N/A]")), .cudaUnknown
        ) { hardware, _ in hardware.gpus[0].driverVersion == nil },
        EdgeCase(
            25, "an unknown field: less is asked",
            StubMachine.linux().nvidia(
                .output("Field \"addressing_mode\" is not a valid field to query.\n", exit: 2)
            ).nvidia(tier: 1, .output("0, 00000000:01:00.0, RTX, 8192, 610.1, 8.6, [N/A]\n")),
            .cuda),
        EdgeCase(
            26, "devices hidden by the user are noted",
            linux(nvidiaRow("RTX 4060", "8188"))
                .with(.environment("CUDA_VISIBLE_DEVICES"), .value("-1")), .cuda
        ) { hardware, _ in
            hardware.notes == [.hiddenDevices(variable: "CUDA_VISIBLE_DEVICES", value: "-1")]
        },
        EdgeCase(
            26, "one of two made visible: both reported",
            linux(
                nvidiaRow("RTX 4060", "8188"),
                nvidiaRow("RTX 4060", "8188", address: "00000000:02:00.0", index: 1)
            ).with(.environment("CUDA_VISIBLE_DEVICES"), .value("0")), .cuda
        ) { hardware, _ in hardware.gpus.count == 2 && hardware.notes.count == 1 },
        EdgeCase(
            27, "NVIDIA in an Intel Mac is no CUDA",
            StubMachine.macOS("x86_64").sysctl("hw.memsize", "17179869184")
                .sysctl("hw.optional.arm64", "0"), .intelMac
        ) { hardware, _ in hardware.gpus.isEmpty },
        EdgeCase(
            29, "a P100 of class 0x0302 beside a virtual display",
            linux(nvidiaRow("Tesla P100-PCIE-16GB", "16384", "6.0"))
                .pci("0000:00:01.0", "0x030000", "1af4", "1050", driver: "virtio-pci")
                .pci("0000:06:00.0", "0x030200", "10de", "15f8", driver: "nvidia"), .cudaUnusable
        ) { hardware, _ in
            hardware.gpus.map(\.vendor) == [.nvidia]
                && hardware.gpus[0].fault == nil
        },
        EdgeCase(
            30, "15360 MiB of a T4 meet 16 GB, and 23028 of an A10G 24",
            linux(
                nvidiaRow("Tesla T4", "15360", "7.5"),
                nvidiaRow("NVIDIA A10G", "23028", "8.6", index: 1)), .cuda
        ) { hardware, _ in
            zip(hardware.gpus, [16.0, 24]).allSatisfy { gpu, size in
                Policy.standard.suffices(
                    gpu.memory.value,
                    Requirements.Minimum(.videoMemory, gigabytes: size, isAssumed: false)) == .yes
            }
        },
        EdgeCase(
            31, "2 GB is below every row, and the processor is told of",
            linux(nvidiaRow("NVIDIA GeForce MX450", "2048", "7.5")), .cudaSmall
        ),
        EdgeCase(
            32, "a name without NVIDIA",
            StubMachine.linux("aarch64").nvidia(
                .output(nvidiaRow("JMJWOA-Generic-GPU", "65536", "12.1"))), .cudaARM64
        ) { hardware, _ in hardware.gpus[0].vendor == .nvidia },
    ]

    private static func arm(_ gibibytes: Int, _ row: String) -> StubMachine {
        StubMachine.linux("aarch64", gibibytes: gibibytes).nvidia(.output(row))
    }

    static let unified: [EdgeCase] = [
        EdgeCase(
            6, "GB10 shares MemTotal",
            arm(119, nvidiaRow("NVIDIA GB10", "[N/A]", "12.1", address: "0000000F:01:00.0")),
            .cudaARM64
        ) { hardware, _ in
            hardware.gpus[0].pool == .unified && hardware.sizes == [119.gibibytes]
        },
        EdgeCase(
            7, "GB10 of another maker, by DMI's family",
            arm(119, nvidiaRow("NVIDIA", "[N/A]", "12.1"))
                .file("/sys/class/dmi/id/product_name", "Dell Pro Max with GB10 FCM1253\n")
                .file("/sys/class/dmi/id/product_family", "DGX Spark\n"), .cudaARM64),
        EdgeCase(
            8, "GB10 in a container, by its number on the bus",
            arm(119, nvidiaRow("Device [10de:2e12]", "[N/A]", "12.1"))
                .pci("000f:01:00.0", "0x030000", "10de", "2e12", driver: "nvidia"), .cudaARM64
        ) { hardware, _ in hardware.gpus[0].pool == .unified },
        EdgeCase(
            9, "Jetson Orin says N/A to everything",
            arm(
                29,
                nvidiaRow(
                    "Orin (nvgpu)", "[Not Supported]", "8.7", address: "N/A", driver: "N/A")),
            .cudaUnknown
        ) { hardware, _ in
            hardware.gpus[0].pool == .unified && hardware.gpus[0].driverVersion == nil
        },
        EdgeCase(
            10, "an Orin Nano of 8 GB that shows 6.3 is small",
            arm(6, nvidiaRow("Orin (nvgpu)", "[N/A]", "8.7", address: "N/A")), .cudaSmall
        ) { hardware, _ in hardware.sizes == [6.gibibytes] },
        EdgeCase(
            11, "a Jetson without nvidia-smi, by its release file",
            StubMachine.linux("aarch64", gibibytes: 29)
                .file("/etc/nv_tegra_release", "# R35 (release), REVISION: 4.1\n")
                .file("/proc/device-tree/compatible", "nvidia,p3737\0nvidia,tegra234\0"),
            .cudaUnusable
        ) { hardware, _ in hardware.gpus[0].pool == .unified },
        EdgeCase(
            12, "the device tree is believed before DMI",
            StubMachine.linux("aarch64", gibibytes: 15)
                .file("/sys/class/dmi/id/product_name", "NVIDIA Orin Nano Developer Kit\n")
                .file("/proc/device-tree/model", "NVIDIA Jetson Orin NX\0")
                .file("/proc/device-tree/compatible", "nvidia,p3767\0nvidia,tegra234\0"),
            .cudaUnknown
        ) { hardware, _ in hardware.board.value == .other("NVIDIA Jetson Orin NX") },
        EdgeCase(
            13, "GH200 keeps its own 97871 MiB",
            arm(480, nvidiaRow("GH200 480GB", "97871", "9.0", mode: "ATS")), .cudaARM64
        ) { hardware, _ in
            hardware.gpus[0].pool == .dedicated && hardware.sizes == [97871.mebibytes]
        },
        EdgeCase(
            14, "GPU memory that is a NUMA node is not the system's",
            StubMachine.linux("aarch64", gibibytes: 572)
                .directory("/proc/driver/nvidia/gpus", ["0009:01:00.0"])
                .file(
                    "/proc/driver/nvidia/gpus/0009:01:00.0/numa_status",
                    "Node:      1\nStatus:    online\nAddress:   40000000000\nSize:      1780000000\n"
                ), .cpuLarge
        ) { hardware, _ in
            hardware.memory.installed.value?.bytes.rawCount == 572.gibibytes - 0x17_8000_0000
                && hardware.memory.installed.evidence.count == 2
        },
        EdgeCase(
            14, "a NUMA node that is offline takes nothing",
            StubMachine.linux("aarch64", gibibytes: 64)
                .directory("/proc/driver/nvidia/gpus", ["a"])
                .file(
                    "/proc/driver/nvidia/gpus/a/numa_status", "Node: -1\nStatus: offline\nSize: 0\n"
                ),
            .cpuLarge
        ) { hardware, _ in hardware.gibibytes == 64 },
        EdgeCase(
            14, "a NUMA node that cannot be read leaves the memory open",
            StubMachine.linux("aarch64").directory("/proc/driver/nvidia/gpus", ["a"])
                .with(.file("/proc/driver/nvidia/gpus/a/numa_status"), .denied),
            .insufficientEvidence
        ) { hardware, _ in hardware.memory.usable.gaps.count == 1 },
    ]

    private static let ghost = StubMachine.linux()
        .pci("0000:01:00.0", "0x030000", "10de", "2504", driver: "nouveau")

    static let broken: [EdgeCase] = [
        EdgeCase(
            21, "exit 18 with its message on standard output",
            StubMachine.linux().nvidia(
                .output(
                    "Failed to initialize NVML: Driver/library version mismatch\n", exit: 18)),
            .cudaUnusable
        ) { hardware, verdict in
            hardware.gpus[0].fault == .driverMismatch
                && !hardware.gpus[0].name.contains("Failed")
        },
        EdgeCase(
            22, "exit 9 with a device on the bus",
            ghost.nvidia(.output("NVIDIA-SMI has failed\n", exit: 9)), .cudaUnusable),
        EdgeCase(
            23, "the tool, and no device",
            StubMachine.linux().nvidia(.output("No devices were found\n", exit: 6)), .cpuLarge
        ) { hardware, _ in hardware.gpus.isEmpty && hardware.notes.count == 1 },
        EdgeCase(
            24, "a crash under WSL2",
            StubMachine.wsl.directory("/dev", ["dxg", "null"])
                .nvidia(program: NVIDIAQuery.wslProgram, .output("", exit: 139)), .cudaUnusable
        ) { hardware, verdict in verdict.gaps.isEmpty == false },
        EdgeCase(
            28, "on the bus, bound, and no tool: the size is open",
            StubMachine.linux().pci("0000:01:00.0", "0x030000", "10de", "2704", driver: "nvidia"),
            .cudaUnknown
        ) { hardware, _ in
            hardware.gpus[0].vendor == .nvidia && hardware.gpus[0].fault == nil
                && hardware.sizes == [nil]
        },
    ]
}
