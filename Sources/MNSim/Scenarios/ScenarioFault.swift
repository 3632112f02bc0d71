package import MNCore

/// A scenario that cannot be run.
package enum ScenarioFault: DiagnosticError, Hashable {
    case unknown(String, suggestion: String?)
    /// Transcripts are not written where nobody reviews them.
    case updateInCI
    /// Only the files of a folder can be updated.
    case nothingToUpdate

    package var code: ErrorCode {
        switch self {
        case .unknown: .unknownScenario
        case .updateInCI, .nothingToUpdate: .usage
        }
    }

    package var exitCode: ExitCode { if case .unknown = self { .failed } else { .usage } }

    package var problem: String {
        switch self {
        case .unknown(let name, let suggestion):
            "There is no scenario '\(name)'."
                + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        case .updateInCI: "--update writes transcripts, and CI is set."
        case .nothingToUpdate: "--update needs the folder whose transcripts it may write."
        }
    }

    package var fixes: [String] {
        switch self {
        case .unknown: ["mn sim list"]
        case .updateInCI: ["Update on a desk, review the difference, and commit it."]
        case .nothingToUpdate: ["mn sim run --update --scenarios Scenarios"]
        }
    }
}
