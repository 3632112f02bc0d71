/// Text for the log of a CI job, in which no line is a command to the CI system.
///
/// Names and outputs of others may look like one: `::error::…` at the beginning of a line, `##[…]`,
/// `##vso[…]` or `##teamcity[…]` anywhere in it. A blank is put where it breaks the command; it stays readable.
/// A carriage return becomes a line feed, because some commands end with one (GitLab's `section_start`).
/// The text may come in pieces, cut anywhere.
///
/// Source: github.com/actions/runner, src/Runner.Common/ActionCommand.cs;
/// learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands; docs.gitlab.com/ci/jobs/job_logs.
package struct JobText: Sendable {
    /// Whether nothing but blanks stands on the line so far; systems skip them.
    private var isAtStart = true
    private var hasColon = false
    /// How many `#` came just now.
    private var hashes = 0
    private var endedWithReturn = false

    package init() {}

    /// The next piece.
    package mutating func defused(_ piece: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in piece.unicodeScalars {
            let followsReturn = endedWithReturn
            endedWithReturn = scalar == "\r"
            switch scalar {
            case "\n" where followsReturn: continue
            case "\r":
                result.append("\n")
                startLine()
            case "\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}":
                result.append(scalar)
                startLine()
            case "#":
                hashes += 1
                isAtStart = false
                result.append(scalar)
            case ":" where isAtStart:
                if hasColon {
                    result.append(" ")
                    isAtStart = false
                }
                hasColon = true
                result.append(scalar)
            default:
                if hashes > 1, Self.isCommand(scalar) { result.append(" ") }
                hashes = 0
                if isAtStart, hasColon || !scalar.properties.isWhitespace { isAtStart = false }
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether `##` and this may begin a command: `##[`, `##vso[`, `##teamcity[`.
    package static func isCommand(_ scalar: Unicode.Scalar) -> Bool {
        "[vVtT".unicodeScalars.contains(scalar)
    }

    private mutating func startLine() {
        isAtStart = true
        hasColon = false
        hashes = 0
    }
}
