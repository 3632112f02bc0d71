import MNCore
import MNSim
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

    /// No line is broken, so that none begins with what stood in the middle of a sentence.
    var presentation: Presentation {
        var presentation = inner.presentation
        presentation.errorWidth = nil
        return presentation
    }

    func showProgress(_ line: String?) { inner.showProgress(line) }

    func write(_ text: String) { inner.write(state.output.withLock { $0.defused(text) }) }

    func writeError(_ text: String) { inner.writeError(state.error.withLock { $0.defused(text) }) }

    func tellJob(_ commands: String) { inner.tellJob(commands) }
}

/// The job of GitHub Actions that this program runs in.
struct GitHubJob {
    /// The most that GitHub takes of a summary; a larger one is refused whole.
    private static let summaryLimit = 1 << 20

    private let world: World

    /// Nil outside of GitHub Actions.
    init?(_ world: World) {
        guard world.environment["GITHUB_ACTIONS"] == "true" else { return nil }
        self.world = world
    }

    /// Annotates the job with each difference, and adds the result to its summary.
    ///
    /// - Returns: what could not be done, a sentence each; it changes no verdict.
    func tell(_ tally: MatrixTally) -> [String] {
        tell(annotations: GitHubReport.annotations(tally), summary: GitHubReport.summary(tally))
    }

    /// Writes annotations, and adds Markdown to the summary of the job.
    ///
    /// Annotations go to standard error, which GitHub reads too: standard output may be a document.
    ///
    /// - Returns: what could not be done, a sentence each; it changes no verdict.
    func tell(annotations: String, summary: String) -> [String] {
        world.terminal.tellJob(annotations)
        guard let path = world.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return [] }
        do throws(FileFault) {
            var bytes: [UInt8]
            do {
                bytes = try world.files.read(path, limit: Self.summaryLimit)
            } catch {
                guard error.reason == .notFound else { throw error }
                bytes = []
            }
            bytes += Discretion(world).shown(summary).utf8
            guard bytes.count <= Self.summaryLimit else {
                throw FileFault(path, .tooLarge(limit: Self.summaryLimit))
            }
            try world.files.replace(path, with: bytes)
            return []
        } catch {
            return ["The summary of the job was not written. \(error.problem)"]
        }
    }
}
