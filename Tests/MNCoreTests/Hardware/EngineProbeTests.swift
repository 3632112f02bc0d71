import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `What stands between a GPU and the model` {
    private static func row(
        _ driver: String, _ name: String = "NVIDIA GeForce RTX 4090", index: Int = 0
    ) -> String {
        "\(index), 00000000:0\(index + 1):00.0, \(name), 24564, \(driver), 8.9, [N/A], None\n"
    }

    static func machine(
        _ driver: String = "580.95.05", runtimes: [String] = ["nvidia", "runc"]
    ) -> StubMachine {
        let names = (["Ubuntu 24.04.1 LTS"] + runtimes).map { "\"\($0)\"" }.joined(separator: " ")
        return StubMachine.linux().nvidia(.output(row(driver)))
            .with(.command(EngineProbe.argv), .output(names + "\n"))
    }

    // MARK: - Where the engine is

    static let places: [(address: String, place: Hardware.EnginePlace)] = [
        ("unix:///var/run/docker.sock", .here), ("npipe:////./pipe/docker_engine", .here),
        ("tcp://127.0.0.1:2375", .here), ("tcp://localhost:2375", .here),
        ("tcp://[::1]:2375", .here), ("/var/run/docker.sock", .here), ("fd://", .here),
        ("tcp://10.0.0.7:2375", .elsewhere("tcp://10.0.0.7")),
        ("ssh://alice:secret@box.example:22", .elsewhere("ssh://box.example")),
        ("https://box.example/path@x", .elsewhere("https://box.example")),
        ("tcp://[fd00::7]:2375", .elsewhere("tcp://fd00::7")),
    ]

    @Test(arguments: places)
    func `is another machine's engine by its address`(
        address: String, place: Hardware.EnginePlace
    ) async throws {
        let byVariable = Self.machine("610.57.04")
            .with(.environment("DOCKER_HOST"), .value(address))
        let byContext = Self.machine("610.57.04").with(
            .command(EngineProbe.contextArgv), .output("\"\(address)\"\n"))
        for stub in [byVariable, byContext] {
            #expect(await stub.hardware().enginePlace.value == place)
            let verdict = try await stub.verdict()
            #expect(verdict.rule == (place == .here ? .cuda : .insufficientEvidence))
            #expect(!verdict.message.contains("secret") && !verdict.message.contains("alice"))
            #expect(!verdict.evidence.contains { $0.quote.contains("secret") })
            #expect(verdict.isForceable == !verdict.status.isAccepted)
        }
    }

    @Test(arguments: [
        ("default", false), ("desktop-linux", false), ("rootless", false), ("lab", true),
    ])
    func `may be another machine's by a context that cannot be looked up`(
        context: String, isOpen: Bool
    ) async throws {
        let stub = Self.machine("610.57.04")
            .with(.environment("DOCKER_CONTEXT"), .value(context))
        let verdict = try await stub.verdict()
        #expect(verdict.rule == (isOpen ? .insufficientEvidence : .cuda))
        #expect(verdict.message.contains("lab") == isOpen)
    }

    @Test func `is taken for this machine's where nobody was asked, and that is said`() async throws
    {
        let stub = Self.machine("610.57.04").with(.environment("DOCKER_HOST"), .unrecorded)
            .with(.command(EngineProbe.contextArgv), .unrecorded)
            .with(.environment("DOCKER_CONTEXT"), .unrecorded)
        let verdict = try await stub.verdict()
        #expect(verdict.rule == .cuda && verdict.assumed.contains(.engine))
        #expect(verdict.message.contains("the engine is on this machine"))
    }

    // MARK: - The runner

    private static func container(_ words: String..., driver: String = "580.95.05") -> StubMachine {
        machine(driver).with(
            .command(RunnerImageProbe.container),
            .output(words.map { JSON.string($0).text(.canonical) }.joined(separator: " ") + "\n"))
    }

    private static let need = "NVIDIA_REQUIRE_CUDA=cuda>=13.3"

    static let runners: [(name: String, stub: StubMachine, rule: Rule.ID)] = [
        ("none", machine(), .cudaDriver),
        ("one that runs", container("running", need), .cuda),
        ("one that does not", container("exited", need), .cudaDriver),
        ("one without CUDA", container("exited"), .cudaEngine),
        ("one without CUDA that runs", container("running"), .cudaEngine),
        ("a version alone", container("exited", "CUDA_VERSION=13.0.2"), .cuda),
        (
            "two requirements",
            container(
                "exited", "NVIDIA_REQUIRE_CUDA=cuda>=13.0", "NVIDIA_REQUIRE_DRIVER=driver>=590"),
            .cudaDriver
        ),
        (
            "one that is not heeded",
            container(
                "exited", "NVIDIA_REQUIRE_CUDA=cuda>=13.0", "NVIDIA_REQUIRE_JETPACK_HOST=x>=9"),
            .cuda
        ),
        ("no check", container("exited", need, "NVIDIA_DISABLE_REQUIRE=t"), .cuda),
        ("a check", container("exited", need, "NVIDIA_DISABLE_REQUIRE=yes"), .cudaDriver),
        (
            "no check, and no CUDA 13",
            container("exited", need, "NVIDIA_DISABLE_REQUIRE=1", driver: "570.95"), .cudaUnusable
        ),
        (
            "one that cannot be asked for",
            machine().with(.command(RunnerImageProbe.container), .timedOut), .cudaDriver
        ),
        (
            "made for CUDA 13 by name, and agreed to with 12",
            container(
                "exited", "CUDA_VERSION=13.3.0", "NVIDIA_REQUIRE_CUDA=cuda>=12.4", driver: "550.90"),
            .cudaUnusable
        ),
        (
            "made for CUDA 13, and asks for nothing that is known",
            container(
                "exited", "CUDA_VERSION=13.3.0", "NVIDIA_REQUIRE_CUDA=gpu>=1", driver: "550.90"),
            .cudaUnusable
        ),
    ]

    @Test(arguments: runners)
    func `is what the runner was made of`(name: String, stub: StubMachine, rule: Rule.ID)
        async throws
    {
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(name): \(verdict.message)")
        let isRead = await stub.hardware().runner.value??.requirement != nil
        #expect(verdict.assumed.contains(.requirement) == (!isRead && rule != .cudaEngine))
    }

    @Test func `quotes the requirement that was read`() async throws {
        let verdict = try await Self.container("exited", Self.need).verdict()
        let json = RuleTable.Advice(verdict: verdict, alternatives: [], withoutGPU: nil)
            .json(isSimulated: false)
        #expect(json["driver"]?["requirement"]?.string == "cuda>=13.3")
        #expect(json["driver"]?["basis"]?.string == "image")
        #expect(verdict.evidence.contains { $0.quote.contains("cuda>=13.3") })
    }

    @Test func `asks the engine for nothing that holds secrets`() {
        for argv in [RunnerImageProbe.container, RunnerImageProbe.image] {
            #expect(!argv.contains { $0.contains("json .Config") || $0.contains("json .Env") })
        }
    }

    // MARK: - The toolkit

    static let modes: [(version: String, mode: String?, rule: Rule.ID)] = [
        ("1.17.8", nil, .cudaDriver), ("1.18.0-rc.1", nil, .cuda), ("1.18.1", "auto", .cuda),
        ("1.18.1", "legacy", .cudaDriver), ("1.18.1", "jit-cdi", .cuda), ("1.18.1", "cdi", .cuda),
        ("1.17.8", "cdi", .cuda), ("1.18.1", "csv", .cudaDriver), ("1.99", nil, .cudaDriver),
        ("x", nil, .cudaDriver),
    ]

    @Test(arguments: modes)
    func `is a toolkit that checks, or not`(
        version: String, mode: String?, rule: Rule.ID
    ) async throws {
        var stub = Self.machine().with(
            .command(ToolkitProbe.argv),
            .output("NVIDIA Container Toolkit CLI version \(version)\ncommit: abc\n"))
        if let mode {
            stub = stub.file(
                ToolkitProbe.configuration,
                "mode = \"nvml\"\n[nvidia-container-runtime] \n  mode = \"\(mode)\" # set\n"
                    + "[nvidia-container-runtime.modes.csv]\nmode = \"x\"\n")
        }
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(verdict.message)")
        #expect(verdict.assumed.contains(.toolkit) == (version == "x"))
    }

    // MARK: - The driver

    static let drivers: [(driver: String, rule: Rule.ID)] = [
        ("580.95.05", .cudaDriver), ("540.4.0", .cudaUnusable), ("579.99", .cudaUnusable),
        ("610.43", .cuda), ("470.256.02", .cudaUnusable), ("[N/A]", .cudaUnknown),
        ("Deprecated; see \"KMD version\" instead", .cudaUnknown), ("", .cudaUnknown),
        ("616.30", .cuda), ("56636", .cuda), ("x", .cudaUnknown), ("[Unknown Error]", .cudaUnknown),
        ("99999999999.1", .cudaUnknown),
    ]

    @Test(arguments: drivers)
    func `is a driver in any form`(driver: String, rule: Rule.ID) async throws {
        let verdict = try await Self.machine(driver).verdict()
        #expect(verdict.rule == rule, "\(verdict.message)")
    }

    @Test func `is no driver where two are claimed`() async throws {
        let rows = Self.row("610.57.04") + Self.row("550.120", index: 1)
        let verdict = try await Self.machine().nvidia(.output(rows)).verdict()
        #expect(verdict.rule == .cudaUnknown)
        #expect(verdict.gaps.contains { "\($0)".contains("550.120 and 610.57.04") })
        let log = "<nvidia_smi_log><driver_version>550.1</driver_version></nvidia_smi_log>\n"
        let other = Self.machine("610.57.04").with(
            .command(NVIDIADetails.argv("nvidia-smi")), .output(log))
        #expect(try await other.verdict().rule == .cudaUnknown)
    }

    @Test func `says in its first line what to update`() async throws {
        let warning = try await Self.machine().verdict().message
        #expect(warning.contains("driver 580.95.05 has CUDA 13.0"))
        #expect(warning.contains("Update the NVIDIA driver to 610 or newer."))
        let old = try await Self.machine("550.54.15").verdict()
        #expect(old.message.contains("550.54.15 has CUDA 12.4"))
        #expect(old.fixes(alternatives: []).first == "Update the NVIDIA driver to 610 or newer.")
    }

    // MARK: - The engine

    static let engines: [(runtimes: [String], rule: Rule.ID)] = [
        (["nvidia", "runc"], .cuda), (["runc"], .cudaEngine), (["rocm", "runc"], .cpuLarge),
        (["nvidia", "rocm"], .cuda),
    ]

    @Test(arguments: engines)
    func `is an engine that gives the GPU to the runner`(
        runtimes: [String], rule: Rule.ID
    ) async throws {
        let verdict = try await Self.machine("610.57.04", runtimes: runtimes).verdict()
        #expect(verdict.rule == rule, "\(verdict.message)")
        if rule == .cudaEngine {
            let fixes = verdict.fixes(alternatives: [])
            #expect(fixes.first?.contains("Install NVIDIA's container toolkit") == true)
            #expect(fixes.contains { $0.hasPrefix("sudo nvidia-ctk runtime configure") })
        }
    }

    @Test func `chooses the image: with nvidia no GPU of AMD counts`() async throws {
        let stub = Self.machine("610.57.04")
            .nvidia(.output("0, 00000000:01:00.0, RTX, 6144, 610.57.04, 8.9, [N/A], None\n"))
            .amd(video: 24 << 30, translated: 0, maker: "x")
        #expect(try await stub.verdict().rule == .cudaSmall)
        let without = stub.with(
            .command(EngineProbe.argv), .output("\"Ubuntu 24.04.1 LTS\" \"runc\"\n"))
        #expect(try await without.verdict().rule == .amd)
    }

    @Test func `notes a runtime whose GPU is not there`() async throws {
        let stub = StubMachine.linux().amd(video: 24 << 30, translated: 0, maker: "x")
            .with(.command(EngineProbe.argv), .output("\"Ubuntu\" \"nvidia\" \"runc\"\n"))
        #expect(await stub.hardware().notes.contains(.runtimeWithoutGPU(.nvidia)))
        #expect(try await stub.verdict().rule == .amd)
    }

    // MARK: - The engine itself

    static let answers: [(name: String, outcome: Outcome, engine: Hardware.Engine?)] = [
        (
            "Desktop", .output("\"Docker Desktop\" \"runc\"\n"),
            .init(kind: .desktop, name: "Docker Desktop", runtimes: ["runc"])
        ),
        (
            "Engine with runtimes in any order",
            .output("\"Ubuntu 24.04\" \"runc\" \"nvidia\"\n"),
            .init(kind: .engine, name: "Ubuntu 24.04", runtimes: ["nvidia", "runc"])
        ),
        (
            "a warning before it", .output("WARNING: no swap limit\n\"Debian\"\n"),
            .init(kind: .engine, name: "Debian", runtimes: [])
        ),
        ("cut", .output("\"Docker Desk"), nil), ("empty", .output(""), nil),
        ("no name", .output("\"\"\n"), nil),
        ("an error", .output("", exit: 1, error: "no daemon"), nil),
        ("absent", .absent, nil), ("denied", .denied, nil), ("hung", .timedOut, nil),
        ("failed", .failed("x"), nil), ("crashed", .signal(11), nil),
        ("not recorded", .unrecorded, nil),
    ]

    @Test(arguments: answers)
    func `has a Docker engine or a gap`(
        name: String, outcome: Outcome, engine: Hardware.Engine?
    ) async throws {
        let access = Access.command(EngineProbe.argv)
        let stub = StubMachine.linux().with(access, outcome)
        let told = await stub.hardware().engine
        #expect(told.value == engine && told.gaps.map(\.access) == (engine == nil ? [access] : []))
        let amd = try await stub.amd(video: 8 << 30, translated: 0, maker: "x").verdict()
        #expect(amd.rule == (engine?.kind == .desktop ? .cpuLarge : .amd))
        #expect(amd.assumed == (engine == nil ? .engine : []))
        #expect(amd.gaps.map(\.access) == (engine == nil ? [access] : []))
    }
}
