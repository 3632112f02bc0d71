import MNCore

/// `docker info` as text: the system of the engine and its runtimes.
struct DockerInfoFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker info"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        let marks = ["Context:", "Debug Mode:", "Version:"]
        let isClient =
            line.hasPrefix("Client:")
            && lines.dropFirst().prefix(3).contains { next in
                marks.contains { mark in next.trimmed.hasPrefix(mark) }
            }
        let isServer = line == "Server:" || line.hasPrefix("Server: ")
        return isClient ? .opening : isServer ? .inner : .unlike
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let nodes = KeyedText(part.lines, isFlat: true)
        let server = part.lines.firstIndex { $0.hasPrefix("Server:") } ?? 0
        func told(_ key: String) -> KeyedText.Node? {
            nodes.nodes.first { $0.key == key && $0.line > server && !$0.value.isEmpty }
        }
        guard let system = told("Operating System"), let runtimes = told("Runtimes"),
            !part.isAbridged
        else {
            telling.doubts = ["What of docker was pasted tells no runtimes."]
            return telling
        }
        let names = runtimes.value.split(separator: " ").map(String.init)
        let isRootless = nodes.nodes.contains { $0.key == "rootless" && $0.line > server }
        telling.tell(system.value, names, isRootless: isRootless, part.origin(system.line))
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
        let json = try PasteJSON.document(part)
        guard let system = json["OperatingSystem"]?.string, !system.isEmpty,
            let runtimes = json["Runtimes"]?.object, !part.isAbridged
        else {
            telling.doubts = ["What of docker was pasted tells no runtimes."]
            return telling
        }
        let options = json["SecurityOptions"]?.array?.compactMap(\.string) ?? []
        telling.tell(
            system, runtimes.members.map(\.key), isRootless: options.contains("name=rootless"),
            part.origin())
        return telling
    }
}

extension Telling {
    /// What `docker info` says of the engine, as its template would.
    fileprivate mutating func tell(
        _ system: String, _ runtimes: [String], isRootless: Bool, _ origin: PasteOrigin
    ) {
        let words = ([system] + runtimes.sorted()).map { JSON.string($0).text(.canonical) }
        answers[.command(EngineProbe.argv)] = Told(
            .output(words.joined(separator: " ") + "\n"), origin)
        changes = ["the answer of docker info's template is composed from its text"]
        guard isRootless else { return }
        composed[.environment("DOCKER_HOST")] = Told(
            .value("unix:///run/user/1000/docker.sock"), origin)
        changes.append(
            "the engine's place is composed, of a user's own engine, as docker info says")
    }
}

/// `vulkaninfo --summary`: that a GPU is there, without its memory.
struct VulkanFormat: PasteFormat {
    let kind = ImportKind.vulkaninfo
    let name = "vulkaninfo --summary"

    private static let keys = ["vendorID", "deviceID", "deviceType", "deviceName"]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first?.trimmed else { return .unlike }
        if line == "VULKANINFO" || line.hasPrefix("Vulkan Instance Version:") { return .line }
        return line.hasPrefix("GPU") && line.hasSuffix(":")
            && Int(line.dropFirst(3).dropLast()) != nil
            && lines.dropFirst().prefix(3).contains { $0.contains("= ") } ? .line : .unlike
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.likelySystem = "Linux"
        var text = ""
        for line in part.lines {
            let trimmed = line.trimmed
            let key = trimmed.prefix { $0 != " " && $0 != "=" }
            if trimmed.hasPrefix("GPU"), trimmed.hasSuffix(":") {
                text += trimmed + "\n"
            } else if Self.keys.contains(String(key)), trimmed.contains("=") {
                text += "\t" + trimmed + "\n"
            }
        }
        telling.doubts = ["vulkaninfo tells no memory, and not that other GPUs are absent."]
        if text.contains("GPU") {
            telling.answers[.command(VulkanInfo.argv)] = Told(.output(text), part.origin())
        }
        telling.changes = ["of vulkaninfo only names, kinds and numbers are kept"]
        return telling
    }
}
