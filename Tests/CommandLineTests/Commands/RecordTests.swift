import MNCore
import MNSim
import TestSupport
import Testing

@testable import mn

@Suite(.serialized) struct `A recording` {
    /// A Raspberry Pi that prints its serial number.
    static let pi = ReplayMachine(
        TestMachines.profile(
            "test-pi", "A Pi", ("raspberry-pi", "fail"),
            TestMachines.linux(kibibytes: 8_245_000).map { exchange in
                guard case .platform(var platform) = exchange.outcome else { return exchange }
                (platform.machine, platform.process) = ("aarch64", "aarch64")
                return .init(.platform, .platform(platform))
            } + [
                .init(
                    .file("/proc/cpuinfo"),
                    .bytes(
                        Array(
                            "Revision\t: d04170\nSerial\t\t: 10000000abcdef01\nModel\t\t: Pi\n".utf8
                        ))),
                .init(
                    .file("/proc/device-tree/model"),
                    .bytes(Array("Raspberry Pi 5 Model B Rev 1.0\0".utf8))),
            ]))

    private func recorded(_ world: TestWorld, _ line: String = "") async throws -> Profile {
        let session = await world.run("profile record \(line)")
        #expect(session.exitCode == .done, "\(session.error)")
        #expect(session.error.isEmpty)
        return try Profile.read(Array(session.output.utf8), name: "standard output")
    }

    @Test func `of this machine is recorded`() async throws {
        let profile = try await recorded(TestWorld(), "--id my-machine")
        #expect(profile.id == "my-machine")
        #expect(profile.provenance == .recorded)
        #expect(profile.derivedFrom == nil)
        #expect(profile.rest == .unrecorded)
        #expect(profile.expectations.map(\.rule) == ["cuda"])
        #expect(profile.title.contains("RTX 4060"))
    }

    @Test func `of a simulated machine is derived from it`() async throws {
        let profile = try await recorded(TestWorld(), "--profile test-apple-16gb")
        #expect(profile.provenance == .derived)
        #expect(profile.derivedFrom == "test-apple-16gb")
        #expect(!profile.changes.isEmpty)
        #expect(profile.rest == .unrecorded)
        #expect(profile.expectations.map(\.rule) == ["apple-silicon"])
    }

    @Test func `holds no serial number, and gives the same verdict`() async throws {
        var world = TestWorld()
        world.machine = Self.pi
        let session = await world.run("profile record --json")
        #expect(session.output.contains("Serial"))
        #expect(!session.output.contains("abcdef01"))
        let profile = try Profile.read(Array(session.output.utf8), name: "standard output")
        #expect(profile.expectations.map(\.rule) == ["raspberry-pi"])
        // The serial number alone makes no difference to those who compare.
        world.files = MemoryFiles(texts: ["/pi.json": session.output])
        #expect(await world.run("profile verify /pi.json").exitCode == .done)
    }

    @Test(arguments: TestMachines.all.map(\.id))
    func `is the same machine again`(id: String) async throws {
        var world = TestWorld()
        let record = await world.run("profile record -o /m/copy.json --profile \(id)")
        #expect(record.exitCode == .done)
        #expect(record.output.contains("/m/copy.json"))
        let line = "profile verify /m/copy.json --profile \(id)"
        let verify = await world.run(line)
        #expect(verify.exitCode == .done)
        #expect(verify.output.contains("same facts"))
        #expect(try await world.run(line + " --json").json["equal"] == true)
        // The replay of a replay is that replay.
        world.environment["MN_PROFILES_PATH"] = "/m"
        let hardware = await world.run("hardware --json --profile \(id)")
        #expect(await world.run("hardware --json --profile copy").output == hardware.output)
    }

    @Test func `differs from a machine that has changed, and the place is told`() async throws {
        let world = TestWorld()
        #expect(await world.run("profile record -o /copy.json").exitCode == .done)
        let line = "profile verify /copy.json --profile test-cuda-6gb"
        let session = await world.run(line)
        #expect(session.exitCode == .differs)
        #expect(session.output.contains("/gpu_memory_gb"))
        let json = try await world.run(line + " --json").json
        #expect(json["equal"] == false)
        let differences = json["differences"]?.array ?? []
        let memory = differences.first { $0["place"] == "/gpus/0/memory_bytes" }
        #expect(memory?["machine"] == .string(String(6144 << 20)))
        #expect(memory?["profile"] == .string(String(8188 << 20)))
        let verdict = differences.first { $0["place"] == "gemma4:e2b" }
        #expect(verdict?["machine"] == "cuda-small")
        #expect(verdict?["profile"] == "cuda")
    }

    @Test(arguments: [
        ("", "recorded-machine"), ("-o /m/acme-7.json", "acme-7"), ("-o acme-7", "acme-7"),
        ("-o /m/My_Machine.json", "recorded-machine"), ("-o /m/acme.json --id other", "other"),
    ])
    func `is called as its file`(options: String, id: String)
        async throws
    {
        let json = try await TestWorld().run("profile record \(options) --json").json
        #expect(json["id"]?.string == id)
    }

    @Test(arguments: ["", " ", "\u{1B}[2J", "\n"])
    func `has a title, whatever is asked for`(title: String) async throws {
        let session = await TestWorld().run(["profile", "record", "--title", title])
        let profile = try Profile.read(Array(session.output.utf8), name: "standard output")
        #expect(profile.title.contains("RTX 4060"))
    }

    @Test(arguments: [
        "UPPER", "a b", "../up", "-a", ".a", "", "ä", String(repeating: "a", count: 81),
    ])
    func `is not made under an id that is none`(id: String) async {
        let session = await TestWorld().run(["profile", "record", "--id=\(id)"])
        #expect(session.exitCode == .usage)
        #expect(session.output.isEmpty)
    }

    @Test func `is not written over with half of it when the disk is full`() async throws {
        let full = ChangedFiles(
            inner: MemoryFiles([:]),
            replacing: { _, path, _ throws(FileFault) in
                throw FileFault(path, .failed("write: No space left on device"))
            })
        let terminal = CapturedTerminal(width: nil)
        let world = World(
            machine: TestMachines.machine("test-cuda-8gb"), http: StubRunner("[]"),
            processes: NoServices(), files: full, terminal: terminal, time: VirtualTime(),
            environment: [:])
        #expect(await Program.run(["profile", "record", "-o", "/full.json"], world) == .failed)
        #expect(terminal.output.isEmpty)
        #expect(terminal.error.contains("/full.json: write: No space left on device"))
    }
}
