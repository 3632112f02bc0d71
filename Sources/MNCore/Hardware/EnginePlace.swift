extension Hardware.EnginePlace {
    /// Where an address leads: `ssh://user@host`, `tcp://127.0.0.1:2375`, `unix:///var/run/docker.sock`.
    init(_ address: String) { self = Self.told(by: address).place }

    /// Where an address leads, and what of it may be shown: never the user.
    static func told(by address: String) -> (place: Hardware.EnginePlace, shown: String) {
        if address.hasPrefix("/") { return (.here, "a path") }
        // Without a scheme it is tcp (docker/cli, opts.ParseHost).
        let parts =
            address.firstRange(of: "://").map {
                (scheme: address[..<$0.lowerBound].lowercased(), rest: address[$0.upperBound...])
            } ?? (scheme: "tcp", rest: address[...])
        if ["unix", "fd"].contains(parts.scheme) { return (.here, "\(parts.scheme)://") }
        if parts.scheme == "npipe" {
            // "npipe:////./pipe/docker_engine"; in the place of the dot may stand another machine.
            let machine = parts.rest.replacing("\\", with: "/").split(separator: "/").first
            return (machine == nil || machine == "." ? .here : .elsewhere("npipe://"), "npipe://")
        }
        let authority = parts.rest.prefix { $0 != "/" }
        let bare = authority.split(separator: "@").last ?? ""
        let host =
            bare.hasPrefix("[")
            ? String(bare.dropFirst().prefix { $0 != "]" }) : String(bare.prefix { $0 != ":" })
        let isHere =
            host.isEmpty || host.lowercased() == "localhost" || host == "::1" || host == "0.0.0.0"
            || isLoopback(host)
        let shown = "\(parts.scheme)://\(host)"
        return (isHere ? .here : .elsewhere(shown), shown)
    }

    /// `127.0.0.1` and the like, in numbers alone: `127.example.com` is a name.
    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
