import Testing

@testable import MNCore
@testable import MNMachine

/// What `nvidia-smi -q -x` tells of a board beside its row.
@Suite struct `The details of an NVIDIA board` {
    private static func machine(
        _ name: String, _ inside: String, capability: String = "[N/A]", driver: String = "580.95.05"
    ) -> StubMachine {
        let xml = "<nvidia_smi_log><cuda_version>13.3</cuda_version><gpu id=\"00000000:01:00.0\">"
        return StubMachine.linux()
            .nvidia(
                .output(
                    "0, 00000000:01:00.0, \(name), 24564, \(driver), \(capability), [N/A], None\n")
            )
            .with(
                .command(NVIDIADetails.argv("nvidia-smi")),
                .output(xml + inside + "</gpu></nvidia_smi_log>\n"))
    }

    private static func architecture(_ name: String) -> String {
        "<product_architecture>\(name)</product_architecture>"
    }

    /// CUDA 13 has code from Turing on.
    @Test(arguments: [
        ("Kepler", Rule.ID.cudaUnusable), ("Pascal", .cudaUnusable), ("Volta", .cudaUnusable),
        ("Turing", .cuda), ("Ampere", .cuda), ("Ada Lovelace", .cuda), ("Blackwell", .cuda),
        ("Rubin", .cudaUnknown), ("N/A", .cudaUnknown), ("", .cudaUnknown),
    ])
    func `tell the generation where nothing else does`(name: String, rule: Rule.ID) async throws {
        let stub = Self.machine("Graphics Device", Self.architecture(name))
        let verdict = try await stub.verdict()
        #expect(verdict.rule == rule, "\(name): \(verdict.message)")
        if rule == .cudaUnusable { #expect(verdict.message.contains("generation (")) }
    }

    @Test func `do not outrank the number of the driver, nor the name`() async throws {
        let told = Self.machine("Graphics Device", Self.architecture("Pascal"), capability: "8.6")
        #expect(await told.hardware().gpus[0].generation.value == "8.6")
        // The name is as sure, and more exact.
        let named = try await Self.machine("NVIDIA A40", Self.architecture("Ampere")).verdict()
        #expect(named.cudaSupport?.generation == ComputeCapability(8, 6))
        #expect(named.rule == .cuda)
    }
}
