package import MNCore

/// A baseline that cannot be used, or may not be written.
package enum BaselineFault: DiagnosticError, Hashable {
    /// `command` is the one that would make it, without the options for that.
    case missing(path: String, command: String)
    /// It is of a later format.
    case newer(path: String, schema: String)
    /// Pipelines hold verdicts against a baseline; they do not set it.
    case updateInCI

    package var code: ErrorCode {
        switch self {
        case .missing: .fileNotFound
        case .newer: .newerFile
        case .updateInCI: .usage
        }
    }

    package var exitCode: ExitCode { if case .updateInCI = self { .usage } else { .failed } }

    package var problem: String {
        switch self {
        case .missing(let path, _): "There is no baseline \(Sanitized.line(path))."
        case .newer(let path, let schema):
            "\(Sanitized.line(path)) was written by a newer mn (\(Sanitized.line(schema)))."
        case .updateInCI: "A baseline is not updated in CI (the variable CI is set)."
        }
    }

    package var fixes: [String] {
        switch self {
        case .missing(let path, let command):
            ["Make it: \(command) --update-baseline --baseline \(CommandWords.line([path]))"]
        case .newer: ["Update mn, or make the baseline again with this one."]
        case .updateInCI: ["Update it on your machine, and commit it after a review."]
        }
    }
}
