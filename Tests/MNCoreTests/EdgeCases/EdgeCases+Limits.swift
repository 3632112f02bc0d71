import MNSim

@testable import MNCore
@testable import MNMachine

extension EdgeCase {
    /// A machine in these groups, with one limit file.
    private static func grouped(
        _ groups: String, _ mount: String, _ path: String, _ limit: String, gibibytes: Int = 64
    ) -> StubMachine {
        StubMachine.linux(gibibytes: gibibytes).file("/proc/self/cgroup", groups)
            .file("/proc/mounts", "\(mount) 0 0\n").file(path, limit)
    }

    /// What is noted of a container of 8 GiB.
    private static func contained(_ name: String) -> [Hardware.Note] {
        [.container(name), .memoryLimit(.gibibytes(8), ofContainer: true)]
    }

    private static let two = "cgroup2 /sys/fs/cgroup cgroup2 rw"
    private static let one = "cgroup /sys/fs/cgroup/memory cgroup rw,memory"

    static let limits: [EdgeCase] = [
        EdgeCase(
            62, "WSL2 shows nothing on the bus, and nvidia-smi works",
            StubMachine.wsl.nvidia(
                program: NVIDIAQuery.wslProgram, .output(nvidiaRow("RTX 3060", "12288"))), .cuda
        ) { hardware, _ in hardware.isWSL.value == true },
        EdgeCase(
            62, "WSL2 is told of as WSL2 alone",
            StubMachine.wsl.file("/proc/cpuinfo", "processor : 0\nflags : fpu hypervisor\n"),
            .cpuLarge
        ) { hardware, _ in
            hardware.notes.count == 1 && !hardware.notes.contains { $0.isVirtualMachine }
        },
        EdgeCase(
            63, "the distribution's own nvidia-smi is not believed under WSL2",
            StubMachine.wsl.nvidia(.output("NVIDIA-SMI has failed\n", exit: 9)).nvidia(
                program: NVIDIAQuery.wslProgram, .output(nvidiaRow("RTX 3060", "12288"))), .cuda),
        EdgeCase(
            64, "WSL2 on a Snapdragon has no GPU",
            StubMachine.linux(
                "aarch64", release: "5.15.79.1-microsoft-standard-WSL2", gibibytes: 15
            )
            .directory("/dev", ["dxg", "null"]), .smallARM
        ) { hardware, _ in hardware.gpus.isEmpty },
        EdgeCase(
            65, "max is no limit",
            grouped("0::/a\n", two, "/sys/fs/cgroup/a/memory.max", "max\n"), .cpuLarge
        ) { hardware, _ in hardware.gibibytes == 64 },
        EdgeCase(
            66, "0x7ffffffffffff000 is no limit",
            grouped(
                "9:memory:/a\n", one, "/sys/fs/cgroup/memory/a/memory.limit_in_bytes",
                "9223372036854771712\n"), .cpuLarge
        ) { hardware, _ in hardware.gibibytes == 64 },
        EdgeCase(
            67, "control groups mounted elsewhere",
            grouped(
                "0::/\n", "none /cgroup/unified cgroup2 rw", "/cgroup/unified/memory.max",
                "8589934592\n"), .cpuSmall
        ) { hardware, _ in hardware.gibibytes == 8 },
        EdgeCase(
            68, "the limit of a parent alone",
            grouped("0::/lxc/b\n", two, "/sys/fs/cgroup/lxc/memory.max", "8589934592\n"), .cpuSmall
        ) { hardware, _ in hardware.gibibytes == 8 },
        EdgeCase(
            69, "a container of 8 GB on a host of 64",
            grouped("0::/\n", two, "/sys/fs/cgroup/memory.max", "8589934592\n")
                .file("/.dockerenv", ""), .cpuSmall
        ) { hardware, _ in hardware.notes == contained("docker") },
        EdgeCase(
            69, "a container that only its control group shows",
            grouped(
                "4:memory:/kubepods/burstable/pod0/1\n", one,
                "/sys/fs/cgroup/memory/memory.limit_in_bytes", "8589934592\n"), .cpuSmall
        ) { hardware, _ in hardware.notes == contained("kubernetes") },
        EdgeCase(
            70, "400 TB is nonsense",
            StubMachine.linux().file("/proc/meminfo", "MemTotal: 400016779264 kB\n"),
            .insufficientEvidence
        ) { _, verdict in verdict.gaps.map(\.access) == [.file("/proc/meminfo")] },
        EdgeCase(
            71, "what a group uses now, cache and all, limits nothing",
            grouped("0::/\n", two, "/sys/fs/cgroup/memory.max", "max\n")
                .file("/sys/fs/cgroup/memory.current", "27584547717\n"), .cpuLarge
        ) { hardware, _ in hardware.gibibytes == 64 },
    ]

    private static func mac(_ memory: Int, _ machine: String = "arm64") -> StubMachine {
        StubMachine.macOS(machine).sysctl("hw.memsize", "\(memory)")
            .sysctl("machdep.cpu.brand_string", "Apple M1")
    }

    private static func arm(_ gibibytes: Int, _ machine: String = "aarch64") -> StubMachine {
        StubMachine.linux(machine, gibibytes: gibibytes)
    }

    private static let pi = "/proc/device-tree/model"

    static let machines: [EdgeCase] = [
        EdgeCase(
            72, "under Rosetta it is Apple Silicon",
            mac(17_179_869_184, "x86_64").sysctl("hw.optional.arm64", "1"), .appleSilicon
        ) { hardware, _ in hardware.notes == [.emulated(process: "x86_64")] },
        EdgeCase(73, "an M1 of 8 GB", mac(8_589_934_592), .appleSiliconSmall),
        EdgeCase(73, "an M1 of 16 GB", mac(17_179_869_184), .appleSilicon),
        EdgeCase(
            74, "a virtual Mac of 4 GB",
            mac(4_294_967_296).sysctl("kern.hv_vmm_present", "1")
                .sysctl("hw.model", "VirtualMac2,1"), .appleSiliconSmall
        ) { hardware, _ in hardware.notes == [.virtualMachine("VirtualMac2,1")] },
        EdgeCase(
            75, "the number of processors, in whatever form, is not asked for",
            mac(17_179_869_184).with(.command(["system_profiler"]), .text("proc 18:6:0:12")),
            .appleSilicon),
        EdgeCase(76, "the chip's name is the processor's", mac(17_179_869_184), .appleSilicon) {
            hardware, _ in hardware.gpus.map(\.name) == ["Apple M1"]
        },
        EdgeCase(
            77, "Linux on an M1 Pro is no Mac",
            arm(15).file("/proc/device-tree/compatible", "apple,j314s\0apple,t6000\0"), .smallARM
        ) { hardware, _ in hardware.gpus.isEmpty },
        EdgeCase(
            78, "a Pi 4 on Fedora, by its device tree",
            arm(8).file("/proc/cpuinfo", "processor\t: 0\n")
                .file("/proc/device-tree/compatible", "raspberrypi,4-model-b\0brcm,bcm2711\0"),
            .raspberryPi),
        EdgeCase(
            78, "and without one, a small ARM machine",
            arm(8).file("/proc/cpuinfo", "processor\t: 0\n"), .smallARM),
        EdgeCase(
            79, "Hardware BCM2835 says nothing of the model",
            arm(1, "armv7l").file(
                "/proc/cpuinfo",
                "Hardware\t: BCM2835\nRevision\t: a02082\nModel\t\t: Raspberry Pi 3 Model B Rev 1.2\n"
            ), .raspberryPi
        ) { hardware, _ in
            hardware.board.value == .raspberryPi("Raspberry Pi 3 Model B Rev 1.2")
        },
        EdgeCase(
            80, "the model's zero byte",
            arm(8).file(pi, "Raspberry Pi 5 Model B Rev 1.0\0"), .raspberryPi
        ) { hardware, _ in
            hardware.board.value == .raspberryPi("Raspberry Pi 5 Model B Rev 1.0")
        },
        EdgeCase(81, "an ARM server of 503 GiB", arm(503), .cpuLarge),
        EdgeCase(
            82, "30.68 GiB are 32 GB",
            StubMachine.linux().file("/proc/meminfo", "MemTotal: 32173152 kB\n"), .cpuLarge),
        EdgeCase(83, "riscv64", arm(8, "riscv64"), .unsupportedProcessor),
        EdgeCase(83, "ppc64le", arm(64, "ppc64le"), .unsupportedProcessor),
        EdgeCase(83, "i686", arm(4, "i686"), .unsupportedProcessor),
    ]
}
