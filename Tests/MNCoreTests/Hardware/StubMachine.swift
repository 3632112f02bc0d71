@testable import MNCore
@testable import MNMachine
import MNSim

/// A machine made of a few answers; everything else is absent, unless it is said to be unrecorded.
struct StubMachine: Machine {
    var answers: [Access: Outcome]
    var rest = Outcome.absent

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        answers[access] ?? rest
    }

    /// This machine with one more or another answer.
    func with(_ access: Access, _ outcome: Outcome) -> StubMachine {
        var stub = self
        stub.answers[access] = outcome
        return stub
    }

    func file(_ path: String, _ text: String) -> StubMachine { with(.file(path), .text(text)) }

    /// A directory with these names.
    func directory(_ path: String, _ names: [String]) -> StubMachine {
        with(.directory(path), .entries(names.sorted().map { DirectoryEntry($0) }))
    }

    func hardware() async -> Hardware { await Hardware.probe(self) }

    /// The verdict for a model of the built-in catalog.
    func verdict(_ model: String = Catalog.defaultModel) async throws -> Verdict {
        RuleTable.standard.verdict(
            try Catalog.builtin.model(named: model), on: await hardware())
    }
}

extension StubMachine {
    /// A Linux machine that says how much memory it has, and nothing else.
    static func linux(
        _ machine: String = "x86_64", release: String = "6.8.0-45-generic", gibibytes: Int = 64
    ) -> StubMachine {
        StubMachine(answers: [
            .platform: .platform(
                Platform(system: "Linux", release: release, machine: machine, process: machine))
        ]).file("/proc/meminfo", "MemTotal: \(gibibytes << 20) kB\n")
    }

    static let wsl = linux(release: "5.15.153.1-microsoft-standard-WSL2")

    static func macOS(_ machine: String = "arm64", process: String? = nil) -> StubMachine {
        StubMachine(answers: [
            .platform: .platform(
                Platform(
                    system: "Darwin", release: "24.0.0", machine: machine,
                    process: process ?? machine))
        ])
    }

    func sysctl(_ name: String, _ value: String) -> StubMachine {
        with(.command(["sysctl", "-n", name]), .output(value + "\n"))
    }

    static func windows(_ machine: String = "AMD64", process: String? = nil) -> StubMachine {
        StubMachine(answers: [
            .platform: .platform(
                Platform(
                    system: "Windows_NT", release: "10.0.26100", machine: machine,
                    process: process ?? machine))
        ])
    }

    /// What PowerShell says of a class.
    func cim(_ query: PowerShell.Query, _ json: String) -> StubMachine {
        with(.command(query.argv), .output(json + "\r\n"))
    }

    /// A device on the PCI bus, beside those that are there.
    func pci(
        _ address: String, _ kind: String, _ vendor: String, _ device: String, driver: String?
    ) -> StubMachine {
        let root = "/sys/bus/pci/devices"
        var names = [address]
        if case .entries(let entries)? = answers[.directory(root)] { names += entries.map(\.name) }
        let line = driver.map { "DRIVER=\($0)\n" } ?? ""
        return directory(root, names)
            .file("\(root)/\(address)/class", "\(kind)\n")
            .file("\(root)/\(address)/vendor", "0x\(vendor)\n")
            .file("\(root)/\(address)/device", "0x\(device)\n")
            .file("\(root)/\(address)/uevent", "\(line)PCI_SLOT_NAME=\(address)\n")
    }

    /// What `nvidia-smi` answers to the query of a tier.
    func nvidia(
        tier: Int = 0, program: String = "nvidia-smi", _ outcome: Outcome
    ) -> StubMachine {
        with(.command(NVIDIAQuery.argv(program, NVIDIAQuery.tiers[tier])), outcome)
    }

    /// A card of AMD with its pools, in bytes.
    func amd(
        _ card: String = "card0", video: Int, translated: Int, maker: String? = nil,
        driver: String = "amdgpu", address: String = "0000:03:00.0", device: String? = nil
    ) -> StubMachine {
        let folder = "/sys/class/drm/\(card)/device"
        var names = [card]
        if case .entries(let entries)? = answers[.directory("/sys/class/drm")] {
            names += entries.map(\.name)
        }
        let stub = directory("/sys/class/drm", names)
            .file("\(folder)/vendor", "0x1002\n")
            .file(
                "\(folder)/uevent",
                "DRIVER=\(driver)\n\(device.map { "PCI_ID=1002:\($0.uppercased())\n" } ?? "")"
                    + "PCI_SLOT_NAME=\(address)\n"
            )
            .file("\(folder)/mem_info_vram_total", "\(video)\n")
            .file("\(folder)/mem_info_gtt_total", "\(translated)\n")
        return maker.map { stub.file("\(folder)/mem_info_vram_vendor", "\($0)\n") } ?? stub
    }

    /// A node of AMD's compute driver with one heap of type 1.
    ///
    /// - Parameter more: lines of its properties besides.
    func kfd(location: Int, target: Int, heap: Int, more: String = "") -> StubMachine {
        let node = "/sys/class/kfd/kfd/topology/nodes/1"
        return directory("/sys/class/kfd/kfd/topology/nodes", ["1"])
            .file(
                "\(node)/properties",
                "simd_count 64\ngfx_target_version \(target)\nlocation_id \(location)\ndomain 0\n"
                    + more
            )
            .directory("\(node)/mem_banks", ["0"])
            .file("\(node)/mem_banks/0/properties", "heap_type 1\nsize_in_bytes \(heap)\n")
    }
}

extension Outcome {
    static func text(_ text: String) -> Outcome { .bytes(Array(text.utf8)) }

    /// A command that ended, with this on standard output.
    static func output(
        _ text: String, exit: Int = 0, error: String = "", isTruncated: Bool = false
    ) -> Outcome {
        .ended(
            CommandResult(
                .exited(exit), standardOutput: Array(text.utf8), standardError: Array(error.utf8),
                isTruncated: isTruncated))
    }

    static func signal(_ number: Int) -> Outcome { .ended(CommandResult(.signalled(number))) }
}

extension Hardware {
    /// A Linux machine of which all is known.
    static func linux(
        _ processor: Processor = .x86_64, gpus: [GPU] = [], unknown: [UnknownVendor] = [],
        memory: MemorySize = .nominal(.gibibytes(8)), isWSL: Bool = false,
        engine: Fact<Engine> = .unknown([])
    ) -> Hardware {
        Hardware(
            system: .known(.linux, []), processor: .known(processor, []),
            isWSL: .known(isWSL, []), board: .known(.other(nil), []),
            memory: Memory(installed: .known(memory, []), usable: .known(memory, [])), gpus: gpus,
            unknownVendors: unknown, engine: engine, notes: [])
    }
}
