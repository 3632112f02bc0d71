import MNCore

/// `docker model list` (dmr-contract 4.4).
extension DockerRun {
    mutating func list(_ flags: CommandFlags) throws(CommandEnd) {
        let isOpenAI = flags.has("openai")
        if isOpenAI || flags["openaiurl"] != nil, flags.has("quiet") {
            throw .failed("--quiet flag cannot be used with --openai flag or OpenAI backend")
        }
        if flags["openaiurl"] != nil {
            throw Self.unsimulated("model list --openaiurl")
        }
        let value = try explaining("Failed to list models") { run throws(CommandEnd) in
            try run.value(at: isOpenAI ? "/engines/v1/models" : "/models")
        }
        if isOpenAI { return write(GoJSON.indentedText(value, by: 4) + "\n") }
        var models = value.array ?? []
        let filter = flags.arguments.first
        if let filter { models = models.filter { Self.matches($0, filter) } }
        if flags.has("json") {
            // Go shows an empty filtered list as null (dmr-contract 4.4).
            let list: JSON = filter != nil && models.isEmpty ? .null : .array(models)
            return write(GoJSON.indentedText(list, by: 4) + "\n")
        }
        if flags.has("quiet") { return write(models.map { Self.shortID($0) + "\n" }.joined()) }
        write(modelTable(models))
    }

    /// The JSON that the runner answers to a question.
    ///
    /// - Parameter name: the model that 404 means is missing; nil if 404 means something else.
    mutating func value(at path: String, name: String? = nil) throws(CommandEnd) -> JSON {
        let reply = try query("GET", path)
        let text = try body(of: reply)
        if reply.status == 404, let name { throw .failed("\(name): model not found") }
        if reply.status != 200 { throw .failed("failed to list models: \(reply.statusText)") }
        do throws(GoJSON.Unreadable) {
            return try GoJSON.firstValue(in: Array(text.utf8))
        } catch { throw .failed("failed to unmarshal response body: \(error.words)") }
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
}
