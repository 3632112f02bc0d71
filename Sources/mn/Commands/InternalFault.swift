import MNCore

/// A mistake of this program that it noticed itself.
struct InternalFault: DiagnosticError {
    var error: String

    var code: ErrorCode { .internalError }
    var problem: String { "This is a bug in mn: \(error)" }
    var fixes: [String] { ["Report it with the command line that you used."] }
    var exitCode: ExitCode { .internalError }
}
