import Testing

@testable import MNCore
@testable import MNMachine

/// What brings `docker model` to a system, as its engine names it.
@Suite struct `The package of the plugin` {
    @Test(arguments: [
        ("Ubuntu 24.04.1 LTS", "sudo apt-get install docker-model-plugin"),
        ("NVIDIA DGX OS 7", "sudo apt-get install docker-model-plugin"),
        ("Debian GNU/Linux 12 (bookworm)", "sudo apt-get install docker-model-plugin"),
        ("Raspbian GNU/Linux 12", "sudo apt-get install docker-model-plugin"),
        ("Fedora Linux 42 (Workstation Edition)", "sudo dnf install docker-model-plugin"),
        ("Red Hat Enterprise Linux 9.4 (Plow)", "sudo dnf install docker-model-plugin"),
        ("Rocky Linux 9.5 (Blue Onyx)", "sudo dnf install docker-model-plugin"),
        ("Docker Desktop", "docker desktop update"),
    ])
    func `comes from Docker's repositories where they have it`(system: String, fix: String) {
        #expect(PluginPackage.fixes(system).first == fix)
    }

    @Test(arguments: [
        ("Manjaro Linux", "makepkg"), ("Arch Linux", "makepkg"), ("EndeavourOS", "makepkg"),
        ("openSUSE Tumbleweed", "zypper"), ("SLES 15 SP6", "zypper"),
        ("Alpine Linux v3.22", "apk add"), ("NixOS 25.05", "docs.docker.com"),
        ("Fedora Linux 42 (Silverblue)", "docs.docker.com"),
        ("Searching Linux", "docs.docker.com"),
    ])
    func `is named by no other system's package manager`(system: String, word: String) {
        let text = PluginPackage.fixes(system).joined(separator: "\n")
        #expect(text.contains(word))
        for other in ["apt-get", "dnf", "zypper", "makepkg", "apk ", "brew"]
        where !word.contains(other) && !other.contains(word) {
            #expect(!text.contains(other), "\(text)")
        }
    }

    /// The engine of such a client runs in a virtual machine of another system.
    @Test func `is for the machine that docker itself runs on`() {
        #expect(
            PluginPackage.fixes("Ubuntu 24.04", client: .macos).first?.hasPrefix("brew ") == true)
        #expect(
            PluginPackage.fixes("Fedora 42", client: .windows).first?.hasPrefix("winget ") == true)
        #expect(PluginPackage.fixes("Docker Desktop", client: .macos) == ["docker desktop update"])
    }

    @Test func `is a page to read where nothing is known`() {
        #expect(PluginPackage.fixes(nil).count == 1)
    }
}
