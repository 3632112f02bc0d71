/// The address of a Docker engine: `ssh://user@host`, `tcp://127.0.0.1:2375`, `unix:///var/run/docker.sock`.
package struct EngineAddress: Hashable, Sendable {
    /// Whether it leads to the machine that asks.
    package let isHere: Bool
    /// What of it may be shown: its scheme and host, never the user.
    package let shown: String
    /// Whether on Linux it is that of a user's own engine: `unix:///run/user/1000/docker.sock`, or below the
    /// home where no folder for running programs is set (docs.docker.com/engine/security/rootless; moby/moby,
    /// `contrib/dockerd-rootless-setuptool.sh`).
    package private(set) var isRootless = false
    /// The product that runs the engine behind this socket in a virtual machine of its own (the manuals of Rancher
    /// Desktop, Colima and Lima); nil if none is known to.
    package private(set) var virtualMachine: String?

    private init(isHere: Bool, shown: String) {
        self.isHere = isHere
        self.shown = shown
    }

    package init(_ address: String) { self = Self.read(address) }

    private static func read(_ address: String) -> EngineAddress {
        if address.hasPrefix("/") { return EngineAddress(isHere: true, shown: "a path") }
        // Without a scheme it is tcp (docker/cli, opts.ParseHost).
        let parts =
            address.firstRange(of: "://").map {
                (scheme: address[..<$0.lowerBound].lowercased(), rest: address[$0.upperBound...])
            } ?? (scheme: "tcp", rest: address[...])
        if ["unix", "fd"].contains(parts.scheme) {
            var address = EngineAddress(isHere: true, shown: "\(parts.scheme)://")
            address.isRootless =
                parts.rest.hasPrefix("/run/user/") && parts.rest.hasSuffix("/docker.sock")
                || parts.rest.hasSuffix("/.docker/run/docker.sock")
            address.virtualMachine =
                products.first { $0.folders.contains { parts.rest.contains("/\($0)/") } }?.name
            return address
        }
        if parts.scheme == "npipe" {
            // "npipe:////./pipe/docker_engine"; in the place of the dot may stand another machine.
            let machine = parts.rest.replacing("\\", with: "/").split(separator: "/").first
            return EngineAddress(isHere: machine == nil || machine == ".", shown: "npipe://")
        }
        let authority = parts.rest.prefix { $0 != "/" }
        let bare = authority.split(separator: "@").last ?? ""
        let host =
            bare.hasPrefix("[")
            ? String(bare.dropFirst().prefix { $0 != "]" }) : String(bare.prefix { $0 != ":" })
        let isHere =
            host.isEmpty || host.lowercased() == "localhost" || host == "::1" || host == "0.0.0.0"
            || isLoopback(host)
        return EngineAddress(isHere: isHere, shown: "\(parts.scheme)://\(host)")
    }

    /// What makes the sockets below such a folder, and the contexts of such a name.
    private static let products = [
        (name: "Rancher Desktop", context: "rancher-desktop", folders: [".rd"]),
        (name: "Colima", context: "colima", folders: [".colima", "colima"]),
        (name: "Lima", context: "lima", folders: [".lima"]),
    ]

    /// The product that made a context for an engine in a virtual machine of its own; nil if none is known to have.
    package static func virtualMachine(ofContext name: String) -> String? {
        products.first { name == $0.context || name.hasPrefix($0.context + "-") }?.name
    }

    /// `127.0.0.1` and the like, in numbers alone: `127.example.com` is a name.
    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
