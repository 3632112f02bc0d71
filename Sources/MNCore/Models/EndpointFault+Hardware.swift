extension EndpointFault {
    /// The fault with what a command knows of the machine.
    package func on(_ hardware: Hardware?) -> EndpointFault {
        guard case .unreachable(let attempts, var report?) = self else { return self }
        // The context of the machine may tell where `docker` itself does not.
        if report.remoteEngine == nil, case .elsewhere(let place)? = hardware?.enginePlace.value {
            report.engineHost = place
        }
        report.system = hardware?.engine.value?.name
        report.client = hardware?.system.value.map(Docker.ClientSystem.init)
        return .unreachable(attempts, report)
    }
}

extension Docker.ClientSystem {
    init(_ system: Hardware.System) {
        switch system {
        case .linux: self = .linux
        case .macos: self = .macos
        case .windows: self = .windows
        case .other: self = .other
        }
    }
}
