import MNCore
import Synchronization

/// The log of a CI job, which nobody but this program gives commands: see `JobText`.
struct JobTerminal: Terminal {
    private final class State: Sendable {
        let output = Mutex(JobText())
        let error = Mutex(JobText())
    }

    /// A variable that its CI system sets in every job.
    static let variables = ["GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "TEAMCITY_VERSION"]

    private let inner: any Terminal
    private let state = State()

    /// Nil outside of a job.
    init?(_ inner: any Terminal, environment: any Variables) {
        guard Self.variables.contains(where: { environment[$0]?.isEmpty == false }) else {
            return nil
        }
        self.inner = inner
    }

    var width: Int? { inner.width }
    var hasColour: Bool { inner.hasColour }
    var progressWidth: Int? { inner.progressWidth }

    func showProgress(_ line: String?) { inner.showProgress(line) }

    func write(_ text: String) { inner.write(state.output.withLock { $0.defused(text) }) }

    func writeError(_ text: String) { inner.writeError(state.error.withLock { $0.defused(text) }) }

    func tellJob(_ commands: String) { inner.tellJob(commands) }
}
