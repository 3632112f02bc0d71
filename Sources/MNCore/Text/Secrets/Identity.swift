/// Whose machine it is and what it is called, as far as it tells; none of it leaves the machine.
package struct Identity: Hashable, Sendable {
    /// The home folder, without a slash at its end; nil where it is not known or that of every system.
    package var home: String?
    /// Names of the user.
    package var users: [String] = []
    /// Names of the machine, and of others that the user named.
    package var hosts: [String] = []

    package init(home: String? = nil, users: [String] = [], hosts: [String] = []) {
        var folder = home ?? ""
        while folder.count > 1, folder.hasSuffix("/") || folder.hasSuffix("\\") {
            folder.removeLast()
        }
        let isFolder = folder.hasPrefix("/") || folder.dropFirst().hasPrefix(":\\")
        self.home = isFolder && folder.count > 1 ? folder : nil
        let own = self.home.flatMap { Self.owner(of: $0) }
        self.users = Self.telling(users + [own].compactMap(\.self))
        self.hosts = Self.telling(hosts + hosts.compactMap { Self.short($0) })
    }

    /// The home folder, if it is not that of the administrator, which every system has.
    var tellingHome: String? { home == "/root" ? nil : home }

    /// What the variables tell.
    ///
    /// - Parameter hostName: what the machine is called, if that is known.
    package init(_ environment: [String: String], hostName: String? = nil) {
        self.init(
            home: environment["HOME"] ?? environment["USERPROFILE"],
            users: Self.userVariables.compactMap { environment[$0] },
            hosts: [hostName, environment["HOSTNAME"], environment["COMPUTERNAME"]]
                .compactMap(\.self))
    }

    private static let userVariables = ["USER", "LOGNAME", "USERNAME", "SUDO_USER"]

    /// The last part of a home; nil for one that names nobody.
    private static func owner(of home: String) -> String? {
        home.split(whereSeparator: { "/\\".contains($0) }).last.map(String.init)
    }

    private static func short(_ host: String) -> String? {
        host.split(separator: ".").first.map(String.init)
    }

    /// The names that tell something: no system's own, and none that stands in any text.
    private static func telling(_ names: [String]) -> [String] {
        Set(names).filter { $0.utf8.count >= 3 && !common.contains($0.lowercased()) }
            .sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// Names that systems give, and words of folders and programs.
    static let common: Set<String> = [
        "admin", "administrator", "azureuser", "bin", "build", "ci", "container", "daemon",
        "debian", "default", "desktop", "dev", "etc", "boot", "media", "proc", "run", "srv", "sys",
        "tmp", "docker", "ec2-user", "engine", "fedora", "games", "gpu",
        "guest", "home", "host", "jovyan", "lib", "lib64", "linux", "local", "localdomain",
        "localhost", "mac", "machine", "macbook", "mnt", "model", "models", "nobody", "node",
        "opt", "public", "raspberrypi", "root", "runner", "sbin", "server", "shared", "snap",
        "system", "test", "ubuntu", "user", "users", "usr", "vagrant", "var", "vm", "windows",
        "worker",
    ]
}

extension Identity {
    /// The text with `~` for the home folder, as the user would write it.
    package func shortened(_ text: String) -> String {
        guard let home, text.utf8.count >= home.utf8.count else { return text }
        let mark = Array(home.utf8)
        // Most texts have no path in them.
        guard text.utf8.contains(mark[0]) else { return text }
        let bytes = Array(text.utf8)
        guard bytes.firstRange(of: mark) != nil else { return text }
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let end = place + mark.count
            if bytes[place] == mark[0], end <= bytes.count,
                place == 0 || Self.isBound(bytes[..<place]),
                end == bytes.count || !Self.belongs(bytes[end]),
                bytes[place..<end].elementsEqual(mark)
            {
                // A shell knows ~ outside of quotes alone.
                if bytes[..<place].last == UInt8(ascii: "'"), Self.needsQuotes(bytes[end...]) {
                    result.removeLast()
                    result += "~/'".utf8
                    place = end + 1
                } else {
                    result.append(UInt8(ascii: "~"))
                    place = end
                }
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The document with `~` for the home folder in all its texts.
    package func shortened(_ document: JSON) -> JSON {
        home == nil ? document : changed(document) ?? document
    }

    /// The document with `~` in it; nil if there is nothing to change.
    private func changed(_ document: JSON) -> JSON? {
        switch document {
        case .string(let text):
            let shown = shortened(text)
            return shown == text ? nil : .string(shown)
        case .array(let elements):
            return elements.changed { _, element in changed(element) }.map { .array($0) }
        case .object(let object):
            return object.changed { member in
                let (key, value) = (shortened(member.key), changed(member.value))
                return value == nil && key == member.key ? nil : (key, value ?? member.value)
            }.map { .object($0) }
        default: return nil
        }
    }

    /// Whether a path can begin behind this: no part of a longer path.
    private static func isBound(_ before: ArraySlice<UInt8>) -> Bool {
        guard let last = before.last else { return true }
        // Behind a `~` it goes on below the home.
        return !belongs(last) && last != UInt8(ascii: "/") && last != UInt8(ascii: "~")
            || before.suffix(3).elementsEqual("://".utf8)
    }

    private static func belongs(_ byte: UInt8) -> Bool {
        byte.isNameByte || byte >= 0x80
    }

    /// Whether what stands behind a home, up to the next quote, is a path that a shell would take apart.
    private static func needsQuotes(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: "/") else { return false }
        let path = rest.prefix { $0 != UInt8(ascii: "'") && $0 != 10 }
        return path.endIndex < rest.endIndex
            && !path.allSatisfy { belongs($0) || "/=,:%@+".utf8.contains($0) }
    }
}

/// Hosts whose names tell nothing of who asks: this machine, Docker's own, public hubs.
enum PublicHost {
    private static let names: Set<String> = ["localhost", "ip6-localhost", "model-runner"]

    private static let domains = [
        "docker.com", "docker.io", "docker.internal", "dockerstatus.com", "huggingface.co", "hf.co",
        "github.com",
        "githubusercontent.com", "ghcr.io", "nvidia.com", "nvidia.github.io", "nvcr.io", "amd.com",
        "microsoft.com", "apple.com", "w3.org", "json-schema.org", "example.com", "example.org",
        "invalid", "localdomain", "kernel.org", "freedesktop.org", "systemd.io", "kubernetes.io",
        "podman.io", "freebsd.org", "elinux.org", "ucw.cz", "raspberrypi.com", "android.com",
        "aws.amazon.com", "archlinux.org",
    ]

    /// - Parameter name: in lower case.
    static func isPublic(_ name: String) -> Bool {
        names.contains(name) || domains.contains { name == $0 || name.hasSuffix(".\($0)") }
    }
}
