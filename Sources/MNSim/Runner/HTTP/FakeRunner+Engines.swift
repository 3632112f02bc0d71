import MNCore

/// The routes below `/engines` (dmr-contract 1.4).
extension FakeRunner {
    mutating func engineRoute(_ call: Call) -> GoAnswer {
        let rest = Array(call.path.segments.dropFirst())
        if call.isGet { return engineQuestion(rest, call) }
        guard call.isPost else { return Self.notFound }
        switch rest {
        case ["unload"]: return unload(call)
        case ["_configure"]: return configure(nil, call)
        case ["install-backend"]: return installBackend(call)
        case ["uninstall-backend"]: return uninstallBackend(call)
        default: break
        }
        if rest.count == 2, rest[1] == "_configure" { return configure(rest[0], call) }
        guard let route = EngineRoute(rest) else { return Self.notFound }
        return passOn(route, call)
    }

    private func engineQuestion(_ rest: [String], _ call: Call) -> GoAnswer {
        switch rest {
        case ["status"]: return status
        case ["ps"]: return .json(.array(state.runners.map(processJSON)))
        case ["df"]: return diskUsage
        case ["_configure"]: return configurations(of: call.path["model"])
        case ["requests"]: return requests(call)
        default: break
        }
        for prefix in [0, 1] where rest.count >= prefix + 2 {
            guard Array(rest[prefix..<(prefix + 2)]) == ["v1", "models"] else { continue }
            let name = rest.dropFirst(prefix + 2).joined(separator: "/")
            return rest.count == prefix + 2 ? openAIModels : openAIModel(name)
        }
        return Self.notFound
    }

    /// The one JSON answer without a line break (dmr-contract 1.4.1).
    private var status: GoAnswer {
        let sorted = state.backends.sorted { $0.name < $1.name }
        let object = JSONObject(sorted.map { ($0.name, JSON.string($0.status)) })
        return .body(Array(GoJSON.text(.object(object)).utf8), type: "application/json")
    }

    private func processJSON(_ runner: LoadedRunner) -> JSON {
        let isLoading = runner.loadsUntil != nil
        let isInUse = !isLoading && state.isInUse(runner.key)
        var members: JSONObject = [
            "backend_name": .string(runner.key.backend),
            "model_name": .string(runner.reference), "mode": .string(runner.key.mode.rawValue),
            "last_used": .string(
                isLoading || isInUse ? GoTime.never : GoTime.precise(runner.lastUsed)),
        ]
        if isInUse { members["in_use"] = true }
        if isLoading { members["loading"] = true }
        let own = state.configurations.first { $0.key == runner.key }?.keepAlive
        members["keep_alive"] = own.map { .string($0.text) }
        return .object(members)
    }

    private var diskUsage: GoAnswer {
        let models: ByteCount
        do throws(RunnerError) {
            models = try state.modelsSize()
        } catch { return .error(500, "Failed to get models disk usage: " + error.serverText) }
        do throws(RunnerError) {
            let backend = try state.defaultBackendSize()
            return .json([
                "models_disk_usage": .integer(models),
                "default_backend_disk_usage": .integer(backend),
            ])
        } catch {
            return .error(500, "Failed to get disk usage for llama.cpp: " + error.serverText)
        }
    }

    private var openAIModels: GoAnswer {
        if state.isStoreBroken { return .error(500, "model distribution models unavailable") }
        return .json(["object": "list", "data": .array(state.models.map(\.openAIJSON))])
    }

    private func openAIModel(_ name: String) -> GoAnswer {
        do throws(RunnerError) {
            return .json(try state.model(named: name).openAIJSON)
        } catch {
            return .error(404, "error while getting model: " + Self.missingText(name))
        }
    }

    private mutating func unload(_ call: Call) -> GoAnswer {
        guard let body = try? GoJSON.object(in: call.request.body) else {
            return .error(400, "invalid request")
        }
        let count = state.unload(
            all: body["all"]?.bool ?? false, backend: body["backend"]?.string ?? "",
            models: body["models"]?.array?.compactMap(\.string) ?? [], at: call.now)
        return .json(["unloaded_runners": .integer(count)])
    }

    private mutating func installBackend(_ call: Call) -> GoAnswer {
        guard let name = backendName(in: call) else {
            return .error(400, "invalid request: backend is required")
        }
        do throws(RunnerState.LateError) {
            let until = try state.installBackend(name, at: call.now)
            return GoAnswer.empty(200).delayed(to: until)
        } catch {
            let status = error.error == .backendNotFound ? 404 : 500
            return GoAnswer.error(status, error.error.serverText).delayed(to: error.time)
        }
    }

    private mutating func uninstallBackend(_ call: Call) -> GoAnswer {
        guard let name = backendName(in: call) else {
            return .error(400, "invalid request: backend is required")
        }
        do throws(RunnerError) {
            try state.uninstallBackend(name)
            return .empty(200)
        } catch { return .error(404, error.serverText) }
    }

    private func backendName(in call: Call) -> String? {
        let body = try? GoJSON.object(in: call.request.body)
        return body?["backend"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension KeepAlive {
    /// `10m0s`, or `-1` for ever.
    var text: String {
        switch self {
        case .time(let time): GoTime.duration(time)
        case .forever: "-1"
        }
    }

    /// Reads what a client may write: a Go duration, where a negative one means for ever.
    init?(reading text: String) {
        guard let time = text == "-1" ? .seconds(-1) : GoTime.parseDuration(text) else {
            return nil
        }
        self = time < .zero ? .forever : .time(time)
    }
}
