/// An error that tells its reader what happened and what to do next.
///
/// Cases hold facts; the words are made in one extension beside the type.
package protocol DiagnosticError: Error, Sendable {
    /// The kind of error, for programs.
    var code: ErrorCode { get }
    /// The code as it is printed; the checks of a blueprint have codes beside these.
    var codeWord: String { get }
    /// What is wrong: one sentence about the thing the user named.
    var problem: String { get }
    /// What to do, a sentence each, with a command where there is one; the best first.
    var fixes: [String] { get }
    /// The exit code of a command that ends with this error.
    var exitCode: ExitCode { get }
}

extension DiagnosticError {
    package var exitCode: ExitCode { .failed }

    package var codeWord: String { code.rawValue }

    /// The error as programs read it.
    package var json: JSON {
        [
            "code": .string(codeWord), "message": .string(Sanitized.line(problem)),
            "fixes": .strings(fixes.map(Sanitized.line)),
        ]
    }
}
