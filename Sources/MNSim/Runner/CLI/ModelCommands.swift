import MNMachine

// The commands that are about the models that are there.
extension PluginCommand {
    // dmr-contract 4.4.
    static let list = PluginCommand(
        "list", aliases: ["ls"], .atMost(1),
        flags: [
            CommandFlag("json"), CommandFlag("openai"), CommandFlag("openaiurl", nil, .text),
            CommandFlag("quiet", "q"),
        ]
    ) { run, flags throws(CommandEnd) in try run.list(flags) }

    // dmr-contract 4.5.
    static let inspect = PluginCommand(
        "inspect", .exactly(1), flags: [CommandFlag("openai"), CommandFlag("remote", "r")]
    ) { run, flags throws(CommandEnd) in try run.inspect(flags) }

    // dmr-contract 4.9.
    static let tag = PluginCommand("tag", .exactly(2)) { run, flags throws(CommandEnd) in
        try run.tag(flags)
    }

    static let remove = PluginCommand("rm", .atLeast(1), flags: [CommandFlag("force", "f")]) {
        run, flags throws(CommandEnd) in try run.remove(flags)
    }
}

extension DockerRun {
    fileprivate mutating func list(_ flags: CommandFlags) throws(CommandEnd) {
        let isOpenAI = flags.has("openai")
        if isOpenAI || flags["openaiurl"] != nil, flags.has("quiet") {
            throw .failed("--quiet flag cannot be used with --openai flag or OpenAI backend")
        }
        if flags["openaiurl"] != nil {
            throw .notPlayed("model list --openaiurl")
        }
        let value = try explaining("Failed to list models") { run throws(CommandEnd) in
            try run.value(at: isOpenAI ? "/engines/v1/models" : "/models")
        }
        if isOpenAI { return print(GoJSON.indentedText(value, by: 4) + "\n") }
        var models = value.array ?? []
        let filter = flags.arguments.first
        if let filter { models = models.filter { Self.matches($0, filter) } }
        if flags.has("json") {
            // Go shows an empty filtered list as null (dmr-contract 4.4).
            let list: JSON = filter != nil && models.isEmpty ? .null : .array(models)
            return print(GoJSON.indentedText(list, by: 4) + "\n")
        }
        if flags.has("quiet") { return print(models.map { Self.shortID($0) + "\n" }.joined()) }
        print(modelTable(models))
    }

    /// The plugin compares with the whole tag, so that short names match nothing (dmr-contract 2.4).
    private static func matches(_ model: JSON, _ filter: String) -> Bool {
        let wanted = filter.contains("/") ? filter : "ai/" + filter
        let tags = model["tags"]?.array?.compactMap(\.string) ?? []
        return tags.contains { tag in
            let repository = tag.lastIndex(of: ":").map { String(tag[..<$0]) } ?? tag
            return tag == wanted || !wanted.contains(":") && repository == wanted
        }
    }

    static func shortID(_ model: JSON) -> String {
        String((model["id"]?.string ?? "").dropFirst(7).prefix(12))
    }

    private func modelTable(_ models: [JSON]) -> String {
        var table = PluginTable([
            "MODEL NAME", "PARAMETERS", "QUANTIZATION", "ARCHITECTURE", "MODEL ID", "CREATED",
            "CONTEXT", "SIZE",
        ])
        var rows: [[String]] = []
        for model in models {
            let tags = model["tags"]?.array?.compactMap(\.string) ?? []
            for name in tags.isEmpty ? ["<none>"] : tags.map(Self.displayName) {
                rows.append(row(name, model))
            }
        }
        table.rows += rows.sorted { Self.sortKey($0[0]) < Self.sortKey($1[0]) }
        return table.text
    }

    private func row(_ name: String, _ model: JSON) -> [String] {
        let config = model["config"]
        let created = (model["created"]?.seconds ?? .zero).duration
        let context =
            config?["context_size"]?.integer.map { String($0) }
            ?? config?["gguf"]?["llama.context_length"]?.string ?? ""
        return [
            name, config?["parameters"]?.string ?? "", config?["quantization"]?.string ?? "",
            config?["architecture"]?.string ?? "", Self.shortID(model),
            GoUnits.age(max(.zero, clock - created)) + " ago", context,
            config?["size"]?.string ?? "",
        ]
    }

    /// By name, then by what follows its last colon, without regard to case.
    private static func sortKey(_ name: String) -> (String, String) {
        let lower = name.lowercased()
        guard let colon = lower.lastIndex(of: ":") else { return (lower, "") }
        return (String(lower[..<colon]), String(lower[lower.index(after: colon)...]))
    }

    /// A tag without what goes without saying: `docker.io/ai/smollm2:latest` is `smollm2`.
    static func displayName(_ tag: String) -> String {
        var name = tag[...]
        for prefix in ["index.docker.io/", "docker.io/"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
            break
        }
        if name.hasPrefix("ai/") { name = name.dropFirst(3) }
        if name.hasSuffix(":latest") { name = name.dropLast(7) }
        return String(name)
    }

    fileprivate mutating func inspect(_ flags: CommandFlags) throws(CommandEnd) {
        if flags.has("openai"), flags.has("remote") {
            throw .failed("--remote flag cannot be used with --openai flag")
        }
        let value = try model(flags.arguments[0], flags)
        print(GoJSON.indentedText(value, by: 4) + "\n")
    }

    private mutating func model(
        _ name: String, _ flags: CommandFlags
    ) throws(CommandEnd) -> JSON {
        try explaining("Failed to get model \(name)") { run throws(CommandEnd) in
            if flags.has("openai") {
                return try run.value(at: "/engines/v1/models/\(name)", name: name)
            }
            return try run.value(
                at: "/models/\(name)" + (flags.has("remote") ? "?remote=true" : ""), name: name)
        }
    }

    /// Stops at the first model that cannot be removed; those before it are gone.
    fileprivate mutating func remove(_ flags: CommandFlags) throws(CommandEnd) {
        for name in flags.arguments {
            try explaining("Failed to remove model") { run throws(CommandEnd) in
                try run.removeOne(name, isForced: flags.has("force"))
            }
        }
    }

    private mutating func removeOne(_ name: String, isForced: Bool) throws(CommandEnd) {
        let reply = try query("DELETE", "/models/\(name)?force=\(isForced)")
        let text = try body(of: reply)
        switch reply.status {
        case 200: break
        case 404: throw .failed("no such model: \(name)")
        default:
            throw .failed("removing \(name) failed with status \(reply.statusText): \(text)")
        }
        guard let entries = (try? GoJSON.firstValue(in: Array(text.utf8)))?.array else {
            return print(
                "Model \(name) removed successfully, but failed to parse response: \(text)\n")
        }
        for entry in entries {
            for key in ["Untagged", "Deleted"] {
                if let value = entry[key]?.string { print("\(key): \(value)\n") }
            }
        }
    }

    fileprivate mutating func tag(_ flags: CommandFlags) throws(CommandEnd) {
        let source = flags.arguments[0]
        let target = flags.arguments[1]
        if let problem = Self.problem(withTag: target) {
            throw .failed("invalid tag: invalid reference \(GoText.quoted(target)): \(problem)")
        }
        let normalised = RunnerReference.normalised(target, ids: [])
        guard let reference = RunnerReference(parsing: normalised) else { return }
        let path =
            "/models/\(source)/tag?repo=\(reference.registry)/\(reference.repository)"
            + "&tag=\(reference.tag)"
        do throws(CommandEnd) {
            let reply = try query("POST", path)
            let text = try body(of: reply)
            if reply.status != 201 {
                throw .failed("tagging failed with status \(reply.statusText): \(text)")
            }
        } catch .unavailable {
            throw .failed("failed to tag model: service unavailable")
        } catch .failed(let words) { throw .failed("failed to tag model: \(words)") }
        print(
            "Model \(GoText.quoted(source)) tagged successfully with \(GoText.quoted(target))\n")
    }

    /// The plugin looks at a new name before it asks the runner.
    private static func problem(withTag target: String) -> String? {
        var name = target[...]
        let slash = name.lastIndex(of: "/") ?? name.startIndex
        if let colon = name[slash...].lastIndex(of: ":") { name = name[..<colon] }
        let first = name.prefix { $0 != "/" }
        if first.count < name.count,
            first == "localhost" || first.contains(where: { ".:".contains($0) })
        {
            name = name.dropFirst(first.count + 1)
        } else if first.count == name.count {
            name = "library/" + name
        }
        if name != name.lowercased() {
            return "invalid reference format: repository name (\(name)) must be lowercase"
        }
        let normalised = RunnerReference.normalised(target, ids: [])
        return RunnerReference(parsing: normalised) == nil ? "invalid reference format" : nil
    }
}
