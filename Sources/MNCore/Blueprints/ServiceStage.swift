extension BlueprintService {
    /// Whether this is the Model Runner, which is asked at its own place.
    var isModelRunner: Bool {
        name == "docker-model-runner" && checks.isEmpty && address == nil && url == nil
    }

    /// The checks, or a connection if it has none but an address.
    fileprivate var effectiveChecks: [Check] {
        if !checks.isEmpty || url == nil && (address == nil || port == nil) { return checks }
        return [Check(kind: .tcp, pointer: pointer, limit: .milliseconds(2000))]
    }
}

extension Blueprint {
    /// Asks every service whether it runs; one of which nothing was recorded is not checked.
    func checkServices(
        _ result: inout Validation.StageResult, in world: World, _ launch: LaunchEnvironment,
        _ options: ValidationOptions, _ runner: Result<RunnerClient.Listing, EndpointFault>?
    ) async {
        let checker = ServiceChecker(
            blueprint: self, world: world,
            template: ConfigurationTemplate(
                configuration: configuration, environment: world.environment),
            environment: scriptEnvironment(world, launch), runsPrograms: options.runsPrograms)
        for service in manifest.services {
            if service.isModelRunner {
                addRunner(service, runner, to: &result)
            } else if service.effectiveChecks.isEmpty {
                addUnknown(service, to: &result)
            } else if !world.areServicesKnown {
                result.add(service.json(status: "skipped", checks: []), issue: nil)
            } else {
                let (members, issues) = await checker.check(service)
                result.add(members, issues: issues, isCounted: service.isRequired)
            }
        }
    }

    private func addRunner(
        _ service: BlueprintService, _ runner: Result<RunnerClient.Listing, EndpointFault>?,
        to result: inout Validation.StageResult
    ) {
        var issue: BlueprintIssue?
        if case .failure(let fault)? = runner {
            issue = BlueprintIssue(
                .healthFailed, fault.problem, help: fault.fixes.first ?? "",
                at: texts.place(.manifest, service.pointer))
        }
        result.add(
            service.json(status: issue == nil ? "passing" : "failed", checks: []),
            issues: issue.map { [$0] } ?? [], isCounted: service.isRequired)
    }

    /// Adds a service that a registry of MirrorNeuron's own would have to look up.
    private func addUnknown(
        _ service: BlueprintService, to result: inout Validation.StageResult
    ) {
        let issue = BlueprintIssue(
            .serviceNotChecked,
            service.address == nil
                ? "Service '\(service.name)' has neither an address nor a check: it was not checked."
                : "Service '\(service.name)' has an address without a port: it was not checked.",
            help: "Give it 'address' and 'port', or a check.", severity: .warning,
            at: texts.place(.manifest, service.pointer))
        result.add(
            service.json(status: "not_checked", checks: []), issues: [issue],
            isCounted: service.isRequired)
    }
}

extension BlueprintService {
    /// A result; `ok` is null where nothing was asked.
    fileprivate func json(status: String, checks: [JSON]) -> JSONObject {
        [
            "name": .string(name), "type": "service", "required": .bool(isRequired),
            "origin": .string(orNull: origin),
            "ok": ["skipped", "not_checked"].contains(status) ? .null : .bool(status == "passing"),
            "status": .string(status), "checks": .array(checks),
        ]
    }
}

/// Asks services one by one.
private struct ServiceChecker: Sendable {
    let blueprint: Blueprint
    let world: World
    let template: ConfigurationTemplate
    let environment: [String: String]
    let runsPrograms: Bool

    /// Why a service does not count as running.
    private struct Trouble: Error {
        var code = BlueprintIssue.Code.healthFailed
        /// How a program ended; nil if none was run.
        var ending: ProcessOutcome?
        var message: String
        var help = "Start the service, and check again."
        /// Whether nobody has said what the service answers.
        var isUnrecorded = false

        static let unrecorded = Trouble(message: "", isUnrecorded: true)
    }

    /// The most of an answer that is searched for a text.
    private static let bodyLimit = 64 << 10

    func check(_ service: BlueprintService) async -> (JSONObject, [BlueprintIssue]) {
        var issues: [BlueprintIssue] = []
        var results: [JSON] = []
        for check in service.effectiveChecks {
            var members: JSONObject = ["type": .string(check.kind.rawValue)]
            if check.kind == .script, !runsPrograms {
                members["ok"] = .null
                members["status"] = "skipped"
                results.append(.object(members))
                continue
            }
            let said = SaidText()
            do throws(Trouble) {
                members["target"] = .string(try await run(check, service, said))
                members["ok"] = true
                members["status"] = "passing"
                if check.kind == .script { said.add(to: &members, .exited(0), blueprint.secrets) }
            } catch {
                if error.isUnrecorded {
                    members["ok"] = .null
                    members["status"] = "skipped"
                    results.append(.object(members))
                    continue
                }
                members["ok"] = false
                members["status"] = "failed"
                members["message"] = .string(Sanitized.line(error.message))
                if check.kind == .script { said.add(to: &members, error.ending, blueprint.secrets) }
                var issue = BlueprintIssue(
                    error.code, Sanitized.line("Service '\(service.name)': \(error.message)"),
                    help: error.help, at: blueprint.texts.place(.manifest, check.pointer))
                issue.expected = [
                    "service": .string(service.name), "type": .string(check.kind.rawValue),
                    "status": "passing",
                ]
                issue.actual = [
                    "service": .string(service.name), "type": .string(check.kind.rawValue),
                    "status": "failed", "message": .string(Sanitized.line(error.message)),
                ]
                issues.append(issue)
            }
            results.append(.object(members))
        }
        let isSkipped = results.allSatisfy { $0["status"] == "skipped" }
        let status = issues.isEmpty ? (isSkipped ? "skipped" : "passing") : "failed"
        return (service.json(status: status, checks: results), issues)
    }

    /// Runs a check; the words say what was asked.
    private func run(
        _ check: BlueprintService.Check, _ service: BlueprintService, _ said: SaidText
    ) async throws(Trouble) -> String {
        if check.kind == .script { return try await script(check, service, said) }
        let target = try target(check, service)
        let place = "\(target.endpoint)".replacing("http://", with: "")
        guard check.kind == .http else {
            do throws(TransportFault) {
                try await world.http.connect(to: target.endpoint, limit: check.limit)
            } catch {
                if error == .unrecorded { throw .unrecorded }
                throw Trouble(
                    message: "\(check.kind.rawValue) \(place): \(error).")
            }
            return place
        }
        guard !target.isEncrypted else {
            throw Trouble(
                message: "\(place) is asked over https, which is not spoken.",
                help: "Check it with tcp, or with a script.")
        }
        try await ask(target, check)
        return "\(target.endpoint)\(target.path)"
    }

    private func ask(
        _ target: ServiceTarget, _ check: BlueprintService.Check
    ) async throws(Trouble) {
        let asked = "\(check.method) \(target.endpoint)\(target.path)"
        var headers = HTTPHeaders()
        for (name, value) in check.headers {
            headers.fields.append(.init(name: name, value: try filled(value)))
        }
        guard
            !headers.fields.contains(where: { "\($0.name)\($0.value)".contains(where: \.isNewline) }
            ),
            !target.path.contains(where: { $0.isWhitespace })
        else { throw Trouble(message: "\(asked): the request holds a line break or blank.") }
        var outcome = await world.http.collect(
            HTTPRequest(check.method, target.path, headers: headers), from: target.endpoint,
            patience: check.limit, limit: check.limit, bytes: Self.bodyLimit)
        if outcome.fault == .unrecorded { throw .unrecorded }
        // As much as is kept is enough.
        if outcome.fault == .stopped, !Task.isCancelled { outcome.fault = nil }
        let response: HTTPResponse
        do throws(TransportFault) {
            response = try outcome.whole()
        } catch {
            throw Trouble(message: "\(asked): \(error).")
        }
        let status = response.head.status
        guard check.statuses.contains(where: { $0.contains(status) }) else {
            throw Trouble(
                message: "\(asked) answers with status \(status).")
        }
        guard let wanted = check.contains else { return }
        guard response.body.firstRange(of: Array(wanted.utf8)) != nil else {
            throw Trouble(
                message: "\(asked): the answer does not hold '\(wanted)'.")
        }
    }

    private func script(
        _ check: BlueprintService.Check, _ service: BlueprintService, _ said: SaidText
    ) async throws(Trouble) -> String {
        var words: [String] = []
        for word in check.command { words.append(try filled(word)) }
        // What was filled in may have made a shell of it.
        if let fault = PlainCommand.fault(words) {
            throw Trouble(
                code: BlueprintIssue.Code(.script, fault.flaw), message: fault.message,
                help: fault.help)
        }
        var environment = environment
        environment["MN_SERVICE_NAME"] = service.name
        environment["MN_SERVICE_ADDRESS"] = try service.address.map { (text) throws(Trouble) in
            try filled(text)
        }
        environment["MN_SERVICE_PORT"] = try service.port.map { (text) throws(Trouble) in
            try filled(text)
        }
        let line = CommandWords.line(words)
        let command = ProcessCommand(
            words, environment: .only(environment), directory: blueprint.folder, limit: check.limit)
        let ending = await world.processes.run(command, said.add)
        if ending == .unrecorded { throw .unrecorded }
        guard ending == .exited(0) else {
            throw Trouble(
                code: .checkFailed, ending: ending,
                message: "\(line): \(ending)."
                    + (said.lastLine(blueprint.secrets).map { " It said: \($0)" } ?? ""),
                help: "Run it by hand in the blueprint's folder: \(line)")
        }
        return line
    }

    private func target(
        _ check: BlueprintService.Check, _ service: BlueprintService
    ) throws(Trouble) -> ServiceTarget {
        let help = "Correct the address, or the configuration that it is taken from."
        if check.address == nil, let url = check.url ?? service.url {
            let text = try filled(url)
            guard var target = ServiceTarget(url: text) else {
                throw Trouble(message: "'\(text)' is no URL with a port.", help: help)
            }
            if check.url == nil, check.path != "/" { target.path = check.path }
            return target
        }
        guard let address = check.address ?? service.address, let port = check.port ?? service.port
        else { throw Trouble(message: "the check has no address and port.", help: help) }
        let (host, number) = (try filled(address), try filled(port))
        guard let target = ServiceTarget(address: host, port: number, path: try filled(check.path))
        else { throw Trouble(message: "'\(host)', '\(number)' is no address.", help: help) }
        return target
    }

    private func filled(_ text: String) throws(Trouble) -> String {
        do throws(ConfigurationTemplate.Fault) {
            return try template.filled(text)
        } catch {
            throw Trouble(
                code: error.code, message: error.message,
                help: "Set the value in config/overwrite.json, or export the variable.")
        }
    }
}
