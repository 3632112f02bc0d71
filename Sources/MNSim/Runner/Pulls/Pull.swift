import MNCore

/// A pull under way, from the request to its last word.
struct Pull: Hashable, Sendable {
    var id: Int
    /// The name as the client sent it.
    var asked: String
    var requestedAt: Duration
    /// When it got one of the two places; nil while it waits.
    var startedAt: Duration?
    var plan: PullPlan?
    /// When it ended, by itself or because its client left.
    var endedAt: Duration?
    /// Files that another pull of the same model spoiled under this one (dmr-contract 3.6).
    var spoiled: Set<String> = []
    /// Files that another pull will have moved away from under this one.
    var stolen: Set<String> = []

    var isRunning: Bool { startedAt != nil && endedAt == nil }

    /// When it ends by itself, if it does.
    var endTime: Duration? {
        guard let startedAt, endedAt == nil, let plan else { return nil }
        return plan.duration.map { startedAt + $0 }
    }

    /// All that its client is told, if it does not leave.
    func steps(storePath: String) -> [TimedPullStep] {
        guard let startedAt, let plan else { return [] }
        return plan.steps(spoiled: spoiled, stolen: stolen, storePath: storePath).map {
            TimedPullStep(time: startedAt + $0.time, step: $0.step)
        }
    }
}
