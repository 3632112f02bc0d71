import MNCore
package import MNSim

/// Whether what a run ended by is known: the one answer of all who are asked.
package struct RunStanding: Hashable, Sendable {
    /// What decided how the run ended.
    package enum Cause: String, Hashable, Sendable {
        case error, checks, verdict
        /// Nothing stood in the way.
        case none
        /// It was ended from outside, or has not ended.
        case unfinished
    }

    /// A failure that is known, in the table of them.
    package struct Known: Hashable, Sendable {
        /// The check that it is of; nil for the error of the run.
        package var check: String?
        package var rows: [FailureTable.Row]
    }

    package enum Word: String, Hashable, Sendable {
        /// It ended well.
        case well
        /// A rule refused the machine, which is no failure of anything.
        case verdict
        /// The table of failures has a row that says the same.
        case known
        case new
        case unfinished
    }

    package var cause: Cause
    package var known: [Known]
    package var word: Word

    /// What is said of one that is new.
    package static let newWords = "new: no row of docs/failures.md says the same"

    /// The rows that say the same, the likest first.
    package var rows: [FailureTable.Row] { known.flatMap(\.rows).uniqued() }

    package init(_ findings: RunFindings, of trace: Trace, _ table: FailureTable) {
        cause = Self.cause(findings, trace.exitCode)
        known = Self.known(findings, trace, table)
        word =
            switch cause {
            // Of a run of which events are left out only what it said last is known.
            case .none: trace.exitCode == 0 ? .well : known.isEmpty ? .new : .known
            case .verdict: .verdict
            case .unfinished: .unfinished
            case .error: known.isEmpty ? .new : .known
            case .checks: Self.word(findings, known)
            }
    }

    private static func cause(_ findings: RunFindings, _ exitCode: Int?) -> Cause {
        guard let exitCode else { return .unfinished }
        let isDecided =
            exitCode == ExitCode.notCompatible.rawValue || exitCode == ExitCode.needsForce.rawValue
        // The error may be a verdict in other words.
        if let code = findings.complaint?.code {
            return isDecided && code == .notCompatible ? .verdict : .error
        }
        if exitCode != 0, findings.objections.contains(where: \.isFailure) { return .checks }
        return isDecided ? .verdict : .none
    }

    /// That of a run whose checks failed; that of the hardware is a verdict.
    private static func word(_ findings: RunFindings, _ known: [Known]) -> Word {
        let failed = findings.objections.filter(\.isFailure).map(\.name)
        if failed == ["hardware"] { return .verdict }
        return known.contains { $0.check.map(failed.contains) ?? false } ? .known : .new
    }

    private static func known(
        _ findings: RunFindings, _ trace: Trace, _ table: FailureTable
    ) -> [Known] {
        func rows(_ message: String, _ fix: String?) -> [FailureTable.Row] {
            table.rows(like: message, fix: fix, exitCode: trace.exitCode)
        }
        var known: [Known] = []
        if let complaint = findings.complaint, complaint.code != .notCompatible {
            known.append(Known(rows: rows(complaint.problem, complaint.fixes.first)))
        }
        for check in findings.objections {
            known.append(Known(check: check.name, rows: rows(check.seen, check.fixes.first)))
        }
        if known.isEmpty, let said = trace.lastNotice {
            known.append(Known(rows: rows(said, nil)))
        }
        return known.filter { !$0.rows.isEmpty }
    }
}

extension Trace {
    /// The last thing that was said beside the progress of a run that ended well.
    fileprivate var lastNotice: String? {
        let lines = ending.standardError.split(separator: "\n")
        return lines.last { $0.hasPrefix("mn: ") && !FailureTable.isProgress($0) }
            .map { String($0.dropFirst("mn: ".count)) }
    }
}
