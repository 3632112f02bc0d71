import MNCore

/// What `docker info` and `docker version` print by a template, or `jq` of their JSON: one field or a few.
struct DockerTemplateFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "docker, by a template"

    private static let system = ".OperatingSystem"
    private static let runtimes = ".Runtimes"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let text = PasteJSON.beginning(lines) else { return .unlike }
        let isOne =
            text.contains("\"runc\"") && text.contains("\"path\"")
            || text.contains("\"OperatingSystem\"") && text.contains("\"Runtimes\"")
        return text.hasPrefix("{") && isOne && !text.contains("\"Driver\"") ? .line : .unlike
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        let isOne = command.isOfDocker("info") || command.isOfDocker("version")
        return isOne && command.words.contains { $0.contains("{{") || $0.hasPrefix(".") }
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        lines.first.map(PasteJSON.begins) == true ? PasteJSON.end(lines) : nil
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        let words = part.command?.words ?? []
        let text = Self.output(part.lines, words)
        if let json = try? JSON.parse(text),
            json["OperatingSystem"] != nil || json["Runtimes"] != nil
        {
            telling.tellInfo(json, part)
            return telling
        }
        let hasSystem = words.contains { $0.contains(Self.system) }
        let hasRuntimes = words.isEmpty || words.contains { $0.contains(Self.runtimes) }
        var names: [String]?
        var system: Substring?
        let strings = JSON.strings(in: text)
        if hasRuntimes, let list = Self.list(in: text) {
            names = list.names
            system = text[..<list.range.lowerBound]
        } else if hasRuntimes, !strings.isEmpty {
            names = Array(strings.dropFirst(hasSystem ? 1 : 0))
            if hasSystem { telling.engine.system = Told(strings[0], part.origin()) }
        } else if hasRuntimes, !hasSystem {
            names = text.split { " ,\n".contains($0) }.map(String.init)
        } else if !hasRuntimes {
            system = strings.first?[...] ?? text[...]
        }
        if hasSystem, let system, let word = words.first(where: { $0.contains(Self.system) }),
            let name = Self.value(in: system, by: word)
        {
            telling.engine.system = Told(name, part.origin())
        } else if text.contains(EngineTold.desktop) {
            telling.engine.product = Told(EngineTold.desktop, part.origin())
        } else if words.contains(where: { $0.contains(".Platform.Name") }) {
            telling.engine.tell(server: strings.first ?? text.trimmed, part.origin())
        }
        if let names, part.isAbridged {
            telling.engine.tell(some: names, part.origin())
        } else if let names {
            telling.engine.runtimes = Told(names.uniqued().sorted(), part.origin())
        } else {
            telling.doubts = ["What of docker was pasted \(EngineTold.noRuntimes)."]
        }
        return telling
    }

    /// What was printed: a document, one line, or one word in each; behind it may stand what a user wrote.
    private static func output(_ lines: [String], _ words: [String]) -> String {
        guard let first = lines.first, !PasteJSON.begins(first) else {
            return lines.joined(separator: "\n")
        }
        guard words.contains(where: { $0.contains("println") || $0.contains("\\n") }) else {
            return first
        }
        return lines.prefix { !$0.isBlank && !$0.trimmed.contains(" ") }.joined(separator: "\n")
    }

    /// What stands in the place of a field, where nothing but it and words around it are printed.
    private static func value(in text: Substring, by word: String) -> String? {
        let parts = word.split(separator: "}}", omittingEmptySubsequences: false)
        let others = parts.filter {
            $0.contains("{{") && !$0.contains(system) && !$0.contains(runtimes)
        }
        guard others.isEmpty else { return nil }
        var value = text.trimmed
        if let before = parts.first(where: { $0.contains(system) }),
            case let words = before.prefix(while: { $0 != "{" }).trimmed, value.hasPrefix(words)
        {
            value = value.dropFirst(words.count).trimmed
        }
        if let place = parts.firstIndex(where: { $0.contains(system) }), place + 1 < parts.count,
            case let words = parts[place + 1].prefix(while: { $0 != "{" }).trimmed,
            !words.isEmpty, let end = value.firstRange(of: words)
        {
            value = value[..<end.lowerBound].trimmed
        }
        value = value.filter { $0 != "\"" }
        return value.isEmpty || value.contains("\n") ? nil : value
    }

    /// The names of runtimes in `map[runc:{runc [] <nil>}]` as Go prints it, or in JSON, and where that stands.
    private static func list(in text: String) -> (names: [String], range: Range<String.Index>)? {
        if let start = text.firstRange(of: "map[") {
            var depth = 0
            var names: [String] = []
            var word = ""
            for index in text[start.upperBound...].indices {
                let character = text[index]
                if character == "]", depth == 0 {
                    let end = text.index(after: index)
                    return (names, start.lowerBound..<end)
                }
                if "{[".contains(character) { depth += 1 }
                if "}]".contains(character) { depth -= 1 }
                if depth > 0 { continue }
                if character == ":" { names.append(word) }
                word =
                    character == ":" || character == " " || character == "}"
                    ? "" : word + [character]
            }
            return nil
        }
        guard let start = text.firstIndex(where: { "{[".contains($0) }),
            let end = text.lastIndex(where: { "}]".contains($0) }), start < end,
            let json = try? JSON.parse(String(text[start...end]))
        else { return nil }
        let range = start..<text.index(after: end)
        if let object = json.object { return (object.members.map(\.key), range) }
        return json.array.map { ($0.compactMap(\.string), range) }
    }
}
