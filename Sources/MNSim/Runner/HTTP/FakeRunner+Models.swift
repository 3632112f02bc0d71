import MNMachine

/// The routes below `/models` (dmr-contract 1.3).
extension FakeRunner {
    private var brokenStore: GoAnswer { .error(500, RunnerError.storeUnavailable.serverText) }

    mutating func listModels() -> GoAnswer {
        if state.isStoreBroken { return .error(500, "model distribution models unavailable") }
        let part = RunnerState.modelManager
        let now = state.work.now
        state.log("INFO", "Listing available models", attributes: part, at: now)
        state.log(
            "INFO", "successfully listed models",
            attributes: "\(part) count=\(state.models.count)", at: now)
        return .json(.array(state.models.map(\.json)))
    }

    func inspect(_ name: String) -> GoAnswer {
        do throws(RunnerError) {
            return .json(try state.modelByAnyName(name).json)
        } catch .modelNotFound { return .error(404, "model not found") } catch {
            return .error(500, error.serverText)
        }
    }

    func inspectRemote(_ name: String) -> GoAnswer {
        do throws(RunnerError) {
            return .json(try state.remoteModel(named: name).json(tags: []))
        } catch .registrySilent { return .silence } catch {
            let status =
                if case .registry(.notFound, _, _) = error { 404 } else { 500 }
            return .error(status, "error while getting remote model: " + error.serverText)
        }
    }

    mutating func purge() -> GoAnswer {
        if state.isStoreBroken { return brokenStore }
        state.purge()
        return .empty(200)
    }

    mutating func delete(_ name: String, _ call: Call) -> GoAnswer {
        do throws(RunnerError) {
            let deletion = try state.delete(name, isForced: call.path.flag("force"))
            var entries = deletion.untagged.map { JSON.object(["Untagged": .string($0)]) }
            if let id = deletion.deleted { entries.append(["Deleted": .string(id)]) }
            return .json(.array(entries))
        } catch .storeUnavailable { return brokenStore } catch {
            let status =
                switch error {
                case .modelNotFound: 404
                case .severalTags: 409
                default: 500
                }
            return .error(status, "error while deleting model: " + error.serverText)
        }
    }

    mutating func tag(_ name: String, _ call: Call) -> GoAnswer {
        guard let repository = call.path["repo"], let tag = call.path["tag"], !repository.isEmpty,
            !tag.isEmpty
        else { return .error(400, "missing repo or tag query parameter") }
        let target = "\(repository):\(tag)"
        do throws(RunnerError) {
            try state.tag(name, as: target)
        } catch .modelNotFound { return .error(404, "model not found") } catch {
            return .error(500, "error while tagging model: " + error.serverText)
        }
        let message = "Model tagged successfully with \(GoText.quoted(target))"
        return .json(["message": .string(message), "target": .string(target)], status: 201)
    }

    mutating func repackage(_ name: String, _ call: Call) -> GoAnswer {
        let body: JSONObject
        do throws(GoJSON.Unreadable) {
            body = try GoJSON.object(in: call.request.body)
        } catch { return .error(400, "invalid request body: \(error.words)") }
        guard let target = body["target"]?.string, !target.isEmpty else {
            return .error(400, "target is required")
        }
        do throws(RunnerError) {
            try state.repackage(name, as: target, contextSize: body["context_size"]?.integer)
        } catch .modelNotFound { return missing(name) } catch {
            return .error(500, error.serverText)
        }
        let message = "Model repackaged successfully as \(GoText.quoted(target))"
        return .json(
            ["message": .string(message), "source": .string(name), "target": .string(target)],
            status: 201)
    }

    /// The answer to a name that a whole model was wanted for.
    func missing(_ name: String) -> GoAnswer { .error(404, Self.missingText(name)) }

    static func missingText(_ name: String) -> String {
        "get model '\(GoText.quoted(name))': model not found"
    }

    // Export and load (dmr-contract 1.3.3, 1.3.5).

    func export(_ name: String) -> GoAnswer {
        var answer: GoAnswer
        do throws(RunnerError) {
            let model = try state.model(named: name)
            answer = .body(ModelArchive.bytes(of: model.content), type: "application/x-tar")
            answer.isFlushed = true
        } catch { answer = missing(name) }
        answer.headers.append(
            ("Content-Disposition", "attachment; filename=\(GoText.quoted(name + ".tar"))"))
        return answer
    }

    /// Takes an archive in; the model gets no tag.
    mutating func load(_ call: Call) -> GoAnswer {
        do throws(ModelArchive.Problem) {
            let content = try ModelArchive.content(of: call.request.body)
            state.changeStore { $0.store(content, tag: nil) }
        } catch { return .error(500, "error while loading model: " + error.rawValue) }
        let line = PullStep.line("success", "Model loaded successfully", mode: "pull")
        return .body(GoJSON.line(line), type: nil)
    }
}

extension ModelContent {
    /// The model of `/models`; a remote one has no tags.
    func json(tags: [String]) -> JSON {
        var members: JSONObject = ["id": .string(id)]
        if !tags.isEmpty { members["tags"] = .strings(tags) }
        members["created"] = .integer(Seconds(created).whole)
        members["config"] = configuration.json
        return .object(members)
    }
}

extension ModelConfiguration {
    /// `config`, whose members are all optional while it is always there itself.
    var json: JSON {
        var members = words
        if !metadata.isEmpty {
            members[format ?? "gguf"] = sortedMetadata
        }
        members["context_size"] = contextSize.map { .integer($0) }
        return .object(members)
    }
}

extension StoredModel {
    var json: JSON { content.json(tags: tags) }
}
