import Testing

@testable import MNCore
@testable import MNMachine

/// Engines that are on the machine and see nothing of its GPUs.
@Suite struct `An engine of a product for Linux` {
    /// Rancher Desktop, Colima and Lima give their virtual machines no GPU of a Linux machine.
    @Test(arguments: [
        ("DOCKER_CONTEXT", "colima-work", true), ("DOCKER_CONTEXT", "rancher-desktop", true),
        ("DOCKER_HOST", "unix:///home/a/.rd/docker.sock", true),
        ("DOCKER_HOST", "unix:///home/a/.colima/default/docker.sock", true),
        ("DOCKER_HOST", "unix:///home/a/.lima/docker/sock/docker.sock", true),
        ("DOCKER_HOST", "unix:///run/user/1000/docker.sock", false),
        ("DOCKER_HOST", "unix:///var/run/docker.sock", false), ("DOCKER_CONTEXT", "lima", true),
        ("DOCKER_CONTEXT", "default", false),
    ])
    func `may be in a virtual machine`(variable: String, value: String, isVirtual: Bool)
        async throws
    {
        let stub = `What stands between a GPU and the model`.machine("610.57.04")
            .with(.environment(variable), .value(value))
        let verdict = try await stub.verdict()
        #expect((verdict.rule == .insufficientEvidence) == isVirtual, "\(verdict.message)")
        #expect(verdict.message.contains("a virtual machine of") == isVirtual)
    }
}
