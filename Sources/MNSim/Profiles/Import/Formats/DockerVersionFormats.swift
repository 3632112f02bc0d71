import MNCore

/// `docker version`: the system of its client and the product of its engine; the runtimes are not in it.
///
/// Also the line that Podman prints for `docker --version`.
struct DockerVersionFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker version"

    private static let systems = [
        "linux": "Linux", "windows": "Windows_NT", "darwin": "Darwin",
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        if let text = PasteJSON.beginning(lines) {
            return text.contains("\"Client\"") && text.contains("\"ApiVersion\"")
                ? .opening : .unlike
        }
        if Self.isPodman(line) { return .line }
        let next = lines.dropFirst().prefix(5)
        let isOne = next.contains { $0.trimmed.lowercased().hasPrefix("api version:") }
        if line.hasPrefix("Client:") { return isOne ? .opening : .unlike }
        guard line.hasPrefix("Server:") else { return .unlike }
        let isEngine = lines.dropFirst().first?.trimmed == "Engine:"
        return isOne || isEngine || Self.isProduct(KeyedText.parts(line).value) ? .line : .unlike
    }

    /// Whether it is `podman version 5.2.3`, and no sentence.
    private static func isPodman(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        return words.count == 3 && words.prefix(2) == ["podman", "version"]
            && words[2].first?.isNumber == true
    }

    private static func isProduct(_ text: String) -> Bool {
        [EngineTold.desktop, EngineTold.engine, "Podman Engine"].contains { text.hasPrefix($0) }
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        command.isOfDocker("version") || command.program == "podman" && command.words == ["version"]
    }

    /// Each line of it is a heading or stands below one; those of Podman stand at the margin.
    func end(_ lines: ArraySlice<String>) -> Int? {
        if lines.first.map(PasteJSON.begins) == true { return PasteJSON.end(lines) }
        if lines.first.map(Self.isPodman) == true { return lines.startIndex + 1 }
        let keys = ["Version:", "API Version:", "Go Version:", "Git Commit:", "Built:", "OS/Arch:"]
        let isPodman = lines.prefix(2).contains {
            $0.hasPrefix("Version:") || $0.contains("Podman")
        }
        return lines.dropFirst().firstIndex { line in
            !line.isBlank && !line.hasPrefix(" ") && !line.hasPrefix("Server:")
                && !(isPodman && keys.contains { line.hasPrefix($0) })
        } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.doubts = ["docker version \(EngineTold.noRuntimes); docker info does."]
        if part.lines.first.map(PasteJSON.begins) == true {
            let json = try PasteJSON.document(part)
            if let context = json["Client"]?["Context"]?.string {
                telling.engine.tell(context: context, part.origin())
            }
            let server = json["Server"]?["Platform"]?["Name"]?.string ?? ""
            telling.engine.tell(server: server, part.origin())
            telling.doubts += Self.doubts(on: server, system: nil)
            return telling
        }
        if part.lines.first.map(Self.isPodman) == true {
            telling.engine.podman = part.origin()
            return telling
        }
        let nodes = KeyedText(part.lines, isFlat: true).nodes
        let server = nodes.first { $0.key == "Server" }
        let isClient = { (node: KeyedText.Node) in node.line < server?.line ?? .max }
        // A client may be made for another processor than the machine has.
        if let client = nodes.first(where: { $0.key == "OS/Arch" && isClient($0) }),
            let system = client.value.split(separator: "/").first.flatMap({
                Self.systems[String($0)]
            })
        {
            telling.system = Told(system, part.origin(client.line))
        }
        if let context = nodes.first(where: { $0.key == "Context" && isClient($0) }) {
            telling.engine.tell(context: context.value, part.origin(context.line))
        }
        if let podman = nodes.first(where: { $0.value.contains("Podman") }) {
            telling.engine.podman = part.origin(podman.line)
        } else if let server {
            telling.engine.tell(server: server.value, part.origin(server.line))
            telling.doubts += Self.doubts(on: server.value, system: telling.system?.value)
        }
        return telling
    }

    /// That this Docker Desktop is older than its Model Runner (docs.docker.com/desktop/release-notes: 4.40 on
    /// macOS, 4.41 on Windows).
    private static func doubts(on server: String, system: String?) -> [String] {
        let versions = server.split(separator: " ").compactMap { DottedVersion($0) }
        guard server.hasPrefix(EngineTold.desktop), let version = versions.first,
            version < DottedVersion(4, system == "Windows_NT" ? 41 : 40)
        else { return [] }
        return [
            "\(EngineTold.desktop) \(version) has no Model Runner, which came with 4.40 on macOS and "
                + "4.41 on Windows."
        ]
    }
}

/// `docker model version` and `docker model status`: the product of the engine that the runner is in.
struct RunnerVersionFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker model version"

    /// The words of docker/model-runner, `cmd/cli/pkg/types/engine.go`.
    private static let products = [
        EngineTold.desktop, "Docker Engine (Manual Install)", EngineTold.engine, "Docker Cloud",
    ]
    private static let older = "Docker Engine Kind"

    private static func product(_ line: String) -> String? {
        let (key, value) = KeyedText.parts(line)
        return [older, "Engine"].contains(key) ? products.first { $0 == value } : nil
    }

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        if line.hasPrefix(Self.older) { return Self.product(line) == nil ? .unlike : .opening }
        if let text = PasteJSON.beginning(lines) {
            return text.contains("\"running\"") && text.contains("\"kind\"") ? .line : .unlike
        }
        guard line.hasPrefix("Client:") || line.hasPrefix("Server:") else {
            return Self.product(line) == nil ? .unlike : .line
        }
        let next = lines.dropFirst().prefix(8).prefix {
            $0.isBlank || $0.hasPrefix(" ") || $0 == "Server:"
        }
        return next.contains { Self.product($0) != nil } ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        if lines.first.map(PasteJSON.begins) == true { return PasteJSON.end(lines) }
        let last = lines.prefix(9).firstIndex { Self.product($0) != nil }
        return last.map { $0 + 1 }
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        var told: Told<String>?
        if part.lines.first.map(PasteJSON.begins) == true {
            told = try PasteJSON.document(part)["kind"]?.string.map { Told($0, part.origin()) }
        } else if let index = part.lines.firstIndex(where: { Self.product($0) != nil }) {
            told = Self.product(part.lines[index]).map { Told($0, part.origin(index)) }
        }
        if var told, Self.products.contains(told.value) {
            if told.value.hasPrefix(EngineTold.engine) { told.value = EngineTold.engine }
            telling.engine.product = told
        }
        telling.doubts = ["docker model version \(EngineTold.noRuntimes); docker info does."]
        return telling
    }
}
