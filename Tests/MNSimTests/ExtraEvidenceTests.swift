import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// What is recorded for the sake of other programs.
@Suite struct `Evidence for others` {
    private static let gpu = "/sys/bus/pci/devices/0000:01:00.0"
    private static let bridge = "/sys/bus/pci/devices/0000:00:01.0"
    private static let npu = "/sys/bus/pci/devices/0000:00:08.0"

    private static func bytes(_ text: String) -> Outcome { .bytes(Array(text.utf8)) }

    private static func output(_ text: String) -> Outcome {
        .ended(CommandResult(.exited(0), standardOutput: Array(text.utf8)))
    }

    /// A machine with a card, an NPU and a bridge; what is not here is absent.
    private static let answers: [Access: Outcome] = [
        .platform: .platform(
            Platform(system: "Linux", release: "6.8", machine: "x86_64", process: "x86_64")),
        .environment("PATH"): .value("/data/anna/bin:/usr/bin"),
        .environment("HOME"): .value("/data/anna"), .environment("USER"): .value("anna"),
        .file("/proc/meminfo"): bytes("MemTotal: 32777916 kB\nMemFree: 1 kB\n"),
        .file("/proc/cpuinfo"): bytes("model name\t: Ryzen\n"),
        .directory("/sys/bus/pci/devices"): .entries([
            DirectoryEntry("0000:00:01.0"), DirectoryEntry("0000:00:08.0"),
            DirectoryEntry("0000:01:00.0"),
        ]),
        .file("\(bridge)/class"): bytes("0x060400\n"), .file("\(bridge)/config"): bytes("bridge"),
        .file("\(npu)/class"): bytes("0x120000\n"), .file("\(npu)/vendor"): bytes("0x1022\n"),
        .file("\(npu)/device"): bytes("0x1502\n"), .file("\(npu)/revision"): bytes("0x10\n"),
        .file("\(gpu)/class"): bytes("0x030000\n"), .file("\(gpu)/vendor"): bytes("0x1002\n"),
        .file("\(gpu)/device"): bytes("0x73ff\n"), .file("\(gpu)/revision"): bytes("0xc1\n"),
        .file("\(gpu)/subsystem_vendor"): bytes("0x1849\n"),
        .file("\(gpu)/subsystem_device"): .denied,
        .file("\(gpu)/config"): .bytes(Array(0...255)),
        .directory(gpu): .entries([
            DirectoryEntry("config"),
            DirectoryEntry("driver", target: "../../../../bus/pci/drivers/amdgpu"),
        ]),
        .file("/sys/devices/system/cpu/online"): bytes("0-11\n"),
        .file("/sys/devices/system/cpu/possible"): bytes("0-15\n"),
        .command(["rocm-smi"]): output("ROCm System Management Interface\n"),
    ]

    private static func recorded(
        _ changes: [Access: Outcome] = [:]
    ) async -> (probes: Recording, all: Recording, asked: Set<Access>) {
        let machine = ReplayMachine(
            Recording(answers.merging(changes) { $1 }), rest: .absent)
        let recorder = RecordingMachine(machine)
        _ = await Hardware.probe(recorder)
        let later = RecordingMachine(machine)
        let all = await ExtraEvidence.added(
            to: recorder.recording, asking: later, by: VirtualTime())
        return (recorder.recording, all, Set(later.asked.keys))
    }

    @Test func `is marked, and stands behind that of the probes`() async throws {
        let (probes, all, _) = await Self.recorded()
        let count = probes.exchanges.count
        #expect(Array(all.exchanges.prefix(count)) == probes.exchanges)
        #expect(!all.exchanges.prefix(count).contains { $0.isForOthers })
        let others = all.exchanges.dropFirst(count)
        #expect(others.allSatisfy(\.isForOthers) && !others.isEmpty)
        #expect(others.map(\.access) == others.map(\.access).sorted())
    }

    @Test func `is of display controllers and accelerators, and of no other device`() async {
        let (_, all, asked) = await Self.recorded()
        for path in ["config", "revision", "subsystem_vendor", "subsystem_device"] {
            #expect(asked.contains(.file("\(Self.gpu)/\(path)")))
            #expect(asked.contains(.file("\(Self.npu)/\(path)")))
            #expect(!asked.contains(.file("\(Self.bridge)/\(path)")))
        }
        #expect(!asked.contains(.directory(Self.bridge)))
        #expect(all[.file("\(Self.gpu)/subsystem_device")] == .denied)
        #expect(all[.file("\(Self.npu)/config")] == .absent)
        guard case .entries(let entries)? = all[.directory(Self.gpu)] else {
            Issue.record("no entries")
            return
        }
        #expect(entries.contains { $0.target?.hasSuffix("drivers/amdgpu") == true })
    }

    @Test func `starts these programs and no other`() async {
        let (_, _, asked) = await Self.recorded()
        let commands = asked.compactMap { access in
            if case .command(let argv) = access { argv } else { nil }
        }
        #expect(
            Set(commands) == [
                ["nvidia-smi"], ["rocm-smi"],
                [
                    "rocm-smi", "--showproductname", "--showmeminfo", "vram", "--showuniqueid",
                    "--json",
                ],
            ])
    }

    @Test func `does not ask a program that did not end for a probe`() async {
        var stuck: [Access: Outcome] = [:]
        let (probes, _, _) = await Self.recorded()
        for exchange in probes.exchanges {
            guard case .command(let argv) = exchange.access,
                argv[0].hasSuffix("nvidia-smi")
            else { continue }
            stuck[exchange.access] = .timedOut
        }
        try? #require(!stuck.isEmpty)
        let (_, all, asked) = await Self.recorded(stuck)
        #expect(!asked.contains(.command(["nvidia-smi"])))
        #expect(all[.command(["nvidia-smi"])] == nil)
        #expect(asked.contains(.command(["rocm-smi"])))
    }

    @Test func `leaves out what was out of time, which may never have been asked`() async {
        let (_, all, _) = await Self.recorded([.command(["rocm-smi"]): .timedOut])
        #expect(all[.command(["rocm-smi"])] == nil)
    }

    @Test func `does not ask again what a probe has asked`() async {
        let (probes, all, asked) = await Self.recorded()
        #expect(probes[.file("/proc/meminfo")] != nil && probes[.file("/proc/cpuinfo")] != nil)
        #expect(asked.isDisjoint(with: probes.exchanges.map(\.access)))
        #expect(all[.file("/proc/meminfo")] == Self.answers[.file("/proc/meminfo")])
    }

    @Test func `holds neither the home nor the name of its owner, nor asks to be told them again`()
        async
    {
        let (_, all, asked) = await Self.recorded()
        #expect(all[.environment("PATH")] == .value("/home/user/bin:/usr/bin"))
        #expect(asked.contains(.environment("HOME")))
        #expect(all[.environment("HOME")] == nil && all[.environment("USER")] == nil)
    }

    @Test func `keeps the header of a device's configuration space, and nothing behind it`() async {
        let (_, all, _) = await Self.recorded()
        #expect(
            Redaction.redacted(all)[.file("\(Self.gpu)/config")] == .bytes(Array(0..<64)))
    }

    @Test(arguments: [
        (
            "Darwin",
            [Access.environment("PATH"), .command(["sysctl", "-n", "hw.logicalcpu"])]
        ),
        (
            "Windows_NT",
            [
                .environment("NUMBER_OF_PROCESSORS"), .environment("PATH"),
                .command(["nvidia-smi"]),
            ]
        ),
    ])
    func `is little on another system`(system: String, accesses: [Access]) {
        var recording = Recording()
        recording[.platform] = .platform(
            Platform(system: system, release: "1", machine: "arm64", process: "arm64"))
        #expect(ExtraEvidence.questions(after: recording) == accesses)
        #expect(ExtraEvidence.questions(after: Recording()).isEmpty)
    }

    @Test func `changes neither facts nor verdicts, and reads back`() async throws {
        let (probes, all, _) = await Self.recorded()
        var profile = Profile(
            id: "box", title: "Box", provenance: .recorded, sources: ["mn profile record"],
            recording: Redaction.redacted(probes))
        let before = await Hardware.probe(ReplayMachine(profile))
        profile.recording = Redaction.redacted(all)
        #expect(await Hardware.probe(ReplayMachine(profile)) == before)
        let read = try Profile.read(Array(profile.json.text().utf8), name: "box.json")
        #expect(read == profile)
        #expect(read.recording.exchanges.count(where: \.isForOthers) > 10)
        // Whoever asks for it is answered.
        #expect(
            await ReplayMachine(read).answer(.file("/sys/devices/system/cpu/online"))
                == Self.bytes("0-11\n"))
        // And lint does not take it for evidence that nobody reads.
        let codes = await ProfileLint(ids: []).findings(on: read).map(\.code)
        #expect(!codes.contains(.unreadEvidence) && !codes.contains(.notRedacted))
        #expect(!codes.contains(.identifier))
    }

    @Test(arguments: [
        #"[{"environment": "PATH", "value": "/bin", "for": "me"}]"#,
        #"[{"environment": "PATH", "value": "/bin", "for": null}]"#,
        #"[{"environment": "PATH", "value": "/bin", "for": ["others"]}]"#,
    ])
    func `is for others, and for nobody else`(text: String) throws {
        let field = JSONField(try JSON.parse(text))
        #expect(throws: JSONFault.self) { try Recording(field) }
    }
}
