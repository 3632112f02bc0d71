import MNCore

/// The routes below `/models` (dmr-contract 1.3).
extension FakeRunner {
    mutating func modelRoute(_ call: Call) -> GoAnswer {
        let rest = Array(call.path.segments.dropFirst())
        if rest.isEmpty {
            if call.isGet { return listModels() }
            let isSubtree = call.isPost || call.isDelete
            return isSubtree ? .moved(to: "/models/", for: call.method) : Self.notFound
        }
        var name = rest.joined(separator: "/")
        if call.isGet {
            if rest.count > 1, rest.last == "export" {
                return export(rest.dropLast().joined(separator: "/"), call)
            }
            return call.path.flag("remote") ? inspectRemote(name) : inspect(name)
        }
        if call.isDelete {
            if rest == ["purge"] {
                if state.isStoreBroken { return brokenStore }
                state.purge()
                return .empty(200)
            }
            return delete(name, call)
        }
        guard call.isPost else { return Self.notFound }
        if rest == ["create"] { return create(call) }
        if rest == ["load"] { return load(call) }
        name = rest.dropLast().joined(separator: "/")
        switch rest.last {
        case "tag" where rest.count > 1: return tag(name, call)
        case "push" where rest.count > 1: return push(name, call)
        case "repackage" where rest.count > 1: return repackage(name, call)
        default: return .error(404, "unknown action \(GoText.quoted(rest.last ?? ""))")
        }
    }

    private var brokenStore: GoAnswer { .error(500, RunnerError.storeUnavailable.serverText) }

    private mutating func listModels() -> GoAnswer {
        if state.isStoreBroken { return .error(500, "model distribution models unavailable") }
        let part = RunnerState.modelManager
        let now = state.work.now
        state.log("INFO", "Listing available models", attributes: part, at: now)
        state.log(
            "INFO", "successfully listed models",
            attributes: "\(part) count=\(state.models.count)", at: now)
        return .json(.array(state.models.map(\.json)))
    }

    private func inspect(_ name: String) -> GoAnswer {
        do throws(RunnerError) {
            return .json(try state.modelByAnyName(name).json)
        } catch .modelNotFound { return .error(404, "model not found") } catch {
            return .error(500, error.serverText)
        }
    }

    private func inspectRemote(_ name: String) -> GoAnswer {
        do throws(RunnerError) {
            return .json(try state.remoteModel(named: name).json(tags: []))
        } catch .registrySilent { return .silence } catch {
            let status =
                if case .registry(.notFound, _, _) = error { 404 } else { 500 }
            return .error(status, "error while getting remote model: " + error.serverText)
        }
    }

    private mutating func delete(_ name: String, _ call: Call) -> GoAnswer {
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

    private mutating func tag(_ name: String, _ call: Call) -> GoAnswer {
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

    private mutating func repackage(_ name: String, _ call: Call) -> GoAnswer {
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
}
