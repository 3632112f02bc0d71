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
        ])
        return world
    }

    @Test func `writes a profile that can be judged`() async throws {
        let world = Self.world
        let session = await world.run(
            "profile import nvidia-smi /gpu.xml --platform linux/x86_64 -o /out/rtx.json --id rtx")
        #expect(session.exitCode == .done && session.error.isEmpty)
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

    static let wrong: [(line: String, exit: ExitCode, words: String)] = [
        ("profile import nvidia-smi /none.xml", .failed, "There is no file /none.xml"),
        ("profile import nvidia-smi /gpu.xml /gpu.xml", .usage, "not from 2"),
        ("profile import nvidia-smi /gpu.xml --platform mars", .usage, "'mars' is no platform"),
        ("profile import nvidia-smi /gpu.xml --id A/B", .usage, "'A/B' is no profile id"),
        ("profile import lspci /gpu.xml", .usage, "lspci"),
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
