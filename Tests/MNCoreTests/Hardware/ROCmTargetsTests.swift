import MNSim
import Testing

@testable import MNCore
@testable import MNMachine

/// With a runtime `rocm` the runner's image is that with ROCm, which has code for some GPUs alone.
@Suite struct `An AMD GPU and the image with ROCm` {
    private static func machine(_ target: Int?, runtimes: String, gibibytes: Int = 16)
        -> StubMachine
    {
        let stub = StubMachine.linux().amd(video: gibibytes << 30, translated: 0, maker: "samsung")
            .with(.command(EngineProbe.argv), .output("\"Ubuntu 24.04.1 LTS\" \(runtimes)\n"))
        return target.map { stub.kfd(location: 0x300, target: $0, heap: gibibytes << 30) } ?? stub
    }

    @Test(
        arguments: [
            (110000, Rule.ID.amd), (100300, .amd), (90402, .amd), (90010, .amd), (120001, .amd),
            (110501, .amd),
            // RX 6600, 780M, Vega, and a card of which no generation is told.
            (100302, .amdUnknown), (110003, .amdUnknown), (90006, .amdUnknown), (nil, .amdUnknown),
        ] as [(Int?, Rule.ID)])
    func `has code for it, or is not known to`(target: Int?, rule: Rule.ID) async throws {
        let verdict = try await Self.machine(target, runtimes: "\"rocm\" \"runc\"").verdict()
        #expect(verdict.rule == rule && verdict.accelerator == .rocm, "\(verdict.message)")
        #expect(verdict.message.contains("is not known to have code") == (rule == .amdUnknown))
        #expect(
            verdict.fixes(alternatives: []).contains { $0.contains("Vulkan") }
                == (rule == .amdUnknown))
        // Vulkan has code for all of them.
        let plain = try await Self.machine(target, runtimes: "\"runc\"").verdict()
        #expect(plain.rule == .amd && plain.accelerator == .vulkan, "\(plain.message)")
    }

    @Test(
        arguments: [
            ("gfx942:sramecc+:xnack-", "gfx942"), ("gfx9010", "gfx90a"), ("GFX1100", "gfx1100"),
            ("gfx", nil), ("gfx1100 or so", nil), (":gfx942", nil),
        ] as [(String, String?)])
    func `is known by its target, whatever features stand behind it`(text: String, target: String?)
    {
        #expect(AMDTools.target(text) == target)
    }

    @Test func `is told to be too small before`() async throws {
        let stub = Self.machine(100302, runtimes: "\"rocm\" \"runc\"", gibibytes: 4)
        #expect(try await stub.verdict().rule == .amdSmall)
    }
}
