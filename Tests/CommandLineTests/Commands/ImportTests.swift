import MNCore
import MNSim
import Testing

@testable import mn

@Suite(.serialized) struct `Importing on the command line` {
    private static let xml = """
        <nvidia_smi_log><driver_version>560.35</driver_version><gpu id="00000000:01:00.0">
        <product_name>NVIDIA GeForce RTX 4060</product_name>
        <fb_memory_usage><total>8188 MiB</total></fb_memory_usage></gpu></nvidia_smi_log>
        """

    private static var world: TestWorld {
        var world = TestWorld()
        world.files = MemoryFiles(texts: [
            "/gpu.xml": xml, "/tree/proc/cpuinfo": "flags\t\t: fpu lm\n",
            "/tree/proc/meminfo": "MemTotal: 32777916 kB\n",
            "/note.txt": "please help\n", "/a.txt": "MemTotal: 32777916 kB\n",
            "/b.txt": "MemTotal: 16297284 kB\n", "-": "\u{FEFF}MemTotal: 16297284 kB\r\n",
            "/uname.txt": "Linux box 6.8.0 #1 SMP x86_64 GNU/Linux\n",
        ])
        return world
    }

    @Test func `writes a profile that can be judged`() async throws {
        let world = Self.world
        let session = await world.run(
            "profile import nvidia-smi /gpu.xml --platform linux/x86_64 -o /out/rtx.json --id rtx")
        #expect(session.exitCode == .done)
        let hardware = try await world.run("hardware --profile /out/rtx.json --json").json
        let gpu = hardware["gpus"]?.array?.first
        #expect(gpu?["memory_bytes"]?.integer == 8188 << 20)
        #expect(hardware["simulated"] == true)
    }

    @Test func `says what is missing`() async throws {
        let session = await Self.world.run("profile import nvidia-smi /gpu.xml")
        #expect(session.exitCode == .done && session.error.contains("--platform linux/x86_64"))
        #expect(try session.json["schema"]?.string == Profile.schema)
    }

    @Test func `reads a folder of hwloc`() async throws {
        let session = await Self.world.run("profile import hwloc /tree --id a-b-32gb")
        let profile = try Profile.read(Array(session.output.utf8), name: "-")
        #expect(profile.recording[.file("/proc/meminfo")] != nil && profile.id == "a-b-32gb")
    }

    @Test func `reads standard input, a folder and several files`() async throws {
        let typed = await Self.world.run("profile import - /uname.txt --id a")
        let profile = try Profile.read(Array(typed.output.utf8), name: "-")
        #expect(profile.recording[.platform] != nil)
        #expect(profile.recording[.file("/proc/meminfo")] != nil)
        let folder = await Self.world.run("profile import /tree")
        #expect(try folder.json["id"]?.string == "imported-hwloc")
    }

    @Test func `says what it recognised and what to paste next`() async throws {
        let json = try await Self.world.run("profile import /a.txt /uname.txt -o /o.json --json")
            .json
        let parts = json["recognised"]?.array ?? []
        #expect(parts.map { $0["kind"]?.string } == ["files", "uname"])
        #expect(parts.first?["file"]?.string == "/a.txt" && parts.first?["last_line"]?.integer == 1)
        #expect(json["verdict"]?["rule"]?.string == "insufficient-evidence")
        let next = json["paste_next"]?.array?.compactMap(\.string) ?? []
        #expect(next.contains("lspci -nnk") || next.contains("nvidia-smi -q -x"), "\(next)")
        let text = await Self.world.run("profile import /a.txt /uname.txt -o /o.json")
        #expect(text.output.contains("/a.txt, lines 1 to 1: /proc/meminfo"))
        #expect(text.error.contains("What is missing is told by"))
    }

    @Test func `merges what was imported apart`() async throws {
        let world = Self.world
        _ = await world.run("profile import /a.txt -o /1.json --id memory")
        _ = await world.run("profile import /uname.txt -o /2.json --id system")
        let merged = await world.run("profile merge /1.json /2.json -o /m.json --id both")
        #expect(merged.exitCode == .done, "\(merged.error)")
        let hardware = try await world.run("hardware --profile /m.json --json").json
        #expect(hardware["system"]?.string == "linux")
        #expect(hardware["installed_memory_bytes"]?.integer == 33_564_585_984)
    }

    static let wrong: [(line: String, exit: ExitCode, words: String)] = [
        ("profile import nvidia-smi /none.xml", .failed, "There is no file /none.xml"),
        ("profile import hwloc /tree /tree", .usage, "not from 2"),
        ("profile import nvidia-smi", .usage, "FILE"),
        ("profile import nvidia-smi /gpu.xml --platform mars", .usage, "'mars' is no platform"),
        ("profile import nvidia-smi /gpu.xml --id A/B", .usage, "'A/B' is no profile id"),
        ("profile import lspci /gpu.xml", .failed, "/gpu.xml is no output of lspci"),
        ("profile import /note.txt", .failed, "/note.txt holds no output of a tool"),
        ("profile import /a.txt /b.txt", .failed, "/a.txt, line 1 and /b.txt, line 1 do not agree"),
        ("profile merge test-cuda-8gb /none.json", .failed, "none.json"),
        ("profile merge test-cuda-8gb test-cuda-6gb", .failed, "differently"),
        ("profile import hwloc /none", .failed, "/none is no output of hwloc"),
        ("profile import system-profiler /gpu.xml", .failed, "not 'plist'"),
        ("profile import windows-cim /gpu.xml", .failed, "/gpu.xml, line 1, column 1"),
    ]

    @Test(arguments: wrong.indices)
    func `explains what is wrong`(index: Int) async {
        let (line, exit, words) = Self.wrong[index]
        let session = await Self.world.run(line)
        #expect(session.exitCode == exit && session.error.contains(words), "\(session.error)")
        #expect(session.output.isEmpty)
    }
}
