package import MNCore

/// The contract of a Model Runner, held against a runner that answers.
package struct ContractSuite: Sendable {
    let docker: Docker
    let endpoint: Endpoint
    package let checks: [ContractCheck]
    /// What is known before the first check.
    let facts: ContractFacts
    /// The models that were there before; nil if the runner does not list them as it should.
    let before: RunnerClient.Listing?

    /// What the runner says it is.
    package var release: String? { facts.release?.text }

    /// Asks the runner what it is and what it has.
    ///
    /// - Throws: `modelPresent` before anything is changed, where checks would change what is there.
    package init(
        _ docker: Docker, at endpoint: Endpoint, checks: [ContractCheck],
        facts: ContractFacts
    ) async throws(ContractFault) {
        self.docker = docker
        self.endpoint = endpoint
        self.checks = checks
        var facts = facts
        facts.prefix = endpoint.prefix
        do throws(TransportFault) {
            let response = try await docker.send(
                HTTPRequest("GET", "/version"), to: endpoint, within: .status)
            let document = try? JSON.parse(response.body)
            facts.release = document?["version"]?.string.flatMap(RunnerRelease.init)
            before = try? await docker.listing(at: endpoint)
        } catch {
            throw .unreachable(endpoint, error)
        }
        self.facts = facts
        if checks.contains(where: \.isChanging) { try await refuseWhatIsThere() }
    }

    /// Finds the model that would be pulled among those that are there, by its name, by the name it
    /// would be given besides, or by what the registry says it is.
    private func refuseWhatIsThere() async throws(ContractFault) {
        for name in [facts.model, facts.secondName] where before?.model(called: name) != nil {
            throw .modelPresent(model: name, name: name)
        }
        guard let models = before?.models, !models.isEmpty else { return }
        let request = HTTPRequest("GET", facts.filled("/models/{model}?remote=true"))
        guard
            let response = try? await docker.send(request, to: endpoint, within: .inspect),
            let id = (try? JSON.parse(response.body))?["id"]?.string,
            let model = models.first(where: { $0.id == id })
        else { return }
        throw .modelPresent(model: facts.model, name: model.tags.first ?? model.id)
    }

    /// After so many requests without an answer, one after the other, no more are sent.
    private static let patience = 3

    /// Makes the checks in their order; ends early when the task is cancelled.
    ///
    /// - Parameter tell: told of each check before it is made: its number from 1, and its name.
    package func findings(
        _ tell: @Sendable (Int, String) -> Void = { _, _ in }
    ) async -> [ContractFinding] {
        var findings: [ContractFinding] = []
        var facts = facts
        var lost = 0
        var isPulled = false
        for (index, check) in checks.enumerated() {
            if Task.isCancelled { break }
            var result: ContractFinding.Result?
            if lost >= Self.patience {
                result = .skipped("The runner answers no more.")
            } else if check.isChanging {
                result = obstacle(check, facts, isPulled: isPulled).map { .skipped($0) }
            }
            if result == nil {
                tell(index + 1, check.name)
                do throws(TransportFault) {
                    let response = try await docker.send(
                        check.request(facts), to: endpoint, within: check.limits)
                    lost = 0
                    facts.learn(from: response, to: check)
                    result =
                        switch check.judgement(of: response, facts) {
                        case .holds(let clause): .ok(clause)
                        case .differs(let difference): .differs(difference)
                        }
                } catch {
                    if Task.isCancelled { break }
                    lost += 1
                    result = .differs(
                        ContractDifference(wanted: "an answer", found: "\(error)"))
                }
                if check.lesson == .model {
                    isPulled = true
                    facts.id = await pulledModel()?.id
                }
            }
            findings.append(
                ContractFinding(
                    name: check.name, result: result ?? .ok(nil), request: check.words(facts),
                    source: check.source))
        }
        return findings
    }

    /// Why a check that changes something cannot be made, or must not; nil if it can.
    private func obstacle(
        _ check: ContractCheck, _ facts: ContractFacts, isPulled: Bool
    ) -> String? {
        guard let before else {
            return "What the runner has cannot be read, so nothing is changed."
        }
        guard isPulled else { return nil }
        guard let id = facts.id else { return "The model was not pulled." }
        return before.models.contains { $0.id == id }
            ? "The runner had this model before, under another name." : nil
    }

    private func pulledModel() async -> RunnerClient.InstalledModel? {
        let listing = try? await docker.listing(at: endpoint)
        return listing?.model(called: facts.model)
    }
}

extension ContractSuite {
    /// What was taken away again after a suite.
    package struct PutBack: Hashable, Sendable {
        /// Names that were still there, and are no more.
        package var removed: [String] = []
        /// Names that may still be there.
        package var left: [String] = []

        package init() {}
    }

    /// Takes away what the checks left, and nothing that was there before.
    ///
    /// That is the names they gave, the model if it has no other, and its configuration. It is safe to call whenever the checks have ended, however they ended.
    package func putBack() async -> PutBack {
        var result = PutBack()
        guard let before, checks.contains(where: \.isChanging) else { return result }
        let names = [facts.secondName, facts.model]
        guard let models = await models() else {
            result.left = names
            return result
        }
        for model in models {
            let own = model.tags.filter { tag in
                names.contains { Reference($0) == Reference(tag) }
            }
            if own.isEmpty { continue }
            // Under another name it was there before: then it is not unloaded.
            if !before.models.contains(where: { $0.id == model.id }) { await forget() }
            for tag in own {
                _ = try? await docker.send(
                    HTTPRequest("DELETE", "/models/\(tag)"), to: endpoint, within: .remove
                )
                result.removed.append(tag)
            }
        }
        if result.removed.isEmpty { return result }
        let after = await self.models()
        result.left = result.removed.filter { tag in
            after?.contains { $0.tags.contains(tag) } ?? true
        }
        result.removed.removeAll(where: result.left.contains)
        return result
    }

    private func models() async -> [RunnerClient.InstalledModel]? {
        try? await docker.listing(at: endpoint).models
    }

    /// Takes the model out of memory, and away what was configured for it, backend by backend.
    ///
    /// Else the configuration would hold again when the model comes back (dmr-contract §1.4.4).
    private func forget() async {
        let request = HTTPRequest("GET", facts.filled("/engines/_configure?model={model}"))
        let response = try? await docker.send(request, to: endpoint, within: .remove)
        let entries = response.flatMap { try? JSON.parse($0.body) }?.array ?? []
        for backend in [""] + Set(entries.compactMap { $0["Backend"]?.string }).sorted() {
            let body: JSON = ["backend": .string(backend), "models": [.string(facts.model)]]
            _ = try? await docker.send(
                HTTPRequest(
                    "POST", "/engines/unload", headers: ["Content-Type": "application/json"],
                    body: Array(body.text(.canonical).utf8)), to: endpoint,
                within: .remove)
        }
    }
}

/// A contract that is not held against a runner.
package enum ContractFault: DiagnosticError, Hashable {
    /// Nothing speaks HTTP there.
    case unreachable(Endpoint, TransportFault)
    /// The runner has the model that would be pulled, under this name.
    case modelPresent(model: String, name: String)
    case unknownCheck(String, suggestion: String?)

    package var code: ErrorCode {
        switch self {
        case .unreachable: .runnerUnreachable
        case .modelPresent: .modelPresent
        case .unknownCheck: .unknownCheck
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .unreachable: .runnerUnreachable
        case .modelPresent: .failed
        case .unknownCheck: .usage
        }
    }

    package var problem: String {
        switch self {
        case .unreachable(let endpoint, let fault):
            "No runner answers at \(Sanitized.line("\(endpoint)")): \(fault)."
        case .modelPresent(let model, let name):
            "The runner has \(Sanitized.line(model)) already"
                + (Reference(model) == Reference(name) ? "" : ", as \(Sanitized.line(name))")
                + "; what was there before is never changed."
        case .unknownCheck(let name, let suggestion):
            "No check is called '\(Sanitized.line(name))'."
                + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        }
    }

    package var fixes: [String] {
        switch self {
        case .unreachable: ["mn model doctor", "mn sim serve --port 12434"]
        case .modelPresent(_, let name):
            [
                "Take another: --model MODEL",
                "If a run that was killed has left it: docker model rm "
                    + CommandWords.line([name]),
            ]
        case .unknownCheck: ["mn sim contract --list"]
        }
    }
}
