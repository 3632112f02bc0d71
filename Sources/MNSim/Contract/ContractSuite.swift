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
                if check.name == ContractCheck.pullName {
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
