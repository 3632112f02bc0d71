import MNCore

/// What a matrix says to GitHub Actions: annotations of the run, and a summary of the job.
///
/// Source: docs.github.com, "Workflow commands for GitHub Actions".
package enum GitHubReport {
    /// The most annotations of a kind that GitHub shows for a step.
    private static let annotationLimit = 10

    /// A workflow command for each difference, a line each; the last speaks for those that are left out.
    package static func annotations(_ gate: MatrixGate) -> String {
        let total = gate.counts.values.sum()
        let listed = gate.differences.prefix(total > annotationLimit ? annotationLimit - 1 : total)
        var lines = listed.map { difference in
            command(
                title: "\(difference.model) on \(difference.profile)", difference.sentence)
        }
        if total > listed.count {
            lines.append(command(title: "mn sim matrix", "and \(total - listed.count) more"))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The Markdown of the job's summary.
    package static func summary(_ gate: MatrixGate) -> String {
        var text = "## \(gate.counts.isEmpty ? "✅" : "❌") mn sim matrix\n\n\(gate.summaryLine)\n"
        if let line = gate.machineLine { text += "\n\(line)\n" }
        if let table = gate.differenceTable { text += "\n" + table.markdown }
        return text + "\n"
    }

    private static func command(title: String, _ message: String) -> String {
        "::error title=\(property(Sanitized.line(title)))::\(data(Sanitized.line(message)))"
    }

    /// The text of a command: what would end it is escaped.
    static func data(_ text: String) -> String { escaped(text, "%\r\n") }

    /// A property of a command: what would end it is escaped too.
    static func property(_ text: String) -> String { escaped(text, "%\r\n:,") }

    /// The text with each of some scalars as `%` and its number; "\r\n" is one Character, and two scalars.
    private static func escaped(_ text: String, _ special: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if special.unicodeScalars.contains(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "%" + String(repeating: "0", count: 2 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
