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
        var hardware: Hardware?
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
            let model: Model
            do throws(CatalogFault) {
                model = try catalog.model(named: entry.wanted)
            } catch {
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
                let probed = await Hardware.probe(world.machine, by: world.time)
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
            let isReached =
                !options.judgesRoute || options.workers != .host
                || hasRoute(entry, (try? runner?.get())?.endpoint)
            let (status, issue) = judged(
                entry, model, advice, isInstalled, runner, isReached: isReached)
            finish(entry, status, issue, &members, &result)
        }
    }

    /// The first thing that keeps a known model from running.
    private func judged(
        _ entry: BlueprintModel, _ model: Model, _ advice: RuleTable.Advice,
        _ isInstalled: Bool?, _ runner: Result<RunnerClient.Listing, EndpointFault>?,
        isReached: Bool
    ) -> (String, BlueprintIssue?) {
        let verdict = advice.verdict
        if !verdict.isOK {
            let isBackend = verdict.rule == .unsupportedBackend && entry.backend != nil
            let help =
                isBackend
                ? "Write \(Words.list(model.backends.map(\.name), "or")), or leave it out."
                : verdict.status == .forceOnly
                    ? "Accept it all the same: "
                        + CommandWords.mn("blueprint validate", folder, "--force")
                    : advice.help
            return (
                "incompatible",
                BlueprintIssue(
                    .modelIncompatible, advice.message, help: help,
                    at: isBackend
                        ? texts.place(entry.source, entry.pointer.appending("backend"))
                        : place(entry),
                    expected: "a machine that suits \(model.id)", actual: verdict.rule.rawValue,
                    exitCode: verdict.exitCode)
            )
        }
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
                .modelNotInstalled, "Runtime model \(model.reference) is not installed.",
                help: "Install it with: " + CommandWords.mn("model install", model.id),
                at: place(entry),
                expected: "installed Docker Model Runner model", actual: model.reference)
        )
    }

    private func place(_ entry: BlueprintModel) -> BlueprintPlace {
        texts.place(entry.source, entry.wantedPointer)
    }

    private func issue(
        _ code: BlueprintIssue.Code, _ error: any Explained, _ entry: BlueprintModel
    ) -> BlueprintIssue {
        BlueprintIssue(
            code, Printable.line(error.problem), help: Printable.line(error.fixes.first ?? ""),
            at: place(entry), actual: Printable.line(entry.wanted), exitCode: error.exitCode)
    }

    private func finish(
        _ entry: BlueprintModel, _ status: String, _ issue: BlueprintIssue?,
        _ members: inout JSONObject, _ result: inout Validation.StageResult
    ) {
        members["ok"] = .bool(issue == nil)
        members["status"] = .string(status)
        result.results.append(.object(members))
        // What is not required may be missing.
        if let issue, entry.isRequired { result.issues.append(issue) }
    }
}
