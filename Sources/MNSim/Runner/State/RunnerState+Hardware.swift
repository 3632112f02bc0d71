package import MNCore

extension RunnerState {
    /// A runner in good health, without models, on a machine.
    ///
    /// Where the machine does not tell its engine, it is Docker Engine on Linux, as the rules assume,
    /// and Docker Desktop elsewhere, where there is no other.
    package init(on hardware: Hardware, offers: [RegistryOffer]) {
        self.init()
        system =
            switch hardware.system.value {
            case .macos?: .macOS
            case .windows?: .windows
            default: .linux
            }
        backends = system.backends
        switch hardware.engine.value?.kind {
        case .desktop?: kind = .dockerDesktop
        case .engine?: kind = .dockerEngine
        case nil: kind = system == .linux ? .dockerEngine : .dockerDesktop
        }
        registry.offers = offers
    }
}

extension DockerSetup {
    /// The `docker` program and the engine of a machine, both there and running.
    package init(on hardware: Hardware) {
        self.init()
        let processor = hardware.processor.value == .arm64 ? "arm64" : "amd64"
        let system: RunnerSystem = RunnerState(on: hardware, offers: []).system
        platform =
            switch system {
            case .linux: "linux/\(processor)"
            case .macOS: "darwin/\(processor)"
            case .windows: "windows/\(processor)"
            }
    }
}
