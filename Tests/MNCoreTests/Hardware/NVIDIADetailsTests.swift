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

    // MARK: - What lets nobody compute

    @Test(arguments: [
        ("<fabric><state>In Progress</state></fabric>", Rule.ID.cudaUnusable),
        ("<fabric><state>Not Started</state></fabric>", .cudaUnusable),
        ("<fabric><state>Completed</state></fabric>", .cuda),
        ("<fabric><state>N/A</state></fabric>", .cuda), ("<fabric></fabric>", .cuda),
        ("<compute_mode>Prohibited</compute_mode>", .cudaUnusable),
        ("<compute_mode>Default</compute_mode>", .cuda),
        ("<compute_mode>Exclusive_Process</compute_mode>", .cuda),
    ])
    func `tell what lets nobody compute`(inside: String, rule: Rule.ID) async throws {
        let verdict = try await Self.machine("NVIDIA H100 80GB HBM3", inside, capability: "9.0")
            .verdict()
        #expect(verdict.rule == rule, "\(inside): \(verdict.message)")
    }

    // MARK: - The license of a slice

    @Test(arguments: [
        ("VGPU", "Unlicensed (Unrestricted)", Rule.ID.cudaUnusable),
        ("VGPU", "Unlicensed", .cudaUnusable),
        ("VGPU", "Licensed (Expiry: 2027-7-7 16:1:44 GMT)", .cuda), ("VGPU", "N/A", .cuda),
        ("Pass-Through", "Unlicensed", .cuda), ("None", "Unlicensed", .cuda),
    ])
    func `tell a slice without its license`(mode: String, status: String, rule: Rule.ID)
        async throws
    {
        let inside =
            "<gpu_virtualization_mode><virtualization_mode>\(mode)</virtualization_mode>"
            + "</gpu_virtualization_mode><vgpu_software_licensed_product>"
            + "<license_status>\(status)</license_status></vgpu_software_licensed_product>"
        let verdict = try await Self.machine("NVIDIA A40-24Q", inside, capability: "8.6").verdict()
        #expect(verdict.rule == rule, "\(verdict.message)")
        #expect(verdict.message.contains("license") == (rule == .cudaUnusable))
        let old = inside.replacing("vgpu_software_licensed", with: "grid_licensed")
        #expect(
            try await Self.machine("GRID A40-24Q", old, capability: "8.6").verdict().rule == rule)
    }
}
