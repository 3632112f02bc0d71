import MNMachine

// The commands that are about the runner itself.
extension PluginCommand {
    // dmr-contract 4.2.
    static let status = PluginCommand("status", flags: [CommandFlag("json")]) {
        run, flags throws(CommandEnd) in try run.status(flags)
    }

    // dmr-contract 4.3.
    static let version = PluginCommand("version", startsRunner: false) {
        run, _ throws(CommandEnd) in try run.version()
    }

    // dmr-contract 4.12.
    static let logs = PluginCommand(
        "logs", flags: [CommandFlag("follow", "f"), CommandFlag("no-engines")]
    ) { run, flags throws(CommandEnd) in try run.logs(flags) }

    // dmr-contract 4.11.
    static let installRunner = PluginCommand(
        "install-runner", flags: containerFlags, startsRunner: false
    ) { run, _ throws(CommandEnd) in try run.installRunner(again: false) }

    static let reinstallRunner = PluginCommand(
        "reinstall-runner", flags: containerFlags, startsRunner: false
    ) { run, _ throws(CommandEnd) in try run.installRunner(again: true) }

    /// What a container may be made with; the fake makes the same one whatever is asked for.
    private static let containerFlags = [
        CommandFlag("backend", nil, .text), CommandFlag("debug"), CommandFlag("do-not-track"),
        CommandFlag("gpu", nil, .text), CommandFlag("host", nil, .text),
        CommandFlag("llama-server-version", nil, .text),
        CommandFlag("port", nil, .unsigned(bits: 16)), CommandFlag("proxy-cert", nil, .text),
        CommandFlag("tls"), CommandFlag("tls-cert", nil, .text),
        CommandFlag("tls-key", nil, .text), CommandFlag("tls-port", nil, .unsigned(bits: 16)),
    ]
}

extension DockerRun {
    fileprivate mutating func status(_ flags: CommandFlags) throws(CommandEnd) {
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
            print(NextSteps.text(NextSteps.enabling) + "\n")
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

    fileprivate mutating func version() throws(CommandEnd) {
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

    fileprivate mutating func logs(_ flags: CommandFlags) throws(CommandEnd) {
        // All that a container writes is its log.
        let isWithoutEngines = flags.has("no-engines") && !endpoint.isContainer
        let path = "/logs?follow=\(flags.has("follow"))&no-engines=\(isWithoutEngines)"
        switch try send("GET", path) {
        case .fault(let words):
            throw .failed(
                "local logs unavailable (log viewing on native Linux is only supported in "
                    + "standalone mode); API fallback failed: logs request failed: "
                    + "Get \(GoText.quoted(endpoint.base + path)): \(words)")
        case .reply(let reply):
            if reply.status != 200 {
                throw .failed("logs request failed with status \(reply.statusText)")
            }
            for piece in reply.pieces {
                try wait(for: piece.time, reply.operation)
                print(String(decoding: piece.bytes, as: UTF8.self))
            }
            try end(of: reply)
        }
    }

    fileprivate mutating func installRunner(again: Bool) throws(CommandEnd) {
        if endpoint == .desktop {
            // There is nothing to install, which is no failure.
            return print(
                "Standalone installation not supported with Docker Desktop\n"
                    + "Use `docker desktop enable model-runner` instead\n")
        }
        if let problem = engineProblem {
            throw .failed(
                problem.words(after: again ? "unable to remove model runner container(s)" : nil))
        }
        if let id = setup.container {
            if !again {
                return print(
                    "Model Runner container docker-model-runner (\(id)) is already running\n")
            }
            print("Removing container docker-model-runner (\(id))...\n")
            setup.container = nil
        }
        try createContainer()
    }

    /// Makes sure that the runner's container is there, and tells of it on standard output.
    mutating func ensureRunner() throws(CommandEnd) {
        if !endpoint.isContainer || call.variable("MODEL_RUNNER_NO_AUTO_INSTALL") != nil { return }
        let purpose = "unable to initialize standalone model runner"
        if let problem = engineProblem {
            throw .failed(
                "\(purpose): "
                    + problem.words(after: "unable to identify existing standalone model runner"))
        }
        if setup.container != nil { return }
        do throws(CommandEnd) {
            try createContainer()
        } catch .failed(let words) { throw .failed("\(purpose): \(words)") }
    }

    /// Puts the runner's container in its place, and waits for the runner (dmr-contract 4.11).
    private mutating func createContainer() throws(CommandEnd) {
        print(
            "Successfully pulled docker/model-runner:latest\n"
                + "Starting model runner container docker-model-runner...\n")
        setup.container = String(
            DeterministicID.digest("container at \(clock)").dropFirst(7).prefix(12))
        setup.containerFailure = nil
        runner.runner.state.restart(at: clock)
        // 20 tries, 500 ms apart (dmr-contract 4.11).
        for _ in 0..<20 {
            if case .reply(let reply) = try send("GET", "/models"), reply.status == 200 { return }
            try wait(for: clock + .milliseconds(500))
        }
        throw .failed("standalone model runner took too long to initialize")
    }
}
