import MNCore

/// `docker model configure` (dmr-contract 4.10).
extension DockerRun {
    mutating func configure(_ flags: CommandFlags) throws(CommandEnd) {
        let runtimeFlags = flags.afterDashes ?? []
        let names = Array(flags.arguments.dropLast(runtimeFlags.count))
        guard names.count == 1 else {
            throw .failed(
                "Exactly one model must be specified, got \(names.count): "
                    + "[\(names.joined(separator: " "))]\n\n"
                    + "See 'docker model configure --help' for more information")
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

    mutating func showConfigurations(_ flags: CommandFlags) throws(CommandEnd) {
        let query = flags.arguments.first.map { "?model=\(GoText.queryEscaped($0))" } ?? ""
        let reply = try self.query("GET", "/engines/_configure" + query)
        let text = try body(of: reply)
        if reply.status != 200 { throw .failed("\(text) (\(reply.statusText))") }
        print(GoJSON.indentedText(try parsed(text), by: 2) + "\n")
    }
}
