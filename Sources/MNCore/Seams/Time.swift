/// The time seam: a clock that never runs backwards, and a way to wait on it.
package protocol Time: Sendable {
    /// The time since a moment that stays the same for the whole run.
    var now: Duration { get }
    /// The time by the calendar, since 1970-01-01T00:00:00Z; it may jump.
    var sinceEpoch: Duration { get }
    /// Waits; ends early, without an error, when the task is cancelled.
    func sleep(for duration: Duration) async
}
