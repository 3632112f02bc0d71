import MNCore

/// `docker model logs`, `requests`, `search` and `context ls` (dmr-contract 4.12).
extension DockerRun {
    mutating func logs(_ flags: CommandFlags) throws(CommandEnd) {
        let path = "/logs?follow=\(flags.has("follow"))&no-engines=\(flags.has("no-engines"))"
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

    mutating func requests(_ flags: CommandFlags) throws(CommandEnd) {
        if flags.has("include-existing"), !flags.has("follow") {
            throw .failed("--include-existing can only be used with --follow")
        }
        var terms: [String] = []
        if flags.has("include-existing") { terms.append("include_existing=true") }
        if let model = flags["model"] { terms.append("model=\(GoText.queryEscaped(model))") }
        let path =
            "/engines/requests" + (terms.isEmpty ? "" : "?" + terms.joined(separator: "&"))
        try explaining("Failed to get requests") { run throws(CommandEnd) in
            let follows = flags.has("follow")
            let reply = try run.query(
                "GET", path, headers: follows ? [("Accept", "text/event-stream")] : [],
                label: run.endpoint.base + path, isPlain: true)
            if reply.status == 404 {
                let text = try run.body(of: reply)
                throw .failed(text.hasSuffix("\n") ? String(text.dropLast()) : text)
            }
            if reply.status != 200 {
                throw .failed(
                    follows
                        ? "stream request failed with status: \(reply.status)"
                        : "failed to list requests: \(reply.statusText)")
            }
            if follows { return try run.follow(reply) }
            run.print(try run.body(of: reply))
        }
    }

    /// Prints the requests as the runner tells of them.
    private mutating func follow(_ reply: RunnerReply) throws(CommandEnd) {
        print("Connected to request stream. Press Ctrl+C to stop.\n")
        for piece in reply.pieces {
            try wait(for: piece.time, reply.operation)
            let events = String(decoding: piece.bytes, as: UTF8.self).split(separator: "\n\n")
            for event in events where !event.hasPrefix("event: connected") {
                guard let data = event.firstRange(of: "data: ") else { continue }
                print(event[data.upperBound...] + "\n")
            }
        }
        try end(of: reply)
        print("Stream closed by server.\n")
    }

    /// The two places where models are searched are not part of the simulation: they answer 404.
    mutating func search() throws(CommandEnd) {
        let sources = ["Docker Hub", "HuggingFace"]
        let problem = { (name: String) in "unexpected status from \(name): 404 Not Found" }
        for name in sources { complain("Warning: failed to search \(name): \(problem(name))\n") }
        let all = sources.map { "\($0): \(problem($0))" }.joined(separator: " ")
        throw .failed("search failed: all search sources failed: [\(all)]")
    }

    /// There is only the context that finds the runner by itself.
    mutating func listContexts() {
        if let host = call.variable("MODEL_RUNNER_HOST") {
            complain(
                "Warning: MODEL_RUNNER_HOST=\(GoText.quoted(host)) overrides the active context.\n")
        }
        var table = PluginTable(["NAME", "HOST", "DESCRIPTION", "CURRENT"])
        table.rows.append(["default", "(auto-detect)", "Auto-detected Docker context", "*"])
        print(table.text)
    }
}
