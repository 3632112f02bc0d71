import MNCore

/// `docker context ls`, `show`, `use` and `inspect`: which engine is in use, and where it is.
struct DockerContextFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker context"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        if let text = PasteJSON.beginning(lines) {
            return text.contains("\"DockerEndpoint\"")
                || text.contains("\"Endpoints\"") && text.contains("\"Host\"") ? .opening : .unlike
        }
        if line.hasPrefix("NAME"), line.contains("DOCKER ENDPOINT") { return .opening }
        if Self.chosen(line) != nil { return .line }
        return Self.used(line) != nil && line.contains("://") ? .line : .unlike
    }

    /// The name in the row of the context that is in use: `colima *   colima   unix://…`.
    private static func used(_ line: String) -> String? {
        let words = line.split(separator: " ")
        return words.count > 2 && words[1] == "*" ? String(words[0]) : nil
    }

    /// The name in `Current context is now "rootless"`.
    private static func chosen(_ line: String) -> String? {
        let words = "Current context is now \""
        guard line.hasPrefix(words), line.hasSuffix("\"") else { return nil }
        return String(line.dropFirst(words.count).dropLast())
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        command.isOfDocker("context")
            && ["ls", "list", "show", "use", "inspect"].contains { command.words.contains($0) }
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        if lines.first.map(PasteJSON.begins) == true { return PasteJSON.end(lines) }
        return lines.dropFirst().firstIndex { !$0.contains("://") } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let words = part.command?.words.prefix { $0 != "|" } ?? []
        // Whoever names one looks at one that may not be in use.
        let isInUse =
            !words.contains("inspect") || words.count == 2
            || words.dropFirst(2).first?.hasPrefix("-") == true
        if part.lines.first.map(PasteJSON.begins) == true {
            let json = try PasteJSON.document(part)
            let context = json.array?.first ?? json
            let name = context["Name"]?.string
            let host = context["DockerEndpoint"] ?? context["Endpoints"]?["docker"]?["Host"]
            if context["Current"]?.bool ?? isInUse {
                Self.tell(name, host?.string, part.origin(), &telling)
            }
        } else if let index = part.lines.firstIndex(where: { Self.used($0) != nil }) {
            let row = part.lines[index].split(separator: " ")
            Self.tell(
                Self.used(part.lines[index]),
                row.first { $0.contains("://") }.map(String.init), part.origin(index), &telling)
        } else if let name = part.lines.first.flatMap(Self.chosen) {
            Self.tell(name, nil, part.origin(), &telling)
        } else if isInUse, ["show", "use", "inspect"].contains(where: words.contains),
            let line = part.lines.first?.trimmed.filter({ $0 != "\"" }), !line.contains(" ")
        {
            let isAddress = line.contains("://")
            Self.tell(isAddress ? nil : line, isAddress ? line : nil, part.origin(), &telling)
        }
        telling.doubts = ["docker context \(EngineTold.noRuntimes); docker info does."]
        return telling
    }

    private static func tell(
        _ name: String?, _ address: String?, _ origin: PasteOrigin, _ telling: inout Telling
    ) {
        if let name { telling.engine.tell(context: name, origin) }
        guard let address else { return }
        telling.engine.otherContext = nil
        telling.engine.tell(address: address, origin)
    }
}
