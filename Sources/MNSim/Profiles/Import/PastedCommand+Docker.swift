/// What a command line says of Docker's client and of the engine that it asks.
extension PastedCommand {
    enum NamedEngine: Hashable, Sendable {
        case address(String)
        case context(String)
    }

    /// Options of Docker's client before its command that take a value (docker/cli, `cli/flags/options.go`).
    private static let options: Set<String> = [
        "-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "--tlscacert",
        "--tlscert", "--tlskey",
    ]

    /// Whether it is this command of Docker's client.
    func isOfDocker(_ name: String) -> Bool {
        guard program == "docker" else { return false }
        return docker.command.drop { $0.hasPrefix("-") || $0 == "system" }.first == name
    }

    /// The options of Docker's client, and its command behind them.
    private var docker: (options: [(name: String, value: String)], command: ArraySlice<String>) {
        var options: [(name: String, value: String)] = []
        var rest = words.prefix { $0 != "|" }
        while let word = rest.first, word.hasPrefix("-") {
            rest.removeFirst()
            if Self.options.contains(word) {
                options.append((word, rest.popFirst() ?? ""))
            } else if let end = word.firstIndex(of: "=") {
                options.append((String(word[..<end]), String(word[word.index(after: end)...])))
            }
        }
        return (options, rest)
    }

    /// Whether it puts a command to work in a container; Compose has options with values before its own command.
    var entersContainer: Bool {
        if program == "docker-compose" { return Self.entries.contains { words.contains($0) } }
        guard program == "docker" else { return false }
        let command = docker.command.filter { !$0.hasPrefix("-") }
        guard let name = command.first else { return false }
        if name == "compose" { return Self.entries.contains { command.contains($0) } }
        let own = name == "container" ? command.dropFirst().first ?? "" : name
        return ["attach", "start"].contains(own) || Self.entries.contains(own)
    }

    private static let entries = ["run", "exec"]

    /// Whether its prompt names the machine as Docker does in a container: `root@3f2a1b9c8d7e:/#`.
    var hasContainerHost: Bool {
        guard let host else { return false }
        return host.count == 12 && host.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    /// The engine that Docker's client is told to ask.
    var askedEngine: NamedEngine? {
        guard program == "docker" else { return nil }
        for option in docker.options where !option.value.isEmpty {
            switch option.name {
            case "-H", "--host": return .address(option.value)
            case "-c", "--context": return .context(option.value)
            default: break
            }
        }
        return variables.lazy.compactMap(Self.assigned).first
    }

    /// The engine that is set for all that follows: `export DOCKER_HOST=ssh://server`.
    var setEngine: NamedEngine? {
        if program.lowercased().hasPrefix("$env:docker_") {
            return Self.assigned(([program.dropFirst(5) + ""] + words).joined())
        }
        guard ["export", "set", "setenv", "declare"].contains(program) else { return nil }
        if program == "setenv", words.count == 2 {
            return Self.assigned(words.joined(separator: "="))
        }
        return words.lazy.compactMap(Self.assigned).first
    }

    /// The engine in `DOCKER_HOST=ssh://server` or `DOCKER_CONTEXT=far`.
    static func assigned(_ text: String) -> NamedEngine? {
        guard let end = text.firstIndex(of: "=") else { return nil }
        let value = text[text.index(after: end)...].filter { $0 != "\"" && $0 != "'" }
        // What a shell would put in its place is not told.
        guard !value.isEmpty, !value.contains(where: { $0.isWhitespace || "$%`".contains($0) })
        else { return nil }
        return switch text[..<end] {
        case "DOCKER_HOST": .address(value)
        case "DOCKER_CONTEXT": .context(value)
        default: nil
        }
    }
}
