import MNCore

/// Runtime configurations (dmr-contract 1.4.5, 1.4.6).
extension FakeRunner {
    mutating func configure(_ backend: String?, _ call: Call) -> GoAnswer {
        if let backend, state.backend(backend) == nil {
            return .error(404, RunnerError.backendNotFound.serverText)
        }
        guard let body = try? GoJSON.object(in: call.request.body),
            let request = ConfigureRequest(body)
        else { return .error(400, "invalid request") }
        do throws(RunnerError) {
            try state.configure(request, path: backend, at: call.now)
            return .empty(202)
        } catch .runnerActive { return .error(409, RunnerError.runnerActive.serverText) } catch {
            return .error(500, error.serverText)
        }
    }

    func configurations(of name: String?) -> GoAnswer {
        let wanted = name.flatMap { $0.isEmpty ? nil : $0 }
        return .json(
            .array(
                state.configurations(of: wanted).map { configuration, model in
                    [
                        "Backend": .string(configuration.key.backend),
                        // A model without a tag has no name here (measured).
                        "Model": .string(model.tags.first ?? ""), "ModelID": .string(model.id),
                        "Mode": .string(configuration.key.mode.rawValue),
                        "Config": configuration.json,
                    ]
                }))
    }
}

extension RuntimeConfiguration {
    /// The members that were set, in Go's order.
    var json: JSON {
        var members = JSONObject()
        members["context-size"] = contextSize.map { .integer($0) }
        if !flags.isEmpty { members["runtime-flags"] = .strings(flags) }
        members["speculative"] = extras["speculative"]
        members["keep_alive"] = keepAlive.map { .string($0.text) }
        members["vllm"] = extras["vllm"]
        members["llamacpp"] = extras["llamacpp"]
        return .object(members)
    }
}

extension ConfigureRequest {
    /// Reads a body, or gives nil where Go cannot.
    init?(_ body: JSONObject) {
        self.init(model: "")
        for member in body.members where member.value != .null {
            let value = member.value
            switch member.key {
            case "model":
                guard let text = value.string else { return nil }
                model = text
            case "mode":
                guard let mode = value.string.flatMap(RunnerMode.init) else { return nil }
                self.mode = mode
            case "context-size":
                // An int32 (dmr-contract 1.4.5).
                guard let size = value.integer, Int32(exactly: size) != nil else { return nil }
                contextSize = size
            case "runtime-flags":
                guard let texts = value.array else { return nil }
                flags = texts.compactMap(\.string)
                if flags.count != texts.count { return nil }
            case "raw-runtime-flags":
                guard let text = value.string else { return nil }
                rawFlags = text
            case "keep_alive":
                guard let keepAlive = value.string.flatMap(KeepAlive.init) else { return nil }
                self.keepAlive = keepAlive
            case "speculative", "vllm", "llamacpp":
                guard value.object != nil else { return nil }
                extras[member.key] = value
            default: break
            }
        }
    }
}
