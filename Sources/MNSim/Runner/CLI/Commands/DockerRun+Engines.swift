import MNCore

/// `docker model ps`, `df` and `unload` (dmr-contract 4.8, 4.9).
extension DockerRun {
    mutating func processes() throws(CommandEnd) {
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

    func parsed(_ text: String) throws(CommandEnd) -> JSON {
        do throws(GoJSON.Unreadable) {
            return try GoJSON.firstValue(in: Array(text.utf8))
        } catch { throw .failed("failed to unmarshal response body: \(error.words)") }
    }

    mutating func diskUsage() throws(CommandEnd) {
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

    mutating func unload(_ flags: CommandFlags) throws(CommandEnd) {
        let isAll = flags.has("all")
        if flags.arguments.isEmpty, !isAll {
            throw .failed(
                "'docker model unload' requires MODEL unless --all is specified.\n\n"
                    + "Usage:  docker model unload (MODEL [MODEL ...] [--backend BACKEND] | "
                    + "--all)\n\nSee 'docker model unload --help' for more information.")
        }
        let count = try unload(
            all: isAll, backend: flags["backend"] ?? "", models: flags.arguments)
        if count > 0 {
            print("Unloaded \(count) model(s).\n")
        } else {
            print(isAll ? "No models are running.\n" : "No such model(s) running.\n")
        }
    }

    mutating func unload(
        all: Bool, backend: String = "", models: [String] = []
    ) throws(CommandEnd) -> Int {
        try explaining("Failed to unload models") { run throws(CommandEnd) in
            let reply = try run.query(
                "POST", "/engines/unload",
                body: [
                    "all": .bool(all), "backend": .string(backend), "models": .strings(models),
                ])
            let text = try run.body(of: reply)
            if reply.status != 200 {
                throw .failed("unloading failed with status \(reply.statusText): \(text)")
            }
            return try run.parsed(text)["unloaded_runners"]?.integer ?? 0
        }
    }
}
