import MNMachine

// The commands that are about the engines in which models are loaded.
extension PluginCommand {
    // dmr-contract 4.8.
    static let processes = PluginCommand("ps") { run, _ throws(CommandEnd) in try run.processes() }

    static let diskUsage = PluginCommand("df") { run, _ throws(CommandEnd) in try run.diskUsage() }

    // dmr-contract 4.9.
    static let unload = PluginCommand(
        "unload", aliases: ["stop"],
        flags: [CommandFlag("all"), CommandFlag("backend", nil, .text)]
    ) { run, flags throws(CommandEnd) in try run.unload(flags) }

    // dmr-contract 4.10.
    static let configure = PluginCommand(
        "configure", aliases: ["config"],
        flags: [
            CommandFlag("context-size", nil, .integer(bits: 32)),
            CommandFlag("gpu-memory-utilization", nil, .decimal),
            CommandFlag("hf_overrides", nil, .text), CommandFlag("keep-alive", nil, .text),
            CommandFlag("mode", nil, .text), CommandFlag("speculative-draft-model", nil, .text),
            CommandFlag("speculative-min-acceptance-rate", nil, .decimal),
            CommandFlag("speculative-num-tokens", nil, .integer(bits: 64)),
            CommandFlag("think"),
        ]
    ) { run, flags throws(CommandEnd) in try run.configure(flags) }

    static let configureShow = PluginCommand("configure show", .atMost(1)) {
        run, flags throws(CommandEnd) in try run.showConfigurations(flags)
    }
}

extension DockerRun {
    fileprivate mutating func processes() throws(CommandEnd) {
        let list = try explaining("Failed to list running models") { run throws(CommandEnd) in
            let reply = try run.query("GET", "/engines/ps")
            let text = try run.body(of: reply)
            if reply.status != 200 {
                throw .failed("failed to list running models: \(reply.statusText)")
            }
            return try run.parsed(text).array ?? []
        }
        var table = PluginTable(["MODEL NAME", "BACKEND", "MODE", "UNTIL"])
        for entry in list {
            let name = entry["model_name"]?.string ?? ""
            table.rows.append([
                name.hasPrefix("sha256:")
                    ? String(name.dropFirst(7).prefix(12)) : Self.displayName(name.lowercased()),
                entry["backend_name"]?.string ?? "", entry["mode"]?.string ?? "", until(entry),
            ])
        }
        print(table.text)
    }

    /// When an engine will be put away.
    private func until(_ entry: JSON) -> String {
        if entry["loading"]?.bool == true { return "Loading..." }
        let keepAlive =
            entry["keep_alive"]?.string.flatMap(KeepAlive.init(reading:)) ?? KeepAlive.standard
        guard case .time(let time) = keepAlive else { return "Forever" }
        let lastUsed = entry["last_used"]?.string.flatMap(GoTime.reading)
        guard entry["in_use"]?.bool != true, let lastUsed else {
            return GoUnits.age(time) + " from now"
        }
        let rest = (Seconds(time) - (Seconds(clock) - Seconds(lastUsed))).duration
        return rest <= .zero ? "Expiring" : GoUnits.age(rest) + " from now"
    }

    fileprivate mutating func diskUsage() throws(CommandEnd) {
        // The purpose is called so here too.
        let usage = try explaining("Failed to list running models") { run throws(CommandEnd) in
            let reply = try run.query("GET", "/engines/df")
            let text = try run.body(of: reply)
            if reply.status != 200 {
                throw .failed("failed to get disk usage: \(reply.statusText)")
            }
            return try run.parsed(text)
        }
        var table = PluginTable(["TYPE", "SIZE"])
        table.rows.append(["Models", GoUnits.size(usage["models_disk_usage"]?.byteCount ?? .zero)])
        if let engine = usage["default_backend_disk_usage"]?.byteCount, engine != .zero {
            table.rows.append(["Inference engine", GoUnits.size(engine)])
        }
        print(table.text)
    }

    fileprivate mutating func unload(_ flags: CommandFlags) throws(CommandEnd) {
        let isAll = flags.has("all")
        if flags.arguments.isEmpty, !isAll {
            throw .failed("'docker model unload' requires MODEL unless --all is specified.")
        }
        let count = try explaining("Failed to unload models") { run throws(CommandEnd) in
            let reply = try run.query(
                "POST", "/engines/unload",
                body: [
                    "all": .bool(isAll), "backend": .string(flags["backend"] ?? ""),
                    "models": .strings(flags.arguments),
                ])
            let text = try run.body(of: reply)
            if reply.status != 200 {
                throw .failed("unloading failed with status \(reply.statusText): \(text)")
            }
            return try run.parsed(text)["unloaded_runners"]?.integer ?? 0
        }
        if count > 0 {
            print("Unloaded \(count) model(s).\n")
        } else {
            print(isAll ? "No models are running.\n" : "No such model(s) running.\n")
        }
    }

    fileprivate mutating func configure(_ flags: CommandFlags) throws(CommandEnd) {
        let runtimeFlags = flags.afterDashes ?? []
        let names = Array(flags.arguments.dropLast(runtimeFlags.count))
        guard names.count == 1 else {
            throw .failed(
                "Exactly one model must be specified, got \(names.count): "
                    + "[\(names.joined(separator: " "))]")
        }
        if let mode = flags["mode"], RunnerMode(rawValue: mode) == nil {
            let modes = RunnerMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw .failed("invalid mode \(GoText.quoted(mode)): must be one of \(modes)")
        }
        if let text = flags["gpu-memory-utilization"], let share = Double(text),
            !(0...1 ~= share)
        {
            throw .failed(
                "--gpu-memory-utilization must be between 0.0 and 1.0, got "
                    + (share < 0 ? "-" : "") + "\(GoText.twoDecimals(share.magnitude))0000")
        }
        let members = request(names[0], runtimeFlags, flags)
        let reply = try query("POST", "/engines/_configure", body: .object(members))
        let text = try body(of: reply)
        if reply.status == 409 { throw .failed(text) }
        if reply.status != 202 { throw .failed("\(text) (\(reply.statusText))") }
    }

    private func request(
        _ name: String, _ runtimeFlags: [String], _ flags: CommandFlags
    ) -> JSONObject {
        var members: JSONObject = ["model": .string(name)]
        members["context-size"] = flags["context-size"].flatMap { Int($0) }.map { .integer($0) }
        if !runtimeFlags.isEmpty { members["runtime-flags"] = .strings(runtimeFlags) }
        members["mode"] = flags["mode"].map { .string($0) }
        members["keep_alive"] = flags["keep-alive"].map { .string($0) }
        if flags["think"] != nil {
            members["llamacpp"] = ["reasoning-budget": .integer(flags.has("think") ? -1 : 0)]
        }
        var vllm = JSONObject()
        vllm["hf-overrides"] = flags["hf_overrides"].flatMap { try? JSON.parse($0) }
        vllm["gpu-memory-utilization"] =
            flags["gpu-memory-utilization"].flatMap { Double($0) }.map { .number($0) }
        if !vllm.members.isEmpty { members["vllm"] = .object(vllm) }
        if let draft = flags["speculative-draft-model"] {
            var speculative: JSONObject = ["draft_model": .string(draft)]
            speculative["num_tokens"] =
                flags["speculative-num-tokens"].flatMap { Int($0) }.map { .integer($0) }
            speculative["min_acceptance_rate"] =
                flags["speculative-min-acceptance-rate"].flatMap { Double($0) }
                .map { .number($0) }
            members["speculative"] = .object(speculative)
        }
        return members
    }

    fileprivate mutating func showConfigurations(_ flags: CommandFlags) throws(CommandEnd) {
        let query = flags.arguments.first.map { "?model=\(GoText.queryEscaped($0))" } ?? ""
        let reply = try self.query("GET", "/engines/_configure" + query)
        let text = try body(of: reply)
        if reply.status != 200 { throw .failed("\(text) (\(reply.statusText))") }
        print(GoJSON.indentedText(try parsed(text), by: 2) + "\n")
    }
}
