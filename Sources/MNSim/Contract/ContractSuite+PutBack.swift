import MNCore

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
