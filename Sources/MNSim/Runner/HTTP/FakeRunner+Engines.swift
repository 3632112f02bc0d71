import MNMachine

/// The routes below `/engines` (dmr-contract 1.4).
extension FakeRunner {
    /// The one JSON answer without a line break (dmr-contract 1.4.1).
    var status: GoAnswer {
        let sorted = state.backends.sorted { $0.name < $1.name }
        let object = JSONObject(sorted.map { ($0.name, JSON.string($0.status)) })
        return .body(Array(GoJSON.text(.object(object)).utf8), type: "application/json")
    }

    var processes: GoAnswer { .json(.array(state.runners.map(processJSON))) }

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

    var diskUsage: GoAnswer {
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

    var openAIModels: GoAnswer {
        if state.isStoreBroken { return .error(500, "model distribution models unavailable") }
        return .json(["object": "list", "data": .array(state.models.map(\.openAIJSON))])
    }

    func openAIModel(_ name: String) -> GoAnswer {
        do throws(RunnerError) {
            return .json(try state.model(named: name).openAIJSON)
        } catch {
            return .error(404, "error while getting model: " + Self.missingText(name))
        }
    }

    mutating func unload(_ call: Call) -> GoAnswer {
        guard let body = try? GoJSON.object(in: call.request.body) else {
            return .error(400, "invalid request")
        }
        let count = state.unload(
            all: body["all"]?.bool ?? false, backend: body["backend"]?.string ?? "",
            models: body["models"]?.array?.compactMap(\.string) ?? [], at: call.now)
        return .json(["unloaded_runners": .integer(count)])
    }

    mutating func installBackend(_ call: Call) -> GoAnswer {
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

    mutating func uninstallBackend(_ call: Call) -> GoAnswer {
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

    // Runtime configurations (dmr-contract 1.4.5, 1.4.6).

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

extension StoredModel {
    /// The name under which the model is listed where it can have only one.
    var firstName: String { tags.first ?? id }

    /// The model of `/v1/models`.
    var openAIJSON: JSON {
        let configuration = content.configuration
        var details = JSONObject()
        details["context_window"] = configuration.contextWindow.map { .integer($0) }
        details["architecture"] = configuration.architecture.map { .string($0) }
        details["parameters"] = configuration.parameters.map { .string($0) }
        details["quantization"] = configuration.quantization.map { .string($0) }
        details["size"] = configuration.size.map { .string($0) }
        return [
            "id": .string(firstName), "object": "model",
            "created": .integer(Seconds(content.created).whole), "owned_by": "docker",
            "dmr": .object(details),
        ]
    }
}
