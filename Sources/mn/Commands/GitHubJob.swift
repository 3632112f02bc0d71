import MNCore
import MNSim

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
    /// Annotations go to standard error, which GitHub reads too: standard output may be a document.
    ///
    /// - Returns: what could not be done, a sentence each; it changes no verdict.
    func tell(_ gate: MatrixGate) -> [String] {
        world.terminal.tellJob(GitHubReport.annotations(gate))
        guard let path = world.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return [] }
        do throws(FileFault) {
            var bytes: [UInt8]
            do {
                bytes = try world.files.read(path, limit: Self.summaryLimit)
            } catch {
                guard error.reason == .notFound else { throw error }
                bytes = []
            }
            bytes += Discretion(world).shown(GitHubReport.summary(gate)).utf8
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
