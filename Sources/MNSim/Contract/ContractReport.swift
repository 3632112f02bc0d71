package import MNCore

/// How a runner keeps the contract.
package struct ContractReport: Sendable {
    package let endpoint: Endpoint
    /// What the runner says it is.
    let release: String?
    /// The model that was pulled; nil if nothing was changed.
    let model: String?
    /// How many checks were to be made.
    let planned: Int
    package let findings: [ContractFinding]
    let putBack: ContractSuite.PutBack
    let wasInterrupted: Bool
    let isSimulated: Bool

    package init(
        endpoint: Endpoint, release: String?, model: String?, planned: Int,
        findings: [ContractFinding], putBack: ContractSuite.PutBack, wasInterrupted: Bool,
        isSimulated: Bool
    ) {
        self.endpoint = endpoint
        self.release = release
        self.model = model
        self.planned = planned
        self.findings = findings
        self.putBack = putBack
        self.wasInterrupted = wasInterrupted
        self.isSimulated = isSimulated
    }

    private var different: Int { findings.count(where: \.isDifferent) }
    private var skipped: Int {
        findings.count(where: \.isSkipped) + planned - findings.count
    }

    /// What is left behind weighs more than any difference; checks that were not made prove nothing.
    package var exitCode: ExitCode {
        if !putBack.left.isEmpty { return .failed }
        if wasInterrupted { return .interrupted }
        if different > 0 { return .differs }
        return skipped > 0 ? .failed : .done
    }

    /// A line such as `80 checks, 2 differ.`, and what the runner says it is.
    package var summary: String {
        let runner = release.map { "The runner says it is \(Sanitized.line($0)). " } ?? ""
        return runner + Words.count(planned, "check") + ", "
            + (different == 0
                ? "none differs" : "\(different) " + (different == 1 ? "differs" : "differ"))
            + (skipped == 0 ? "." : ", \(skipped) not made.")
    }

    /// What to say besides, a sentence each.
    package var notices: [String] {
        var notices: [String] = []
        if wasInterrupted { notices.append("Interrupted.") }
        if !putBack.removed.isEmpty {
            notices.append("Taken away again: \(Words.list(putBack.removed)).")
        }
        if !putBack.left.isEmpty {
            notices.append(
                "Could not be taken away again: \(Words.list(putBack.left)); see 'docker model rm'."
            )
        }
        return notices
    }

    package var json: JSON {
        [
            "schema": "mn.contract/1", "endpoint": .string("\(endpoint)"),
            "release": .string(orNull: release), "model": .string(orNull: model),
            "totals": [
                "checks": .integer(planned),
                "ok": .integer(planned - different - skipped), "differ": .integer(different),
                "skipped": .integer(skipped),
            ],
            "checks": .array(findings.map(\.json)), "interrupted": .bool(wasInterrupted),
            "removed": .strings(putBack.removed), "left": .strings(putBack.left),
            "notices": .strings(notices), "simulated": .bool(isSimulated),
        ]
    }
}

/// What came of one check of a contract.
package struct ContractFinding: Hashable, Sendable {
    package enum Result: Hashable, Sendable {
        /// As the contract has it; the clause says when it is so, if not always.
        case ok(String?)
        case differs(ContractDifference)
        /// It was not made; a sentence says why.
        case skipped(String)

        /// For programs; a promise.
        package var word: String {
            switch self {
            case .ok: "ok"
            case .differs: "differs"
            case .skipped: "skipped"
            }
        }
    }

    package var name: String
    package var result: Result
    /// The request in a line.
    package var request: String
    /// Where the contract says it.
    package var source: String

    package var isDifferent: Bool { if case .differs = result { true } else { false } }
    package var isSkipped: Bool { if case .skipped = result { true } else { false } }

    fileprivate var json: JSON {
        var note: String?
        var difference: ContractDifference?
        switch result {
        case .ok(let clause): note = clause
        case .skipped(let reason): note = reason
        case .differs(let found): difference = found
        }
        return [
            "name": .string(name), "result": .string(result.word), "request": .string(request),
            "source": .string(source), "note": .string(orNull: note),
            "wanted": .string(orNull: difference?.wanted),
            "found": .string(orNull: difference?.found),
        ]
    }
}
