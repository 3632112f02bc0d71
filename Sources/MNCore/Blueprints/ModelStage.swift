extension BlueprintModel {
    /// Whether the Model Runner of this machine has to have it.
    var isCheckedHere: Bool { isServedByRunner && !isProvidedElsewhere }
}

extension Blueprint {
    /// Checks each model: known, served by the runner, suits the machine, installed.
    func checkModels(
        _ needed: [BlueprintModel], _ result: inout Validation.StageResult, in world: World,
        _ catalog: Catalog, _ options: ValidationOptions,
        _ runner: Result<RunnerClient.Listing, EndpointFault>?
    ) async {
        if needed.isEmpty { return }
        let rules = catalog.rules
        var hardware: PreparedMachine?
        var suitable: [Model] = []
        for entry in needed {
            var members: JSONObject = [
                "name": .string(entry.name), "type": "runtime_model",
                "required": .bool(entry.isRequired), "model_id": .string(entry.wanted),
                "model": .string(entry.wanted), "backend": .string(orNull: entry.backend?.name),
                "context_size": .integer(orNull: entry.numbers["CONTEXT_SIZE"].flatMap { Int($0) }),
                "compatibility": nil, "requirements": nil, "installed": nil,
            ]
            guard entry.isCheckedHere else {
                let status = entry.isProvidedElsewhere ? "cluster_provided" : "service_required"
                finish(entry, status, nil, &members, &result)
                continue
            }
            if entry.isPayload {
                checkPayload(entry, &members, &result, world.files)
                continue
            }
            let model: Model
            do throws(CatalogFault) {
                model = try catalog.model(named: entry.wanted)
            } catch {
                if entry.isCustomised {
                    checkCustomised(entry, &members, &result, options, runner)
                    continue
                }
                finish(entry, "unknown", issue(.modelUnknown, error, entry), &members, &result)
                continue
            }
            members["model_id"] = .string(model.id)
            members["model"] = .string(model.reference)
            members["backend"] = .string((entry.backend ?? model.backend).name)
            members["requirements"] = model.requirements.json
            guard model.provider == Model.runnerProvider else {
                finish(entry, "service_required", nil, &members, &result)
                continue
            }
            if hardware == nil {
                let probed = rules.prepared(await world.hardware())
                hardware = probed
                suitable = rules.suitable(in: catalog, on: probed)
            }
            guard let hardware else { continue }
            let advice = rules.advice(
                model, backend: entry.backend, on: hardware, force: options.isForced,
                suitable: suitable)
            result.verdicts.append(advice.verdict)
            members["compatibility"] = advice.json(isSimulated: world.simulatedMachine != nil)
            let isInstalled = (try? runner?.get()).map {
                $0.model(called: model.reference) != nil
            }
            members["installed"] = isInstalled.map { .bool($0) } ?? .null
            let (status, issue) = judged(
                entry, model, advice, isInstalled, runner, options,
                isReached: isReached(entry, options, runner))
            if advice.verdict.isForced, entry.isRequired {
                result.add(
                    BlueprintIssue(
                        .modelIncompatible, "Forced: \(advice.message)",
                        help: "It may be slow, or fail.", severity: .warning, at: place(entry),
                        actual: .string(advice.verdict.rule.rawValue)))
            }
            if entry.isRequired, let context = entry.context,
                let warning = contextWarning(entry, model, context, catalog, hardware.hardware)
            {
                result.add(warning)
            }
            finish(entry, status, issue, &members, &result)
        }
    }

    private func isReached(
        _ entry: BlueprintModel, _ options: ValidationOptions,
        _ runner: Result<RunnerClient.Listing, EndpointFault>?
    ) -> Bool {
        !options.judgesRoute || options.workers != .host
            || hasRoute(entry, (try? runner?.get())?.endpoint)
    }

    /// A model that the blueprint brings along: nothing is known of what it needs.
    private func checkPayload(
        _ entry: BlueprintModel, _ members: inout JSONObject,
        _ result: inout Validation.StageResult, _ files: any Files
    ) {
        members["payload_model"] = true
        let issue = payloadFault(entry, files)
        if issue == nil, entry.isRequired { result.add(unjudged(entry)) }
        finish(entry, issue == nil ? "payload" : "missing", issue, &members, &result)
    }

    /// Why a model that the blueprint brings along is not there.
    private func payloadFault(_ entry: BlueprintModel, _ files: any Files) -> BlueprintIssue? {
        let file = entry.payloadFile ?? ""
        let found = BlueprintPath(file, in: folder, files)
        let isNamed = !file.isEmpty && file != "payloads/"
        let leadsOut = isNamed && (found.leadsOut || !BlueprintPath.isBelow(file))
        if isNamed, !leadsOut, found.fault == nil { return nil }
        return BlueprintIssue(
            .payloadMissing,
            Sanitized.line(
                !isNamed
                    ? "The payload of the model '\(entry.wanted)' names no file."
                    : leadsOut
                        ? "The model '\(file)' leads out of the blueprint's folder."
                        : "The model '\(file)' is not in the blueprint's folder."),
            help: "Put the file there, or correct the path.",
            at: texts.place(entry.source, entry.payloadPointer ?? entry.wantedPointer),
            actual: .string(Sanitized.line(file)))
    }

    /// What is missing of the models that the blueprint brings along, wherever it runs.
    package func missingPayload(_ catalog: Catalog, _ files: any Files) -> BlueprintIssue? {
        models.needed(catalog).filter { $0.isPayload && $0.isRequired && $0.isCheckedHere }
            .lazy.compactMap { payloadFault($0, files) }.first
    }

    private func unjudged(_ entry: BlueprintModel) -> BlueprintIssue {
        BlueprintIssue(
            .modelNotJudged,
            Sanitized.line(
                "\(entry.wanted) is not in the catalog: what it needs of a machine is not known, and was not judged."
            ), help: "Add an entry with its requirements to ~/.mn/models/catalog.json.",
            severity: .warning, at: place(entry), actual: .string(Sanitized.line(entry.wanted)))
    }

    /// A model that no catalog has, and that is pulled by its reference.
    private func checkCustomised(
        _ entry: BlueprintModel, _ members: inout JSONObject,
        _ result: inout Validation.StageResult, _ options: ValidationOptions,
        _ runner: Result<RunnerClient.Listing, EndpointFault>?
    ) {
        if entry.isRequired { result.add(unjudged(entry)) }
        let isInstalled = (try? runner?.get()).map { $0.model(called: entry.wanted) != nil }
        members["installed"] = isInstalled.map { .bool($0) } ?? .null
        members["customized"] = true
        let (status, issue) = served(
            entry, reference: entry.wanted, id: entry.wanted, isInstalled, runner,
            isReached: isReached(entry, options, runner))
        finish(entry, status, issue, &members, &result)
    }

    /// The first thing that keeps a known model from running.
    private func judged(
        _ entry: BlueprintModel, _ model: Model, _ advice: RuleTable.Advice,
        _ isInstalled: Bool?, _ runner: Result<RunnerClient.Listing, EndpointFault>?,
        _ options: ValidationOptions, isReached: Bool
    ) -> (String, BlueprintIssue?) {
        let verdict = advice.verdict
        if !verdict.isOK {
            let isBackend = verdict.rule == .unsupportedBackend && entry.backend != nil
            let force =
                "accept it all the same: " + CommandWords.mn(options.command, folder, "--force")
            let wanted = place(entry)
            let help =
                isBackend
                ? "Write \(Words.list(model.backends.map(\.name), "or")), or leave it out."
                : advice.alternatives.first.map {
                    "Write '\($0.id)' at \(wanted.path) in \(wanted.file)"
                        + (verdict.isForceable ? ", or \(force)" : ".")
                }
                    ?? (verdict.isForceable
                        ? force.prefix(1).uppercased() + force.dropFirst() : advice.help)
            return (
                "incompatible",
                BlueprintIssue(
                    .modelIncompatible, advice.message, help: help,
                    at: isBackend
                        ? texts.place(entry.source, entry.pointer.appending("backend"))
                        : place(entry),
                    expected: .string("a machine that \(model.id) runs on"),
                    actual: .string(verdict.rule.rawValue),
                    exitCode: verdict.exitCode)
            )
        }
        return served(
            entry, reference: model.reference, id: model.id, isInstalled, runner,
            isReached: isReached)
    }

    /// What keeps a model from being served, whatever the machine.
    private func served(
        _ entry: BlueprintModel, reference: String, id: String, _ isInstalled: Bool?,
        _ runner: Result<RunnerClient.Listing, EndpointFault>?, isReached: Bool
    ) -> (String, BlueprintIssue?) {
        if case .failure(let fault)? = runner {
            return ("unreachable", issue(.registryUnavailable, fault, entry))
        }
        if !isReached {
            return (
                "unreachable",
                BlueprintIssue(
                    .modelNoPort, HostRoute.problem, help: HostRoute.fix, at: place(entry),
                    expected: "an address that begins with http://", exitCode: .runnerUnreachable)
            )
        }
        if isInstalled == true { return ("installed", nil) }
        return (
            "missing",
            BlueprintIssue(
                .modelNotInstalled,
                Sanitized.line("Runtime model \(reference) is not installed."),
                help: entry.isCustomised
                    ? "Install it with: "
                        + CommandWords.mn("blueprint run", folder, "--install")
                    : "Install it with: " + CommandWords.mn("model install", id),
                at: place(entry),
                expected: "installed Docker Model Runner model", actual: .string(reference))
        )
    }

    /// The place of the first model that the catalog does not have, and that is not meant to be so.
    package func place(ofUnknown catalog: Catalog) -> BlueprintPlace? {
        models.needed(catalog).first { entry in
            entry.isCheckedHere && entry.isRequired && !entry.isPayload && !entry.isCustomised
                && (try? catalog.model(named: entry.wanted)) == nil
        }.map(place)
    }

    private func place(_ entry: BlueprintModel) -> BlueprintPlace {
        texts.place(entry.source, entry.wantedPointer)
    }

    private func issue(
        _ code: BlueprintIssue.Code, _ error: any DiagnosticError, _ entry: BlueprintModel
    ) -> BlueprintIssue {
        BlueprintIssue(
            code, Sanitized.line(error.problem), help: Sanitized.line(error.fixes.first ?? ""),
            at: place(entry), actual: .string(Sanitized.line(entry.wanted)),
            exitCode: error.exitCode)
    }

    private func finish(
        _ entry: BlueprintModel, _ status: String, _ issue: BlueprintIssue?,
        _ members: inout JSONObject, _ result: inout Validation.StageResult
    ) {
        members["ok"] = .bool(issue == nil)
        members["status"] = .string(status)
        // What is not required may be missing.
        result.add(members, issues: issue.map { [$0] } ?? [], isCounted: entry.isRequired)
    }
}

/// How programs that run on the machine itself reach the Model Runner: over HTTP, at a port.
enum HostRoute {
    static let problem =
        "The Model Runner answers at a socket alone: workers of this machine cannot reach it over HTTP."
    static let fix = UnreachableCause.noPort.fixes.first ?? ""
}

extension Blueprint {
    /// Whether the workers that run on this machine reach the model; they do if there are none.
    func hasRoute(_ model: BlueprintModel, _ runner: Endpoint?) -> Bool {
        guard let runner, runner.isSocket, model.isCheckedHere,
            model.hasAutomaticBase || model.namesUsualPort
        else {
            return true
        }
        return !manifest.workers.contains { $0.runs && $0.kind == .host }
    }
}

extension BlueprintModel {
    /// Whether the address is where the runner listens for programs of this machine, if it does.
    var namesUsualPort: Bool {
        apiBase.flatMap { Endpoint($0) }.map {
            $0.isLocal && !$0.isSocket && $0.hostHeader.hasSuffix(":12434")
        } ?? false
    }

    /// Whether the address of the model is left to `mn`.
    var hasAutomaticBase: Bool { apiBase.map { $0.lowercased() == "auto" } ?? true }
}
