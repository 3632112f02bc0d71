/// Hosts whose names tell nothing of who asks: this machine, Docker's own, public hubs.
enum PublicHost {
    private static let names: Set<String> = ["localhost", "ip6-localhost", "model-runner"]

    private static let domains = [
        "docker.com", "docker.io", "docker.internal", "huggingface.co", "hf.co", "github.com",
        "githubusercontent.com", "ghcr.io", "nvidia.com", "nvidia.github.io", "nvcr.io", "amd.com",
        "microsoft.com", "apple.com", "w3.org", "json-schema.org", "example.com", "example.org",
        "invalid", "localdomain", "kernel.org", "freedesktop.org", "systemd.io", "kubernetes.io",
        "podman.io", "freebsd.org", "elinux.org", "ucw.cz", "raspberrypi.com", "android.com",
        "aws.amazon.com",
    ]

    /// - Parameter name: in lower case.
    static func isPublic(_ name: String) -> Bool {
        names.contains(name) || domains.contains { name == $0 || name.hasSuffix(".\($0)") }
    }
}
