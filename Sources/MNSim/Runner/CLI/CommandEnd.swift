/// Why a command goes no further; facts for `DockerRun.perform` to turn into an exit code.
enum CommandEnd: Error, Hashable {
    /// With these words on standard error, and exit code 1.
    case failed(String)
    /// The runner answered 503.
    case unavailable
    /// All has been said.
    case exited(Int)
    /// By Ctrl-C.
    case interrupted
    /// It waits for ever.
    case hung
}
