/// Which control groups of a process the Docker engine lives in too, so that their limits bind the runner.
struct EngineReach: Sendable {
    enum Reach: Sendable {
        /// The process alone: a session, service or job of a machine.
        case process
        /// The engine lives in it.
        case engine
        /// A container that the engine is outside of, or may be: this is all that is known.
        case container
    }

    let inquiry: Inquiry
    var enclosure: Enclosure
    private var isConfirmed = false

    init(inquiry: Inquiry, enclosure: Enclosure) {
        self.inquiry = inquiry
        self.enclosure = enclosure
    }

    /// How far a limit of the group at a path below the mounted hierarchy reaches.
    mutating func reach(of path: [String]) async -> Fact<Reach> {
        if !isConfirmed {
            enclosure = await enclosure.confirmed(inquiry)
            isConfirmed = true
        }
        switch enclosure.kind {
        case .application: return .known(.container, [])
        case .system: return .known(.engine, [])
        case nil: break
        }
        // The root of a machine has no limit: where it seems to have one it is that of a container.
        if path.isEmpty { return .known(.container, []) }
        if !enclosure.gaps.isEmpty { return .unknown(enclosure.gaps) }
        // Docker Engine is a service, and the containers of systemd's driver are beside it.
        if path == ["system.slice"] { return .known(.engine, []) }
        return path.first == "user.slice" && path.count <= 3
            ? await reachOfRootless(path) : .known(.process, [])
    }

    /// Rootless Docker and its containers are in the slice of their user, below `user@N.service`.
    private func reachOfRootless(_ path: [String]) async -> Fact<Reach> {
        switch await EngineProbe(inquiry: inquiry).address() {
        case .known(let address):
            let prefixes = ["unix:///run/user/", "unix:///var/run/user/"]
            guard let prefix = prefixes.first(where: address.text.hasPrefix) else {
                return .known(.process, [])
            }
            let user = address.text.dropFirst(prefix.count).prefix { $0 != "/" }
            let home = ["user.slice", "user-\(user).slice", "user@\(user).service"]
            return home.starts(with: path)
                ? .known(.engine, [Evidence(address.access, quote: address.text)])
                : .known(.process, [])
        // The name that Docker's own script for rootless engines gives its context.
        case .absent
        where await inquiry.environment("DOCKER_CONTEXT").value == "rootless"
            && (path.count < 3 || path[2].hasPrefix("user@")):
            return .known(.engine, [Evidence(.environment("DOCKER_CONTEXT"), quote: "rootless")])
        case .absent: return .known(.process, [])
        // Older recordings were not asked for the context.
        case .gap(let gap)
        where gap.reason == .unrecorded && gap.access != .environment("DOCKER_HOST"):
            return .known(.process, [])
        case .gap(let gap): return .unknown([gap])
        }
    }
}
