package import MNCore
package import MNSim

/// Why a run ended as it did: from its exit code back to the lines that were read and the questions asked.
package struct Explanation: Sendable {
    /// A failure that is known, in the table of them.
    package struct Known: Hashable, Sendable {
        /// The check that it is of; nil for the error of the run.
        package var check: String?
        package var rows: [FailureTable.Row]
    }

    /// The words behind `mn`.
    package var arguments: [String]
    /// Nil if the run ended without a word.
    package var exitCode: Int?
    package var findings: RunFindings
    package var known: [Known]
    /// The question that was not answered well.
    package var exchange: FailedExchange?
    package var eventCount: Int
    /// Nil if the machine was not asked, or no model is known.
    package var machine: MachineExplanation?
    /// In what way today's program does something else; nil if it does the same.
    package var divergence: TraceReplay.Divergence?

    /// What decided how the run ended.
    package enum Cause: String, Sendable {
        case error, checks, verdict
        /// Nothing stood in the way.
        case none
        /// It was ended from outside, or has not ended.
        case unfinished
    }

    package var cause: Cause {
        guard let exitCode else { return .unfinished }
        if findings.complaint != nil {
            return machine?.isDecisive(exitCode) == true && isByVerdict ? .verdict : .error
        }
        if exitCode != 0, findings.checks.contains(where: \.isFailure) { return .checks }
        return machine?.isDecisive(exitCode) == true ? .verdict : .none
    }

    /// Whether the error is a verdict in other words.
    private var isByVerdict: Bool { findings.complaint?.code == .notCompatible }
}

extension Explanation {
    /// What explains a run beside its trace.
    package struct Sources: Sendable {
        package var profiles: [Profile]
        package var failures: FailureTable
        /// What else is known of the machine, which counts where the run did not ask.
        package var evidence: Recording?
        /// The model to judge; nil takes that of the run.
        package var model: String?
        /// The machine to hold it against; nil takes the nearest of `profiles`.
        package var against: Profile?

        package init(profiles: [Profile], failures: FailureTable) {
            self.profiles = profiles
            self.failures = failures
        }
    }

    /// Explains a run by playing it again.
    package init(
        _ trace: Trace, _ sources: Sources, in world: World, program: @escaping RunFindings.Program
    ) async throws {
        let (findings, _, divergence) = RunFindings.listening(
            to: trace, in: world, program: program)
        self.findings = findings
        self.divergence = divergence
        arguments = trace.arguments
        exitCode = trace.exitCode
        eventCount = trace.events.count
        exchange = FailedExchange.cause(of: findings.complaint?.code, in: trace.events)
        known = Self.known(findings, trace, sources.failures)
        machine = try await MachineExplanation(trace, findings, sources)
    }

    private static func known(
        _ findings: RunFindings, _ trace: Trace, _ table: FailureTable
    ) -> [Known] {
        var known: [Known] = []
        if let complaint = findings.complaint, complaint.code != .notCompatible {
            known.append(
                Known(
                    rows: table.rows(
                        like: complaint.problem, fix: complaint.fixes.first,
                        exitCode: trace.exitCode)))
        }
        for check in findings.checks {
            known.append(
                Known(
                    check: check.name,
                    rows: table.rows(
                        like: check.seen, fix: check.fixes.first, exitCode: trace.exitCode)))
        }
        if known.isEmpty, let said = trace.lastNotice {
            known.append(
                Known(rows: table.rows(like: said, fix: nil, exitCode: trace.exitCode)))
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

    /// What the machine answered.
    package var recording: Recording {
        var recording = Recording()
        for case .access(let exchange) in events.lazy.map(\.whatIsLeft)
        where exchange.outcome != .unrecorded {
            recording[exchange.access] = exchange.outcome
        }
        return recording
    }

    /// The files that were read, as they were first.
    package var filesRead: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for case .read(let path, .success(let bytes)) in events where files[path] == nil {
            files[path] = bytes
        }
        return files
    }
}
