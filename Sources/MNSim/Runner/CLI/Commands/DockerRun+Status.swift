import MNCore

/// `docker model status` and `version` (dmr-contract 4.2, 4.3).
extension DockerRun {
    mutating func status(_ flags: CommandFlags) throws(CommandEnd) {
        if endpoint.isContainer, let problem = engineProblem {
            throw .failed(
                "unable to get standalone model runner info: "
                    + problem.words(after: "unable to find standalone model runner"))
        }
        let backends = try explaining("Failed to get Docker Model Runner status") {
            run throws(CommandEnd) in try run.backendStatuses()
        }
        if flags.has("json") {
            let members: JSONObject = [
                "running": .bool(backends != nil),
                "backends": backends.map { $0.map { .object($0) } ?? .null } ?? .object([:]),
                "kind": .string(endpoint.kind), "endpoint": .string(endpoint.containerURL),
                "endpointHost": .string(endpoint.hostURL),
            ]
            return print(GoJSON.text(.object(members)) + "\n")
        }
        guard let backends else {
            print("Docker Model Runner is not running\n")
            write(NextSteps.text(NextSteps.enabling) + "\n")
            throw .exited(1)
        }
        print("Docker Model Runner is running\n\n" + Self.statusTable(backends))
    }

    /// The status of each backend; nil inside is an unreadable answer, nil outside a runner that is off.
    private mutating func backendStatuses() throws(CommandEnd) -> JSONObject?? {
        let models: RunnerReply
        do throws(CommandEnd) {
            models = try query("GET", "/models")
        } catch .unavailable { return .none }
        if models.status != 200 { throw .failed("unexpected status code: \(models.status)") }
        _ = try? body(of: models)
        let text: String
        do throws(CommandEnd) {
            text = try body(of: try query("GET", "/engines/status"))
        } catch .failed(let words) {
            text = "error querying status: \(words)"
        }
        if text.isEmpty { return .some(JSONObject()) }
        do throws(GoJSON.Unreadable) {
            return .some(try GoJSON.object(in: Array(text.utf8)))
        } catch {
            complain("failed to parse status response: \(error.words)\n")
            return .some(.none)
        }
    }

    private static let statusOrder = ["Running", "Error", "Not Installed", "Installing"]

    private static func statusTable(_ backends: JSONObject?) -> String {
        let rows = (backends?.members ?? []).map { member -> [String] in
            let text = member.value.string ?? ""
            let parts = text.split(separator: ": ", maxSplits: 1).map(String.init)
            guard let status = parts.first, statusOrder.contains(status) else {
                return [member.key, "Error", text]
            }
            return [member.key, status, parts.count > 1 ? parts[1] : ""]
        }
        var table = PluginTable(["BACKEND", "STATUS", "DETAILS"])
        table.rows += rows.sorted { left, right in
            let ranks = [left, right].map { statusOrder.firstIndex(of: $0[1]) ?? 0 }
            return ranks[0] == ranks[1] ? left[0] < right[0] : ranks[0] < ranks[1]
        }
        return table.text
    }

    mutating func version() throws(CommandEnd) {
        print(
            "Client:\n Version:    \(setup.pluginVersion)\n OS/Arch:    \(setup.platform)\n\n"
                + "Server:\n")
        var server = "(not reachable)"
        do throws(CommandEnd) {
            let reply = try query("GET", "/version")
            let text = try body(of: reply)
            if reply.status == 200, let found = try? GoJSON.object(in: Array(text.utf8)) {
                server = found["version"]?.string ?? server
            }
        } catch .failed, .unavailable {}
        print(" Version:    \(server)\n Engine:     \(endpoint.kind)\n")
    }
}
