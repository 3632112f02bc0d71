/// How a command ended; `mn help exit-codes` prints this table.
///
/// The numbers are a promise.
public enum ExitCode: Int, Hashable, Sendable, CaseIterable {
    case done = 0
    case failed = 1
    case usage = 2
    case notCompatible = 3
    case needsForce = 4
    case runnerUnreachable = 5
    case unknownModel = 6
    case differs = 7
    case internalError = 70
    case interrupted = 130

    /// When a command ends so, for the help.
    public var meaning: String {
        switch self {
        case .done: "done, and compatible (or forced)"
        case .failed: "failed: a file, a machine or a service; 'error.code' in JSON tells which"
        case .usage: "wrong command line"
        case .notCompatible: "the model is not compatible with the machine (fail)"
        case .needsForce: "only with --force (force_only; a model with owners)"
        case .runnerUnreachable: "the Model Runner cannot be reached"
        case .unknownModel: "no such model"
        case .differs: "the result differs from what was expected (matrix, scenarios, baseline)"
        case .internalError: "a bug in mn"
        case .interrupted: "interrupted (Ctrl-C)"
        }
    }
}
