/// The time seam: a clock that never runs backwards, and a way to wait on it.
package protocol Time: Sendable {
    /// The time since a moment that stays the same for the whole run.
    var now: Duration { get }
    /// The time by the calendar, since 1970-01-01T00:00:00Z; it may jump.
    var sinceEpoch: Duration { get }
    /// Waits; ends early, without an error, when the task is cancelled.
    func sleep(for duration: Duration) async
}

/// The variables seam: what the user set for the program.
///
/// A command reads each variable by its name, and each read is what an observer sees; so a trace keeps
/// the variables that a run has read and no other.
package protocol Variables: Sendable {
    /// The value of a variable; nil if it is not set, which is not the same as empty.
    subscript(name: String) -> String? { get }
    /// All variables, for programs that are started and for what must be masked; nothing that is said
    /// may depend on them.
    var all: [String: String] { get }
}

extension [String: String]: Variables {
    package var all: [String: String] { self }
}
