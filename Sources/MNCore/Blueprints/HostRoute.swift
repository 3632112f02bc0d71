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
