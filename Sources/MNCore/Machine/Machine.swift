/// The hardware seam: something that answers questions about a machine, real or not.
///
/// What every implementation keeps to:
/// - It changes nothing on the machine it speaks for.
/// - It answers each access with an outcome that fits it: a file with `bytes`, a directory with
///   `entries`, a command with `ended`, a variable with `value`, the platform with `platform`; or,
///   for any of them, with one of the other five. `timedOut` is for commands only.
/// - Commands run without a shell, with `LC_ALL=C`.
/// - What does not come within the limit of its question is given up; how long ago others were asked
///   does not matter. A command that has no time at all is `timedOut` and is not started.
/// - It may be asked from several tasks at once, and gives equal questions equal answers.
package protocol Machine: Sendable {
    func answer(_ access: Access, within limit: Duration) async -> Outcome
}
