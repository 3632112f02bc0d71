import Testing

@testable import MNCore
@testable import MNMachine

/// What keeps NVIDIA's container toolkit from starting the runner, or its image from running newer CUDA.
@Suite struct `A container that asks for all GPUs` {
    private static func row(_ name: String, _ driver: String, _ capability: String, _ index: Int)
        -> String
    {
        "\(index), 00000000:0\(index + 1):00.0, \(name), 16376, \(driver), \(capability), [N/A], None\n"
    }

    private static func machine(
        _ cards: [(name: String, capability: String)], driver: String, toolkit: String?,
        settings: String? = nil
    ) -> StubMachine {
        let rows = cards.enumerated().map { row($1.name, driver, $1.capability, $0) }.joined()
        var stub = StubMachine.linux().nvidia(.output(rows))
            .with(.command(EngineProbe.argv), .output("\"Ubuntu\" \"nvidia\" \"runc\"\n"))
        if let toolkit {
            stub = stub.with(
                .command(ToolkitProbe.argv),
                .output("NVIDIA Container Toolkit CLI version \(toolkit)\n"))
        } else {
            stub = stub.with(.command(ToolkitProbe.argv), .unrecorded)
        }
        return settings.map { stub.file(ToolkitProbe.configuration, $0) } ?? stub
    }

    private static let professional = (name: "NVIDIA RTX A4000", capability: "8.6")
    private static let other = (name: "NVIDIA RTX A5000", capability: "8.6")
    private static let geForce = (name: "NVIDIA GeForce RTX 3060", capability: "8.6")
    private static let old = (name: "NVIDIA GeForce GTX 1080", capability: "6.1")

    // MARK: - Every GPU is asked

    /// Driver 580 has CUDA 13.0; the image asks for 13.3, or for a brand that is no GeForce.
    static let mixtures:
        [(cards: [(name: String, capability: String)], toolkit: String?, rule: Rule.ID)] = [
            ([professional, geForce], "1.17.8", .cudaDriver),
            ([geForce, professional], "1.17.8", .cudaDriver),
            ([professional, geForce], nil, .cudaDriver),
            ([professional, geForce], "1.18.1", .cuda),
            ([professional, old], "1.17.8", .cudaDriver), ([professional, other], "1.17.8", .cuda),
            ([professional], "1.17.8", .cuda),
            ([professional, (name: "Graphics Device", capability: "8.6")], "1.17.8", .cudaDriver),
        ]

    @Test(arguments: mixtures)
    func `is refused for one that does not meet the requirement`(
        cards: [(name: String, capability: String)], toolkit: String?, rule: Rule.ID
    ) async throws {
        let stub = Self.machine(cards, driver: "580.95.05", toolkit: toolkit)
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(cards.map(\.name)) \(toolkit ?? "-"): \(verdict.message)")
        #expect(verdict.assumed.contains(.toolkit) == (rule == .cudaDriver && toolkit == nil))
        if rule == .cudaDriver, verdict.gpu?.name == Self.professional.name {
            #expect(verdict.message.contains("another GPU of this machine"))
            #expect(verdict.message.contains("Update the NVIDIA driver to 610"))
        }
        let new = Self.machine(cards, driver: "610.57.04", toolkit: toolkit)
        // No driver brings code for a card that the build has none for.
        let hasOld = cards.contains { $0.name == Self.old.name }
        #expect(try await new.verdict().rule == (hasOld ? .cudaDriver : .cuda))
    }

    /// llama.cpp spreads the layers over all cards of its container.
    @Test(arguments: ["1.17.8", "1.18.1", nil])
    func `is told of a card that the build has no code for`(toolkit: String?) async throws {
        let stub = Self.machine(
            [Self.geForce, Self.old], driver: "610.57.04", toolkit: toolkit)
        let verdict = try await stub.verdict()
        #expect(verdict.rule == .cudaDriver)
        #expect(verdict.message.contains("is older than the runner's build supports"))
        #expect(!verdict.message.contains("Update the NVIDIA driver"))
        #expect(verdict.fixes(alternatives: []).first?.contains("Take the other GPU out") == true)
        let both = Self.machine(
            [Self.geForce, Self.other], driver: "610.57.04", toolkit: toolkit)
        #expect(try await both.verdict().rule == .cuda)
    }

    @Test func `is not refused where nobody looks`() async throws {
        let stub = Self.machine(
            [Self.professional, Self.geForce], driver: "580.95.05", toolkit: "1.17.8")
        for words in [
            "\"running\" \"NVIDIA_REQUIRE_CUDA=cuda>=13.3\"",
            "\"exited\" \"NVIDIA_REQUIRE_CUDA=cuda>=13.3\" \"NVIDIA_DISABLE_REQUIRE=1\"",
        ] {
            let made = stub.with(.command(RunnerImageProbe.container), .output(words + "\n"))
            #expect(try await made.verdict().rule == .cuda)
        }
    }

    // MARK: - A container that runs

    /// Driver 570 has CUDA 12.8, which runs none of 13.3 on a GeForce.
    static let running: [(toolkit: String?, off: String, rule: Rule.ID)] = [
        ("1.18.1", "", .cudaUnusable),
        ("1.17.8", " \"NVIDIA_DISABLE_REQUIRE=1\"", .cudaUnusable),
        // That toolkit would not have started it.
        ("1.17.8", "", .cuda), (nil, "", .cuda),
    ]

    @Test(arguments: running)
    func `proves no driver that nobody looked at`(toolkit: String?, off: String, rule: Rule.ID)
        async throws
    {
        let stub = Self.machine([Self.geForce], driver: "570.124.06", toolkit: toolkit)
            .with(
                .command(RunnerImageProbe.container),
                .output("\"running\" \"NVIDIA_REQUIRE_CUDA=cuda>=13.3\"\(off)\n"))
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(verdict.message)")
    }

    // MARK: - Code that the driver compiles

    private static let turing = (name: "NVIDIA GeForce RTX 2080", capability: "7.5")
    private static let t4 = (name: "Tesla T4", capability: "7.5")
    private static let a100 = (name: "NVIDIA A100-SXM4-40GB", capability: "8.0")
    private static let orin = (name: "NVIDIA RTX A4000", capability: "8.7")

    /// The build has code for 8.6, 8.9, 12.0 and 12.1; driver 580 has CUDA 13.0, 595 has 13.2 and 610 has 13.3.
    static let compiled:
        [(
            card: (name: String, capability: String), driver: String, settings: String?,
            rule: Rule.ID
        )] = [
            (turing, "580.95.05", nil, .cudaDriver), (turing, "595.71.05", nil, .cudaDriver),
            (turing, "610.57.04", nil, .cuda), (geForce, "580.95.05", nil, .cuda),
            (orin, "580.95.05", nil, .cuda),
            // By the newer driver's libraries in the image.
            (t4, "580.95.05", nil, .cuda), (a100, "580.95.05", nil, .cuda),
            (
                a100, "580.95.05",
                "[nvidia-container-runtime]\nmode = \"legacy\"\n[nvidia-container-runtime.modes.legacy]\n"
                    + "cuda-compat-mode = \"disabled\"\n", .cudaDriver
            ),
        ]

    @Test(arguments: compiled)
    func `needs the CUDA of the build for that`(
        card: (name: String, capability: String), driver: String, settings: String?, rule: Rule.ID
    ) async throws {
        let stub = Self.machine([card], driver: driver, toolkit: "1.18.1", settings: settings)
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(card.name) \(driver): \(verdict.message)")
        guard rule == .cudaDriver else { return }
        #expect(verdict.message.contains("has no code of its own for compute capability"))
        #expect(
            verdict.fixes(alternatives: []).first == "Update the NVIDIA driver to 610 or newer.")
        #expect(!verdict.fixes(alternatives: []).contains { $0.contains("toolkit") })
    }

    // MARK: - Newer CUDA by the libraries of the image

    /// Driver 570 has CUDA 12.8, and runs that of the image only by its libraries.
    static let compat: [(toolkit: String, settings: String?, rule: Rule.ID)] = [
        ("1.17.3", nil, .cuda), ("1.17.4", nil, .cudaUnusable), ("1.17.5", nil, .cuda),
        ("1.17.4", "[features]\nallow-cuda-compat-libs-from-container = true\n", .cuda),
        (
            "1.17.8", "[nvidia-container-runtime.modes.legacy]\ncuda-compat-mode = \"disabled\"\n",
            .cudaUnusable
        ),
        (
            "1.17.8", "[nvidia-container-runtime.modes.legacy]\ncuda-compat-mode = \"ldconfig\"\n",
            .cuda
        ),
        (
            "1.18.1", "[nvidia-container-runtime.modes.legacy]\ncuda-compat-mode = \"disabled\"\n",
            .cuda
        ),
        (
            "1.18.1",
            "[nvidia-container-runtime]\nmode = \"legacy\"\n[nvidia-container-runtime.modes.legacy]\n"
                + "cuda-compat-mode = \"disabled\"\n", .cudaUnusable
        ),
    ]

    @Test(arguments: compat)
    func `runs newer CUDA where the toolkit lets it`(
        toolkit: String, settings: String?, rule: Rule.ID
    ) async throws {
        let stub = Self.machine(
            [Self.professional], driver: "570.211.01", toolkit: toolkit, settings: settings)
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(toolkit): \(verdict.message)")
        // Within its major version a driver needs no libraries.
        let new = Self.machine(
            [Self.professional], driver: "580.95.05", toolkit: toolkit, settings: settings)
        #expect(try await new.verdict().rule == .cuda)
    }

    // MARK: - Without root's rights

    static let rootless: [(host: String, toolkit: String?, settings: String?, rule: Rule.ID)] = [
        ("unix:///run/user/1000/docker.sock", "1.17.8", nil, .cudaDriver),
        ("unix:///run/user/1000/docker.sock", nil, nil, .cudaDriver),
        ("unix:///home/u/.docker/run/docker.sock", "1.17.8", nil, .cudaDriver),
        ("unix:///home/u/.docker/desktop/docker.sock", "1.17.8", nil, .cuda),
        (
            "unix:///run/user/1000/docker.sock", "1.17.8",
            "[nvidia-container-cli]\nno-cgroups = false\n", .cudaDriver
        ),
        (
            "unix:///run/user/1000/docker.sock", "1.17.8",
            "#no-cgroups = true\n[nvidia-container-cli]\n#no-cgroups = true\n", .cudaDriver
        ),
        (
            "unix:///run/user/1000/docker.sock", "1.17.8",
            "[nvidia-container-cli]\nno-cgroups = true\n", .cuda
        ),
        ("unix:///run/user/1000/docker.sock", "1.18.1", nil, .cuda),
        ("unix:///run/user/1000/podman/podman.sock", "1.17.8", nil, .cuda),
        ("unix:///var/run/docker.sock", "1.17.8", nil, .cuda),
    ]

    @Test(arguments: rootless)
    func `is refused where control groups may not be changed`(
        host: String, toolkit: String?, settings: String?, rule: Rule.ID
    ) async throws {
        let stub = Self.machine(
            [Self.geForce], driver: "610.57.04", toolkit: toolkit, settings: settings)
        for named in [
            stub.with(.environment("DOCKER_HOST"), .value(host)),
            stub.with(.command(EngineProbe.contextArgv), .output("\"\(host)\"\n")),
        ] {
            let verdict = try await named.verdict()
            #expect(verdict.rule == rule, "\(host) \(settings ?? ""): \(verdict.message)")
            let fixes = verdict.fixes(alternatives: [])
            #expect(fixes.contains { $0.contains("no-cgroups") } == (rule == .cudaDriver))
            let running = named.with(
                .command(RunnerImageProbe.container),
                .output("\"running\" \"NVIDIA_REQUIRE_CUDA=cuda>=13.3\"\n"))
            #expect(try await running.verdict().rule == .cuda)
        }
    }
}
