package import MNCore
package import MNSim

/// Why a run ended as it did: from its exit code back to the lines that were read and the questions asked.
package struct Explanation: Sendable {
    /// The words behind `mn`.
    package var arguments: [String]
    /// Nil if the run ended without a word.
    package var exitCode: Int?
    package var findings: RunFindings
    package var standing: RunStanding
    /// The question that was not answered well.
    package var exchange: FailedExchange?
    /// What a run without its end asked last, and was not answered.
    package var openQuestion: String?
    package var eventCount: Int
    /// Nil if the machine was not asked, or no model is known.
    package var machine: MachineExplanation?
    /// In what way today's program does something else; nil if it does the same.
    package var divergence: TraceReplay.Divergence?

    package var cause: RunStanding.Cause { standing.cause }
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
        let played = SupportReplay(in: world, program: program).play(trace)
        findings = played.findings
        divergence = played.divergence
        openQuestion = played.openQuestion
        arguments = trace.arguments
        exitCode = trace.exitCode
        eventCount = trace.events.count
        let said = findings.objections.filter(\.isFailure).map(\.seen)
        exchange = FailedExchange.cause(
            of: findings.complaint?.code,
            saying: findings.complaint?.problem ?? said.joined(separator: "\n"), in: trace.events)
        standing = RunStanding(findings, of: trace, sources.failures)
        machine = try await MachineExplanation(trace, findings, sources)
    }
}

extension Trace {
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
