package import MNCore

// Where an engine or a runner answers: hosts, sockets and contexts of somebody.
extension Redaction {
    package static let contextVariable = "DOCKER_CONTEXT"

    /// Whether a variable tells where something answers.
    package static func isAddress(_ variable: String) -> Bool {
        variable == "DOCKER_HOST" || variable == "MODEL_RUNNER_HOST"
            || variable.hasSuffix("API_BASE")
    }

    /// The address, or several with commas, with stand-ins for the host and what is private of the path,
    /// and without a user.
    package mutating func address(_ text: String) -> String {
        var parts: [String] = []
        let list = text.split(separator: ",", omittingEmptySubsequences: false)
        // A user may hold a comma.
        if text.contains("@"), !list.allSatisfy({ Endpoint(String($0)) != nil }) {
            return single(text)
        }
        for part in list {
            parts.append(single(String(part)))
        }
        return parts.joined(separator: ",")
    }

    private mutating func single(_ text: String) -> String {
        guard let mark = text.firstRange(of: "://") else {
            let isPath = text.hasPrefix("/") || text.hasPrefix("~") || text.hasPrefix(".")
            if isPath { return socket(text) }
            // What is no address must stay none.
            if Endpoint(text) == nil, Secrets.addressUser(text) != nil {
                return "\(Secrets.mask)@\(place(text[...]))"
            }
            guard Endpoint(text) != nil else {
                return String(text.map { $0.isLetter || $0.isNumber ? "x" : $0 })
            }
            return place(text[...])
        }
        let scheme = text[..<mark.lowerBound]
        let rest = text[mark.upperBound...]
        if ["unix", "npipe", "fd"].contains(scheme.lowercased()) {
            return "\(scheme)://\(socket(String(rest)))"
        }
        let result = "\(scheme)://\(place(rest))"
        // What is no address must stay none; no user has such brackets.
        return Endpoint(text) == nil && Endpoint(result) != nil
            ? "\(scheme)://\(Secrets.mask)@\(place(rest))" : result
    }

    /// `user@host:port/path?query`.
    private mutating func place(_ text: Substring) -> String {
        var rest = text.prefix { $0 != "?" && $0 != "#" }
        // A password may hold a slash; no host holds an @.
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        let authority = rest.prefix { $0 != "/" }
        let isBracketed = authority.hasPrefix("[")
        let name =
            isBracketed
            ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let port =
            isBracketed ? authority.drop { $0 != "]" }.dropFirst() : authority[name.endIndex...]
        let host = name == "0.0.0.0" ? String(name) : standIns.host(String(name))
        if host != name.lowercased() { standIns.learn(String(name), as: host) }
        return (host.contains(":") ? "[\(host)]" : host) + port + path(rest[authority.endIndex...])
    }

    /// The endpoint at which a call was made.
    package mutating func endpoint(_ endpoint: Endpoint) -> Endpoint {
        switch endpoint.address {
        case .tcp(let host, let port):
            Endpoint(
                .tcp(host: host == "0.0.0.0" ? host : standIns.host(host), port: port),
                prefix: path(endpoint.prefix[...]))
        case .socket(let path):
            Endpoint(.socket(socket(path)), prefix: self.path(endpoint.prefix[...]))
        }
    }

    /// The name of a context; those that Docker and its kin make tell nothing.
    package mutating func context(_ name: String) -> String {
        let made: Set<String> = [
            "", "default", "desktop-linux", "desktop-windows", "rootless", "colima", "orbstack",
            "rancher-desktop", "podman", "c1",
        ]
        if made.contains(name) { return name }
        standIns.learn(name, as: "c1")
        return "c1"
    }

    /// Parts of paths that programs made.
    private static let known: Set<Substring> = [
        "exp", "vDD4.40", "engines", "llama.cpp", "vllm", "v1", "v2", "api", "models", "model",
        "openai", "var", "run", "tmp", "user", "home", "Users", "Library", "Containers",
        "com.docker.docker", "Data", ".docker", "docker.sock", "docker.raw.sock", "docker",
        "desktop", "podman", "podman.sock", "podman-machine-default", ".colima", "default",
        ".orbstack", ".rd", ".lima", "containerd", "private", "root", "mnt", "wsl", "c",
        "docker-desktop", "shared-sockets", "host-services", "snap", "pipe", "docker_engine",
        "dockerDesktopLinuxEngine", "dockerDesktopEngine", ".", "..", "~", "",
    ]

    /// The path with `p1`, `p2` and so on for the parts that somebody chose.
    private func path(_ text: Substring) -> String {
        var number = 0
        return text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            let isNumber = part.utf8.allSatisfy { (48...57).contains($0) }
            if Self.known.contains(part) || isNumber || Self.isStandIn(part) { return String(part) }
            number += 1
            return "p\(number)"
        }.joined(separator: "/")
    }

    private static func isStandIn(_ part: Substring) -> Bool {
        part.first == "p" && part.count > 1 && part.dropFirst().allSatisfy(\.isNumber)
            || part.hasPrefix("user") && part.dropFirst(4).allSatisfy(\.isNumber)
    }

    /// The path of a socket; a prefix behind `:/` stays one.
    private mutating func socket(_ text: String) -> String {
        var parts: [String] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            parts.append(path(standIns.replaced(String(part))[...]))
        }
        let result = parts.joined(separator: ":")
        standIns.learn(text, as: result)
        return result
    }
}

// Free text and documents.
extension Redaction {
    /// Free text without secrets and with stand-ins for what identifies.
    package mutating func words(_ text: String) -> String { standIns.replaced(masked(text)) }

    func masked(_ text: String) -> String { secrets.masked(text) }

    mutating func masked(_ bytes: [UInt8], isWords: Bool) -> [UInt8] {
        guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
            return bytes
        }
        let result = isWords ? words(text) : standIns.knownReplaced(masked(text))
        return result == text ? bytes : Array(result.utf8)
    }

    /// The text of a document, or of one a line, with all its texts redacted; it stays a document.
    package mutating func document(_ bytes: [UInt8]) -> [UInt8] {
        guard let text = String(validating: bytes, as: UTF8.self) else { return bytes }
        if let document = try? JSON.parse(bytes) {
            let result = redacted(document)
            return result == document ? bytes : Array(result.text(.canonical).utf8)
        }
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let document = try? JSON.parse(String(line)) {
                let result = redacted(document)
                lines.append(result == document ? String(line) : result.text(.canonical))
            } else {
                lines.append(words(String(line)))
            }
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// A document with all its texts redacted.
    package mutating func redacted(_ document: JSON) -> JSON { replaced(secrets.masked(document)) }

    private mutating func replaced(_ document: JSON) -> JSON {
        switch document {
        case .string(let text): return .string(standIns.replaced(text))
        case .array(let elements):
            var result: [JSON] = []
            for element in elements { result.append(replaced(element)) }
            return .array(result)
        case .object(let object):
            var result: [(String, JSON)] = []
            for member in object.members {
                let value = labelled(member.key, member.value) ?? replaced(member.value)
                result.append((standIns.replaced(member.key), value))
            }
            return .object(JSONObject(result))
        default: return document
        }
    }

    /// What stands for the value of a member whose name says that it identifies; nil for any other.
    package mutating func labelled(_ key: String, _ value: JSON) -> JSON? {
        switch value {
        case .string(let text): standIns.labelled(key, text).map { .string($0) }
        case .integer(let number): standIns.labelled(key, number).map { .integer($0) }
        default: nil
        }
    }
}
