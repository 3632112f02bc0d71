import MNCore

/// What is under way in a runner and dies with it; not part of a state file.
struct RunnerWork: Hashable, Sendable {
    /// The virtual time up to which everything has happened.
    var now: Duration = .zero
    /// When the runner was started.
    var startedAt: Duration = .zero
    /// Pulls in the order of their requests, ended ones included until `forgetEndedPulls`.
    var pulls: [Pull] = []
    /// Answers under way: while there is one, its engine is in use.
    var uses: [Use] = []
    var installations: [Installation] = []
    /// Models that wait for a free slot to be loaded in the background.
    var waitingLoads: [WaitingLoad] = []
    /// By model id, the last ten (dmr-contract 1.4.8).
    var requests: [String: [RecordedRequest]] = [:]
    var log: [LogLine] = []
    /// Answers of the Responses API, by id.
    var responses: [String: KeptResponse] = [:]
    /// Whether a model was removed since the store was made or purged; outlives the runner.
    var hasEmptiedStore = false
    /// How many names have been made up: operations, answers.
    var counter = 0

    /// An answer under way.
    struct Use: Hashable, Sendable {
        var id: Int
        var key: LoadedRunner.Key
        /// Nil if it never ends by itself.
        var until: Duration?
    }

    struct Installation: Hashable, Sendable {
        var backend: String
        var until: Duration
    }

    struct WaitingLoad: Hashable, Sendable {
        var reference: String
        var key: LoadedRunner.Key
    }

    /// An answer that can be asked for again.
    struct KeptResponse: Hashable, Sendable {
        /// An hour (dmr-contract 1.8).
        static let lifetime = Duration.seconds(3600)

        var value: JSON
        var until: Duration
    }

    struct LogLine: Hashable, Sendable {
        var time: Duration
        var level: String
        var text: String
        /// What stands behind the text, as `key=value`; mostly nothing.
        var attributes: String
    }
}

/// A request to an engine as `/engines/requests` shows it.
struct RecordedRequest: Hashable, Sendable {
    var time: Duration
    var model: String
    var method: String
    var url: String
    var request: String
    var response: String?
    var error: String?
    var status: Int
    var userAgent: String?
    var origin: String?
}
