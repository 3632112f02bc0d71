import Testing

@testable import MNCore
@testable import MNMachine

/// Where no runtime is named `nvidia`, the program on PATH decides whether the runner has CUDA (dmr-contract §7.2).
@Suite struct `An engine without a runtime for NVIDIA` {
    private static let row =
        "0, 00000000:01:00.0, NVIDIA RTX A4000, 16376, 610.57.04, 8.6, [N/A], None\n"

    private static func machine(_ row: String = row) -> StubMachine {
        StubMachine.linux().nvidia(.output(row))
            .with(.command(EngineProbe.argv), .output("\"Ubuntu 24.04.1 LTS\" \"runc\"\n"))
    }

    static let programs: [(name: String, outcome: Outcome, rule: Rule.ID)] = [
        ("is there", .output("NVIDIA Container Runtime version 1.17.8\n"), .cuda),
        ("is not there", .absent, .cudaEngine),
        ("was not asked for", .unrecorded, .insufficientEvidence),
        ("may not be run", .denied, .insufficientEvidence),
        ("does not end", .timedOut, .insufficientEvidence),
    ]

    @Test(arguments: programs)
    func `gives the GPU where the program is known to be there`(
        name: String, outcome: Outcome, rule: Rule.ID
    ) async throws {
        let stub = Self.machine().with(.command(ToolkitProbe.runtime), outcome)
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(name): \(verdict.message)")
        if rule == .insufficientEvidence {
            #expect(verdict.message.contains("nvidia-container-runtime --version"))
            #expect(verdict.gaps.contains { $0.access == .command(ToolkitProbe.runtime) })
        }
        // What is too small is so whatever the engine gives.
        let small = Self.machine(Self.row.replacing("16376", with: "4096"))
            .with(.command(ToolkitProbe.runtime), outcome)
        #expect(try await small.verdict().rule == .cudaSmall)
    }

    @Test(arguments: [("exited", Rule.ID.cuda), ("running", .cuda)])
    func `has what its container was made of`(state: String, rule: Rule.ID) async throws {
        let stub = Self.machine().with(.command(ToolkitProbe.runtime), .unrecorded).with(
            .command(RunnerImageProbe.container),
            .output("\"\(state)\" \"NVIDIA_REQUIRE_CUDA=cuda>=13.3\"\n"))
        #expect(try await stub.verdict().rule == rule)
    }

    /// With the program the image is that for the GPU that is too small, without it that for AMD's.
    @Test func `leaves open which of two vendors the image is for`() async throws {
        let both = Self.machine(Self.row.replacing("16376", with: "4096"))
            .amd(video: 24 << 30, translated: 0, maker: "x")
        for (outcome, rule): (Outcome, Rule.ID) in [
            (.unrecorded, .insufficientEvidence), (.absent, .amd),
            (.output("NVIDIA Container Runtime version 1.17.8\n"), .cudaSmall),
        ] {
            let verdict = try await both.with(.command(ToolkitProbe.runtime), outcome).verdict()
            #expect(verdict.rule == rule, "\(outcome): \(verdict.message)")
        }
    }

    /// The runtimes of others come before the program (docker/model-runner, `cmd/cli/pkg/gpu/gpu.go`).
    @Test(arguments: ["rocm", "mthreads", "cann"])
    func `takes the image of another runtime before that of the program`(runtime: String)
        async throws
    {
        let stub = Self.machine()
            .with(.command(EngineProbe.argv), .output("\"Ubuntu\" \"\(runtime)\" \"runc\"\n"))
            .with(.command(ToolkitProbe.runtime), .output("NVIDIA Container Runtime version 1\n"))
        let verdict = try await stub.verdict()
        #expect(verdict.rule == (runtime == "rocm" ? .cpuLarge : .cudaEngine), "\(verdict.message)")
        let both = stub.amd(video: 24 << 30, translated: 0, maker: "x")
        let rule = try await both.verdict().rule
        #expect(rule == (runtime == "rocm" ? .amdUnknown : .amd))
    }

    // MARK: - Podman

    private static let podman = Outcome.output(
        "", exit: 125, error: "can't evaluate field OperatingSystem in type *define.Info\n")

    @Test func `is Podman, which does not tell what it gives`() async throws {
        let stub = Self.machine().with(.command(EngineProbe.argv), Self.podman)
            .with(.command(ToolkitProbe.runtime), .output("NVIDIA Container Runtime version 1\n"))
        let verdict = try await stub.verdict()
        #expect(verdict.rule == .insufficientEvidence, "\(verdict.message)")
        #expect(verdict.message.contains("Podman"))
        #expect(verdict.fixes(alternatives: []).first?.contains("Docker's own engine") == true)
        let amd = StubMachine.linux().amd(video: 24 << 30, translated: 0, maker: "x")
            .with(.command(EngineProbe.argv), Self.podman)
        #expect(try await amd.verdict().rule == .amd)
    }
}
