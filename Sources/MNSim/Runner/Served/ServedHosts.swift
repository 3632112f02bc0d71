import MNCore

/// The names under which a served runner may be asked for.
///
/// A page of any name can make a browser ask an address of this machine, by giving that address to its
/// own name; what gives it away is the `Host` header.
package struct ServedHosts: Hashable, Sendable {
    /// What real clients say: of this machine, and of containers on it (dmr-contract §5).
    private static let usual = [
        "localhost", "127.0.0.1", "::1", "model-runner.docker.internal", "host.docker.internal",
        "gateway.docker.internal", "docker-model-runner",
    ]

    private let others: [String]

    /// - Parameter others: names besides the usual ones; in any case.
    package init(_ others: [String] = []) { self.others = others }

    /// Whether what a client wants is here, whatever its port; a client of HTTP/1.0 may want none.
    func allows(_ host: String?) -> Bool {
        guard let host else { return true }
        guard var name = HTTPAuthority(host)?.host else { return false }
        // A name may end with the point of the root.
        if name.hasSuffix(".") { name.removeLast() }
        return (Self.usual + others).contains(where: name.equalsASCII)
    }
}
