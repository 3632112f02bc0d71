/// What a program on Linux runs inside of: a container of one kind or the other, or nothing.
struct Enclosure: Sendable {
    enum Kind: Sendable {
        /// It holds one application; the Docker engine is outside of it.
        case application
        /// It holds a system with its services, a Docker engine among them.
        case system
    }

    /// What made it: `docker`, `lxc`; nil if nothing is known to have.
    var name: String?
    /// Nil for what sets no limits of its own, such as a Flatpak.
    var kind: Kind?
    /// What could not be read, and may tell of a container.
    var gaps: [Gap] = []

    var notes: [Hardware.Note] { name.map { [.container($0)] } ?? [] }

    /// Reads the signs that hardware.md §2.2 lists, until one is found.
    static func read(_ inquiry: Inquiry) async -> Enclosure {
        var gaps: [Gap] = []
        switch await inquiry.text("/.dockerenv") {
        case .known: return Enclosure(name: "docker", kind: .application)
        case .absent: break
        case .gap(let gap): gaps.append(gap)
        }
        switch await inquiry.environment("container") {
        case .known(let name) where !name.isEmpty: return Enclosure(named: name)
        case .known, .absent: break
        case .gap(let gap): gaps.append(gap)
        }
        // What is missing of the groups is missing of their limits too.
        if let text = await inquiry.text("/proc/self/cgroup").value, let found = found(in: text) {
            return found
        }
        switch await inquiry.text("/run/.containerenv") {
        case .known: return Enclosure(name: "podman", kind: .application)
        case .absent: break
        case .gap(let gap): gaps.append(gap)
        }
        // systemd writes down what started it.
        switch await inquiry.line("/run/systemd/container") {
        case .known(let name): return Enclosure(named: name)
        case .absent: break
        case .gap(let gap): gaps.append(gap)
        }
        return Enclosure(gaps: gaps)
    }

    /// The same after a look at what the first process was started with, which only root may read.
    fileprivate func confirmed(_ inquiry: Inquiry) async -> Enclosure {
        if name != nil { return self }
        guard case .bytes(let bytes) = await inquiry.answer(.file(Self.firstEnvironment))
        else { return self }
        let mark = "container="
        for entry in bytes.split(separator: 0) {
            let text = String(decoding: entry, as: UTF8.self).trimmed
            if text.hasPrefix(mark), text.count > mark.count {
                return Enclosure(named: String(text.dropFirst(mark.count)))
            }
        }
        return self
    }

    /// The variables of the first process; of them only `container` is of interest.
    static let firstEnvironment = "/proc/1/environ"

    init(name: String? = nil, kind: Kind? = nil, gaps: [Gap] = []) {
        self.name = name
        self.kind = kind
        self.gaps = gaps
    }

    /// By the name that container managers give themselves (systemd, "Container Interface").
    init(named name: String) {
        self.name = name
        kind =
            switch name {
            case "lxc", "lxc-libvirt", "systemd-nspawn", "openvz": .system
            case "flatpak", "snap", "proot", "wsl": nil
            default: .application
            }
    }

    /// Under some engines nothing but the names of the control groups tells.
    private static func found(in groups: TextLines) -> Enclosure? {
        let paths = groups.lines.map { line in
            line.split(separator: ":", maxSplits: 2).last?.split(separator: "/") ?? []
        }
        // An application may run in a container of a system.
        for path in paths {
            if let name = path.lazy.compactMap({ application($0, in: path) }).first {
                return Enclosure(name: name, kind: .application)
            }
        }
        for path in paths {
            if path.contains(where: { $0 == "lxc" || $0.hasPrefix("lxc.payload") }) {
                return Enclosure(named: "lxc")
            }
            if path.first == "machine.slice" { return Enclosure(named: "systemd-nspawn") }
        }
        return nil
    }

    /// The engine that gave a group its name; nil if none did.
    private static func application(_ group: Substring, in path: [Substring]) -> String? {
        let isScope = group.hasSuffix(".scope")
        if group.contains("kubepods") { return "kubernetes" }
        if group == "docker", path.last != "docker" { return "docker" }
        if group.hasPrefix("docker-"), isScope { return "docker" }
        if group.hasPrefix("libpod") { return "podman" }
        if group.hasPrefix("crio-"), isScope { return "cri-o" }
        if group.contains("cri-containerd") { return "containerd" }
        if group.hasPrefix("nerdctl-"), isScope { return "containerd" }
        // The id of a container is a SHA-256.
        return group.count == 64 && group.allSatisfy(\.isHexDigit) ? "containerd" : nil
    }
}

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
