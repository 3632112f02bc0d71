/// The address of a Docker engine: `ssh://user@host`, `tcp://127.0.0.1:2375`, `unix:///var/run/docker.sock`.
struct EngineAddress: Hashable, Sendable {
    /// Whether it leads to the machine that asks.
    let isHere: Bool
    /// What of it may be shown: its scheme and host, never the user.
    let shown: String

    private init(isHere: Bool, shown: String) {
        self.isHere = isHere
        self.shown = shown
    }

    init(_ address: String) { self = Self.read(address) }

    private static func read(_ address: String) -> EngineAddress {
        if address.hasPrefix("/") { return EngineAddress(isHere: true, shown: "a path") }
        // Without a scheme it is tcp (docker/cli, opts.ParseHost).
        let parts =
            address.firstRange(of: "://").map {
                (scheme: address[..<$0.lowerBound].lowercased(), rest: address[$0.upperBound...])
            } ?? (scheme: "tcp", rest: address[...])
        if ["unix", "fd"].contains(parts.scheme) {
            return EngineAddress(isHere: true, shown: "\(parts.scheme)://")
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

    /// `127.0.0.1` and the like, in numbers alone: `127.example.com` is a name.
    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
