import MNCore

/// `docker info` as text, whole or what a filter leaves of it: the system of the engine and its runtimes.
struct DockerInfoFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker info"

    /// Keys of the server that no other tool prints.
    private static let keys: Set<String> = [
        "Containers", "Server Version", "Storage Driver", "Cgroup Driver", "Runtimes",
        "Default Runtime", "Docker Root Dir", "Security Options", "OSType",
    ]
    /// Systems that are an engine's alone; others are told by `hostnamectl` too.
    private static let systems = [EngineTold.desktop, "OrbStack", "Rancher Desktop"]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        let next = lines.dropFirst().prefix(3)
        if line.hasPrefix("Client:") {
            let marks = ["Context:", "Debug Mode:", "Version:"]
            let isOne = next.contains { next in marks.contains { next.trimmed.hasPrefix($0) } }
            return isOne ? .opening : .unlike
        }
        if line == "Server:" || line.hasPrefix("Server: ") {
            let isOne = next.contains { Self.keys.contains(KeyedText.parts($0).key) }
            return isOne ? .line : .inner
        }
        return Self.isAlone(line) ? .line : .unlike
    }

    /// Whether a line is one of it, whatever stands around it.
    private static func isAlone(_ line: String) -> Bool {
        guard line.contains("untime") || line.contains("Operating") else { return false }
        let (key, value) = KeyedText.parts(line)
        return switch key {
        case "Runtimes": value.contains("runc") || value.contains("nvidia")
        case "Default Runtime": !value.isEmpty && !value.contains(" ")
        case "Operating System": systems.contains { value.hasPrefix($0) }
        default: false
        }
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        guard command.isOfDocker("info"), let line = lines.first else { return false }
        return !KeyedText.parts(line).value.isEmpty || line.trimmed == "rootless"
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let nodes = KeyedText(part.lines, isFlat: true).nodes
        let heading = part.lines.firstIndex { $0.hasPrefix("Server:") }
        let server = heading ?? -1
        func told(_ key: String) -> KeyedText.Node? {
            nodes.first { $0.key == key && $0.line > server && !$0.value.isEmpty }
        }
        // A filter may leave no heading.
        if let context = nodes.first(where: { $0.key == "Context" && $0.line < heading ?? .max }) {
            telling.engine.tell(context: context.value, part.origin(context.line))
        }
        if let system = told("Operating System") {
            telling.engine.system = Told(system.value, part.origin(system.line))
        }
        if let runtimes = told("Runtimes") {
            let names = runtimes.value.split(separator: " ").map(String.init)
            let origin = part.origin(runtimes.line)
            if names.contains(where: { $0.contains("...") || $0.contains("…") }) {
                telling.engine.tell(some: names, origin)
            } else {
                telling.engine.runtimes = Told(names.sorted(), origin)
            }
        }
        if let usual = told("Default Runtime") {
            telling.engine.tell(some: [usual.value], part.origin(usual.line))
        }
        if let mode = nodes.first(where: { $0.key == "rootless" && $0.line > server }) {
            telling.engine.address = Told(EngineTold.rootless, part.origin(mode.line))
        }
        if telling.engine.runtimes == nil {
            telling.doubts = ["What of docker was pasted \(EngineTold.noRuntimes)."]
        }
        return telling
    }
}

/// `docker info` as JSON: `docker info --format json`, or `'{{json .}}'`.
struct DockerInfoJSONFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker info --format json"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let text = PasteJSON.beginning(lines) else { return .unlike }
        let marks = ["\"ContainersRunning\"", "\"OperatingSystem\"", "\"Driver\""]
        return marks.allSatisfy(text.contains) ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? { PasteJSON.end(lines) }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.tellInfo(try PasteJSON.document(part), part)
        return telling
    }
}

extension Telling {
    /// Takes what is there of the fields of `docker info`.
    mutating func tellInfo(_ json: JSON, _ part: PastePart) {
        if let system = json["OperatingSystem"]?.string, !system.isEmpty {
            engine.system = Told(system, part.origin())
        }
        if let runtimes = json["Runtimes"]?.object {
            engine.runtimes = Told(runtimes.members.map(\.key).sorted(), part.origin())
        } else {
            doubts = ["What of docker was pasted \(EngineTold.noRuntimes)."]
        }
        if let context = json["ClientInfo"]?["Context"]?.string {
            engine.tell(context: context, part.origin())
        }
        let options = json["SecurityOptions"]?.array?.compactMap(\.string) ?? []
        if options.contains("name=rootless") {
            engine.address = Told(EngineTold.rootless, part.origin())
        }
    }
}
