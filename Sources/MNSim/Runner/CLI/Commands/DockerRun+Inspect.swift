import MNCore

/// `docker model inspect` and `show` (dmr-contract 4.5).
extension DockerRun {
    mutating func inspect(_ flags: CommandFlags) throws(CommandEnd) {
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

    mutating func show(_ flags: CommandFlags) throws(CommandEnd) {
        let value = try model(flags.arguments[0], flags)
        var text = "Model:       \(value["id"]?.string ?? "")\n"
        if let tags = value["tags"]?.array?.compactMap(\.string), !tags.isEmpty {
            text += "Tags:        \(tags.joined(separator: ", "))\n"
        }
        if let created = value["created"]?.seconds, created > .zero {
            // In the zone of the machine; a simulated one is in UTC.
            text += "Created:     \(GoTime.seconds(created.duration))\n"
        }
        guard let config = value["config"] else { return print(text) }
        text += "\n"
        for (title, key) in [
            ("Format:       ", "format"), ("Architecture: ", "architecture"),
            ("Parameters:   ", "parameters"), ("Size:         ", "size"),
            ("Quantization: ", "quantization"),
        ] {
            if let found = config[key]?.string { text += "\(title)\(found)\n" }
        }
        if let context = config["context_size"]?.integer { text += "Context Size: \(context)\n" }
        for (title, key) in [
            ("GGUF", "gguf"), ("Safetensors", "safetensors"), ("Diffusers", "diffusers"),
        ] {
            guard let metadata = config[key]?.object, !metadata.members.isEmpty else { continue }
            // Go shows them in an order that changes from run to run.
            text += "\n\(title) Metadata:\n"
            for member in metadata.members {
                text += "  \(member.key): \(member.value.string ?? "")\n"
            }
        }
        print(text)
    }
}
