/// When the questions of one probe must have been answered, by the clock of the world that it is made in.
///
/// It begins with the probe: what went before in the same program has no part in it.
package struct ProbeDeadline: Sendable {
    /// How long the questions of a verdict may take together; every verdict comes within 12 s.
    package static let budget = Duration.seconds(12)

    /// How long before that programs must be told to end: it takes them up to 0.9 s (`CommandRun.overrun`).
    package static let endingPrograms = Duration.seconds(1)

    private let time: any Time
    private let end: Duration

    /// Begins to count.
    package init(by time: any Time, budget: Duration = budget) {
        self.time = time
        end = time.now + budget
    }

    /// What is left for a question now; zero if nothing is.
    ///
    /// A file answers at once or never, and can be left without waiting for an end of it.
    package func left(for access: Access) -> Duration {
        let end = if case .command = access { end - Self.endingPrograms } else { end }
        return max(.zero, end - time.now)
    }
}
