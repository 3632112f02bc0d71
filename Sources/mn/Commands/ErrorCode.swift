/// The codes of all errors that a command can end with; the words are a promise.
///
/// A test holds this list against the code of every error in the source.
enum ErrorCode: String, CaseIterable {
    case badEndpoint = "bad_endpoint"
    case divergence
    case fileNotFound = "file_not_found"
    case fileTooLarge = "file_too_large"
    case fileUnusable = "file_unusable"
    case internalError = "internal_error"
    case invalidFile = "invalid_file"
    case newerFile = "newer_file"
    case nothingSelected = "nothing_selected"
    case redactionRefused = "redaction_refused"
    case requirementUnmatched = "requirement_unmatched"
    case runnerUnreachable = "runner_unreachable"
    case unknownModel = "unknown_model"
    case unknownProfile = "unknown_profile"
    case unknownScenario = "unknown_scenario"
    case usage
}
