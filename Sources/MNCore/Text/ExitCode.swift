/// How a command ended; `mn help exit-codes` prints this table.
///
/// The numbers are a promise. A program that was run for the user may end with any other number, and that
/// is passed on as it is.
public struct ExitCode: RawRepresentable, Hashable, Sendable, CaseIterable {
    /// What the parent process sees.
    public let rawValue: Int

    /// Takes the status of a program; nil if no program can end so.
    public init?(rawValue: Int) {
        guard (0...255).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(_ rawValue: Int) { self.rawValue = rawValue }

    public static let done = ExitCode(0)
    public static let failed = ExitCode(1)
    public static let usage = ExitCode(2)
    public static let notCompatible = ExitCode(3)
    public static let needsForce = ExitCode(4)
    public static let runnerUnreachable = ExitCode(5)
    public static let unknownModel = ExitCode(6)
    public static let differs = ExitCode(7)
    public static let internalError = ExitCode(70)
    public static let interrupted = ExitCode(130)

    /// The codes of this program itself.
    public static let allCases: [ExitCode] = [
        .done, .failed, .usage, .notCompatible, .needsForce, .runnerUnreachable, .unknownModel,
        .differs, .internalError, .interrupted,
    ]

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
        case .differs:
            "the result differs from what was expected (matrix, scenarios, contract)"
        case .internalError: "a bug in mn"
        case .interrupted: "interrupted (Ctrl-C)"
        default: "the status of a worker that was run"
        }
    }
}
