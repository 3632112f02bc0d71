import MNCore

/// What the names and addresses of an engine tell.
extension EngineTold {
    /// Takes the name of the context that is in use.
    mutating func tell(context name: String, _ origin: PasteOrigin) {
        let products = [
            ("desktop-", Self.desktop), ("colima", "Colima"), ("orbstack", "OrbStack"),
            ("rancher-desktop", "Rancher Desktop"), ("lima-", "Lima"),
        ]
        if name.hasPrefix("podman") {
            podman = podman ?? origin
        } else if let found = products.first(where: { name.hasPrefix($0.0) }) {
            product = product ?? Told(found.1, origin)
        } else if name == "rootless" {
            address = address ?? Told(Self.rootless, origin)
        } else if !name.isEmpty, name != "default" {
            otherContext = otherContext ?? origin
        }
    }

    /// Takes what the words of a command say of the engine in use.
    mutating func tell(named engine: PastedCommand.NamedEngine, _ origin: PasteOrigin) {
        switch engine {
        case .address(let text): tell(address: text, origin)
        case .context(let name): tell(context: name, origin)
        }
    }

    /// Takes what a server calls itself: `Docker Desktop 4.49.0 (208003)`.
    ///
    /// Old versions of Docker Desktop have another name, and no Model Runner.
    mutating func tell(server name: String, _ origin: PasteOrigin) {
        if name.hasPrefix(Self.desktop) {
            product = product ?? Told(Self.desktop, origin)
        } else if name.hasPrefix("Podman") {
            podman = podman ?? origin
        } else if !name.isEmpty {
            server = server ?? Told(name, origin)
        }
    }

    /// Takes the address of the engine that is in use.
    ///
    /// The sockets that products make: docs.docker.com/desktop/setup/install/linux and mac-permission-requirements,
    /// and the manuals of Colima, OrbStack, Rancher Desktop and Lima.
    mutating func tell(address text: String, _ origin: PasteOrigin) {
        let marks = [
            ("/.docker/desktop/", Self.desktop), ("dockerDesktop", Self.desktop),
            ("/.colima/", "Colima"), ("/colima/", "Colima"), ("/.orbstack/", "OrbStack"),
            ("/.rd/", "Rancher Desktop"), ("/.lima/", "Lima"),
        ]
        let path = text.split(separator: ":", maxSplits: 1).last.map(String.init) ?? text
        let isMac = path.hasPrefix("///Users/") && path.hasSuffix("/.docker/run/docker.sock")
        if text.contains("podman") {
            podman = podman ?? origin
        } else if let name = isMac ? Self.desktop : marks.first(where: { text.contains($0.0) })?.1 {
            product = product ?? Told(name, origin)
        } else if case let found = EngineAddress(text), !found.isHere || found.isRootless {
            address = Told(found.isHere ? Self.rootless : found.shown, origin)
        }
    }

    /// The address of a user's own engine, without the number of the user.
    static let rootless = "unix:///run/user/1000/docker.sock"
}
