/// How `docker model` comes to a machine whose `docker` does not know it.
///
/// Docker's own repositories have the package for two families of Linux (docs.docker.com, "Get started with
/// Docker Model Runner": apt and dnf); elsewhere it comes with Docker Desktop, or is built.
enum PluginPackage {
    private enum Family {
        case desktop
        /// By the name that Docker's instructions have for the distribution.
        case apt(String)
        case dnf(String)
        case pacman, zypper, apk

        /// - Parameter system: what `docker info` calls the system, in lower case.
        init?(_ system: String) {
            func says(_ parts: String...) -> Bool { parts.contains(where: system.contains) }
            let words = system.split { !$0.isLetter && !$0.isNumber }
            if says("docker desktop") {
                self = .desktop
            } else if says(
                "silverblue", "kinoite", "bazzite", "coreos", "microos", "ubuntu core", "flatcar",
                "nixos")
            {
                // Their packages are parts of an image.
                return nil
            } else if says("ubuntu", "mint", "lmde", "pop!_os", "zorin", "elementary", "dgx") {
                self = .apt("ubuntu")
            } else if says("raspbian", "raspberry pi os") {
                self = .apt("raspberry-pi-os")
            } else if says("debian", "kali") {
                self = .apt("debian")
            } else if says("fedora", "nobara") {
                self = .dnf("fedora")
            } else if says("red hat", "rhel") {
                self = .dnf("rhel")
            } else if says("centos", "rocky", "alma", "oracle linux") {
                self = .dnf("centos")
            } else if words.contains("arch")
                || says("manjaro", "endeavouros", "cachyos", "garuda")
            {
                self = .pacman
            } else if says("suse", "sles") {
                self = .zypper
            } else if says("alpine", "postmarketos") {
                self = .apk
            } else {
                return nil
            }
        }
    }

    private static let guide = "https://docs.docker.com/ai/model-runner/get-started/"
    /// Builds the plugin and puts it where `docker` looks (github.com/docker/model-runner, `cmd/cli`).
    private static let build =
        "git clone https://github.com/docker/model-runner && make -C model-runner/cmd/cli install"

    /// What brings the plugin, first what is simplest.
    ///
    /// - Parameters:
    ///   - system: what `docker info` calls the engine's system; nil if it is not known.
    ///   - client: the system that `docker` itself runs on; on any but Linux the engine's is that of a
    ///     virtual machine.
    static func fixes(_ system: String?, client: Docker.ClientSystem? = nil) -> [String] {
        let isDesktop = system?.contains("Docker Desktop") == true
        if client == .macos, !isDesktop { return ["brew install --cask docker-desktop", build] }
        if client == .windows, !isDesktop { return ["winget install Docker.DockerDesktop"] }
        guard let system, let family = Family(system.lowercased()) else {
            return ["Install the plugin of Docker Model Runner: \(guide)"]
        }
        switch family {
        case .desktop: return ["docker desktop update"]
        case .apt(let name):
            return [
                "sudo apt-get install docker-model-plugin",
                repository("apt", name),
            ]
        case .dnf(let name):
            return ["sudo dnf install docker-model-plugin", repository("dnf", name)]
        // The users' repository has it (aur.archlinux.org/packages/docker-model-plugin-bin).
        case .pacman:
            return [
                "git clone https://aur.archlinux.org/docker-model-plugin-bin.git "
                    + "&& cd docker-model-plugin-bin && makepkg -si",
                build,
            ]
        case .zypper: return ["sudo zypper install git go make && \(build)"]
        case .apk: return ["sudo apk add git go make && \(build)"]
        }
    }

    /// What installs another package of the same name on each distribution; nil where that is not known.
    ///
    /// - Parameter system: what `docker info` calls the engine's system.
    static func command(toInstall package: String, on system: String?) -> String? {
        switch system.flatMap({ Family($0.lowercased()) }) {
        case .apt: "sudo apt-get install \(package)"
        case .dnf: "sudo dnf install \(package)"
        case .zypper: "sudo zypper install \(package)"
        case .pacman: "sudo pacman -S \(package)"
        case .desktop, .apk, nil: nil
        }
    }

    /// A distribution's own `docker` comes without it (mr#257).
    private static func repository(_ manager: String, _ name: String) -> String {
        "If \(manager) has no such package, add Docker's repository first: "
            + "https://docs.docker.com/engine/install/\(name)/"
    }
}
